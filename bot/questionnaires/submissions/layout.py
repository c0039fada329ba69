"""Which tables and columns an export has: one table for the form and one for each repeat, all versions side by side."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.questionnaires.form import Control, Form, Kind, Part
from bot.questionnaires.submissions.questions import choices, is_note, label
from bot.questionnaires.submissions.submission import MisfitError

MOST_SPLIT = 200  # choices that get a column each; longer lists stay in one column


class Several(StrEnum):
    """How a question with several choices is shown."""

    WHOLE = "whole"  # the choices in one column
    SPLIT = "split"  # a column for each choice: 1 or 0
    BOTH = "both"


@dataclass(frozen=True)
class Options:
    """`language` is that of labels, as a form names it or its tag; `context` the columns of context, in their order."""

    labels: bool = False
    language: str = ""
    groups: bool = False
    several: Several = Several.WHOLE
    context: tuple[str, ...] = ()
    byte_order_mark: bool = True  # with which spreadsheets know that a CSV file is UTF-8


@dataclass(frozen=True, eq=False)
class Column:
    """`parts` is the question in each version (by its version) that has it; `choice` the one whose 1 or 0 stands here."""

    path: str
    parts: Mapping[str, Part]
    choice: str | None = None


@dataclass(frozen=True)
class Table:
    """Of the form as a whole (its path is the root's, nothing above), or of a repeat below another table."""

    path: str
    name: str  # unique among the tables
    above: str
    columns: tuple[Column, ...]  # the whole ones and those of single choices


@dataclass(frozen=True)
class Style:
    """How a kind of file writes its headings, and which headings it keeps for itself."""

    separator: str
    reserved: Collection[str]


def context_heading(name: str) -> str:
    """No question can be called so: names have no blanks."""
    return f"context: {name}"


def layout(forms: Sequence[Form]) -> tuple[Table, ...]:
    """`forms` are versions of one form, the oldest first. Raises MisfitError where they begin differently."""
    if len({form.root.path for form in forms}) != 1:
        raise MisfitError("versions whose outermost nodes have different names do not fit into one table.")
    places = [dict(_places(form.root, form.root.path, "")) for form in forms]
    order = _merged([list(found) for found in reversed(places)])
    tables = {path: above for table in order for path, above in [(table[0], _above(places, table))]}
    names = _names(list(tables))
    return tuple(
        Table(path, names[path], above, tuple(_columns(forms, places, [key for key in order if key[0] == path])))
        for path, above in tables.items()
    )


def shown(table: Table, several: Several) -> list[Column]:
    """The columns that an export with this wish has."""
    split = {column.path for column in table.columns if column.choice is not None}
    return [
        column
        for column in table.columns
        if several is Several.BOTH or (column.choice is not None) == (several is Several.SPLIT and column.path in split)
    ]


def headings(table: Table, style: Style, *, groups: bool) -> dict[Column, str]:
    """Names; a name that would stand there twice gives way to the whole path."""
    wanted = {(column.path, column.choice): _heading(table, column, style, groups=groups) for column in table.columns}
    counts = Counter(wanted.values())
    return {
        column: heading if counts[heading] == 1 and heading not in style.reserved else _unmistakable(column)
        for column in table.columns
        for heading in [wanted[column.path, column.choice]]
    }


def labelled(
    table: Table, forms: Mapping[str, Form], style: Style, language: str, *, groups: bool
) -> dict[Column, str]:
    """Labels in that language for headings, the name beside one that would stand there twice; names where none is."""
    names = headings(table, style, groups=groups)
    wanted = {
        column: _label(table, column, forms, language, groups=groups) or names[column] for column in table.columns
    }
    counts = Counter(wanted.values())
    told = {
        column: heading if counts[heading] == 1 and heading not in style.reserved else f"{heading} ({names[column]})"
        for column, heading in wanted.items()
    }
    counts = Counter(told.values())
    return {column: heading if counts[heading] == 1 else names[column] for column, heading in told.items()}


def named(table: Table, forms: Mapping[str, Form], style: Style, options: Options) -> dict[Column, str]:
    """The headings as wished: labels or names."""
    if options.labels:
        return labelled(table, forms, style, options.language, groups=options.groups)
    return headings(table, style, groups=options.groups)


def choice_labels(
    columns: Iterable[Column], forms: Mapping[str, Form], language: str
) -> dict[tuple[str, str], Mapping[str, str]]:
    """By path and version: value → label."""
    return {
        (column.path, version): choices(forms[version], part, language)
        for column in columns
        if column.choice is None
        for version, part in column.parts.items()
        if part.itemset is not None
    }


# -- places ------------------------------------------------------------------------------------------------------------
_Key = tuple[str, str]  # path of the table, path of the question; of a repeat itself: its path twice


def _places(part: Part, table: str, above: str) -> Iterator[tuple[_Key, tuple[Part, str]]]:
    """With the path of the table above."""
    if part.path == table:
        yield (table, table), (part, above)
    for child in part.children:
        if child.kind is Kind.REPEAT:
            yield from _places(child, child.path, table)
        elif child.kind is Kind.GROUP:
            yield from _places(child, table, above)
        elif not is_note(child) and child.preload != "uid" and "label" not in child.appearance.split():
            yield (table, child.path), (child, above)


def _merged(orders: Sequence[Sequence[_Key]]) -> list[_Key]:
    """All keys; those that the first order lacks stand behind the one before them in their own."""
    found = list(orders[0])
    known = set(found)
    for order in orders[1:]:
        place = 0
        for key in order:
            if key in known:
                place = found.index(key) + 1
            else:
                found.insert(place, key)
                known.add(key)
                place += 1
    return found


def _above(places: Sequence[Mapping[_Key, tuple[Part, str]]], key: _Key) -> str:
    return next(found[key][1] for found in reversed(places) if key in found)


def _names(paths: Sequence[str]) -> dict[str, str]:
    """Of repeats: the last step, or all steps where two would be called the same; nothing for the form itself."""
    root, *repeats = paths
    last = Counter(path.rpartition("/")[2].casefold() for path in repeats)
    names = {root: ""}
    for path in repeats:
        name = path.rpartition("/")[2]
        names[path] = name if last[name.casefold()] == 1 else path.removeprefix(root + "/").replace("/", "-")
    return names


def _columns(
    forms: Sequence[Form], places: Sequence[Mapping[_Key, tuple[Part, str]]], keys: Sequence[_Key]
) -> Iterator[Column]:
    for key in keys:
        if key[0] == key[1]:
            continue
        parts = {form.version: found[key][0] for form, found in zip(forms, places, strict=True) if key in found}
        yield Column(key[1], parts)
        values: dict[str, None] = {}
        for form in forms:
            part = parts.get(form.version)
            if part is not None and part.control is Control.SELECT_MULTIPLE:
                values.update(dict.fromkeys(choices(form, part, "")))
        if len(values) <= MOST_SPLIT:
            yield from (Column(key[1], parts, value) for value in values)


# -- headings ----------------------------------------------------------------------------------------------------------
def _steps(table: Table, path: str, *, groups: bool) -> list[str]:
    steps = path.removeprefix(f"{table.path}/").split("/")
    return steps if groups else steps[-1:]


def _heading(table: Table, column: Column, style: Style, *, groups: bool) -> str:
    name = style.separator.join(_steps(table, column.path, groups=groups))
    return name if column.choice is None else f"{name}/{column.choice}"


def _unmistakable(column: Column) -> str:
    return column.path if column.choice is None else f"{column.path} {column.choice}"


def _label(table: Table, column: Column, forms: Mapping[str, Form], language: str, *, groups: bool) -> str:
    version, part = list(column.parts.items())[-1]
    form = forms[version]
    text = label(form, part.label, language)
    if not text:
        return ""
    steps = column.path.removeprefix(f"{table.path}/").split("/")[:-1] if groups else []
    above = [f"{table.path}/{'/'.join(steps[: number + 1])}" for number in range(len(steps))]
    titles = [title for path in above if (title := label(form, form.parts[path].label, language))]
    if column.choice is not None:
        titles.append(text)
        text = choices(form, part, language).get(column.choice, column.choice)
    return "/".join([*titles, text])
