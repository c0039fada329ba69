"""What a calendar finds at its address, whose it is, and when it stops working."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.delivery.channel import SITE
from bot.domain.audiences import Audience
from bot.storage.calendar_feeds import CalendarFeed
from bot.storage.channel_states import forget, remember
from bot.usecases import calendar_feeds, forgetting, rsvps, sessions
from bot.usecases.calendar_feed_files import CANCELLED_STAYS, STAYS, feed_file
from bot.usecases.calendar_feeds import MINE, NO_SITE, PROGRAMME, of_network
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, STARTS, Learning

AMINA = Named("amina", member=True, language="ar", centre="TN-2")
ANIMATOR = Named("nino", member=True, language="en", centre="IT-1", role="network_animator", scope="network:1")
LINK = "https://meet.example.org/m"


@pytest.fixture
def learning(database):
    made = Learning(database)
    made.joins(ORGANISER, AMINA, ANIMATOR)
    database.write_now(lambda session: remember(session, "web", "bot", SITE, "https://bot.example.org"))
    return made


def secret_of(addresses):
    assert addresses.https == addresses.webcal.replace("webcal://", "https://")
    return addresses.https.removeprefix("https://bot.example.org/calendar/").removesuffix(".ics")


def fetched(learning, secret):
    file = learning.does(None, feed_file, secret)
    return None if file is None else Calendar.from_ical(file.data)


def events(learning, secret):
    """Title → (status, sequence, place) of what stands in it."""
    found = fetched(learning, secret).walk("VEVENT")
    return {
        str(event["SUMMARY"]): (str(event["STATUS"]), event["SEQUENCE"], str(event.get("LOCATION", "")))
        for event in found
    }


def test_a_secret_has_256_bits_and_only_its_digest_is_kept(learning, database):
    secret = secret_of(learning.does("amina", calendar_feeds.make, MINE))
    assert len(secret) == 43
    [row] = database.read_now(lambda session: session.exec(select(CalendarFeed)).all())
    assert secret not in repr(row.model_dump())
    assert row.digest == calendar_feeds.digest_of(secret)


def test_only_what_somebody_says_yes_or_maybe_to_stands_in_their_calendar(learning):
    secret = secret_of(learning.does("amina", calendar_feeds.make, MINE))
    for title in ("One", "Two", "Three", "Four"):
        learning.proposes("fatou", title=title)
    learning.clock_ticks()
    for number, answer in {"1": rsvps.yes, "2": rsvps.maybe, "3": rsvps.no}.items():
        learning.does("amina", answer, number)
    assert events(learning, secret) == {"One": ("CONFIRMED", 0, LINK), "Two": ("TENTATIVE", 0, "")}
    [one, _two] = fetched(learning, secret).walk("VEVENT")
    assert one.decoded("DTSTART") == STARTS
    assert one["ORGANIZER"].params["CN"] == "Fatou"


def test_what_moves_moves_and_what_is_cancelled_stays_to_be_seen_for_a_month(learning):
    secret = secret_of(learning.does("amina", calendar_feeds.make, MINE))
    learning.proposes("fatou", title="One", starts_at=STARTS + timedelta(days=60))
    learning.clock_ticks()
    learning.does("amina", rsvps.yes, "1")
    learning.does("fatou", sessions.change, 1, starts_at=STARTS + timedelta(days=61))
    assert events(learning, secret) == {"One": ("CONFIRMED", 1, LINK)}
    learning.does("fatou", sessions.cancel, 1, None)
    assert events(learning, secret) == {"One": ("CANCELLED", 2, LINK)}
    learning.now += CANCELLED_STAYS
    assert events(learning, secret) == {}


def test_what_is_long_over_goes(learning):
    secret = secret_of(learning.does("fatou", calendar_feeds.make, MINE))
    learning.proposes("fatou", title="One")
    learning.now = STARTS + STAYS - timedelta(minutes=1)
    assert list(events(learning, secret)) == ["One"]
    learning.now += timedelta(minutes=1)
    assert events(learning, secret) == {}


def test_the_same_facts_give_the_same_bytes_and_the_times_are_in_utc(learning):
    secret = secret_of(learning.does("fatou", calendar_feeds.make, MINE))
    learning.proposes("fatou")
    first = learning.does(None, feed_file, secret)
    learning.now += timedelta(hours=1)
    assert learning.does(None, feed_file, secret) == first
    assert b"DTSTART:20230316T130000Z\r\n" in first.data
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in first.data
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in first.data
    assert b"METHOD:PUBLISH\r\n" in first.data


def test_a_shared_calendar_names_nobody_and_tells_no_link(learning):
    secret = secret_of(learning.does("nino", calendar_feeds.make, of_network(1)))
    learning.proposes("fatou", title="For all")
    learning.proposes("fatou", title="For the network", audience=Audience(networks=(1,)))
    learning.proposes("fatou", title="For a country", audience=Audience(countries=("TN",)))
    data = learning.does(None, feed_file, secret).data
    assert set(events(learning, secret)) == {"For all", "For the network"}
    assert b"Fatou" not in data
    assert b"meet.example.org" not in data
    own = learning.does(None, feed_file, secret_of(learning.does("fatou", calendar_feeds.make, MINE))).data
    assert b"Fatou" in own  # so it could have been there
    assert b"meet.example.org" in own


def test_the_calendar_of_the_programme_leaves_out_what_partners_do_among_themselves(learning):
    secret = secret_of(learning.does("fatou", calendar_feeds.make, PROGRAMME))
    learning.proposes("fatou", title="For a country", audience=Audience(countries=("TN",)))
    learning.proposes("fatou", title="For two centres", audience=Audience(centres=(1, 2)))
    assert set(events(learning, secret)) == {"For a country"}
    assert learning.does(None, feed_file, secret).is_shared


def test_who_does_not_coordinate_all_of_it_cannot_share_it(learning):
    refused = [
        learning.does("amina", calendar_feeds.make, of_network(1)),
        learning.does("amina", calendar_feeds.end, PROGRAMME),
        learning.does("nino", calendar_feeds.make, PROGRAMME),
        learning.does("nino", calendar_feeds.make, of_network(2)),
    ]
    assert [type(one) for one in refused] == [Refusal] * 4


def test_a_new_address_ends_the_one_before_whoever_made_it(learning):
    first = secret_of(learning.does("nino", calendar_feeds.make, of_network(1)))
    mine = secret_of(learning.does("nino", calendar_feeds.make, MINE))
    second = secret_of(learning.does("fatou", calendar_feeds.make, of_network(1)))
    assert fetched(learning, first) is None
    assert fetched(learning, second) is not None
    assert fetched(learning, mine) is not None
    learning.does("fatou", calendar_feeds.end, of_network(1))
    assert fetched(learning, second) is None
    assert learning.does("fatou", calendar_feeds.since, of_network(1)) is None
    assert learning.does("nino", calendar_feeds.since, MINE) == learning.now


def test_who_asks_to_be_forgotten_is_found_no_longer_but_what_they_shared_is(learning, database):
    mine = secret_of(learning.does("fatou", calendar_feeds.make, MINE))
    shared = secret_of(learning.does("fatou", calendar_feeds.make, PROGRAMME))
    learning.does("fatou", forgetting.ask)
    assert fetched(learning, mine) is None
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    assert fetched(learning, mine) is None
    assert fetched(learning, shared) is not None
    rows = database.read_now(lambda session: session.exec(select(CalendarFeed.kind, CalendarFeed.person_id)).all())
    assert rows == [("programme", None)]


def test_without_an_address_on_the_web_there_is_none(learning, database):
    database.write_now(lambda session: forget(session, "web", "bot", SITE))
    assert learning.does("amina", calendar_feeds.make, MINE) == Refusal(NO_SITE)
    assert learning.does("amina", calendar_feeds.is_offered) is False


def test_what_is_no_secret_finds_nothing(learning, subtests):
    for secret in ["", "a" * 43, "../..", "a b", "\x00"]:
        with subtests.test(secret=secret):
            assert fetched(learning, secret) is None
