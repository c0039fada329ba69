"""Submissions as a zip of folders, one for each: its XML, and beside it the files that it names."""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from bot.questionnaires.form import Form
from bot.questionnaires.submissions.openrosa import written
from bot.questionnaires.submissions.submission import SUBMISSION_FILE, Submission, file_names, form_of

Content = Callable[[str], Iterable[bytes]]  # the bytes of an attached file, piece by piece, by its sha256


def write_xml(submissions: Iterable[Submission], forms: Sequence[Form], into: BinaryIO, content: Content | None) -> int:
    """Gives how many were written; without `content` the attached files are left out. Raises MisfitError."""
    by_version = {form.version: form for form in forms}
    count = 0
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for submission in submissions:
            document = written(submission, form_of(submission, by_version))
            archive.writestr(f"{submission.id}/{SUBMISSION_FILE}", document)
            if content is not None:
                add_files(archive, submission.id, submission, content)
            count += 1
    return count


def add_files(archive: zipfile.ZipFile, folder: str, submission: Submission, content: Content) -> None:
    """Each once, under the name by which the submission calls it in an export; pictures are packed already."""
    names = file_names(submission)
    once = {names[path]: attachment.sha256 for path, attachment in submission.attachments.items() if attachment.sha256}
    for name, sha256 in once.items():
        entry = zipfile.ZipInfo(f"{folder}/{name}")
        with archive.open(entry, "w", force_zip64=True) as file:
            for piece in content(sha256):
                file.write(piece)
