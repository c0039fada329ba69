"""Several workers share what comes in: nobody's messages are lost, worked twice or overtaken."""

from contextlib import ExitStack

import pytest
from sqlmodel import func, select

from bench.journal import compare
from bench.ours import OurBot
from bot.storage.inbox import InboxRow, InboxState
from tests.telegram.emulator.remote import EmulatorProcess

pytestmark = pytest.mark.slow  # ten thousand messages
PEOPLE = 200


@pytest.mark.parametrize(("workers", "messages"), [(2, 10_000), (4, 2_000)])
def test_workers_on_one_database_keep_everybodys_order(shared, shared_url, workers, messages):
    with EmulatorProcess() as emulator, ExitStack() as stack:
        for _ in range(workers):
            stack.enter_context(OurBot(emulator, shared_url))
        emulator.waits_for_poll(120)
        emulator.order("burst", count=messages, people=PEOPLE)
        emulator.waits_for_sends(messages, 600)
        journal = emulator.order("journal")
    echoes = compare(journal["injected"], journal["sent"])
    assert (echoes.said, echoes.lost, echoes.doubled, echoes.out_of_order) == (messages, 0, 0, 0)
    done = select(InboxRow.state, func.count()).group_by(InboxRow.state)
    assert shared.read_now(lambda session: session.exec(done).all()) == [(InboxState.DONE, messages)]
