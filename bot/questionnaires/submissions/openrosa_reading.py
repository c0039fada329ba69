"""Submissions as XML, from whichever program: what strangers send ends in a submission or in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID
from xml.etree.ElementTree import ParseError, XMLParser

from bot.i18n.phrase import _
from bot.questionnaires.answers import MOST_NODES, MOST_ROUNDS
from bot.questionnaires.form import Control, Form, Kind, Part
from bot.questionnaires.submissions.openrosa import OURS
from bot.questionnaires.submissions.spelling import unspelled
from bot.questionnaires.submissions.submission import Attachment, Submission
from bot.questionnaires.submissions.unreadable import UnreadableSubmissionError

LARGEST = 5 * 1024 * 1024  # bytes of one submission, its attachments apart
DEEPEST = 64
_INSTANCE_ID = "meta/instanceID"
_META = ("meta", _INSTANCE_ID, "meta/deprecatedID")


@dataclass(frozen=True)
class Read:
    """`unknown` are the paths of nodes for which the form has no place."""

    submission: Submission
    unknown: tuple[str, ...] = ()


def read(content: bytes, forms: Iterable[Form], received: datetime) -> Read:
    """`forms` are the versions that are known; `received` stands for moments that the file does not tell.

    Raises UnreadableSubmissionError.
    """
    if len(content) > LARGEST:
        raise UnreadableSubmissionError(_("The file is larger than {size} MB.", size=LARGEST // (1024 * 1024)))
    reading = _Reading({(form.id, form.version): form for form in forms})
    parser = XMLParser(target=reading)  # noqa: S314  the target refuses every DOCTYPE before it is read
    try:
        parser.feed(content)
        parser.close()
    except ParseError as error:
        line, column = error.position
        why = _(
            "This is no XML that can be read; it breaks at line {line}, character {column}.", line=line, column=column
        )
        raise UnreadableSubmissionError(why) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, UnreadableSubmissionError):
            raise
        raise UnreadableSubmissionError(
            _("The file is in an encoding that is not known; please save it as UTF-8.")
        ) from None
    return reading.result(received)


def identifier(instance_id: str) -> str | None:
    """The UUID of `uuid:…`, as text; None: it is none."""
    scheme, _colon, text = instance_id.partition(":")
    try:
        return str(UUID(text)) if scheme == "uuid" else None
    except ValueError:
        return None


@dataclass
class _Open:
    """An element that is being read. No part: the form does not know it."""

    part: Part | None
    place: str
    attributes: dict[str, str]
    values_before: int = 0
    text: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # of its children, by name


@dataclass
class _Reading:
    """What the parser tells, one event after the other; no tree is built."""

    known: dict[tuple[str, str], Form]
    form: Form | None = None
    values: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    instance_id: str = ""
    about: dict[str, str] = field(default_factory=dict)  # the root's attributes
    line: list[_Open] = field(default_factory=list)
    nodes: int = 0

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        del name, public, system
        raise UnreadableSubmissionError(_("The file has a DOCTYPE, which is not allowed."))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES or len(self.line) >= DEEPEST:
            raise UnreadableSubmissionError(_("The file has more nodes, or deeper ones, than any submission has."))
        name = tag.rpartition("}")[2]
        self.line.append(self._inside(self.line[-1], name, attributes) if self.line else self._root(name, attributes))

    def data(self, text: str) -> None:
        self.line[-1].text.append(text)

    def end(self, _tag: str) -> None:
        node = self.line.pop()
        text = unspelled("".join(node.text))
        part = node.part
        if part is None:
            if node.place == self._meta(_INSTANCE_ID):
                self.instance_id = text.strip()
        elif part.preload == "uid":
            self.instance_id = text.strip()
        elif part.kind is Kind.LEAF:
            self.values[node.place] = text
            if part.control is Control.UPLOAD and text:
                self.attachments[node.place] = Attachment(text, node.attributes.get(f"{{{OURS}}}sha256", ""))
        elif part.kind is Kind.REPEAT and len(self.values) == node.values_before:
            self.values[node.place] = ""

    def close(self) -> None:
        """Nothing is left to do at the end."""

    def _root(self, name: str, attributes: dict[str, str]) -> _Open:
        self.about = {key: unspelled(text) for key, text in attributes.items()}
        wanted, version = self.about.get("id", ""), self.about.get("version", "")
        self.form = self.known.get((wanted, version))
        if self.form is None:
            raise UnreadableSubmissionError(
                _("It is of the form “{form}”, version “{version}”, which is not here.", form=wanted, version=version)
            )
        if name != self.form.root.name:
            raise UnreadableSubmissionError(
                _("Its outermost node is {name}, not {expected}.", name=name, expected=self.form.root.name)
            )
        return _Open(self.form.root, self.form.root.path, attributes)

    def _inside(self, above: _Open, name: str, attributes: dict[str, str]) -> _Open:
        above.counts[name] = number = above.counts.get(name, 0) + 1
        place = f"{above.place}/{name}"
        part = next((child for child in above.part.children if child.name == name), None) if above.part else None
        if part is not None and part.kind is Kind.REPEAT:
            if number > MOST_ROUNDS:
                raise UnreadableSubmissionError(
                    _("{place} is there more than {count} times.", place=place, count=MOST_ROUNDS)
                )
            place = f"{place}[{number}]"
        if part is not None and part.kind is not Kind.REPEAT and number > 1:
            part = None
        if part is None and place not in map(self._meta, _META):
            self.unknown.append(place)
        return _Open(part, place, attributes, len(self.values))

    def _meta(self, name: str) -> str:
        """Every submission has these, whether or not its form tells."""
        return f"/{self.line[0].part.name}/{name}" if self.line and self.line[0].part else ""

    def result(self, received: datetime) -> Read:
        form = self.form
        assert form is not None, "a document without a root is no XML"
        public = identifier(self.instance_id)
        if public is None:
            raise UnreadableSubmissionError(
                _("It has no instanceID that is a UUID, so that nobody could find it again.")
            )
        finished = self._moment("finished", "end") or received
        submission = Submission(
            id=public,
            form=form.id,
            version=form.version,
            language=self.about.get(f"{{{OURS}}}language", ""),
            started=self._moment("started", "start") or finished,
            finished=finished,
            values=self.values,
            attachments=self.attachments,
        )
        return Read(submission, tuple(self.unknown))

    def _moment(self, attribute: str, preloaded: str) -> datetime | None:
        """As we write it, or else as the form itself keeps it."""
        assert self.form is not None, "asked for at the end only"
        places = [part.path for part in self.form.root.walk() if part.preload_of == preloaded]
        for text in (self.about.get(f"{{{OURS}}}{attribute}", ""), *(self.values.get(place, "") for place in places)):
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                continue
            return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        return None
