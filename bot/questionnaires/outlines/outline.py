"""A compiled questionnaire: sections of questions, worded per language. Plain values, printable as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter

# By language tag, the form's default language always among them. Empty: nothing to say.
Texts = Mapping[str, str]

NOT_APPLICABLE = "na"  # the name of the choice that is left out of every mean


class QuestionType(StrEnum):
    SELECT_ONE = "select_one"
    TEXT = "text"
    NOTE = "note"


@dataclass(frozen=True)
class Choice:
    """The label may be a whole sentence; the short label, from the question's scale, fits a button."""

    name: str
    label: Texts
    short: Texts


@dataclass(frozen=True)
class Rating:
    """What a question's level counts for. Questionnaires which share an indicator can be compared."""

    indicator: str
    area: str
    weight: Fraction


@dataclass(frozen=True)
class Question:
    """Or a note. The name is unique in the form; the path is the XForm's."""

    name: str
    path: str
    type: QuestionType
    label: Texts
    hint: Texts
    required: bool
    choices: tuple[Choice, ...] = ()
    rating: Rating | None = None

    def choice(self, name: str) -> Choice:
        return next(choice for choice in self.choices if choice.name == name)


@dataclass(frozen=True)
class Section:
    """A group of the form, or a run of questions outside of any: then without name and label."""

    name: str
    label: Texts
    items: tuple[Question, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(item for item in self.items if item.type is not QuestionType.NOTE)


@dataclass(frozen=True)
class Outline:
    """The first language is the default one; `sha256` is that of the source, in hex."""

    id: str
    version: str
    title: Texts
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    sha256: str

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, name: str) -> Question:
        return next(question for question in self.questions if question.name == name)

    def wording(self, texts: Texts, language: str) -> str:
        """In that language, or its parent (`pt` for `pt-BR`), or the form's default; empty without a text."""
        for tag in (language, language.partition("-")[0], self.languages[0]):
            if tag in texts:
                return texts[tag]
        return ""

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = _FORM.dump_python(self, mode="json")
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Outline":
        return _FORM.validate_python(plain)


_FORM = TypeAdapter(Outline)
