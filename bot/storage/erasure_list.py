"""The list of those who were forgotten, as a file beside the backups: restoring an older one reads it."""

import csv
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from bot.storage.erasures import Forgotten, merged
from bot.storage.errors import BackupFailed

NAME = "erasures.csv"
_HEADINGS = ("person", "what", "at")
_ERASED, _ASKED = "erased", "asked"


def beside(backup: Path) -> Path:
    return backup.with_name(NAME)


def read(file: Path) -> list[Forgotten]:
    """Raises BackupFailed for a file that is no such list: half a list would bring people back."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return _lines(list(csv.reader(lines)))
    except (OSError, ValueError) as error:
        raise BackupFailed(
            f"The list of erasures {file} cannot be read: {error}. Put back the one that `passerelle backup` wrote; nothing "
            "was changed."
        ) from error


def keep_beside(backup: Path, known: Iterable[Forgotten]) -> Path:
    """Whole or not at all. What an earlier backup has written there about people of another moment stays true."""
    file = beside(backup)
    lines = merged(known, read(file) if file.exists() else ())
    unfinished = file.with_name(f"{NAME}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    with unfinished.open("w", encoding="utf-8", newline="") as written:
        rows = csv.writer(written, lineterminator="\n")
        rows.writerow(_HEADINGS)
        rows.writerows((one.person, _ERASED if one.is_done else _ASKED, one.at.isoformat()) for one in lines)
        written.flush()
        os.fsync(written.fileno())
    unfinished.rename(file)
    return file


def _lines(rows: list[list[str]]) -> list[Forgotten]:
    if not rows or tuple(rows[0]) != _HEADINGS:
        raise ValueError("its first line is not the one we write")
    return [_one(row) for row in rows[1:]]


def _one(row: list[str]) -> Forgotten:
    person, what, at = row
    moment = datetime.fromisoformat(at)
    if what not in {_ERASED, _ASKED} or moment.tzinfo is None:
        raise ValueError(f"the line of {person} says neither when it was erased nor when it is to be")
    return Forgotten(person, is_done=what == _ERASED, at=moment)
