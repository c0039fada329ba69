"""An old and a new worker on one database: they work side by side, or one of them says why not; nothing is broken."""

import signal
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from bot.storage import schema
from tests.faults.program import Program

pytestmark = pytest.mark.slow  # whole programs
GOES_ON = "the database has become newer (schema 0002): this version goes on with it, please update it soon"
TOO_NEW = f"""
    UPDATE alembic_version SET version_num = '0099';
    COMMENT ON TABLE alembic_version IS '{schema.OLDEST}0099'
"""


class Newer(Program):
    """A later version of the program."""

    def __init__(self, revision, folder, **settings):
        super().__init__(folder, **settings)
        self.arguments = ("-m", "tests.workers.newer", revision, "run")


@pytest.fixture
def newer(worker, tmp_path):
    def make(revision):
        settings = worker().settings
        del settings["WEB_PORT"]
        return Newer(revision, tmp_path, **settings)

    return make


async def started(stack, program):
    await stack.enter_async_context(program)
    await program.is_ready()
    return program


async def is_answered(telegram, number):
    person = telegram.person(number)
    person.starts()
    await telegram.waits_for(lambda: len(telegram.replies(person)) >= 2, 120)


async def test_a_version_that_only_adds_starts_beside_the_old_one_which_goes_on_and_may_start_again(
    worker, newer, telegram, shared
):
    async with AsyncExitStack() as stack:
        old = await started(stack, worker())
        new = await started(stack, newer("0002"))
        await old.tells(GOES_ON)
        await is_answered(telegram, 7)
        assert await new.end(signal.SIGTERM) == 0
        await is_answered(telegram, 8)
        assert await old.end(signal.SIGTERM) == 0
        old.output.clear()
        await old.start()
        await old.is_ready()
        await is_answered(telegram, 9)
        assert await old.end(signal.SIGTERM) == 0
    assert set(old.problems) == {GOES_ON}
    assert schema.revision_of(shared) == "0002"


async def test_a_version_that_takes_away_waits_until_the_old_one_is_stopped(worker, newer, telegram, shared):
    async with AsyncExitStack() as stack:
        old = await started(stack, worker())
        new = await stack.enter_async_context(newer("0003"))
        assert await new.ends() == 1
        told = "\n".join(new.errors)
        assert f"(process {old.process.pid})" in told
        assert told.endswith("Stop it first, then start this one; nothing was changed.")
        assert schema.revision_of(shared) == "0001"
        await is_answered(telegram, 7)
        assert await old.end(signal.SIGTERM) == 0
        await new.start()
        await new.is_ready()
        assert await new.end(signal.SIGTERM) == 0
        await old.start()
        assert await old.ends() == 1
    assert old.errors[-1].startswith("The database")
    assert "was made by a newer version of Passerelle (schema 0003)" in old.errors[-1]
    assert schema.revision_of(shared) == "0003"


async def test_a_worker_under_which_the_database_has_become_too_new_stops_in_order(worker, telegram, shared):
    """As when somebody puts a later version's backup there by hand."""
    async with AsyncExitStack() as stack:
        old = await started(stack, worker())
        await is_answered(telegram, 7)
        shared.write_now(lambda session: session.execute(text(TOO_NEW)))
        assert await old.ends() == 1
    assert "was made by a newer version of Passerelle (schema 0099)" in old.errors[-1]
