"""A compiled questionnaire: the parts of an XForm as plain values, printable as JSON. Texts are named and kept apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

MAIN = "default"  # what pyxform calls the language of texts without one


class Kind(StrEnum):
    GROUP = "group"
    REPEAT = "repeat"
    LEAF = "leaf"  # holds a value: a question, a note, a calculation, what is filled in by itself


class Control(StrEnum):
    """How a leaf is asked, by the names of XForms."""

    NONE = ""  # not at all
    INPUT = "input"
    SELECT_ONE = "select1"
    SELECT_MULTIPLE = "select"
    RANK = "rank"
    TRIGGER = "trigger"  # XLSForm's acknowledge
    RANGE = "range"
    UPLOAD = "upload"


@dataclass(frozen=True)
class Output:
    """`${…}` in a text: the expression whose value stands there."""

    expression: str


Template = tuple[str | Output, ...]


@dataclass(frozen=True)
class Wording:
    """One text in one language; media are names of files."""

    text: Template = ()
    guidance: Template = ()
    image: str = ""
    audio: str = ""
    video: str = ""
    borrowed: bool = False  # the text is that of another language: this one has none


Texts = Mapping[str, Wording]  # by language, as the form names it: "French (fr)"


@dataclass(frozen=True)
class SetValue:
    """What happens to a leaf at an event. `target` is a path without numbers; no expression: the leaf is emptied."""

    target: str
    expression: str


@dataclass(frozen=True)
class Itemset:
    """Where the choices come from: a nodeset, and below each node the child with the value and that with the label."""

    nodeset: str
    value: str
    label: str
    label_is_name: bool = False  # of a text, and not the text itself
    label_names_columns: bool = False  # of a text that says in which columns the label stands, with commas between
    first: "Itemset | None" = None  # on offer before these

    @property
    def unfiltered(self) -> str:
        """All of its list."""
        return self.nodeset.removeprefix("randomize(").partition("[")[0]


@dataclass(frozen=True)
class Bounds:
    """Of a range, as written: from start to end in steps."""

    start: str
    end: str
    step: str


@dataclass(frozen=True)
class Part:
    """A node of the form. Expressions are XPath, empty where there is none; texts are names in `Form.texts`."""

    name: str
    path: str  # /data/person/name, without numbers
    kind: Kind
    type: str = "string"  # as the bind calls it: int, date, geopoint, binary…
    control: Control = Control.NONE
    label: str = ""
    hint: str = ""
    appearance: str = ""
    relevant: str = ""
    required: str = ""
    required_message: str = ""
    constraint: str = ""
    constraint_message: str = ""
    readonly: str = ""
    calculate: str = ""
    default: str = ""
    preload: str = ""  # what fills it in by itself: timestamp, date, uid, property
    preload_of: str = ""  # start, end, today, username…
    on_change: tuple[SetValue, ...] = ()
    itemset: Itemset | None = None
    bounds: Bounds | None = None
    media_type: str = ""  # of an upload: image/*
    count: str = ""  # of a repeat: how many rounds; empty: as many as people like
    rounds: int = 0  # of a repeat: how many there are at the beginning
    marks: Mapping[str, str] = field(default_factory=dict)  # further columns of the author's, `bind::…`
    children: "tuple[Part, ...]" = ()

    @cached_property
    def place(self) -> tuple[str, ...]:
        return tuple(self.path.split("/")[1:])

    @cached_property
    def is_asked(self) -> bool:
        """Shown to people: a question or a note. Rows that only repeat the labels of a table are not."""
        return self.control is not Control.NONE and "label" not in self.appearance.split()

    @cached_property
    def is_told(self) -> bool:
        """A note, or a question whose answer is worked out: shown, and nobody can answer it."""
        return self.is_asked and (self.readonly == "true()" or bool(self.calculate))

    def walk(self) -> "Iterator[Part]":
        """This part and all below, in the form's order."""
        yield self
        for child in self.children:
            yield from child.walk()


List = tuple[Mapping[str, str], ...]  # the choices of a list: columns by name


@dataclass(frozen=True)
class Form:
    """One version, immutable. The first language is the default one; `sha256` is that of the source, in hex."""

    id: str
    version: str
    title: str
    languages: tuple[str, ...]
    root: Part
    texts: Mapping[str, Texts]
    lists: Mapping[str, List]
    files: Mapping[str, str]  # lists in files beside the form: id → name of the file
    at_first: tuple[SetValue, ...] = ()  # when somebody begins
    in_new_round: tuple[SetValue, ...] = ()  # when a repeat has one round more
    sha256: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)  # by tag of language, where there is more than one

    def title_in(self, language: str) -> str:
        """`language` is a tag or the form's name for one."""
        tag = tag_of(language)
        return self.titles.get(tag) or self.titles.get(tag.partition("-")[0]) or self.title

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        """By path, in the form's order."""
        return {part.path: part for part in self.root.walk()}

    def language(self, wanted: str) -> str | None:
        """The form's name for a language: `French`, `fr` and `fr-CA` find "French (fr)", in whatever capitals."""
        for tag in (wanted, wanted.partition("-")[0]):
            for language in self.languages:
                name = language.removesuffix(f"({tag_of(language)})").rstrip()
                if tag.strip().casefold() in {each.casefold() for each in (language, tag_of(language), name)}:
                    return language
        return None

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = _FORM.dump_python(self, mode="json", exclude_defaults=True)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Form":
        return _FORM.validate_python(plain)


def tag_of(language: str) -> str:
    """`fr` of "French (fr)"; a name without a tag is its own."""
    before, bracket, tag = language.rstrip().removesuffix(")").rpartition("(")
    return tag.strip() if bracket and before and language.rstrip().endswith(")") else language


_FORM = TypeAdapter(Form)
