"""What people choose to get, what waits for their digest, and why they got what they got."""

from datetime import timedelta

from sqlmodel import select

from bot.core.refusal import Refusal
from bot.delivery import ledger
from bot.domain.audiences import Audience
from bot.domain.subscriptions import MILESTONES, PARTNERS, QUESTIONNAIRES, SESSIONS, ByChoice, NewsPace
from bot.i18n.translator import Reader, unisolated
from bot.storage.announcements import Announcement
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.subscriptions import NewsChoice, TopicOff
from bot.usecases import (
    announcement_actions,
    announcement_readers,
    announcement_reasons,
    announcement_states,
    clocks,
    digests,
    subscriptions,
)
from bot.usecases import people as usecases_people
from bot.usecases.work import SYSTEM, Work
from tests.announced import announced
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import TRANSLATOR, TUNISIA, does, nobody, settled

WEEK = timedelta(days=7)
AFTERWARDS = BEGINNING + timedelta(minutes=2)  # what was held is out


def announces(database, author, **about):
    return does(database, author, lambda work: announced(work, **{"en": "Hello", **about}))


def goes_out(database, author, **about):
    number = announces(database, author, **about)
    time_passes(database, AFTERWARDS)
    return number


def asks(database, person_id, verb, *arguments):
    """Once it is out."""
    return does(database, person_id, verb, *arguments, now=AFTERWARDS)


def became(database, person_id):
    """Of each copy of the person: its state and why."""
    rows = database.read_now(
        lambda session: session.exec(
            select(OutboxRow)
            .where(OutboxRow.person_id == person_id, OutboxRow.broadcast_id != None)  # noqa: E711 - SQL
            .order_by(OutboxRow.id)
        ).all()
    )
    return [row.reason if row.state is OutboxState.SKIPPED else row.state for row in rows]


def digests_of(database, person_id):
    rows = database.read_now(
        lambda session: session.exec(
            select(OutboxRow).where(OutboxRow.person_id == person_id).order_by(OutboxRow.id)
        ).all()
    )
    return [row.payload["text"] for row in rows if row.dedupe_key.startswith("digest:")]


def time_passes(database, now):
    """Holds are over, and digests are due."""
    for job in (announcement_states.look_after, digests.look_after):
        while database.write_now(lambda session, job=job: job(Work(session, now, SYSTEM, TRANSLATOR, nobody))):
            pass


def said(told, language="en"):
    assert not isinstance(told, Refusal), told
    return unisolated(TRANSLATOR.render(told.words, Reader(language)))


def test_each_gets_what_they_chose_and_urgent_news_come_to_all(database):
    people = settled(database)
    does(database, people["amina"], subscriptions.choose_pace, NewsPace.WEEKLY)
    does(database, people["omar"], subscriptions.choose_pace, NewsPace.URGENT)
    does(database, people["leila"], subscriptions.turn_off, ["green"])
    announces(database, people["paul"], topic="green")
    announces(database, people["paul"], topic="digital")
    announces(database, people["paul"], topic="green", urgent=True)
    queued = OutboxState.QUEUED
    assert became(database, people["amina"]) == [ByChoice.WAITS, ByChoice.WAITS, queued]
    assert became(database, people["omar"]) == [ByChoice.URGENT_ONLY, ByChoice.URGENT_ONLY, queued]
    assert became(database, people["leila"]) == [ByChoice.TOPIC_OFF, queued, queued]
    assert became(database, people["nino"]) == [queued, queued, queued]


def test_whoever_chose_otherwise_is_in_the_ledger_and_is_never_tried_again(database):
    people = settled(database)
    does(database, people["amina"], subscriptions.choose_pace, NewsPace.WEEKLY)
    does(database, people["leila"], subscriptions.turn_off, ["green"])
    number = announces(database, people["paul"], topic="green")
    tally = database.read_now(lambda session: ledger.tally(session, 1))
    assert (tally.recipients, tally.skipped, tally.waiting) == (4, 2, 2)
    does(database, people["paul"], announcement_actions.retry, str(number))
    assert became(database, people["amina"]) == [ByChoice.WAITS]
    assert became(database, people["leila"]) == [ByChoice.TOPIC_OFF]


def test_a_choice_counts_for_what_is_on_its_way_but_not_for_what_is_urgent_or_about_something_else(database):
    people = settled(database)
    for topic, urgent in (("green", False), ("digital", False), (None, False), ("green", True)):
        announces(database, people["paul"], topic=topic, urgent=urgent)
    queued = OutboxState.QUEUED
    does(database, people["omar"], subscriptions.turn_off, ["green"])
    assert became(database, people["omar"]) == [ByChoice.TOPIC_OFF, queued, queued, queued]
    does(database, people["omar"], subscriptions.choose_pace, NewsPace.WEEKLY)
    assert became(database, people["omar"]) == [ByChoice.TOPIC_OFF, ByChoice.WAITS, ByChoice.WAITS, queued]
    does(database, people["omar"], subscriptions.turn_off, ["digital"])
    assert became(database, people["omar"]) == [ByChoice.TOPIC_OFF, ByChoice.TOPIC_OFF, ByChoice.WAITS, queued]
    assert became(database, people["nino"]) == [queued] * 4


