"""The program itself, killed in the middle of a burst: nothing is lost, at most one slice doubles, order is kept."""

import signal
from collections import Counter

import pytest

pytestmark = pytest.mark.slow
PEOPLE = 60
REPLIES = 2  # to a newcomer: who speaks, and the first question
SLICE = 30  # replies that may double: those that were claimed when it was killed


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request):
    """The settings for one engine; its database is the program's own."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgresql").new_database()}


def texts(telegram, person):
    return [message.text for message in telegram.replies(person)]


def in_order(said):
    """Each once, where it was said first."""
    return list(dict.fromkeys(said))


def writes(person):
    person.starts()


async def test_killed_in_a_burst_it_answers_everybody_once_it_runs_again(telegram, on_telegram, program, engine):
    undisturbed = telegram.person(7)
    people = [telegram.person(1000 + number) for number in range(PEOPLE)]
    async with program(**on_telegram, **engine) as running:
        await telegram.waits_for(lambda: telegram.updates.polled, 120)
        writes(undisturbed)
        await telegram.waits_for(lambda: len(texts(telegram, undisturbed)) == REPLIES, 120)
        for person in people:
            writes(person)
        so_far = len(telegram.calls_of("sendMessage"))
        await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) > so_far + PEOPLE // 2, 120)
        await running.end(signal.SIGKILL)
        await running.start()
        expected = texts(telegram, undisturbed)
        wanted = Counter(expected)
        await telegram.waits_for(lambda: all(Counter(texts(telegram, one)) >= wanted for one in people), 240)
        assert await running.end(signal.SIGTERM) == 0
    assert (running.problems, len(texts(telegram, undisturbed))) == (recovered(running), REPLIES)
    assert [in_order(texts(telegram, person)) for person in people] == [in_order(expected)] * PEOPLE
    assert sum(len(texts(telegram, person)) - REPLIES for person in people) <= SLICE


def recovered(running):
    """What the second start says of the messages that the first had claimed."""
    return [line for line in running.problems if "messages sent again" in line]
