"""Guessing the language of short messages: the computing of a call, and of the first one in each script."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import thread_time_ns

from bench.report import line
from bot.i18n.detection import detect

_MESSAGES = Path("tests") / "i18n" / "detection"
_ROUNDS = 3
_FIRST = (
    "from time import process_time_ns as now\n"
    "from bot.i18n.detection import detect\n"
    "began = now()\n"
    "for text in ('Good morning', 'Доброе утро', 'صباح الخير'): detect(text)\n"
    "print((now() - began) / 1e6)"
)


def languages() -> Sequence[str]:
    messages = [
        message for path in sorted(_MESSAGES.glob("*/*.txt")) for message in path.read_text("utf-8").splitlines()
    ]
    long = " ".join(messages)
    for message in (*messages, long):
        detect(message, "KE", "en")  # reads the tables
    took = sorted(_microseconds(message) for _round in range(_ROUNDS) for message in messages)
    first = subprocess.run([sys.executable, "-c", _FIRST], check=True, capture_output=True, text=True).stdout
    return (
        f"\nThe language of a message: {len(messages)} phrases in 27 languages",
        line("a guess, mean", sum(took) / len(took) / 1000, "ms", most=1),
        line("a guess, p99", took[len(took) * 99 // 100] / 1000, "ms", most=1),
        line("a guess about a page of text", min(_microseconds(long) for _round in range(9)) / 1000, "ms", most=1),
        line("the tables of all scripts, read once", float(first), "ms"),
    )


def _microseconds(message: str) -> float:
    began = thread_time_ns()
    detect(message, "KE", "en")
    return (thread_time_ns() - began) / 1000
