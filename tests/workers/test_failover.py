"""The worker that owns a channel is killed, or stands still past its lease: another goes on, and nothing is lost."""

import asyncio
import os
import signal

import pytest
from sqlmodel import func, select

from bot.delivery import leases, office
from bot.storage.outbox import OutboxRow, OutboxState
from tests.telegram.emulator import faults
from tests.workers.conftest import all_end, owning

pytestmark = pytest.mark.slow  # two programs, and a lease that has to run out
REPLIES = 2  # to a newcomer
PEOPLE = 20
HANDED_OVER = 5  # requests that are in the socket when the worker stands still


def texts(telegram, person):
    return [message.text for message in telegram.replies(person)]


def claimed(database):
    rows = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.CLAIMED)
    return database.read_now(lambda session: session.exec(rows).one())


async def all_answered(telegram, people):
    await telegram.waits_for(lambda: all(len(set(texts(telegram, one))) >= REPLIES for one in people), 240)


def test_another_worker_has_the_channel_within_fifteen_seconds():
    """Killed just after it renewed its lease, looked for just before it ends."""
    assert leases.SECONDS + office.LOOK_SECONDS <= 15
    assert leases.RENEW_SECONDS * 3 <= leases.SECONDS  # two renewals may fail


async def test_the_owner_is_killed_and_the_other_answers_everybody(worker, telegram, shared):
    people = [telegram.person(1000 + number) for number in range(PEOPLE)]
    late = [telegram.person(2000 + number) for number in range(PEOPLE)]
    async with worker() as first, worker() as second:
        await asyncio.gather(first.is_ready(), second.is_ready())
        owner = await owning(shared, telegram, (first, second))
        for person in people:
            person.starts()
        await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) > PEOPLE // 2, 120)
        assert await owner.end(signal.SIGKILL) == -signal.SIGKILL
        slice_of_it = claimed(shared)
        for person in late:
            person.starts()
        heir = await owning(shared, telegram, (first, second), but=owner)
        await all_answered(telegram, people + late)
        await all_end(heir)
    said = [texts(telegram, person) for person in people + late]
    assert {tuple(dict.fromkeys(each)) for each in said} == {tuple(said[-1])}  # the same to all, in the same order
    assert sum(len(each) - REPLIES for each in said) <= slice_of_it
    assert [text for text in heir.problems if "sent again" not in text] == []


async def test_an_owner_that_stood_still_past_its_lease_sends_nothing_more_and_changes_nothing(
    worker, telegram, shared
):
    people = [telegram.person(1000 + number) for number in range(PEOPLE)]
    held = faults.Holds()
    async with worker() as first, worker() as second:
        await asyncio.gather(first.is_ready(), second.is_ready())
        zombie = await owning(shared, telegram, (first, second))
        telegram.faults.add(held, "sendMessage", times=HANDED_OVER)
        for person in people:
            person.starts()
        await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) > PEOPLE // 2, 120)
        os.kill(zombie.process.pid, signal.SIGSTOP)
        slice_of_it = claimed(shared)
        heir = await owning(shared, telegram, (first, second), but=zombie)
        await all_answered(telegram, people)
        before = len(telegram.calls_of("sendMessage"))
        os.kill(zombie.process.pid, signal.SIGCONT)
        held.gate.set()
        await zombie.tells("the lease channel:telegram:123456 has ended: whichever worker has it next goes on")
        newcomer = telegram.person(9)
        newcomer.starts()
        await all_answered(telegram, [newcomer])
        after = telegram.calls_of("sendMessage")[before:]
        assert await owning(shared, telegram, (first, second)) is heir
        await all_end(zombie, heir)
    assert sum(call.chat_id != newcomer.id for call in after) <= HANDED_OVER
    said = [texts(telegram, person) for person in people]
    assert {tuple(dict.fromkeys(each)) for each in said} == {tuple(dict.fromkeys(said[-1]))}
    assert sum(len(each) - REPLIES for each in said) <= slice_of_it
