"""The worker's side of the helper process: starts it on demand, one job at a time, and replaces it when it fails."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import bot
from bot.reports.frames import LENGTH, FrameError, length_of_body, packed, unpacked
from bot.reports.worker import JOBS, OUT_OF_MEMORY

# Nothing of our own environment: it may hold tokens. Two threads, however many cores: others want to work as well.
ENVIRONMENT = {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "RAYON_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}
FOLDER_OF_THE_PACKAGE = Path(bot.__file__).parent.parent


class JobProblem(Exception):  # noqa: N818  its children read as what happened: JobFailed, JobCrashed
    """A job brought no result; the next one starts afresh."""


class JobFailed(JobProblem):
    """The job raised an error; its traceback is a note."""


class JobTookTooLong(JobProblem):
    """The job was stopped at its time limit."""


class JobCrashed(JobProblem):
    """The helper process ended in the middle of the job."""


@dataclass(frozen=True)
class Limits:
    """`memory_mib` counts written memory only, so that fonts and libraries mapped from disk are free; `file_mib` is
    what one file may grow to: openpyxl writes large sheets by way of temporary ones."""

    memory_mib: int = 512
    seconds: float = 20.0
    file_mib: int = 64
    idle_seconds: float = 300.0


class HelperProcess:
    """Jobs wait for each other in the order of their calls. Belongs to the event loop of its first call."""

    def __init__(self, jobs: Mapping[str, str] = JOBS, limits: Limits = Limits()) -> None:
        self._jobs = jobs
        self._limits = limits
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._bedtime: asyncio.TimerHandle | None = None
        self._retiring: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def pid(self) -> int | None:
        """None while no child runs."""
        return None if self._process is None or self._process.returncode is not None else self._process.pid

    async def call(self, job: str, /, **arguments: Any) -> Any:
        """Arguments and result are JSON values or bytes. Raises a `JobProblem`."""
        request = packed(self._jobs[job], arguments)
        async with self._turn:
            self._stay_awake()
            try:
                word, values = await self._exchange(job, request)
            except BaseException:  # a cancelled caller too: the late answer must not reach the next one
                await self._end(patience=0)
                raise
            self._bedtime = asyncio.get_running_loop().call_later(self._limits.idle_seconds, self._retire)
        if word == "failed":
            failure = JobFailed(values["reason"])
            failure.add_note(values["details"])
            raise failure
        return values["value"]

    async def close(self) -> None:
        """Waits for the job in hand."""
        async with self._turn:
            self._stay_awake()
            await self._end()
        if self._retiring is not None:
            await self._retiring

    async def _exchange(self, job: str, request: bytes) -> tuple[str, dict[str, Any]]:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            async with asyncio.timeout(self._limits.seconds):
                process.stdin.write(request)
                await process.stdin.drain()
                prefix = await process.stdout.readexactly(LENGTH.size)
                return unpacked(await process.stdout.readexactly(length_of_body(prefix)))
        except TimeoutError:
            raise JobTookTooLong(f"{job}: stopped after {self._limits.seconds:g} seconds") from None
        except FrameError as error:
            raise JobCrashed(f"{job}: {error}") from error
        except (asyncio.IncompleteReadError, ConnectionError):
            raise _ended(job, await self._end()) from None

    async def _running(self) -> Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.reports.worker",
                str(self._limits.memory_mib),
                str(self._limits.seconds),
                str(self._limits.file_mib),
                stdin=PIPE,
                stdout=PIPE,
                env=ENVIRONMENT,
                cwd=FOLDER_OF_THE_PACKAGE,
                start_new_session=True,  # Ctrl-C is for the worker, which then closes the pipe
            )
        return self._process

    async def _end(self, patience: float = 5.0) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(patience):
                return await process.wait()
        except TimeoutError:
            process.kill()
            return await process.wait()

    def _stay_awake(self) -> None:
        if self._bedtime is not None:
            self._bedtime.cancel()
            self._bedtime = None

    def _retire(self) -> None:
        self._bedtime = None
        self._retiring = asyncio.create_task(self._end_unless_called())

    async def _end_unless_called(self) -> None:
        async with self._turn:
            if self._bedtime is None:
                await self._end()


def _ended(job: str, status: int | None) -> JobProblem:
    if status == -signal.SIGXCPU:
        return JobTookTooLong(f"{job}: stopped after too much computing")
    if status == OUT_OF_MEMORY:
        return JobCrashed(f"{job}: needed more memory than it may have")
    if status is not None and status < 0:
        return JobCrashed(f"{job}: ended by {signal.Signals(-status).name}")
    return JobCrashed(f"{job}: ended with status {status}")
