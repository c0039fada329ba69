"""Zips that people send: opened within limits, and read into candidates."""

import csv
import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import StringIO
from typing import BinaryIO

from bot.i18n.phrase import _
from bot.questionnaires.folder import BYTE_ORDER_MARK
from bot.questionnaires.form import Form
from bot.questionnaires.submissions import csv_zip, openrosa_reading
from bot.questionnaires.submissions.formulas import as_typed_in_csv
from bot.questionnaires.submissions.layout import layout
from bot.questionnaires.submissions.outcomes import Candidate
from bot.questionnaires.submissions.submission import Attachment
from bot.questionnaires.submissions.table_reading import Dialect, Sheet, put_together
from bot.questionnaires.submissions.unreadable import UnreadableSubmissionError

MOST_FILES = 20_000
LARGEST_TABLE = 50 * 1024 * 1024  # bytes, unpacked
LARGEST_ATTACHMENT = 20 * 1024 * 1024
LONGEST_CELL = 1024 * 1024  # characters
_PIECE = 64 * 1024
DIALECT = Dialect(
    csv_zip.STYLE,
    public_id=csv_zip.KEY,
    key=csv_zip.KEY,
    above=csv_zip.ABOVE,
    owner=csv_zip.ABOVE,
    version=csv_zip.VERSION,
    language=csv_zip.LANGUAGE,
    started=csv_zip.STARTED,
    finished=csv_zip.FINISHED,
    as_typed=as_typed_in_csv,
)


def read_zip(source: BinaryIO, forms: Sequence[Form], received: datetime) -> Iterator[Candidate]:
    """Submissions as XML, or our CSV tables, whichever it holds. Raises UnreadableSubmissionError."""
    with _breakage_told():
        archive = zipfile.ZipFile(source)
    names = archive.namelist()
    if len(names) > MOST_FILES:
        raise UnreadableSubmissionError(_("The zip holds more than {count} files.", count=MOST_FILES))
    if any(name.lower().endswith(".csv") and "/" not in name for name in names):
        yield from _from_tables(archive, forms, received)
    else:
        yield from _from_xml(archive, forms, received)


@contextmanager
def _breakage_told() -> Iterator[None]:
    """A zip that was cut or spoilt makes the library raise almost anything."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
        ValueError,
        OSError,
        struct.error,
    ):
        raise UnreadableSubmissionError(_("The file is no zip that can be opened.")) from None


def _from_xml(archive: zipfile.ZipFile, forms: Sequence[Form], received: datetime) -> Iterator[Candidate]:
    names = set(archive.namelist())
    for name in archive.namelist():
        folder, _slash, file = name.rpartition("/")
        if not file.lower().endswith(".xml") or (f"{folder}/submission.xml" in names and file != "submission.xml"):
            continue
        try:
            result = openrosa_reading.read(_bytes(archive, name, openrosa_reading.LARGEST), forms, received)
        except UnreadableSubmissionError as error:
            yield Candidate(name, None, problem=error.why)
            continue
        candidate = Candidate(name, result.submission, result.unknown)
        yield _with_files(candidate, archive, folder, names)


def _from_tables(archive: zipfile.ZipFile, forms: Sequence[Form], received: datetime) -> Iterator[Candidate]:
    names = set(archive.namelist())
    sheets = {}
    for table in layout(forms):
        name = csv_zip.file_name(forms[-1].id, table)
        if name in names:
            sheets[table.path] = Sheet(name, _rows(_bytes(archive, name, LARGEST_TABLE), name))
    if forms[-1].root.path not in sheets:
        raise UnreadableSubmissionError(
            _("The zip has no {name}.", name=csv_zip.file_name(forms[-1].id, layout(forms)[0]))
        )
    for candidate in put_together(sheets, forms, DIALECT, received):
        folder = f"media/{candidate.submission.id}" if candidate.submission is not None else ""
        yield _with_files(candidate, archive, folder, names)


def _rows(content: bytes, name: str) -> list[list[str]]:
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        text = content.removeprefix(BYTE_ORDER_MARK).decode()
        return list(csv.reader(StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError:
        raise UnreadableSubmissionError(_("{name} is not UTF-8 text; please save it as UTF-8.", name=name)) from None
    except csv.Error:
        raise UnreadableSubmissionError(_("{name} is no table that can be read.", name=name)) from None
    finally:
        csv.field_size_limit(before)


def _bytes(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """What a zip tells of its sizes is not believed."""
    with _breakage_told(), archive.open(name) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise UnreadableSubmissionError(_("{name} is larger than {size} MB.", name=name, size=most // (1024 * 1024)))
    return content


def _with_files(candidate: Candidate, archive: zipfile.ZipFile, folder: str, names: set[str]) -> Candidate:
    """Whatever the submission says of its files, only those count that came along."""
    submission = candidate.submission
    if submission is None or not submission.attachments:
        return candidate
    digests: dict[str, str] = {}
    for attachment in submission.attachments.values():
        name = f"{folder}/{attachment.file}" if folder else attachment.file
        if attachment.file not in digests:
            digests[attachment.file] = _digest(archive, name) if name in names else ""
    there: Mapping[str, Attachment] = {
        path: Attachment(each.file, digests[each.file]) for path, each in submission.attachments.items()
    }
    return replace(candidate, submission=replace(submission, attachments=there))


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    """Empty for a file that is spoilt, or too large to be kept."""
    digest, length = hashlib.sha256(), 0
    try:
        with _breakage_told(), archive.open(name) as file:
            while piece := file.read(_PIECE):
                length += len(piece)
                digest.update(piece)
                if length > LARGEST_ATTACHMENT:
                    return ""
    except UnreadableSubmissionError:
        return ""
    return digest.hexdigest()
