"""What the log tells of one message: its whole way under one name, and never what it says."""

import json

import pytest

from bot.delivery.failures import Rejected
from bot.logs import set_up_logs, tell_from
from tests.delivery.house import House
from tests.delivery.post_office import PostOffice


@pytest.fixture
def log(capsys, clean_root):
    """Turns the program's log on; what it tells from then on, as a program reads it."""

    def begin(level="info"):
        set_up_logs(machine_readable=True)
        tell_from(level)
        return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return begin


def told(line):
    """What a line tells, without what every line tells."""
    return {name: value for name, value in line.items() if name not in {"timestamp", "level", "logger", "seconds"}}


async def a_talk(database, *texts, **failures):
    """Hears each text, answers it and sends the answers."""
    house, office = House(database), PostOffice(database)
    for key, failure in failures.items():
        office.channel.will(key.replace("_", ":"), failure)
    await house.hears(*texts)
    await house.works()
    async with office.open():
        await office.until_settled()


async def test_a_message_is_followed_from_the_platform_to_its_reply_under_one_name(database, log):
    lines = log("debug")
    await a_talk(database, "a secret", "word")
    way = [told(line) for line in lines() if line["event"] in {"stored", "worked", "queued", "sent"}]
    assert way == [
        {"event": "stored", "channel": "scripted", "external_ids": ["1", "2"]},
        {"event": "queued", "update": "in:1", "messages": ["in:1:0"]},
        {"event": "worked", "update": "in:1", "external_id": "1"},
        {"event": "queued", "update": "in:2", "messages": ["in:2:0"]},
        {"event": "worked", "update": "in:2", "external_id": "2"},
        {"event": "sent", "message": "in:1:0", "channel": "scripted", "row": 1},
        {"event": "sent", "message": "in:2:0", "channel": "scripted", "row": 2},
    ]


async def test_what_people_write_is_in_no_line(database, log):
    lines = log("debug")
    await a_talk(database, "thirteen", "hush")
    assert not [line for line in lines() if "thirteen" in str(line) or "hush" in str(line)]


async def test_what_goes_wrong_bears_the_name_at_every_level(database, log):
    lines = log()
    await a_talk(database, "hello", in_1_0=Rejected("too long"))
    assert [told(line) for line in lines()] == [
        {"event": "scripted: message 1 is not accepted: too long", "message": "in:1:0"}
    ]


async def test_a_step_that_fails_bears_the_name(database, log):
    lines = log()
    house = House(database)
    await house.hears("hello", "thirteen")
    await house.works()
    told_ = {(line["event"], line["update"], line["parked"]) for line in lines()}
    assert told_ == {("step failed", "in:2", False)}


async def test_by_itself_the_log_tells_nothing_of_what_goes_well(database, log):
    lines = log()
    await a_talk(database, "hello", "word")
    assert lines() == []
