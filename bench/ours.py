"""Our bot against the emulator, in a process of its own: started, looked at, ended or killed."""

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.baseline import STOP_SECONDS
from tests.telegram.emulator.remote import ROOT, EmulatorProcess


class OurBot:
    """Runs between `with` and its end; `place` is the folder of its SQLite file or the address of its database: others go on there."""

    def __init__(self, emulator: EmulatorProcess, place: Path | str, *flags: str) -> None:
        self.emulator = emulator
        self.url = place if isinstance(place, str) else f"sqlite:///{place / 'bench.sqlite'}"
        self.flags = flags

    def __enter__(self) -> Self:
        own = [sys.executable, "-m", "bench.our_bot", "--token", self.emulator.token]
        where = ["--base-url", self.emulator.base_url, "--database", self.url]
        self.process = subprocess.Popen([*own, *where, *self.flags], cwd=ROOT)
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.process.terminate()
        self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    @property
    def processor_seconds(self) -> float:
        """What all its threads have taken of the processor since its start."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident_mib(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) // 1024
