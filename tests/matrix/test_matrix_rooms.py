"""What the channel remembers of rooms."""

from datetime import UTC, datetime

import pytest

from bot.channels.matrix.rooms import INVITED, Errand, Room, as_state, room_from_state, rooms_in

BOT = "@bot:centres.example"
AMINA = "@amina:centres.example"
PAVEL = "@pavel:centres.example"


def member(who, membership, name=None):
    content = {"membership": membership} | ({"displayname": name} if name else {})
    return {"type": "m.room.member", "state_key": who, "content": content}


def setting(kind, **content):
    return {"type": kind, "state_key": "", "content": content}


WE_TWO = [member(BOT, "join", "Passerelle"), member(AMINA, "join", "Amina")]
TALK = Room(private=True, person=AMINA, name="Amina")
GROUP = Room()


@pytest.mark.parametrize(
    ("events", "room"),
    [
        (WE_TWO, TALK),
        ([*WE_TWO, member(PAVEL, "leave")], TALK),
        ([*WE_TWO, member(PAVEL, "join")], GROUP),
        ([*WE_TWO, member(PAVEL, "invite")], GROUP),
        ([*WE_TWO, setting("m.room.join_rules", join_rule="invite")], TALK),
        ([*WE_TWO, setting("m.room.join_rules", join_rule="public")], GROUP),
        ([*WE_TWO, setting("m.room.history_visibility", history_visibility="world_readable")], GROUP),
        ([*WE_TWO, setting("m.room.encryption")], Room(private=True, encrypted=True, person=AMINA, name="Amina")),
        ([WE_TWO[0]], GROUP),
        ([WE_TWO[0], member(AMINA, "invite")], GROUP),
    ],
)
def test_a_talk_is_private_when_we_are_two_and_the_door_is_closed(events, room):
    assert room_from_state(events, BOT) == room


def test_personal_things_are_said_only_in_private_rooms():
    assert TALK.is_talk
    assert Room(private=True, encrypted=True, person=AMINA).is_talk
    assert not GROUP.is_talk
    assert not INVITED.is_talk


def test_rooms_survive_a_restart_and_those_we_have_left_are_forgotten():
    rooms = {"!1": TALK.owing(Errand.MARK_DIRECT, "$1"), "!2": INVITED, "!3": GROUP}
    state = as_state({**rooms, "!4": None}) | {"sync_token": "s1"}
    assert rooms_in(state) == rooms


WHY = Errand.EXPLAIN_UNREADABLE


def test_what_cannot_be_read_is_told_once_a_day():
    monday, tuesday = datetime(2023, 3, 13, 23, tzinfo=UTC), datetime(2023, 3, 14, 1, tzinfo=UTC)
    room = GROUP.explaining(WHY, "$1", monday).explaining(WHY, "$2", monday).explaining(WHY, "$3", tuesday)
    assert room.errands == ((WHY, "$1"), (WHY, "$3"))
    assert room.done(WHY, "$1").errands == ((WHY, "$3"),)
