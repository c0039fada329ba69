"""`make bench`: durable replies beside python-telegram-bot's echo, alternating in one run."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.baseline import PEOPLE, STOP_SECONDS, EchoBurst, echo_burst, measured_burst
from tests.telegram.emulator.remote import ROOT, EmulatorProcess

COUNT = 600


def durable_burst(count: int = COUNT, people: int = PEOPLE) -> tuple[EchoBurst, int]:
    """Our bot on SQLite with synchronous=FULL: the burst, and the process's memory after it in MiB."""
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder:
        own = [sys.executable, "-m", "bench.our_bot", "--token", emulator.token, "--base-url", emulator.base_url]
        bot = subprocess.Popen([*own, "--folder", folder], cwd=ROOT)
        try:
            burst = measured_burst(emulator, count, people)
            return burst, _resident_mib(bot.pid)
        finally:
            bot.terminate()
            bot.wait(STOP_SECONDS)


def _resident_mib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(
        f"{os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )
    print(f"median of {rounds} alternating runs, {COUNT} updates from {PEOPLE} people at once")
    baseline, ours = [], []
    for number in range(1, rounds + 1):
        baseline.append(echo_burst(COUNT))
        ours.append(durable_burst())
        print(
            f"  run {number}: baseline {baseline[-1].per_second:.0f}/s, ours {ours[-1][0].per_second:.0f}/s", flush=True
        )
    theirs = median(burst.per_second for burst in baseline)
    own = median(burst.per_second for burst, _memory in ours)
    print(f"python-telegram-bot, sequential echo     {theirs:8.0f} updates/s")
    print(f"durable replies, SQLite FULL             {own:8.0f} updates/s   {own / theirs:.2f} x")
    print(
        f"lost {sum(b.echoes.lost for b, _m in ours)}, doubled {sum(b.echoes.doubled for b, _m in ours)}, "
        f"out of order {sum(b.echoes.out_of_order for b, _m in ours)}"
    )
    print(f"memory of the worker                     {median(memory for _b, memory in ours):8.0f} MiB")


if __name__ == "__main__":
    main()
