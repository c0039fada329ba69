"""Announcements in rooms and channels: who may post where, in which language, and that it stays true there."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.delivery import outbox
from bot.i18n.phrase import LanguageName, Moment, MomentStyle, _
from bot.i18n.translator import Reader
from bot.storage import news_places as kept
from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.news_places import NewsPlace, NewsPost, PostState
from bot.storage.outbox import OutboxRow
from bot.usecases import announcement_drafts, announcement_rooms, announcement_texts, announcements, news_places
from bot.usecases import people as people_usecases
from bot.usecases.announcement_content import Draft, Extras
from bot.usecases.announcement_drafts import Standing
from bot.usecases.rights import NO_RIGHT
from bot.usecases.work import SYSTEM, Work
from tests.announced import announced
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import TRANSLATOR, TUNISIA, does, nobody, settled

LATER = BEGINNING + timedelta(minutes=5)
WITHDRAWN = _("This announcement was withdrawn on {date}.", date=Moment(LATER, MomentStyle.DATE))
HALL = ("scripted", "bot", "hall")
SQUARE = ("scripted", "bot", "square")


def posts_of(database):
    return database.read_now(lambda session: session.exec(select(NewsPost).order_by(NewsPost.id)).all())


def said_in(database, chat):
    rows = database.read_now(
        lambda session: session.exec(select(OutboxRow).where(OutboxRow.chat == chat).order_by(OutboxRow.id)).all()
    )
    return [(row.payload["text"], row.edits_id is not None) for row in rows]


def changed(database, number, **values):
    def job(session):
        row = session.get_one(Announcement, number)
        for name, value in values.items():
            setattr(row, name, value)

    database.write_now(job)


def goes_out(database, number, places, author, **texts):
    """Written, to be posted in these, and on its way."""
    found = does(database, author, lambda work: announced(work, **texts))
    assert found == number

    def on_its_way(session):
        row = session.get_one(Announcement, number)
        row.state, row.sent_at = AnnouncementState.SENT, BEGINNING
        broadcast = session.get_one(Broadcast, row.broadcast_id)
        broadcast.state, broadcast.started_at = BroadcastState.SENDING, BEGINNING

    does(database, author, announcement_rooms.plan, number, places)
    database.write_now(on_its_way)


def time_passes(database):
    count = 0
    while database.write_now(
        lambda session: announcement_rooms.look_after(Work(session, LATER, SYSTEM, TRANSLATOR, nobody))
    ):
        count += 1
    return count


def test_each_place_reads_its_own_language_once(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL, "fr")
    does(database, people["paul"], news_places.give, *SQUARE)
    goes_out(database, 1, [1, 2], people["paul"], en="Hello", fr="Bonjour")
    time_passes(database)
    assert time_passes(database) == 0
    assert said_in(database, "hall") == [("*Paul* vous annonce\N{NARROW NO-BREAK SPACE}:\nBonjour", False)]
    assert said_in(database, "square") == [("Announcement from *Paul*:\nHello", False)]


def test_without_a_text_in_its_language_nothing_is_posted_and_the_author_is_told(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL, "ar")
    goes_out(database, 1, [1], people["paul"], en="Hello")
    time_passes(database)
    assert said_in(database, "hall") == []
    assert [one.state for one in posts_of(database)] == [PostState.NO_TEXT]
    told = [text for text, _edit in said_in(database, "chat-paul") if "not posted" in text]
    assert len(told) == 1
    assert "Arabic" in told[0]


def test_nothing_is_posted_before_it_goes_out_nor_after_it_was_taken_back(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL)
    goes_out(database, 1, [1], people["paul"], en="Hello")
    changed(database, 1, state=AnnouncementState.HELD)
    assert time_passes(database) == 0
    changed(database, 1, state=AnnouncementState.CANCELLED)
    time_passes(database)
    assert said_in(database, "hall") == []
    assert [one.state for one in posts_of(database)] == [PostState.LEFT_OUT]


def test_a_correction_and_a_withdrawal_change_what_was_posted(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL)
    goes_out(database, 1, [1], people["paul"], en="Hello")
    time_passes(database)
    changed(database, 1, revision=2)
    assert time_passes(database) == 1
    assert time_passes(database) == 0
    changed(database, 1, state=AnnouncementState.WITHDRAWN, withdrawn_at=LATER)
    assert time_passes(database) == 1
    assert time_passes(database) == 0
    texts = said_in(database, "hall")
    assert [is_edit for _text, is_edit in texts] == [False, True, True]
    assert "withdrawn" in texts[-1][0]
    assert [one.state for one in posts_of(database)] == [PostState.WITHDRAWN]


def test_who_coordinates_a_country_posts_in_its_places_only(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL)
    does(database, people["mariam"], news_places.give, *SQUARE)
    assert [one.id for one in does(database, people["paul"], news_places.on_offer)] == [1, 2]
    assert [one.id for one in does(database, people["mariam"], news_places.on_offer)] == [2]
    for places, refused in (([1], True), ([2], False), ([1, 2], True), ([], False), ([7], True)):
        written = Draft({"en": "Hello"}, "en", TUNISIA, fallback="en", extras=Extras(places=tuple(places)))
        sent = does(database, people["mariam"], announcements.send, written)
        assert (sent == Refusal(news_places.UNKNOWN, key="places")) is refused
    assert [one.place_id for one in posts_of(database)] == [2]


def test_a_place_whose_language_has_no_text_is_refused_before_anything_is_sent(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL, "ar")
    written = Draft({"en": "Hello"}, "en", TUNISIA, fallback="en", extras=Extras(places=(1,)))
    refusal = does(database, people["paul"], announcements.send, written)
    assert isinstance(refusal, Refusal)
    assert (refusal.key, refusal.why.values["languages"].items) == ("places", (LanguageName("ar"),))
    assert posts_of(database) == []


def test_a_draft_keeps_its_places_and_its_topic_and_takes_them_along_when_it_is_thrown_away(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL)
    written = Draft({"en": "Hello"}, "en", TUNISIA, fallback="en", extras=Extras(places=(1,), topic="green"))
    number = does(database, people["paul"], announcement_drafts.keep, written)
    kept_as = does(database, people["paul"], announcement_drafts.seen, number).draft.extras
    assert (kept_as.places, kept_as.topic) == ((1,), "green")
    does(database, people["paul"], announcement_drafts.drop, number)
    assert posts_of(database) == []


@pytest.mark.parametrize("name", ["amina", "omar"])
def test_whoever_coordinates_nothing_gives_no_place_and_ends_none(database, name):
    people = settled(database)
    assert does(database, people[name], news_places.give, *HALL) == Refusal(NO_RIGHT)
    does(database, people["paul"], news_places.give, *HALL)
    assert does(database, people[name], news_places.end, *HALL) == Refusal(NO_RIGHT)
    assert does(database, people[name], news_places.end_by_number, 1) == Refusal(NO_RIGHT)
    assert does(database, people[name], news_places.speak, 1, "fr") == Refusal(NO_RIGHT)
    assert does(database, people["mariam"], news_places.give, *HALL) == Refusal(NO_RIGHT)


def test_a_language_that_nobody_speaks_here_is_refused(database):
    people = settled(database)
    assert isinstance(does(database, people["paul"], news_places.give, *HALL, "xx"), Refusal)
    assert does(database, people["paul"], news_places.on_offer) == ()


@pytest.mark.parametrize("named", ["it", "IT", "Italiano", "italian", "it-CH"])
def test_a_place_reads_any_language_of_the_network_by_its_tag_or_by_its_names(database, named):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL, named)
    assert [one.language for one in does(database, people["paul"], news_places.on_offer)] == ["it"]


def test_around_a_text_in_a_language_that_we_do_not_speak_our_words_are_those_of_whoever_gave_the_place(database):
    people = settled(database)
    does(database, people["mariam"], news_places.give, *HALL)
    does(database, people["mariam"], news_places.speak, 1, "it")
    goes_out(database, 1, [1], people["paul"], en="Hello", it="Buongiorno")
    time_passes(database)
    changed(database, 1, state=AnnouncementState.WITHDRAWN, withdrawn_at=LATER)
    time_passes(database)
    speaks = does(database, people["mariam"], people_usecases.person_of).language
    wording = announcement_texts.wording("Paul", "Buongiorno")
    assert said_in(database, "hall")[0] == (TRANSLATOR.render(wording, Reader("it", around=speaks)), False)
    assert said_in(database, "hall")[1] == (TRANSLATOR.render(WITHDRAWN, Reader(speaks)), True)


def test_a_draft_tells_that_the_text_for_a_place_is_missing_until_it_is_written(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL, "sw")
    written = Draft({"en": "Hello"}, "en", TUNISIA, fallback="en", extras=Extras(places=(1,)))
    number = does(database, people["paul"], announcement_drafts.keep, written)
    assert does(database, people["paul"], announcement_drafts.seen, number).standing["sw"] is Standing.MISSING
    does(database, people["paul"], announcement_drafts.write, number, "sw", "Habari")
    assert does(database, people["paul"], announcement_drafts.seen, number).standing["sw"] is Standing.THERE
    assert does(database, people["paul"], announcement_drafts.send, number, "en") == number


def test_giving_twice_changes_the_language_and_nothing_else(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL)
    does(database, people["paul"], news_places.give, *HALL, "fr")
    assert [(one.id, one.language) for one in does(database, people["paul"], news_places.on_offer)] == [(1, "fr")]


def test_a_group_that_becomes_a_supergroup_stays_the_place_and_one_we_are_put_out_of_does_not(database):
    people = settled(database)
    does(database, people["paul"], news_places.give, *HALL)
    database.write_now(lambda session: outbox.move_chat(session, "scripted", "bot", "hall", "great hall"))
    goes_out(database, 1, [1], people["paul"], en="Hello")
    time_passes(database)
    assert len(said_in(database, "great hall")) == 1
    database.write_now(lambda session: kept.lose(session, "scripted", "bot", "great hall", LATER))
    goes_out(database, 2, [], people["paul"], en="Again")
    assert does(database, people["paul"], news_places.on_offer) == ()
    assert database.read_now(lambda session: session.exec(select(NewsPlace)).one()).ended_at == LATER
