"""Everything that is looked at: the visible list."""

from pyxform.xls2json_backends import DefinitionData

from bot.questionnaires.findings import Finding
from bot.questionnaires.lint import (
    badge,
    choices,
    circles,
    columns,
    expressions,
    names,
    reach,
    rows,
    scoring,
    translations,
    zeros,
)
from bot.questionnaires.lint import beside as files
from bot.questionnaires.lint.beside import Beside
from bot.questionnaires.lint.book import Book, book
from bot.questionnaires.lint.choices import columns_in
from bot.questionnaires.lint.expressions import Formula
from bot.questionnaires.sheets import Sheet


def findings(read: DefinitionData, beside: Beside | None) -> list[Finding]:
    """`beside`: None if nobody knows which files are there."""
    form = book(read)
    formulas = expressions.formulas(form)
    return [
        *rows.findings(form),
        *columns.findings(_sheets_with_columns_in_use(form, formulas)),
        *names.findings(form),
        *expressions.findings(formulas),
        *circles.findings(form, formulas),
        *reach.findings(form, formulas),
        *choices.findings(form, formulas),
        *zeros.findings(form, formulas),
        *scoring.findings(form),
        *translations.findings(form),
        *badge.findings(form),
        *(() if beside is None else files.findings(form, formulas, beside)),
    ]


def _sheets_with_columns_in_use(form: Book, formulas: tuple[Formula, ...]) -> list[tuple[Sheet, set[str]]]:
    used = {
        column
        for formula in formulas
        if formula.column == "choice_filter" and formula.tree is not None
        for column in columns_in(formula.tree)
    }
    return [(form.survey, set()), (form.choices, used), (form.settings, set())]
