"""The program itself, as it is started for real, in a folder of its own; and what it says."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Self

from tests.faults import forking

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds: the machine may be busy; nothing here is fast or slow
READY = "Passerelle runs."
OF_ITS_OWN = {"LD_PRELOAD"}  # it is heeded when Python begins
LONGEST = 2**20  # bytes of a line


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Program:
    """`python -m bot …`; leaving it kills what still runs."""

    def __init__(self, folder: Path, *command: str, **settings: object) -> None:
        self.folder = folder
        self.arguments: tuple[str, ...] = ("-m", "bot", *(command or ("run",)))
        self.port = free_port()
        self.settings = {"DATA_DIR": folder / "data", "WEB_PORT": self.port, **settings}
        self.output: list[str] = []
        self.errors: list[str] = []
        self.changed = asyncio.Condition()
        self.listening: list[asyncio.Task[None]] = []
        self.process: asyncio.subprocess.Process | forking.Forked | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self.process is not None
        if self.process.returncode is None:
            await self.end(signal.SIGKILL)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PASSERELLE_")}
        ours = {f"PASSERELLE_{name}": str(value) for name, value in self.settings.items()}
        return {**kept, **ours, "PYTHONPATH": str(ROOT)}

    async def start(self) -> None:
        """Also again, after it has ended."""
        reading, writing = zip(os.pipe(), os.pipe(), strict=True)
        try:
            self.process = await self._started(*writing)
        finally:
            for one in writing:
                os.close(one)
        heard = zip(reading, (self.output, self.errors), strict=True)
        self.listening = [asyncio.create_task(self._listen(one, lines)) for one, lines in heard]

    async def _started(self, output: int, errors: int) -> asyncio.subprocess.Process | forking.Forked:
        environment = self.environment
        if self.arguments[0] == "-m" and not OF_ITS_OWN & environment.keys():
            return await forking.start(self.arguments, self.folder, environment, output, errors)
        return await asyncio.create_subprocess_exec(
            *(sys.executable, *self.arguments),
            cwd=self.folder,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )

    async def is_ready(self) -> None:
        await self.hears(READY)

    async def hears(self, beginning: str) -> None:
        """A line on standard output."""
        await self._waits_for(lambda: any(line.startswith(beginning) for line in self.output))

    async def tells(self, sentence: str, times: int = 1) -> None:
        await self._waits_for(lambda: self.told.count(sentence) >= times)

    async def tells_of(self, beginning: str) -> None:
        """An event on standard error whose end depends on where it runs."""
        await self._waits_for(lambda: any(line.startswith(beginning) for line in self.told))

    async def ends(self) -> int:
        """The exit status, when all that it said was heard."""
        assert self.process is not None
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*self.listening)
            return await self.process.wait()

    async def end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return await self.ends()

    @property
    def told(self) -> list[str]:
        """The events on standard error, and the lines there that are none."""
        return [json.loads(line)["event"] if line.startswith("{") else line for line in self.errors]

    @property
    def problems(self) -> list[str]:
        """The events on standard error that somebody should look at."""
        events = [json.loads(line) for line in self.errors if line.startswith("{")]
        return [event["event"] for event in events if event["level"] in {"warning", "error", "critical"}]

    async def _listen(self, descriptor: int, lines: list[str]) -> None:
        stream = asyncio.StreamReader(LONGEST)
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(descriptor, "rb")
        )
        while line := await stream.readline():
            lines.append(line.decode().rstrip("\n"))
            async with self.changed:
                self.changed.notify_all()
        pipe.close()

    async def _waits_for(self, condition) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self.changed:
                await self.changed.wait_for(condition)
        except TimeoutError:
            raise TimeoutError("\n".join(["it said:", *self.output, *self.errors])) from None
