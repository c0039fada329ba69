"""The settings that say when a centre is recognised, and how a team's levels are settled: rules that cannot be met or read."""

from collections.abc import Iterator

from bot.questionnaires.findings import Finding
from bot.questionnaires.lint.book import Book
from bot.questionnaires.lint.similar import similar
from bot.questionnaires.recognition import INDICATORS, NEEDED, NEEDS
from bot.questionnaires.rounds import RULES, SETTLING
from bot.questionnaires.sheets import SETTINGS

_PREFIX = "attribute::passerelle:"
_KIND, _INDICATOR = "bind::passerelle:kind", "bind::passerelle:indicator"
_CLOSE = 0.7


def findings(book: Book) -> Iterator[Finding]:
    for heading in book.settings.headings:
        if heading.startswith(_PREFIX) and heading.removeprefix(_PREFIX) not in {INDICATORS, NEEDS, SETTLING}:
            known = f"“{_PREFIX}{INDICATORS}”, “{_PREFIX}{NEEDS}” and “{_PREFIX}{SETTLING}”"
            yield _finding(heading, f"this setting says nothing; there are {known}.")
    rule = book.setting(_PREFIX + SETTLING)
    if rule and rule.strip().lower() not in RULES:
        told = f"“{rule}” is no rule for levels that differ; there are {', '.join(RULES)}."
        yield _finding(_PREFIX + SETTLING, told)
    written, needs = book.setting(_PREFIX + INDICATORS), book.setting(_PREFIX + NEEDS)
    if written:
        yield from _number(book, written)
    if needs:
        yield from _needs(book, needs)
        if not written:
            told = f"it takes effect only together with “{_PREFIX}{INDICATORS}”, a whole number."
            yield _finding(_PREFIX + NEEDS, told)


def _number(book: Book, written: str) -> Iterator[Finding]:
    if not (written.isascii() and written.isdecimal() and int(written) > 0):
        yield _finding(_PREFIX + INDICATORS, f"“{written}” is no whole number from 1 on.")
        return
    rated = {one.row.cell(_INDICATOR) for one in book.questions if one.row.cell(_KIND) == "level"} - {""}
    in_rounds = any(
        parent.kind == "repeat" for one in book.questions if one.row.cell(_KIND) == "level" for parent in one.parents()
    )
    if int(written) > len(rated) and not in_rounds:
        told = f"nobody can rate {written} indicators: the form has {len(rated)}."
        yield _finding(_PREFIX + INDICATORS, told)


def _needs(book: Book, needs: str) -> Iterator[Finding]:
    kinds = {one.row.cell(_KIND) for one in book.questions}
    for kind in dict.fromkeys(needs.split()):
        if kind not in NEEDED:
            meant = similar(kind, NEEDED, _CLOSE)
            hint = f"did you mean “{meant}”?" if meant else f"there are {', '.join(NEEDED)}."
            yield _finding(_PREFIX + NEEDS, f"“{kind}” is no kind of answer that can be asked for; {hint}")
        elif kind not in kinds:
            told = f"no question of the form is of the kind “{kind}”, so nobody could be recognised."
            yield _finding(_PREFIX + NEEDS, told)


def _finding(heading: str, told: str) -> Finding:
    return Finding(SETTINGS, 2, told, heading)
