"""Files that stand beside a form: that they are there, and have the columns that the form looks for."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.questionnaires.findings import Finding
from bot.questionnaires.lint.book import Book, Question
from bot.questionnaires.lint.choices import FILES, columns_in
from bot.questionnaires.lint.expressions import Formula
from bot.questionnaires.lint.similar import did_you_mean
from bot.questionnaires.xpath.tree import Call, Text, walk

Beside = Mapping[str, Sequence[str] | None]  # the columns of each file by its name; None where they are not known

_PARAMETER = re.compile(r"(value|label)\s*=\s*([^\s=,;]+)")


def findings(book: Book, formulas: tuple[Formula, ...], beside: Beside) -> Iterator[Finding]:
    filters = {formula.question: formula for formula in formulas if formula.column == "choice_filter"}
    for question in book.questions:
        if question.is_select and question.list.endswith(FILES):
            yield from _of_select(question, filters.get(question), beside)
        elif question.kind in {"csv-external", "xml-external"}:
            name = f"{question.name}.{question.kind.partition('-')[0]}"
            if name not in beside:
                yield question.finding(_not_there(name, beside), "type")
    for formula in formulas:
        for part, _depth in walk(formula.tree) if formula.tree is not None else ():
            if isinstance(part, Call) and part.name == "pulldata":
                yield from _of_pulldata(part, formula, beside)


def _of_select(question: Question, chosen: Formula | None, beside: Beside) -> Iterator[Finding]:
    name = question.list
    if name not in beside:
        yield question.finding(_not_there(name, beside), "type")
    given = dict(_PARAMETER.findall(question.row.cell("parameters")))
    usual = {"value": "id", "label": "title"} if name.endswith(".geojson") else {"value": "name", "label": "label"}
    for key, column in {**usual, **given}.items():
        told = _no_column(name, column, beside)
        if told:
            yield question.finding(told, "parameters" if key in given else "type")
    for column in columns_in(chosen.tree) if chosen is not None and chosen.tree is not None else ():
        told = _no_column(name, column, beside)
        if told and chosen is not None:
            yield chosen.finding(told)


def _of_pulldata(call: Call, formula: Formula, beside: Beside) -> Iterator[Finding]:
    texts = [argument.value if isinstance(argument, Text) else "" for argument in call.arguments[:3]]
    if not texts or not texts[0]:
        return
    name = texts[0] if texts[0].endswith(".csv") else f"{texts[0]}.csv"
    if name not in beside:
        yield formula.finding(_not_there(name, beside))
    for column in filter(None, texts[1:]):
        told = _no_column(name, column, beside)
        if told:
            yield formula.finding(told)


def _not_there(name: str, beside: Beside) -> str:
    return f"the file “{name}” is not beside the form.{did_you_mean(name, beside)}"


def _no_column(name: str, column: str, beside: Beside) -> str:
    columns = beside.get(name)
    if columns is None or column in columns:
        return ""
    hint = did_you_mean(column, columns) or f" It has: {', '.join(columns[:12])}."
    return f"the file “{name}” has no column “{column}”.{hint}"
