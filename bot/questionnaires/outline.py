"""A form of the simple kind that is filled in area by area: sections of questions, levels, and what they count for."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.questionnaires.described import Texts, texts_of
from bot.questionnaires.form import Control, Form, Kind, Part
from bot.questionnaires.scoring import SCALE, Rated, rated


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
class Question:
    """Or a note. The name is unique in the form; the path is the XForm's."""

    name: str
    path: str
    type: QuestionType
    label: Texts
    hint: Texts
    required: bool
    choices: tuple[Choice, ...] = ()
    rating: Rated | None = None  # what its level counts for

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
    form: Form
    sections: tuple[Section, ...]

    @property
    def id(self) -> str:
        return self.form.id

    @property
    def sha256(self) -> str:
        return self.form.sha256

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, name: str) -> Question:
        return next(question for question in self.questions if question.name == name)


def outline(form: Form) -> Outline:
    """Of a form that has no more than groups, texts, notes and choices of one; its lint sees to that."""
    counted = {one.path: one for one in rated(form)}
    sections: list[Section] = []
    loose: list[Question] = []
    for part in form.root.children:
        if part.kind is Kind.GROUP and any(below.is_asked for below in part.walk()):
            sections += _loose(loose)
            items = tuple(_question(form, below, counted.get(below.path)) for below in part.children if below.is_asked)
            sections.append(Section(part.name, texts_of(form, part.label), items))
        elif part.is_asked:
            loose.append(_question(form, part, counted.get(part.path)))
    return Outline(form, (*sections, *_loose(loose)))


def _loose(items: list[Question]) -> Iterator[Section]:
    if items:
        yield Section("", {}, tuple(items))
        items.clear()


def _question(form: Form, part: Part, rating: Rated | None) -> Question:
    return Question(
        name=part.name,
        path=part.path,
        type=_type(part),
        label=texts_of(form, part.label),
        hint=texts_of(form, part.hint),
        required=part.required == "true()",
        choices=_choices(form, part),
        rating=rating,
    )


def _type(part: Part) -> QuestionType:
    if part.is_told:
        return QuestionType.NOTE
    return QuestionType.SELECT_ONE if part.control is Control.SELECT_ONE else QuestionType.TEXT


def _choices(form: Form, part: Part) -> tuple[Choice, ...]:
    if part.itemset is None:
        return ()
    short = {row["name"]: texts_of(form, row["itextId"]) for row in form.lists.get(part.marks.get(SCALE, ""), ())}
    rows = form.lists[part.itemset.nodeset.split("'")[1]]
    return tuple(Choice(row["name"], texts_of(form, row["itextId"]), short.get(row["name"], {})) for row in rows)
