"""The program itself, as it is started for real, killed in the middle of a burst."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.telegram.emulator import Emulator

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PEOPLE = 60
REPLIES = 2  # to a newcomer: who speaks, and the first question
SLICE = 30  # replies that may double: those that were claimed when it was killed


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Program:
    """`passerelle run` on this Telegram."""

    def __init__(self, telegram: Emulator, folder: Path) -> None:
        self.settings = {
            "PASSERELLE_DATA_DIR": str(folder),
            "PASSERELLE_TELEGRAM_TOKEN": telegram.token,
            "PASSERELLE_TELEGRAM_BASE_URL": telegram.base_url,
            "PASSERELLE_TELEGRAM_FILE_URL": telegram.base_file_url,
            "PASSERELLE_WEB_PORT": str(free_port()),
        }
        self.log = folder / "log"

    async def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, env={**kept, **self.settings}, stdout=log, stderr=log
            )

    async def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return await asyncio.wait_for(self.process.wait(), 30)


@pytest.fixture
async def program(telegram, tmp_path):
    program = Program(telegram, tmp_path)
    await program.start()
    yield program
    if program.process.returncode is None:
        await program.end(signal.SIGKILL)


async def test_killed_in_a_burst_it_answers_everybody_once_it_runs_again(telegram, program):
    await telegram.waits_for(lambda: telegram.updates.polled, 120)
    people = [telegram.person(1000 + number, f"Person {number}") for number in range(PEOPLE)]
    for person in people:
        person.starts()
    await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) > PEOPLE // 3, 60)
    await program.end(signal.SIGKILL)
    await program.start()

    def texts(person):
        return [message.text for message in telegram.replies(person)]

    await telegram.waits_for(lambda: all(len(set(texts(person))) == REPLIES for person in people), 120)
    assert await program.end(signal.SIGTERM) == 0
    doubled = sum(len(texts(person)) - REPLIES for person in people)
    assert 0 <= doubled <= SLICE
    assert telegram.token not in program.log.read_text()


async def test_a_wrong_token_is_told_in_one_kind_sentence(telegram, tmp_path):
    program = Program(telegram, tmp_path)
    program.settings["PASSERELLE_TELEGRAM_TOKEN"] = "123456:wrong"
    await program.start()
    code = await asyncio.wait_for(program.process.wait(), 120)
    said = program.log.read_text()
    assert (code, "Telegram does not accept the bot's token. Ask @BotFather" in " ".join(said.split())) == (1, True)
    assert ("Traceback" in said, "123456:wrong" in said) == (False, False)
