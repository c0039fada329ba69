"""Files that a person gave us: how many, how large, and which go together into one archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_, null
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col

from bot.core.messages import Attachment
from bot.storage.blobs import LARGEST, Blob
from bot.storage.web import WebDirection
from bot.usecases import file_names, mydata
from bot.usecases.work import Work

JOB = "my_files"
ROOM = LARGEST - 1024 * 1024  # bytes of files in one archive, which itself is no larger than any file may be
_NOT_GIVEN = frozenset({"questionnaire_version"})  # what was read out of a file, for all; the file itself was theirs


@dataclass(frozen=True)
class File:
    sha256: str
    name: str
    size: int


def given(work: Work) -> list[File]:
    """Each once, however often it was given, in the order of their names."""
    found: dict[str, File] = {}
    for table in SQLModel.metadata.sorted_tables:
        condition = mydata.condition_of(table, work.person_id)
        if "sha256" not in table.c or table.name in _NOT_GIVEN or condition is None:
            continue
        if "direction" in table.c:  # what we sent them is made anew when they ask
            condition = and_(condition, table.c.direction == WebDirection.IN)
        rows = work.session.connection().execute(
            select_columns(table.c.sha256, _name_in(table), col(Blob.media_type), col(Blob.size))
            .join(Blob, col(Blob.sha256) == table.c.sha256)
            .where(condition)
        )
        for sha256, name, media_type, size in rows:
            found.setdefault(sha256, File(sha256, _called(sha256, name, media_type), size))
    return sorted(found.values(), key=lambda one: (one.name, one.sha256))


def archives(files: Sequence[File]) -> list[list[File]]:
    """Filled one after the other; a file is never cut."""
    filled: list[list[File]] = []
    room = 0
    for file in files:
        if not filled or file.size > room:
            filled.append([])
            room = ROOM
        filled[-1].append(file)
        room -= file.size
    return filled


def attachments(work: Work) -> tuple[Attachment, ...]:
    """One for each archive; what is in it is looked up when it is sent."""
    count = len(archives(given(work)))
    return tuple(
        Attachment(
            "my-files.zip" if count == 1 else f"my-files-{number}.zip",
            "application/zip",
            job=JOB,
            arguments={"person": work.person_id, "archive": number, "at": work.now.isoformat()},
        )
        for number in range(1, count + 1)
    )


def names_in(files: Sequence[File]) -> Iterator[tuple[str, File]]:
    """Two files of the same name stand beside each other."""
    taken: set[str] = set()
    for file in files:
        name = file.name if file.name not in taken else f"{file.sha256[:8]}-{file.name}"
        taken.add(name)
        yield name, file


def _name_in(table: Table) -> Any:
    return table.c["name"] if "name" in table.c else null().label("name")


def _called(sha256: str, name: str | None, media_type: str) -> str:
    short = sha256[:12]
    return f"{short}.{file_names.ending(media_type)}" if name is None else file_names.tidy(name, f"{short}.bin")
