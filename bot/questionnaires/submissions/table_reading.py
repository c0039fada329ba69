"""Submissions from the tables of an export: rows are put together again by their keys."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.i18n.phrase import Phrase, _
from bot.questionnaires.form import Control, Form
from bot.questionnaires.submissions.layout import Column, Style, Table, headings, layout
from bot.questionnaires.submissions.openrosa_reading import identifier
from bot.questionnaires.submissions.outcomes import OF_ANOTHER_VERSION, Candidate
from bot.questionnaires.submissions.places import bare
from bot.questionnaires.submissions.spelling import unspelled
from bot.questionnaires.submissions.submission import Attachment, Submission

_LISTED = "context: "


@dataclass(frozen=True)
class Sheet:
    """Rows as they stand in the file, the headings first; `name` is for people."""

    name: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Dialect:
    """How a kind of export calls the columns that it has beside the questions."""

    style: Style
    public_id: str  # of the form's own rows
    key: str
    above: str
    owner: str  # of rows below: names their submission, too, whatever became of the row above
    version: str
    language: str
    started: str
    finished: str
    as_typed: Callable[[str], str]


@dataclass
class _Gathered:
    source: str
    cells: Mapping[str, str]
    form: Form
    values: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    rounds: list[str] = field(default_factory=list)
    problem: Phrase | None = None  # a row of it that has no place


@dataclass(frozen=True)
class _Place:
    """Where a row stands: the submission and the path of its round."""

    gathered: _Gathered
    path: str


def put_together(
    sheets: Mapping[str, Sheet], forms: Sequence[Form], dialect: Dialect, received: datetime
) -> Iterator[Candidate]:
    """`sheets` by the paths of their tables (`layout`); `forms` oldest first. Candidates in the order of the rows."""
    reading = _Reading({form.version: form for form in forms}, dialect)
    for table in layout(forms):
        sheet = sheets.get(table.path)
        reading.places[table.path] = {}
        if sheet is not None and sheet.rows:
            reading.read(table, sheet)
    yield from reading.problems
    root = forms[-1].root.path
    for place in reading.places[root].values():
        yield _candidate(place.gathered, dialect, received)


@dataclass
class _Reading:
    forms: Mapping[str, Form]  # by version
    dialect: Dialect
    places: dict[str, dict[str, _Place]] = field(default_factory=dict)  # by the table's path and the row's key
    by_id: dict[str, _Gathered] = field(default_factory=dict)
    problems: list[Candidate] = field(default_factory=list)

    def read(self, table: Table, sheet: Sheet) -> None:
        known = _columns(table, sheet.rows[0], self.dialect)
        counts: dict[str, int] = defaultdict(int)
        for number, row in enumerate(sheet.rows[1:], start=2):
            cells = dict(zip(sheet.rows[0], row, strict=False))
            if not any(cells.values()):
                continue
            source = f"{sheet.name}, {number}"
            place = self._round(table, source, cells, counts) if table.above else self._begun(table, source, cells)
            if place is not None:
                self.places[table.path][cells.get(self.dialect.key, "")] = place
                _fill(place, table, cells, known, self.dialect)

    def _begun(self, table: Table, source: str, cells: Mapping[str, str]) -> _Place | None:
        version = unspelled(self.dialect.as_typed(cells.get(self.dialect.version, "")))
        form = self.forms.get(version)
        if form is None:
            self._nowhere(source, OF_ANOTHER_VERSION)
            return None
        if cells.get(self.dialect.key, "") in self.places[table.path]:
            self._nowhere(source, _same(self.dialect))
            return None
        gathered = _Gathered(source, cells, form)
        self.by_id[cells.get(self.dialect.public_id, "")] = gathered
        return _Place(gathered, form.root.path)

    def _round(self, table: Table, source: str, cells: Mapping[str, str], counts: dict[str, int]) -> _Place | None:
        key = cells.get(self.dialect.above, "")
        parent = self.places[table.above].get(key)
        problem = None
        if parent is None:
            problem = _(
                "The row to which it belongs is not there ({column}: {key}).", column=self.dialect.above, key=key or "–"
            )
        elif cells.get(self.dialect.key, "") in self.places[table.path]:
            problem = _same(self.dialect)
        if problem is not None or parent is None:
            assert problem is not None, "told above"
            owner = self.by_id.get(cells.get(self.dialect.owner, "").partition("/")[0])
            if owner is None:
                self._nowhere(source, problem)
                return None
            owner.problem = _("One of its rows cannot be put in its place: {row}.", row=source)
            return None
        counts[key] += 1
        path = f"{parent.path}{table.path[len(table.above) :]}[{counts[key]}]"
        parent.gathered.rounds.append(path)
        return _Place(parent.gathered, path)

    def _nowhere(self, source: str, problem: Phrase) -> None:
        self.problems.append(Candidate(source, None, problem=problem))


def _same(dialect: Dialect) -> Phrase:
    return _("Another row has the same {column}.", column=dialect.key)


def _columns(table: Table, row: Sequence[str], dialect: Dialect) -> dict[str, Column]:
    """By heading. Whether the names of groups stand before it is seen from which way more headings are known."""
    ways = [
        {heading: column for column, heading in headings(table, dialect.style, groups=groups).items()}
        for groups in (True, False)
    ]
    there = {unspelled(dialect.as_typed(heading)): heading for heading in row}
    best = max(ways, key=lambda way: len(way.keys() & there.keys()))
    return {heading: best[name] for name, heading in there.items() if name in best}


def _fill(place: _Place, table: Table, cells: Mapping[str, str], known: Mapping[str, Column], dialect: Dialect) -> None:
    gathered = place.gathered
    split: dict[str, list[str]] = defaultdict(list)
    for heading, cell in cells.items():
        column = known.get(heading)
        if not cell:
            continue
        if column is None or gathered.form.version not in column.parts:
            if heading not in dialect.style.reserved and not heading.startswith(_LISTED):
                gathered.unknown[heading] = None
        elif column.choice is None:
            path = place.path + column.path[len(table.path) :]
            gathered.values[path] = unspelled(dialect.as_typed(_stored(column, gathered.form, cell)))
        elif cell == "1":
            split[place.path + column.path[len(table.path) :]].append(column.choice)
    for path, chosen in split.items():
        gathered.values.setdefault(path, " ".join(chosen))


def _stored(column: Column, form: Form, cell: str) -> str:
    """A day that passed through a spreadsheet may have a clock of noughts."""
    part = column.parts[form.version]
    return cell[:10] if part.type == "date" and cell[10:].strip("T 0:.") == "" else cell


def _candidate(gathered: _Gathered, dialect: Dialect, received: datetime) -> Candidate:
    cells, form, values = gathered.cells, gathered.form, gathered.values
    text = cells.get(dialect.public_id, "")
    public = identifier(text if text.startswith("uuid:") else f"uuid:{text}")
    if public is None:
        return Candidate(
            gathered.source, None, problem=_("It has no {column}, or one that is none.", column=dialect.public_id)
        )
    if gathered.problem is not None:
        return Candidate(gathered.source, None, problem=gathered.problem)
    for path in gathered.rounds:
        if not any(other.startswith(f"{path}/") for other in (*values, *gathered.rounds)):
            values[path] = ""
    attachments = {
        path: Attachment(text) for path, text in values.items() if form.parts[bare(path)].control is Control.UPLOAD
    }
    finished = _moment(cells.get(dialect.finished, "")) or received
    submission = Submission(
        id=public,
        form=form.id,
        version=form.version,
        language=unspelled(dialect.as_typed(cells.get(dialect.language, ""))),
        started=_moment(cells.get(dialect.started, "")) or finished,
        finished=finished,
        values=values,
        attachments=attachments,
    )
    return Candidate(gathered.source, submission, tuple(gathered.unknown))


def _moment(text: str) -> datetime | None:
    """In UTC where it does not tell."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
