"""A submission as the XML that ODK Collect and Enketo send: relevant nodes in the form's order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.questionnaires.form import Form, Kind, Part
from bot.questionnaires.submissions.places import rounds
from bot.questionnaires.submissions.spelling import spelled
from bot.questionnaires.submissions.submission import Submission, file_names, form_of, value_at

OURS = "urn:passerelle:submission"  # attributes that other programs pass over
_NAMESPACES = (
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
    f'xmlns:odk="http://www.opendatakit.org/xforms" xmlns:passerelle="{OURS}"'
)
# A carriage return would be read as a line feed, and in attributes all white space as blanks.
_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_TEXT = str.maketrans(_MARKS)
_ATTRIBUTE = str.maketrans({**_MARKS, "\n": "&#10;", "\t": "&#9;"})


def written(submission: Submission, form: Form) -> bytes:
    """Raises MisfitError. What XML cannot hold is spelled (`spelling`)."""
    form_of(submission, {form.version: form})
    root = form.root
    writing = _Writing(submission, file_names(submission), rounds(submission.values))
    named = {
        "id": form.id,
        "version": form.version,
        "passerelle:started": submission.started.isoformat(),
        "passerelle:finished": submission.finished.isoformat(),
        "passerelle:language": submission.language,
    }
    attributes = " ".join(f'{name}="{spelled(text).translate(_ATTRIBUTE)}"' for name, text in named.items() if text)
    body = "".join(writing.below(root, root.path))
    if not any(part.preload == "uid" for part in root.walk()):
        body += f"<orx:meta><orx:instanceID>{submission.instance_id}</orx:instanceID></orx:meta>"
    document = f"<?xml version='1.0' encoding='UTF-8'?>\n<{root.name} {_NAMESPACES} {attributes}>{body}</{root.name}>"
    return document.encode()


@dataclass(frozen=True)
class _Writing:
    submission: Submission
    names: Mapping[str, str]
    rounds: Mapping[str, int]

    def below(self, part: Part, place: str) -> Iterator[str]:
        for child in part.children:
            at = f"{place}/{child.name}"
            if child.kind is Kind.LEAF:
                yield self._leaf(child, at)
            elif child.kind is Kind.REPEAT:
                for number in range(1, self.rounds.get(at, 0) + 1):
                    yield _element(child.name, "".join(self.below(child, f"{at}[{number}]")))
            elif inside := "".join(self.below(child, at)):
                yield _element(child.name, inside)

    def _leaf(self, part: Part, place: str) -> str:
        if part.preload == "uid":
            return _element(part.name, self.submission.instance_id)
        text = value_at(self.submission, self.names, place)
        if text is None:
            return ""
        attachment = self.submission.attachments.get(place)
        sha256 = f' passerelle:sha256="{attachment.sha256}"' if attachment is not None and attachment.sha256 else ""
        return _element(part.name, spelled(text).translate(_TEXT), sha256)


def _element(name: str, inside: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"
