"""The packaged files that the demo world is made from, and the dice that it is made with."""

import csv
import json
from importlib.resources import files
from random import Random
from typing import Any


def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file, by heading."""
    return list(csv.DictReader(_text(name).splitlines()))


def document(name: str) -> Any:
    return json.loads(_text(name))


def dice(subject: str) -> Random:
    """The same throws every time; one subject's do not move another's."""
    return Random(f"passerelle demo: {subject}")  # noqa: S311 - invented data need no secrets


def _text(name: str) -> str:
    return (files("bot.demo") / name).read_text(encoding="utf-8")
