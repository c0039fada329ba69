"""A form as its author sees it: rows of sheets under headings, whatever an engine makes of them.

The lint looks at this, and not at what was compiled: so it also has something to say where nothing could be compiled,
and it always knows the row.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from pyxform.xls2json_backends import DefinitionData

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.columns import canonical
from bot.questionnaires.sheets import CHOICES, SETTINGS, SURVEY, Row, Sheet

EXTERNAL = "external_choices"
TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message", "image", "audio", "video")

_BEGIN = re.compile(r"begin[_ ](group|repeat|loop|lgroup)(?: (?:over )?(\S+))?")
_END = re.compile(r"end[_ ](group|repeat|loop|lgroup)")
_SELECT = re.compile(
    r"(select1|select[_ ]one(?: from)?|select[_ ]multiple|select all that apply(?: from)?|rank"
    r"|select[_ ]one[_ ]external|select[_ ](?:one|multiple)[_ ]from[_ ]file)"
    r"(?: (\S+)(?: (or specify other|or_other|or other))?)?"
)

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, eq=False)
class Question:
    """A row of the survey that has a name: a question, a calculation, a group or a repeat. One of a kind, so compared as such."""

    row: Row
    kind: str  # select_one, select_multiple, rank, group, repeat; else the type as written
    list: str = ""  # the list or the file of its choices
    other: bool = False
    above: "Question | None" = None

    @property
    def name(self) -> str:
        return self.row.cell("name")

    @property
    def is_group(self) -> bool:
        return self.kind in {"group", "repeat"}

    @property
    def is_select(self) -> bool:
        return self.kind in {"select_one", "select_multiple", "rank"}

    def parents(self) -> "Iterator[Question]":
        """The nearest first."""
        parent = self.above
        while parent is not None:
            yield parent
            parent = parent.above

    def finding(self, message: str, column: str = "", weight: Weight = Weight.MEND) -> Finding:
        return Finding(SURVEY, self.row.number, message, column, weight)


@dataclass(frozen=True)
class Book:
    survey: Sheet
    choices: Sheet
    external: Sheet
    settings: Sheet
    questions: tuple[Question, ...]  # in the form's order
    unmatched: tuple[Finding, ...]  # ends without a beginning, and beginnings without an end

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Question, ...]]:
        return _grouped((question.name, question) for question in self.questions if question.name)

    @cached_property
    def lists(self) -> Mapping[str, tuple[Row, ...]]:
        return _grouped((row.cell("list_name"), row) for row in self.choices.rows if row.cell("list_name"))

    def setting(self, heading: str) -> str:
        return self.settings.rows[0].cell(heading) if self.settings.rows else ""

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """As the headings name them; `` for headings without a language is told as the default one, if there is one."""
        found = dict.fromkeys(
            language
            for sheet in (self.survey, self.choices)
            for heading in sheet.headings
            for column, _, language in (heading.partition("::"),)
            if column in TRANSLATED
        )
        default = self.setting("default_language")
        return tuple(dict.fromkeys(language or default for language in found))

    def one(self, name: str) -> Question | None:
        """The only one of this name."""
        found = self.by_name.get(name, ())
        return found[0] if len(found) == 1 else None

    def offered(self, question: Question) -> frozenset[str] | None:
        """The values of its choices; None where the sheets do not tell, as for choices in a file."""
        if not question.is_select or question.other or question.list not in self.lists:
            return None
        return self._values[question.list]

    @cached_property
    def _values(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(row.cell("name") for row in rows) for name, rows in self.lists.items()}


def book(read: DefinitionData) -> Book:
    survey = _sheet(SURVEY, read.survey, read.survey_header)
    questions, unmatched = _questions(survey)
    return Book(
        survey,
        _sheet(CHOICES, read.choices, read.choices_header),
        _sheet(EXTERNAL, read.external_choices, read.external_choices_header),
        _sheet(SETTINGS, read.settings, read.settings_header),
        questions,
        unmatched,
    )


def _sheet(
    name: str, rows: Iterable[Mapping[str, object]] | None, header: Iterable[Mapping[str, object]] | None
) -> Sheet:
    headings = [heading for one in header or () for heading in one]
    known = {heading: canonical(name, heading, headings) for heading in headings}
    return Sheet(
        name,
        tuple(known.values()),
        tuple(
            Row(number, {known[heading]: str(text).strip() for heading, text in row.items()})
            for number, row in enumerate(rows or (), start=2)
            if row
        ),
    )


def _questions(survey: Sheet) -> tuple[tuple[Question, ...], tuple[Finding, ...]]:
    found: list[Question] = []
    unmatched: list[Finding] = []
    open_now: list[Question] = []
    for row in survey.rows:
        kind = re.sub(r"\s+", " ", row.cell("type"))
        begins, ends, selects = _BEGIN.fullmatch(kind), _END.fullmatch(kind), _SELECT.fullmatch(kind)
        above = open_now[-1] if open_now else None
        question = Question(row, kind, above=above)
        if ends:
            told = _closed(_plain(ends[1]), row, open_now)
            unmatched += [told] if told else []
            continue
        if begins:
            question = replace(question, kind=_plain(begins[1]), list=begins[2] or "")
            open_now.append(question)
        elif selects:
            question = replace(question, kind=_plain_select(selects[1]), list=selects[2] or "", other=bool(selects[3]))
        elif not kind:
            continue
        found.append(question)
    unmatched += [
        left.finding(f"this {left.kind} is never ended; add a row “end_{left.kind}” after its last question.", "type")
        for left in open_now
    ]
    return tuple(found), tuple(unmatched)


def _closed(kind: str, row: Row, open_now: list[Question]) -> Finding | None:
    if open_now and open_now[-1].kind == kind:
        open_now.pop()
        return None
    inside = (
        f"; the {open_now[-1].kind} “{open_now[-1].name}” of row {open_now[-1].row.number} is still open"
        if open_now
        else ""
    )
    told = f"here a {kind} ends that never began{inside}."
    return Finding(SURVEY, row.number, told, "type")


def _plain(kind: str) -> str:
    return "group" if kind == "group" else "repeat"


def _plain_select(kind: str) -> str:
    if kind == "rank":
        return kind
    return "select_multiple" if "multiple" in kind or "all" in kind else "select_one"


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    found: dict[Key, list[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}