def test_the_digest_comes_once_at_its_hour_in_one_message(database):
    people = settled(database)
    does(database, people["leila"], subscriptions.choose_moment, 0, 8 * 60)  # Monday 8:00 in Tunis
    announces(database, people["paul"], en="One")
    announces(database, people["paul"], en="Two")
    monday = BEGINNING.replace(day=20, hour=7)
    time_passes(database, monday - timedelta(seconds=1))
    assert digests_of(database, people["leila"]) == []
    time_passes(database, monday)
    time_passes(database, monday)
    time_passes(database, monday + WEEK)
    assert [unisolated(text).splitlines() for text in digests_of(database, people["leila"])] == [
        [
            "*News of the week*: 2 announcements",
            "1 · 14 March 2023, Paul: One",
            "2 · 14 March 2023, Paul: Two",
            "To read one in full, write *read* and its number.",
        ]
    ]
    assert became(database, people["leila"]) == [ByChoice.IN_DIGEST] * 2


def test_a_digest_never_has_two_languages(database):
    people = settled(database)
    does(database, people["omar"], subscriptions.choose_pace, NewsPace.WEEKLY)
    announces(database, people["paul"], en="One", ar="واحد")
    announces(database, people["paul"], en="Two")
    time_passes(database, BEGINNING + WEEK)
    (text,) = digests_of(database, people["omar"])
    assert "واحد" in text
    assert "الإنجليزية" in text
    assert "Two" not in text


def test_more_than_fit_into_one_message_come_in_several(database):
    people = settled(database)
    does(database, people["leila"], subscriptions.choose_pace, NewsPace.WEEKLY)
    for number in range(digests.MOST + 2):
        announces(database, people["paul"], en=f"Text {number}")
    time_passes(database, BEGINNING + WEEK)
    assert [text.count("Text") for text in digests_of(database, people["leila"])] == [digests.MOST, 2]
    assert set(became(database, people["leila"])) == {ByChoice.IN_DIGEST}


def test_what_was_taken_back_is_in_no_digest(database):
    people = settled(database)
    does(database, people["leila"], subscriptions.choose_pace, NewsPace.WEEKLY)
    announces(database, people["paul"], en="Gone")
    announces(database, people["paul"], en="Stays")
    does(database, people["paul"], announcement_actions.withdraw, "1")
    time_passes(database, BEGINNING + WEEK)
    (text,) = digests_of(database, people["leila"])
    assert ("Gone" in text, "Stays" in text) == (False, True)


def test_whoever_stopped_all_messages_gets_the_digest_once_they_take_them_again(database):
    people = settled(database)
    does(database, people["leila"], subscriptions.choose_pace, NewsPace.WEEKLY)
    announces(database, people["paul"], en="One")
    does(database, people["leila"], usecases_people.stop_messages)
    time_passes(database, BEGINNING + WEEK)
    assert digests_of(database, people["leila"]) == []
    does(database, people["leila"], usecases_people.take_messages_again)
    time_passes(database, BEGINNING + WEEK + WEEK)
    assert len(digests_of(database, people["leila"])) == 1


def test_back_to_all_at_once_brings_what_waits_and_no_digest_after_it(database):
    people = settled(database)
    does(database, people["leila"], subscriptions.choose_pace, NewsPace.WEEKLY)
    announces(database, people["paul"], en="One")
    does(database, people["leila"], subscriptions.choose_pace, NewsPace.AT_ONCE)
    time_passes(database, BEGINNING)
    assert digests_of(database, people["leila"]) == []  # it can still be undone
    time_passes(database, BEGINNING + timedelta(minutes=2))
    assert len(digests_of(database, people["leila"])) == 1
    choice = database.read_now(lambda session: session.exec(select(NewsChoice)).one())
    assert (choice.pace, choice.next_at) == (NewsPace.AT_ONCE, None)


def test_the_digest_moves_with_the_clock_of_the_person(database):
    people = settled(database)
    does(database, people["leila"], subscriptions.choose_moment, 0, 8 * 60)
    does(database, people["leila"], clocks.move, "Asia/Tbilisi")
    choice = database.read_now(lambda session: session.exec(select(NewsChoice)).one())
    assert choice.next_at == BEGINNING.replace(day=20, hour=4)


def test_why_tells_what_is_true_of_the_reader_alone(database):
    people = settled(database)
    both = Audience(countries=("TN", "GE"), areas=("digital", "wbl"), functions=("teacher", "head"), languages=("ar",))
    goes_out(database, people["paul"], audience=both, topic="digital")
    assert said(asks(database, people["omar"], announcement_reasons.why, "1")).splitlines() == [
        "Why you got announcement 1:",
        "• Countries: Tunisia",
        "• Priority areas: Industry 4.0 and digitalisation",
        "• Functions: teacher",
        "• Languages: Arabic",
        "Its topic is *Industry 4.0 and digitalisation*.",
    ]


