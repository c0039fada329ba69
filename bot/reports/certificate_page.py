"""Draws a certificate, for the helper process."""

from itertools import groupby
from typing import Any

import segno

from bot.reports.drawable import drawable
from bot.reports.drawing import paper

MOST = {"name": 100, "reason": 200, "programme": 80, "how_to_check": 100}  # signs that leave all of it on one page
MOST_OF_A_WAY, MOST_WAYS = 80, 2


def certificate(*, data: dict[str, Any]) -> bytes:
    """The PDF of a `Certificate` given as `Certificate.as_data()`."""
    short: dict[str, Any] = {name: drawable(data[name], most) for name, most in MOST.items()}
    short["ways"] = [{**way, "text": drawable(way["text"], MOST_OF_A_WAY)} for way in data["ways"][:MOST_WAYS]]
    return paper("certificate", {**data, **short, "modules": modules(data["qr"])})


def modules(words: str) -> list[list[list[int]]]:
    """The rows of a QR code; of each, where dark runs begin and how long they are. Reads when a seventh of it is dirty."""
    return [_runs(row) for row in segno.make_qr(words, error="m").matrix]


def _runs(row: bytearray) -> list[list[int]]:
    runs = [(bool(dark), len(list(places))) for dark, places in groupby(row)]
    begins = [sum(length for _dark, length in runs[:number]) for number in range(len(runs))]
    return [[begin, length] for begin, (dark, length) in zip(begins, runs, strict=True) if dark]
