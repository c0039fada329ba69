"""Which XLSForms we can ask today: everything else is refused with its sheet and row, in plain words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from bot.questionnaires.findings import Finding
from bot.questionnaires.outlines.outline import NOT_APPLICABLE
from bot.questionnaires.sheets import SETTINGS, SURVEY, Row, Sheet, languages_in, tag_of

SCALE, AREA, INDICATOR, WEIGHT = (f"bind::passerelle:{name}" for name in ("scale", "area", "indicator", "weight"))
TITLE_IN = "form_title_"  # followed by a language tag: XLSForm itself has one title only

YES = {"yes", "true", "true()"}
NO = {"no", "false", "false()"}

_SELECT_ONE = re.compile(r"select[_ ]one\s+(\S+)")
_GROUP = re.compile(r"(begin|end)[_ ]group")
_WEIGHT = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?")
_REFERENCE = re.compile(r"\$\{")

_SURVEY_HEADINGS = {"type", "name", "label", "hint", "required", "appearance", SCALE, AREA, INDICATOR, WEIGHT}
_CHOICE_HEADINGS = {"list_name", "name", "label"}
_SETTINGS_HEADINGS = {"form_title", "form_id", "version", "default_language", "namespaces", "style"}


@dataclass(frozen=True)
class Workbook:
    survey: Sheet
    choices: Sheet
    settings: Sheet
    others: tuple[str, ...]

    @property
    def default_language(self) -> str:
        """As the sheets name it: that of the settings, or else the first."""
        named = self.settings.rows[0].cell("default_language") if self.settings.rows else ""
        return named or next(iter(self.languages), "")

    @property
    def languages(self) -> list[str]:
        return languages_in(self.survey, self.choices)

    def list_named(self, name: str) -> list[Row]:
        return [row for row in self.choices.rows if row.cell("list_name") == name]


def list_of(kind: str) -> str | None:
    """`levels` for `select_one levels`."""
    found = _SELECT_ONE.fullmatch(kind)
    return found[1] if found else None


def refusals(book: Workbook) -> list[Finding]:
    checks: tuple[Callable[[Workbook], Iterator[Finding]], ...] = (
        _other_sheets,
        _settings,
        _languages,
        _headings,
        _kinds,
        _names,
        _labels,
        _references,
        _required,
        _ratings,
    )
    return [finding for check in checks for finding in check(book)]


def warnings(book: Workbook) -> list[Finding]:
    return list(_missing_translations(book))


def _other_sheets(book: Workbook) -> Iterator[Finding]:
    for name in book.others:
        yield Finding(name, 0, "this sheet cannot be used yet; the bot knows survey, choices and settings.")


def _settings(book: Workbook) -> Iterator[Finding]:
    if not book.settings.rows or not book.settings.rows[0].cell("form_id"):
        yield Finding(SETTINGS, 0, "a form needs a “form_id”, so that its answers can be told from others.")


def _languages(book: Workbook) -> Iterator[Finding]:
    for language in book.languages:
        if tag_of(language) is None:
            example = f"{language} (…)"
            yield Finding(SURVEY, 1, f"the language “{language}” needs its code in brackets: “{example}”.")
    default = book.default_language
    if tag_of(default) is None and default not in book.languages:
        yield Finding(SETTINGS, 0, "“default_language” must say in which language the texts are: “English (en)”.")


def _headings(book: Workbook) -> Iterator[Finding]:
    for sheet, known in (
        (book.survey, _SURVEY_HEADINGS),
        (book.choices, _CHOICE_HEADINGS),
        (book.settings, _SETTINGS_HEADINGS),
    ):
        for heading in sheet.headings:
            if heading in known or heading.partition("::")[0] in known & {"label", "hint"}:
                continue
            if sheet.name == SETTINGS and heading.startswith(TITLE_IN):
                continue
            used = next((row.number for row in sheet.rows if row.cell(heading)), None)
            if used is not None:
                yield Finding(sheet.name, used, f"the column “{heading}” cannot be used yet.")


def _kinds(book: Workbook) -> Iterator[Finding]:
    depth = 0
    for row in book.survey.rows:
        kind = row.cell("type")
        group = _GROUP.fullmatch(kind)
        if group:
            depth += 1 if group[1] == "begin" else -1
            if depth > 1:
                yield Finding(SURVEY, row.number, "a group inside a group cannot be used yet.")
        elif not _is_question(kind):
            yield Finding(
                SURVEY, row.number, f"“{kind}” cannot be asked yet; the bot knows select_one, text, note and groups."
            )


def _is_question(kind: str) -> bool:
    return kind in {"text", "note"} or list_of(kind) is not None


def _names(book: Workbook) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for row in book.survey.rows:
        name = row.cell("name")
        if name and first.setdefault(name, row.number) != row.number:
            yield Finding(SURVEY, row.number, f"the name “{name}” stands in row {first[name]} already.")


def _labels(book: Workbook) -> Iterator[Finding]:
    spoken = [row for row in book.survey.rows if _is_question(row.cell("type"))]
    for sheet, rows in ((book.survey, spoken), (book.choices, book.choices.rows)):
        for row in rows:
            if not {book.default_language, ""} & row.texts("label").keys():
                wanted = book.default_language or "any language"
                yield Finding(sheet.name, row.number, f"there is no label in {wanted}.")


def _references(book: Workbook) -> Iterator[Finding]:
    for sheet in (book.survey, book.choices):
        for row in sheet.rows:
            if any(map(_REFERENCE.search, row.cells.values())):
                yield Finding(sheet.name, row.number, "“${…}” cannot be used yet: a text cannot name another answer.")


def _required(book: Workbook) -> Iterator[Finding]:
    for row in book.survey.rows:
        required = row.cell("required")
        if required and required.lower() not in YES | NO:
            yield Finding(SURVEY, row.number, f"“required” is yes or no here, not “{required}”.")


def _ratings(book: Workbook) -> Iterator[Finding]:
    for row in book.survey.rows:
        names = [choice.cell("name") for choice in book.list_named(list_of(row.cell("type")) or "")]
        scale = {choice.cell("name") for choice in book.list_named(row.cell(SCALE))}
        if row.cell(SCALE) and not scale.issuperset(names):
            yield Finding(SURVEY, row.number, f"the list “{row.cell(SCALE)}” lacks some choices of this question.")
        if (row.cell(INDICATOR) or row.cell(WEIGHT)) and not row.cell(AREA):
            yield Finding(SURVEY, row.number, "an indicator or a weight needs an area to count for.")
        if row.cell(AREA) and not names:
            yield Finding(SURVEY, row.number, "only a select_one can count for an area.")
        if row.cell(AREA) and not all(map(_is_level, names)):
            yield Finding(SURVEY, row.number, f"levels are named by whole numbers, or “{NOT_APPLICABLE}”.")
        if not _is_weight(row.cell(WEIGHT)):
            yield Finding(SURVEY, row.number, f"a weight is a number above zero, not “{row.cell(WEIGHT)}”.")


def _is_weight(text: str) -> bool:
    return _WEIGHT.fullmatch(text or "1") is not None and Fraction(text or "1") > 0


def _is_level(name: str) -> bool:
    return name == NOT_APPLICABLE or (name.isascii() and name.isdigit())


def _missing_translations(book: Workbook) -> Iterator[Finding]:
    for sheet in (book.survey, book.choices):
        for row in sheet.rows:
            for heading in ("label", "hint"):
                texts = row.texts(heading)
                there = {language or book.default_language for language in texts}
                for language in book.languages if texts else ():
                    if language not in there:
                        yield Finding(sheet.name, row.number, f"there is no {heading} in {language}.")
