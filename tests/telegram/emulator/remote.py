"""The emulator as a process of its own, and how to drive it from here."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import Request, urlopen

from .emulator import TOKEN

ROOT = Path(__file__).parents[3]
STOP_SECONDS = 10


@dataclass
class EmulatorProcess:
    """Runs between `with` and its end; every order is one HTTP request."""

    token: str = TOKEN
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.telegram.emulator", "--port", str(self.port), "--token", self.token]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the emulator did not start; its standard error tells why")
        self.port = int(line)
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        self.process.terminate()
        self.process.wait(STOP_SECONDS)
        self.process.stdout.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.address}/file/bot"

    def order(self, name: str, **wanted: Any) -> dict[str, Any]:
        seconds = wanted.get("timeout", 60) + STOP_SECONDS
        request = Request(f"{self.address}/control/{name}", data=json.dumps(wanted).encode(), method="POST")
        with urlopen(request, timeout=seconds) as answer:
            return json.load(answer)

    def waits_for_poll(self, timeout: float = 60) -> None:
        if not self.order("wait", timeout=timeout)["reached"]:
            raise TimeoutError(f"nobody asked for updates within {timeout} s")

    def waits_for_sends(self, count: int, timeout: float = 120) -> dict[str, Any]:
        stats = self.order("wait", sent=count, timeout=timeout)
        if not stats["reached"]:
            raise TimeoutError(f"{stats['sent']} of {count} messages within {timeout} s")
        return stats