def test_why_tells_of_several_ways_only_those_that_hold_and_never_whom_it_leaves_out(database):
    people = settled(database)
    here = Audience(countries=("TN",), functions=("head", "teacher"))
    audience = Audience(any_of=(here, Audience(networks=(1,)), Audience(roles=("mentor",)), Audience(no_session=True)))
    goes_out(database, people["paul"], audience=audience.without(Audience(centres=(1,))))
    assert said(asks(database, people["omar"], announcement_reasons.why, "1")).splitlines()[1:] == [
        "• Countries: Tunisia",
        "• Functions: teacher",
        "• Came to no session",
    ]


def test_why_needs_no_reason_where_it_is_for_everybody(database):
    people = settled(database)
    goes_out(database, people["paul"])
    assert said(asks(database, people["omar"], announcement_reasons.why, "1")).splitlines()[1:] == [
        "• It is for everybody who takes part."
    ]


def test_of_an_announcement_to_others_nothing_is_told(database):
    people = settled(database)
    announces(database, people["paul"], audience=TUNISIA, topic="green")
    for verb in (announcement_reasons.why, announcement_readers.read, announcement_readers.mute):
        assert does(database, people["nino"], verb, "1") == Refusal(announcement_readers.NOT_YOURS)
        assert does(database, people["nino"], verb, "99999999999999999999") == Refusal(announcement_readers.NOT_YOURS)


def test_what_is_not_out_yet_or_was_taken_back_before_is_read_by_nobody_but_its_author(database):
    people = settled(database)
    announces(database, people["paul"], urgent=True)
    unknown = Refusal(announcement_readers.NOT_YOURS)
    assert does(database, people["leila"], announcement_readers.read, "1") == unknown
    assert does(database, people["paul"], announcement_readers.read, "1") != unknown
    does(database, people["paul"], announcement_actions.withdraw, "1")
    time_passes(database, BEGINNING + timedelta(minutes=2))
    assert does(database, people["leila"], announcement_readers.read, "1", now=BEGINNING + WEEK) == unknown


def test_a_topic_is_turned_off_by_one_tap_and_on_again(database):
    people = settled(database)
    goes_out(database, people["paul"], topic="network:1")
    told = asks(database, people["leila"], announcement_readers.mute, "1")
    assert said(told) == "You get no more news about *Network Hotels and tourism*, unless it is urgent."
    asks(database, people["leila"], announcement_readers.mute, "1")
    assert [row.topic for row in database.read_now(lambda s: s.exec(select(TopicOff)).all())] == ["network:1"]
    assert told.undo == "a:topic.on:network:1"
    asks(database, people["leila"], announcement_readers.unmute, "network:1")
    assert database.read_now(lambda s: s.exec(select(TopicOff)).all()) == []


def test_a_topic_that_does_not_exist_is_refused_kindly(database, subtests):
    people = settled(database)
    for topic in ["", "weather", "network:x", "green;drop"]:
        with subtests.test(topic=topic):
            assert isinstance(does(database, people["leila"], announcement_readers.unmute, topic), Refusal)


def test_an_announcement_without_a_topic_has_none_to_turn_off(database):
    people = settled(database)
    announces(database, people["paul"])
    assert isinstance(does(database, people["leila"], announcement_readers.mute, "1"), Refusal)
    assert database.read_now(lambda s: s.exec(select(TopicOff)).all()) == []


def test_what_was_withdrawn_is_not_read_any_more(database):
    people = settled(database)
    announces(database, people["paul"], en="One")

    def withdrawn(session):
        row = session.get_one(Announcement, 1)
        row.state, row.withdrawn_at = "withdrawn", BEGINNING

    database.write_now(withdrawn)
    assert isinstance(does(database, people["leila"], announcement_readers.read, "1"), Refusal)


def test_settings_list_areas_one_s_own_networks_and_the_rest(database):
    people = settled(database)
    of_amina = does(database, people["amina"], subscriptions.settings)
    of_leila = does(database, people["leila"], subscriptions.settings)
    assert len(of_leila.on) == 14
    assert [topic for topic, _name in of_amina.on if topic not in dict(of_leila.on)] == ["network:1"]


def test_what_a_person_chose_counts_for_nobody_else(database):
    people = settled(database)
    does(database, people["amina"], subscriptions.turn_off, ["green"])
    assert does(database, people["omar"], subscriptions.settings).off == ()


def test_what_the_program_writes_of_by_itself_can_be_turned_off_and_nobody_announces_about_it(database):
    people = settled(database)
    asks(database, people["omar"], subscriptions.turn_off, [QUESTIONNAIRES, "weather"])
    found = asks(database, people["omar"], subscriptions.settings)
    assert [topic for topic, _name in found.off] == [QUESTIONNAIRES]
    assert {PARTNERS, MILESTONES} <= {topic for topic, _name in found.on}
    offered = {topic for topic, _name in asks(database, people["mariam"], subscriptions.all_topics)}
    assert SESSIONS in offered
    assert not {PARTNERS, QUESTIONNAIRES, MILESTONES} & offered
