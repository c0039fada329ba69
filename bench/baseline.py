"""Measures python-telegram-bot as it is installed, against the emulator, each in a process of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass

from bench.journal import Echoes, compare
from tests.telegram.emulator.remote import ROOT, EmulatorProcess

PEOPLE = 50
STOP_SECONDS = 10


@dataclass(frozen=True)
class EchoBurst:
    """`count` updates that wait all at once, each answered by its own text."""

    count: int
    seconds: float  # from the first update to the last answer
    echoes: Echoes

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


@dataclass(frozen=True)
class Sends:
    count: int
    in_flight: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


def command(job: str, emulator: EmulatorProcess, *more: str) -> list[str]:
    own = [sys.executable, "-m", "bench.baseline_bot", job]
    return [*own, "--token", emulator.token, "--base-url", emulator.base_url, *more]


def echo_burst(count: int = 600, people: int = PEOPLE) -> EchoBurst:
    """The default application: Updater polling over httpx, one update after the other."""
    with EmulatorProcess() as emulator:
        bot = subprocess.Popen(command("echo", emulator), cwd=ROOT)
        try:
            return measured_burst(emulator, count, people)
        finally:
            bot.terminate()
            bot.wait(STOP_SECONDS)


def measured_burst(emulator: EmulatorProcess, count: int, people: int) -> EchoBurst:
    """Measure whatever bot polls this emulator and echoes."""
    emulator.waits_for_poll()
    emulator.order("burst", count=count, people=people)
    stats = emulator.waits_for_sends(count)
    journal = emulator.order("journal")
    seconds = stats["last_sent"] - stats["first_injected"]
    return EchoBurst(count, seconds, compare(journal["injected"], journal["sent"]))


def sends(count: int = 2000, in_flight: int = 64, *, transport: str = "httpx", people: int = 200) -> Sends:
    """`Bot.send_message` with `in_flight` requests at a time, to `people` chats in turn."""
    with EmulatorProcess() as emulator:
        chats = emulator.order("known", people=people)
        job = command(
            "sends",
            emulator,
            f"--first-chat={chats['first']}",
            f"--chats={people}",
            f"--count={count}",
            f"--in-flight={in_flight}",
            f"--transport={transport}",
        )
        done = subprocess.run(job, cwd=ROOT, check=True, capture_output=True, text=True)
        return Sends(count, in_flight, json.loads(done.stdout)["seconds"])


if __name__ == "__main__":
    burst = echo_burst()
    print(f"echo burst of {burst.count}: {burst.per_second:.0f} updates/s, {burst.echoes.out_of_order} out of order")
    for transport in ("httpx", "aiohttp"):
        sent = sends(transport=transport)
        print(f"send_message over {transport}, {sent.in_flight} in flight: {sent.per_second:.0f} sends/s")
