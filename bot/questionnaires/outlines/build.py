"""From the sheets of an XLSForm, already checked, to our form."""

from collections.abc import Mapping
from fractions import Fraction

from bot.questionnaires.outlines.outline import Choice, Outline, Question, QuestionType, Rating, Section, Texts
from bot.questionnaires.outlines.subset import AREA, INDICATOR, SCALE, TITLE_IN, WEIGHT, YES, Workbook, list_of
from bot.questionnaires.sheets import Row, tag_of

ROOT = "/data"  # the name that pyxform gives to the XForm's outermost node


def form(book: Workbook, sha256: str) -> Outline:
    settings = book.settings.rows[0]
    default = _default_tag(book)
    tags = [tag for tag in map(tag_of, book.languages) if tag is not None]
    return Outline(
        id=settings.cell("form_id"),
        version=settings.cell("version") or sha256[:12],
        title={default: settings.cell("form_title") or settings.cell("form_id"), **_titles(settings)},
        languages=tuple(dict.fromkeys((default, *tags))),
        sections=tuple(_sections(book)),
        sha256=sha256,
    )


def _titles(settings: Row) -> dict[str, str]:
    return {
        heading.removeprefix(TITLE_IN): text for heading, text in settings.cells.items() if heading.startswith(TITLE_IN)
    }


def _sections(book: Workbook) -> list[Section]:
    sections: list[Section] = []
    group: Row | None = None
    items: list[Question] = []
    for row in book.survey.rows:
        kind = row.cell("type")
        if kind.startswith(("begin", "end")):
            sections += _section(book, group, items)
            group, items = (row if kind.startswith("begin") else None), []
        else:
            items.append(_question(book, group, row))
    return sections + _section(book, group, items)


def _section(book: Workbook, group: Row | None, items: list[Question]) -> list[Section]:
    if not items:
        return []
    if group is None:
        return [Section("", {}, tuple(items))]
    return [Section(group.cell("name"), _texts(book, group, "label"), tuple(items))]


def _question(book: Workbook, group: Row | None, row: Row) -> Question:
    listed = list_of(row.cell("type"))
    name = row.cell("name") or f"generated_note_name_{row.number}"  # as pyxform names a note without a name
    return Question(
        name=name,
        path="/".join((ROOT, *([group.cell("name")] if group else []), name)),
        type=QuestionType.SELECT_ONE if listed else QuestionType(row.cell("type")),
        label=_texts(book, row, "label"),
        hint=_texts(book, row, "hint"),
        required=row.cell("required").lower() in YES,
        choices=_choices(book, listed, row.cell(SCALE)) if listed else (),
        rating=_rating(name, row),
    )


def _choices(book: Workbook, listed: str, scale: str) -> tuple[Choice, ...]:
    short = {row.cell("name"): _texts(book, row, "label") for row in book.list_named(scale)} if scale else {}
    return tuple(
        Choice(name := row.cell("name"), _texts(book, row, "label"), short.get(name, {}))
        for row in book.list_named(listed)
    )


def _rating(name: str, row: Row) -> Rating | None:
    if not row.cell(AREA):
        return None
    return Rating(row.cell(INDICATOR) or name, row.cell(AREA), Fraction(row.cell(WEIGHT) or "1"))


def _texts(book: Workbook, row: Row, heading: str) -> Texts:
    default = _default_tag(book)
    texts: Mapping[str, str] = row.texts(heading)
    return {tag_of(language) or default: text for language, text in texts.items()}


def _default_tag(book: Workbook) -> str:
    tag = tag_of(book.default_language)
    assert tag is not None, "the subset asks for a language code"
    return tag
