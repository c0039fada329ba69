"""Whoever stops the program while it still starts is obeyed without a word, and the next start goes on."""

import asyncio
import contextlib
import signal
import socket

import pytest
from aiohttp import web

from tests.faults.program import Program

pytestmark = pytest.mark.slow
BOTH = pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
STOPPED_WHILE_IT_LOADS = """
import signal, sys
from bot.cli import main

class InNoHurry:
    def find_spec(self, name, path, target=None):
        if name == "bot.core.router":
            print("it loads", flush=True)
            signal.pause()

signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is begun deaf to it
sys.meta_path.insert(0, InNoHurry())
sys.argv = ["passerelle", "run"]
main()
"""
STOPPED_WHILE_IT_FILLS = """
import os, signal
from bot.serve import serve
from bot.settings import Settings

def told_to_stop(session):
    print("told to stop", flush=True)
    os.kill(os.getpid(), signal.{how})

serve(Settings(), set_up=told_to_stop, said="it serves")
"""


class Script(Program):
    def __init__(self, folder, script):
        super().__init__(folder)
        self.arguments = ("-c", script)


async def goes_on(program):
    """The same folder, a start that nobody disturbs."""
    async with program() as running:
        await running.is_ready()
        assert await running.end(signal.SIGTERM) == 0
    assert running.problems == []


@BOTH
async def test_while_it_is_loaded(program, tmp_path, how):
    async with Script(tmp_path, STOPPED_WHILE_IT_LOADS) as starting:
        await starting.hears("it loads")
        assert await starting.end(how) == -how
    assert (starting.output, starting.errors) == (["it loads"], [])
    await goes_on(program)


@BOTH
async def test_while_it_looks_at_the_database(program, tmp_path, how):
    async with Script(tmp_path, STOPPED_WHILE_IT_FILLS.format(how=how.name)) as starting:
        assert await starting.ends() == 0
    assert (starting.output, starting.errors) == (["told to stop"], [])
    await goes_on(program)


@contextlib.asynccontextmanager
async def hanging():
    """Something in the place of a homeserver that never answers; its settings, and an event: it was asked."""
    asked, over = asyncio.Event(), asyncio.Event()

    async def hang(_request):
        asked.set()
        await over.wait()
        return web.Response()

    runner = web.ServerRunner(web.Server(hang))
    await runner.setup()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        await web.SockSite(runner, listening).start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield {"MATRIX_HOMESERVER": url, "MATRIX_USER": "@bot:example.org", "MATRIX_PASSWORD": "x-secret"}, asked
        over.set()
        await runner.cleanup()


@BOTH
async def test_while_it_signs_in(program, how):
    async with hanging() as (settings, asked), program(**settings) as starting:
        await asyncio.wait_for(asked.wait(), 120)
        assert await starting.end(how) == 0
    assert starting.problems == []
    await goes_on(program)
