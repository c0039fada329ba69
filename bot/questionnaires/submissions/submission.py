"""What was handed in: the answers of one interview for good, as plain values that every file format starts from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from bot.questionnaires.form import Form, Kind
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import path_of
from bot.questionnaires.rehearsal import submitted
from bot.questionnaires.submissions.places import bare, repeats

SUBMISSION_FILE = "submission.xml"  # beside its attachments


@dataclass(frozen=True)
class Attachment:
    """`sha256` of its content, in hex; empty where the content did not come along."""

    file: str
    sha256: str = ""


@dataclass(frozen=True)
class Submission:
    """`values` by path, with `[n]` on repeats and on nothing else: /data/person[2]/name.

    An empty value is a question that counts and has no answer. The path of a round itself, with an empty value, says
    that the round is there although nothing in it was answered. The moments are aware.
    """

    id: str  # a UUID as text
    form: str
    version: str
    language: str  # of the respondent, as the form names it
    started: datetime
    finished: datetime
    values: Mapping[str, str]
    attachments: Mapping[str, Attachment] = field(default_factory=dict)  # by the path of the question
    context: Mapping[str, str] = field(default_factory=dict)  # what is known beside the answers: centre, country
    number: int = 0  # for people to name it by; 0 where it has none

    @property
    def instance_id(self) -> str:
        return f"uuid:{self.id}"

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = _SUBMISSION.dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Submission":
        return _SUBMISSION.validate_python(plain)


class MisfitError(ValueError):
    """A submission does not belong to the form: nothing of it may be left out in silence."""


def finished_values(interview: Interview) -> dict[str, str]:
    """The values of a finished interview, rounds without any answer included."""
    values = submitted(interview)
    there = {place for path in values for place in repeats(path)}
    every_round = [path_of(node) for node in interview.root.awake() if node.part.kind is Kind.REPEAT]
    for path in reversed(every_round):  # the inner ones first: they tell of those around them
        if path not in there:
            values[path] = ""
            there.update(repeats(path))
    return values


def form_of(submission: Submission, forms: Mapping[str, Form]) -> Form:
    """`forms` by version. Raises MisfitError also where the form lacks a place."""
    form = forms.get(submission.version)
    if form is None or form.id != submission.form:
        raise MisfitError(
            f"{submission.id} was filled in on {submission.form}, version “{submission.version}”, which is not here."
        )
    for path in submission.values:
        if bare(path) not in form.parts:
            raise MisfitError(f"{submission.id} has a value at {path}, where the form has nothing.")
    return form


def file_names(submission: Submission) -> dict[str, str]:
    """Path → the name of the attached file in a folder of this submission: bare, and no two of different files alike."""
    taken = {SUBMISSION_FILE: ""}
    names = {}
    for path, attachment in submission.attachments.items():
        bare_name = PurePosixPath(attachment.file.replace("\\", "/").replace("\0", "")).name
        wanted = PurePosixPath(bare_name or "file")
        name, number = wanted.name, 1
        while taken.setdefault(name.casefold(), attachment.sha256 or path) != (attachment.sha256 or path):
            number += 1
            name = f"{wanted.stem}-{number}{wanted.suffix}"
        names[path] = name
    return names


def value_at(submission: Submission, names: Mapping[str, str], path: str) -> str | None:
    """With the name that an attached file has in an export (`file_names`)."""
    return names.get(path) or submission.values.get(path)


def spool(submissions: Iterable[Submission], into: BinaryIO) -> int:
    """A line of JSON each, for the helper process to read; gives how many."""
    count = 0
    for submission in submissions:
        into.write(json.dumps(submission.to_json()).encode() + b"\n")
        count += 1
    return count


def spooled(source: BinaryIO) -> Iterator[Submission]:
    return (Submission.from_json(json.loads(line)) for line in source)


_SUBMISSION = TypeAdapter(Submission)
