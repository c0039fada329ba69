"""Which verifications are begun, gone on with and cancelled, whatever comes and whoever says it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.matrix.sas import METHOD
from bot.channels.matrix.verification import LASTS, MOST, REQUEST, Verifications

BOT = ("@bot:centres.example", "BOT")
AMINA = ("@amina:centres.example", "PHONE")
ROOM = "!talk:centres.example"


@pytest.fixture
def verifications():
    return Verifications(BOT)


def request(*, to=BOT[0], methods=(METHOD,), ago=timedelta(0), event_id="$asked"):
    said = {"msgtype": REQUEST, "to": to, "from_device": AMINA[1], "methods": list(methods)}
    return event("m.room.message", said, event_id=event_id, ago=ago)


def event(kind, said, *, sender=AMINA[0], event_id="$step", ago=timedelta(0)):
    sent = int((datetime.now(UTC) - ago).timestamp() * 1000)
    return {"type": kind, "sender": sender, "event_id": event_id, "content": said, "origin_server_ts": sent}


def step(name, *, about="$asked", sender=AMINA[0], **said):
    relation = {"rel_type": "m.reference", "event_id": about}
    return event(f"m.key.verification.{name}", {**said, "m.relates_to": relation}, sender=sender)


def answers(verifications):
    """What is owed: to which device, what, and with which code."""
    return [(one.user, one.device, one.kind.rpartition(".")[2], one.content.get("code")) for one in verifications.owed]


def test_whoever_asks_us_is_answered(verifications):
    assert verifications.hear(request(), ROOM)
    assert answers(verifications) == [(*AMINA, "ready", None)]


def test_what_is_asked_of_somebody_else_is_left_to_them(verifications):
    assert verifications.hear(request(to="@pavel:centres.example"), ROOM)
    assert not verifications.hear(event("m.room.message", {"msgtype": "m.text", "body": "hello"}), ROOM)
    assert answers(verifications) == []


def test_what_was_asked_long_ago_is_not_begun(verifications):
    verifications.hear(request(ago=LASTS + timedelta(minutes=1)), ROOM)
    assert (answers(verifications), verifications.talks) == ([], {})


def test_a_way_of_comparing_that_we_do_not_know_is_cancelled(verifications):
    verifications.hear(request(methods=["m.qr_code.scan.v1"]), ROOM)
    assert answers(verifications) == [(*AMINA, "cancel", "m.unknown_method")]
    assert verifications.talks == {}


@pytest.mark.parametrize(("name", "said"), [("start", {"from_device": AMINA[1]}), ("key", {}), ("mac", {})])
def test_one_that_a_restart_interrupted_is_cancelled(verifications, name, said):
    verifications.hear(step(name, **said), ROOM)
    assert answers(verifications) == [(AMINA[0], said.get("from_device", "*"), "cancel", "m.unknown_transaction")]


@pytest.mark.parametrize("name", ["cancel", "done"])
def test_the_end_of_one_that_a_restart_interrupted_needs_no_answer(verifications, name):
    verifications.hear(step(name), ROOM)
    assert answers(verifications) == []


@pytest.mark.parametrize(("sender", "room"), [("@pavel:centres.example", ROOM), (AMINA[0], "!other:centres.example")])
def test_nobody_else_and_nowhere_else_goes_on_with_it(verifications, sender, room):
    verifications.hear(request(), ROOM)
    verifications.owed.clear()
    verifications.hear(step("cancel", sender=sender), room)
    assert list(verifications.talks) == ["$asked"]
    verifications.hear(step("cancel"), ROOM)
    assert (answers(verifications), verifications.talks) == ([], {})


def test_whoever_begins_very_many_waits(verifications):
    for number in range(MOST + 5):
        verifications.hear(request(event_id=f"${number}"), ROOM)
    assert len(verifications.owed) == len(verifications.talks) == MOST
