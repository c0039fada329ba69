"""Who opens rooms and asks in them, what is passed on and taken back, and when a room closes by itself."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.delivery.channel import OPENS_ROOMS
from bot.delivery.codec import outgoing_from_json
from bot.storage.channel_states import remember
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person
from bot.storage.rooms import RoomSaying, RoomState, SessionRoom, agenda_key
from bot.storage.sessions import LearningSession, SessionState
from bot.usecases import (
    forgetting,
    linking,
    retention,
    room_clock,
    room_consents,
    room_sayings,
    rooms,
)
from bot.usecases.room_consents import Shown
from tests.transcripts.room_sessions import held
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

pytestmark = pytest.mark.slow  # a world with people, a session and two rooms for each case
HALL, LOUNGE = ("telegram", "bot", "-100"), ("matrix", "bot", "!lounge")
PEOPLE = (
    Named("giulia", centre="IT-1", role="country_coordinator", scope="country:IT"),
    Named("marco", centre="IT-1", channel="matrix"),
    Named("carla", centre="IT-1"),
    Named("nino", centre="GE-1"),
)


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(*PEOPLE)
    about = ("giulia", "2", "marco=yes,carla=yes", "Bread")
    world.database.write_now(lambda session: held(session, now=world.now, about=about))
    return world


@pytest.fixture
def two_rooms(learning):
    for place in (HALL, LOUNGE):
        learning.does("giulia", rooms.give, "1", *place, has_topics=False)
    return learning


def test_who_may_open_a_room_is_told_why_none_can_be(learning):
    def obstacle(name):
        found = learning.does(name, rooms.standing, "1").obstacle
        return None if found is None else learning.said(found)

    assert obstacle("giulia") == "Rooms are on chat platforms with groups, and none of these is connected here."
    assert obstacle("marco") is None
    learning.database.write_now(lambda s: remember(s, "matrix", "bot", OPENS_ROOMS, "yes"))
    assert obstacle("giulia") is None
    learning.now += timedelta(days=30)
    assert obstacle("giulia") == "Session 1 is over."


def said(learning, chat):
    """In a room, in order."""
    rows = learning.database.read_now(
        lambda s: s.exec(select(OutboxRow).where(OutboxRow.chat == chat).order_by(col(OutboxRow.id))).all()
    )
    return [outgoing_from_json(row.payload).text.splitlines()[0] for row in rows]


def why(learning, result):
    assert isinstance(result, Refusal), result
    return learning.said(result.why)


def states(learning):
    return list(learning.database.read_now(lambda s: s.exec(select(SessionRoom.state).order_by(SessionRoom.id)).all()))


def changes(learning, **values):
    def job(session):
        row = session.exec(select(LearningSession)).one()
        for name, value in {"changed_at": learning.now, **values}.items():
            setattr(row, name, value)
        session.add(row)

    learning.database.write_now(job)


def ticks(learning):
    while learning.does(None, room_clock.look_after):
        pass


def asks(learning, name="marco", text="Barley?", message="m1", place=LOUNGE):
    return learning.does(name, room_sayings.ask_here, place, text, message)


# -- rooms -------------------------------------------------------------------------------------------------------------
def test_only_who_looks_after_a_session_gives_it_a_room(learning, subtests):
    for name in ["marco", "nino"]:
        with subtests.test(name=name):
            refused = learning.does(name, rooms.give, "1", *HALL, has_topics=False)
            assert why(learning, refused) == "Only the organiser of session 1 or a coordinator can do that."
            assert states(learning) == []


def test_what_is_not_there_has_no_room(learning, subtests):
    for key in ["2", "n99", "bread", "", "9" * 40]:
        with subtests.test(key=key):
            refused = learning.does("giulia", rooms.give, key, *HALL, has_topics=False)
            assert why(learning, refused).startswith("There is no such session.")


def test_a_room_is_closed_by_whoever_looks_after_it_and_once(two_rooms):
    assert isinstance(two_rooms.does("carla", rooms.close, 1), Refusal)
    assert two_rooms.does("giulia", rooms.close, 1) is None
    assert why(two_rooms, two_rooms.does("giulia", rooms.close, 1)) == "This room is closed already."
    assert states(two_rooms) == [RoomState.CLOSING, RoomState.OPEN]


def test_also_after_the_session_has_begun(two_rooms):
    two_rooms.now += timedelta(days=2, hours=1)
    assert two_rooms.does("giulia", rooms.close, 1) is None


def test_the_agenda_is_corrected_when_the_session_changes_and_only_then(two_rooms):
    ticks(two_rooms)
    before = len(said(two_rooms, "-100"))
    two_rooms.now += timedelta(minutes=1)
    ticks(two_rooms)
    assert len(said(two_rooms, "-100")) == before
    changes(two_rooms, minutes=90)
    two_rooms.now += timedelta(seconds=20)
    ticks(two_rooms)
    rows = two_rooms.database.read_now(
        lambda s: s.exec(select(OutboxRow).where(OutboxRow.chat == "-100").order_by(col(OutboxRow.id))).all()
    )
    latest = outgoing_from_json(rows[-1].payload)
    assert (len(rows), latest.edits) == (before + 1, agenda_key(1))
    assert "90 minutes" in latest.text


def test_once_it_has_begun_nobody_can_answer_by_the_agenda_any_more(two_rooms):
    two_rooms.now += timedelta(days=2, minutes=1)
    ticks(two_rooms)
    rows = two_rooms.database.read_now(lambda s: s.exec(select(OutboxRow).order_by(col(OutboxRow.id).desc())).all())
    assert outgoing_from_json(rows[0].payload).choices == ()


@pytest.mark.parametrize(
    ("values", "closes"),
    [({"state": SessionState.CANCELLED}, True), ({"state": SessionState.SEEKING, "starts_at": None}, False)],
)
def test_a_session_called_off_closes_its_rooms_one_that_seeks_another_time_does_not(two_rooms, values, closes):
    two_rooms.now += timedelta(minutes=1)
    changes(two_rooms, **values)
    two_rooms.now += timedelta(minutes=1)
    ticks(two_rooms)
    assert states(two_rooms) == [RoomState.CLOSING if closes else RoomState.OPEN] * 2


def test_the_page_of_a_session_leads_to_rooms_only_where_there_are_or_could_be_some(learning):
    for name in ("giulia", "marco"):
        assert learning.does(name, rooms.are_to_be_had, "1") is False
    learning.database.write_now(lambda session: remember(session, "matrix", "bot", OPENS_ROOMS, "yes"))
    assert learning.does("giulia", rooms.are_to_be_had, "1") is True
    assert learning.does("marco", rooms.are_to_be_had, "1") is False
    learning.does("giulia", rooms.give, "1", *HALL, has_topics=False)
    assert learning.does("marco", rooms.are_to_be_had, "1") is True
    assert learning.does("nino", rooms.are_to_be_had, "1") is False


# -- what is passed on -------------------------------------------------------------------------------------------------
def test_nothing_is_passed_on_before_its_author_says_so(two_rooms):
    before = said(two_rooms, "-100")
    asks(two_rooms)
    assert said(two_rooms, "-100") == before
    assert isinstance(two_rooms.does("marco", room_sayings.with_name, "1"), Told)
    assert said(two_rooms, "-100")[len(before) :] == ["*Question from Marco* (Matrix):"]


def test_nobody_else_decides_that(two_rooms, subtests):
    asks(two_rooms)
    for name in ["carla", "giulia", "nino"]:
        with subtests.test(name=name):
            for verb in (room_sayings.with_name, room_sayings.without_name, room_sayings.keep):
                assert why(two_rooms, two_rooms.does(name, verb, "1")) == "This is settled already."
            assert two_rooms.does(name, room_sayings.pending, "1") is None


def test_what_was_not_said_cannot_be_decided(two_rooms, subtests):
    for argument in ["99", "", "x", "9" * 30, "-1", "²"]:
        with subtests.test(argument=argument):
            assert isinstance(two_rooms.does("marco", room_sayings.with_name, argument), Refusal)


def test_decided_twice_it_is_passed_on_once(two_rooms):
    asks(two_rooms)
    two_rooms.does("marco", room_sayings.without_name, "1")
    two_rooms.does("marco", room_sayings.with_name, "1")
    copies = [words for words in said(two_rooms, "-100") if words.startswith("*Question")]
    assert copies == ["*Question from the other room* (Matrix):"]


def test_the_first_name_only_and_none_where_there_is_none(two_rooms):
    def names(session):
        person = session.exec(select(Person).where(Person.name == "Marco")).one()
        person.name = "Marco  Polo di Venezia"
        session.add(person)

    number = two_rooms.number_of("marco")
    two_rooms.database.write_now(names)
    two_rooms.number_of = lambda _name: number
    asks(two_rooms)
    two_rooms.does("marco", room_sayings.with_name, "1")
    assert said(two_rooms, "-100")[-1] == "*Question from Marco* (Matrix):"


def test_markup_that_somebody_types_is_data(two_rooms):
    asks(two_rooms, text="*bold* <b>x</b> \u202eevil")
    two_rooms.does("marco", room_sayings.without_name, "1")
    rows = two_rooms.database.read_now(lambda s: s.exec(select(OutboxRow).order_by(col(OutboxRow.id).desc())).all())
    copy = next(row for row in rows if row.chat == "-100")
    assert "\\*bold\\*" in outgoing_from_json(copy.payload).text


def test_a_question_is_as_long_as_a_question(two_rooms, subtests):
    for text, passes in [("x" * 1001, False), ("  ", False), ("x" * 1000, True)]:
        with subtests.test(length=len(text)):
            assert isinstance(asks(two_rooms, text=text), Refusal) is not passes


def test_many_questions_in_a_short_time_have_to_wait(two_rooms):
    two_rooms.does("marco", room_consents.choose, Shown.NAMELESS)
    for number in range(20):
        assert not isinstance(asks(two_rooms, message=f"m{number}"), Refusal)
    assert why(two_rooms, asks(two_rooms, message="m20")).startswith("Those were many questions")
    two_rooms.now += timedelta(hours=1, seconds=1)
    assert not isinstance(asks(two_rooms, message="m21"), Refusal)


def test_from_outside_asks_whoever_is_invited_and_nobody_else(two_rooms):
    asked = two_rooms.does("nino", room_sayings.ask_everybody, "1", "Barley?", Shown.NAMED)
    assert why(two_rooms, asked).startswith("There is no such session.")
    assert two_rooms.does("carla", room_sayings.ask_everybody, "1", "Barley?", Shown.NAMED) == 2


def test_in_a_room_that_is_closed_nothing_is_asked(two_rooms):
    two_rooms.does("giulia", rooms.close, 1)
    two_rooms.does("giulia", rooms.close, 2)
    assert why(two_rooms, two_rooms.does("carla", room_sayings.ask_everybody, "1", "x", Shown.NAMED)).startswith(
        "There is no room open"
    )


def test_of_two_joined_accounts_that_chose_differently_the_name_is_left_out(two_rooms):
    two_rooms.does("marco", room_consents.choose, Shown.NAMELESS)
    two_rooms.does("carla", room_consents.choose, Shown.NAMED)
    code = two_rooms.does("carla", linking.new_code)
    two_rooms.does("marco", linking.join, code)
    assert two_rooms.does("carla", room_consents.shown) is Shown.NAMELESS


def test_who_is_forgotten_takes_what_was_passed_on_out_of_the_rooms(two_rooms):
    asks(two_rooms)
    two_rooms.does("marco", room_sayings.with_name, "1")

    def sent(session):
        for row in session.exec(select(OutboxRow)):
            row.state, row.external_id = OutboxState.SENT, f"x{row.id}"
            session.add(row)

    two_rooms.database.write_now(sent)
    two_rooms.does("marco", forgetting.ask)
    two_rooms.now += timedelta(days=8)
    two_rooms.does(None, forgetting.erase_due)
    assert two_rooms.database.read_now(lambda s: s.exec(select(RoomSaying)).all()) == []
    rows = two_rooms.database.read_now(lambda s: s.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all())
    gone = [(row.chat, row.payload["edits"]) for row in rows if row.payload and row.payload.get("removes")]
    assert ("-100", "room:1:saying:1") in gone


def test_what_was_passed_on_goes_after_a_year_also_from_a_room_that_stays(two_rooms):
    asks(two_rooms)
    before = states(two_rooms)
    for days, left in ((364, 1), (1, 0)):
        two_rooms.now += timedelta(days=days)
        while two_rooms.does(None, retention.clear_next):
            pass
        assert len(two_rooms.database.read_now(lambda s: s.exec(select(RoomSaying)).all())) == left
    assert states(two_rooms) == before


def test_a_room_goes_a_year_after_it_was_closed_with_all_that_was_said(two_rooms):
    asks(two_rooms)
    two_rooms.does("giulia", rooms.close, 1)
    two_rooms.does("giulia", rooms.close, 2)
    two_rooms.now += timedelta(days=366)
    while two_rooms.does(None, retention.clear_next):
        pass
    assert states(two_rooms) == []
