"""How settings are written down, in the environment and in `.env`: where each comes from, and slips that nobody would notice."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.settings import FILE, PREFIX, Settings

ENVIRONMENT = "the environment"
IN_FILE = f"the file {FILE}"
_QUOTES = ("'", '"', "“", "«")
_GAPS = (" ", "\t", "\u00a0")  # the last one comes along when a value is copied from a web page


def slips() -> Iterator[str]:
    """A sentence for each, with what to do; never a value."""
    yield from misspelt()
    yield from _written_twice()
    yield from _with_quotes_or_gaps()
    yield from _unreadable_lines()


def source_of(name: str) -> str | None:
    """Where the setting of this name (a field of `Settings`) comes from; None where it is not set."""
    return next((place for place, values in _places() if values.get(f"{PREFIX}{name.upper()}")), None)


def screen_is_a_log() -> bool:
    """Under systemd, what is told on the screen is kept and read by others."""
    return "JOURNAL_STREAM" in os.environ


def misspelt() -> Iterator[str]:
    """A name that begins like ours and is none changes nothing."""
    known = [name.upper() for name in Settings.model_fields]
    for name in sorted({*os.environ, *dotenv_values(FILE)}):
        ours = name.upper().removeprefix(PREFIX)
        if name.upper() != ours and ours not in known:
            meant = get_close_matches(ours, known, n=1)
            yield f"{name} is no setting" + (f"; perhaps {PREFIX}{meant[0]} is meant." if meant else ".")


def _places() -> list[tuple[str, dict[str, str]]]:
    """By place, what is set there; the first one counts."""
    found = []
    for place, values in ((ENVIRONMENT, dict(os.environ)), (IN_FILE, dotenv_values(FILE))):
        ours = {name.upper(): value for name, value in values.items() if value}
        found.append((place, {name: value for name, value in ours.items() if name.startswith(PREFIX)}))
    return found


def _written_twice() -> Iterator[str]:
    (_, outer), (_, inner) = _places()
    for name in sorted(outer.keys() & inner.keys()):
        if outer[name] != inner[name]:
            yield (
                f"{name} stands in {ENVIRONMENT} and in {IN_FILE}, differently: {ENVIRONMENT} counts. Remove one of the two."
            )


def _with_quotes_or_gaps() -> Iterator[str]:
    for place, values in _places():
        for name, value in sorted(values.items()):
            if value.startswith(_QUOTES):
                yield f"{name} begins with a quotation mark in {place}, which counts as a part of it: leave it out."
            elif value.startswith(_GAPS) or value.endswith((*_GAPS, "\n", "\r")):
                yield f"{name} begins or ends with a blank in {place}, which counts as a part of it: remove it."


def _unreadable_lines() -> Iterator[str]:
    if not Path(FILE).is_file():
        return
    with Path(FILE).open(encoding="utf-8") as file:
        wrong = [binding.original.line for binding in parse_stream(file) if binding.error]
    for line in wrong:
        yield f"Line {line} of {IN_FILE} cannot be read and is left out: write it as NAME=value."
