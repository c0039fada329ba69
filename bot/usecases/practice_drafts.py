"""Telling a practice: begun by its title, told part by part in any order, kept all the while, dropped if not wanted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.core.identifiers import row_number
from bot.core.messages import FileReference
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.practices import (
    KIND,
    MOST_AREAS,
    PracticeField,
    PracticeOrigin,
    PracticeState,
    missing,
)
from bot.domain.visit_findings import FindingKind
from bot.i18n.detection import detect
from bot.i18n.phrase import Words, _
from bot.storage.centres import Centre
from bot.storage.practices import Practice, PracticeRequest, files_of, told
from bot.storage.visit_reports import VisitFinding
from bot.storage.visits import Visit
from bot.usecases import audit, practice_files, practice_leaving, practices, translation_deeds, variants
from bot.usecases.work import Work

SURE = 0.9  # of a language
MOST_DRAFTS = 20  # of one person at a time
BEING_TOLD = frozenset({PracticeState.DRAFT, PracticeState.CHANGES})
FINDING = "finding-"  # before the number of a finding: where a talk begins from
HANDED_IN = _("This practice is handed in already. *my practices* shows how it stands; you can take it back there.")


@dataclass(frozen=True)
class Standing:
    """A practice that is being told, as its author sees it."""

    number: int
    title: Words
    state: PracticeState
    language: str
    areas: tuple[PriorityArea, ...]
    told: Mapping[PracticeField, str]
    missing: tuple[PracticeField, ...]
    requests: int  # of reviewers, that wait for an answer
    was_handed_in: bool


@dataclass(frozen=True)
class FileTold:
    """A file of one's own practice, with its size; `wants_words`: nobody has said yet what is to be seen on it."""

    number: int
    label: Words
    shows_something: bool
    wants_words: bool


@dataclass(frozen=True)
class Begin:
    """What is known before anything is asked: the finding of a visit, its area, and the words of whoever noted it."""

    finding: int
    area: PriorityArea
    what: str


def origin(work: Work, argument: str) -> Begin | None:
    """A practice that visitors saw in a centre of the person: `finding-12`."""
    number = row_number(argument.removeprefix(FINDING)) if argument.startswith(FINDING) else None
    row = None if number is None else work.session.get(VisitFinding, number)
    if row is None or row.kind is not FindingKind.PRACTICE:
        return None
    return Begin(row.id, row.area, row.text) if _host_of(work, row) in _own_centre_ids(work) else None


def begin(
    work: Work, title: str, areas: Collection[PriorityArea], centre_id: int, language: str, finding: int | None = None
) -> int | Refusal:
    """A draft that nobody else sees. Its number."""
    if centre_id not in _own_centre_ids(work):
        return Refusal(_("A practice is told in the name of one's own centre."))
    if not 1 <= len(areas) <= MOST_AREAS:
        return Refusal(_("Please choose one, two or three areas."), key="areas")
    wanted = select(func.count()).where(Practice.author_id == work.person_id, Practice.state == PracticeState.DRAFT)
    if work.session.exec(wanted).one() >= MOST_DRAFTS:
        return Refusal(
            _(
                "You have {count} drafts already. Please hand one in, or drop one, before you begin another.",
                count=MOST_DRAFTS,
            )
        )
    begun = None if finding is None else origin(work, f"{FINDING}{finding}")
    row = Practice(
        programme_id=_programme_of(work, centre_id),
        centre_id=centre_id,
        author_id=work.person_id,
        areas=[area.value for area in PriorityArea if area in areas],
        language=language,
        origin_kind=None if begun is None else PracticeOrigin.VISIT_FINDING,
        origin_id=None if begun is None else begun.finding,
        created_at=work.now,
        changed_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _write(work, row, PracticeField.TITLE, title)
    if begun is not None:
        _write(work, row, PracticeField.WHAT, begun.what)
    audit.note(work, "begin practice", KIND, row.id)
    return row.id


def standing(work: Work, number: int) -> Standing | Refusal:
    row = practices.own(work, number)
    if isinstance(row, Refusal):
        return row
    said = told(work.session, row)
    open_requests = select(func.count()).where(
        PracticeRequest.practice_id == row.id, col(PracticeRequest.settled_at).is_(None)
    )
    return Standing(
        number=row.id,
        title=practices.title(work, row),
        state=row.state,
        language=row.language,
        areas=tuple(PriorityArea(area) for area in row.areas),
        told=said,
        missing=missing(said.keys()),
        requests=work.session.exec(open_requests).one(),
        was_handed_in=row.submitted_at is not None,
    )


def tell(work: Work, number: int, field: PracticeField, text: str) -> Refusal | int:
    """One part, anew or for the first time; what was translated of it is no longer up to date."""
    row = _being_told(work, number)
    if isinstance(row, Refusal):
        return row
    _write(work, row, field, text)
    _touch(work, row)
    return row.id


def choose_areas(work: Work, number: int, areas: Collection[PriorityArea]) -> Refusal | int:
    row = _being_told(work, number)
    if isinstance(row, Refusal):
        return row
    if not 1 <= len(areas) <= MOST_AREAS:
        return Refusal(_("Please choose one, two or three areas."), key="areas")
    row.areas = [area.value for area in PriorityArea if area in areas]
    _touch(work, row)
    return row.id


def files(work: Work, number: int) -> tuple[FileTold, ...]:
    row = practices.own(work, number)
    if isinstance(row, Refusal):
        return ()
    return tuple(
        FileTold(
            one.id, practice_files.label(one), shows := one.kind in practice_files.SHOWS_PEOPLE, shows and not one.alt
        )
        for one in files_of(work.session, row.id)
    )


def add_files(work: Work, number: int, given: Sequence[tuple[FileReference, str]], address_id: int) -> Refusal | int:
    """Each with the words that came with it. The id of the first."""
    row = _being_told(work, number)
    if isinstance(row, Refusal):
        return row
    _touch(work, row)
    return practice_files.add(work, row, given, address_id)


def describe_file(work: Work, number: int, file: int, words: str) -> Refusal | None:
    row = _being_told(work, number)
    return row if isinstance(row, Refusal) else practice_files.describe(work, row, file, words)


def remove_file(work: Work, number: int, file: int) -> Refusal | None:
    row = _being_told(work, number)
    return row if isinstance(row, Refusal) else practice_files.remove(work, row, file)


def language_read(work: Work, number: int) -> str | None:
    """In which language it plainly reads, where that is another one than it is kept in."""
    row = practices.own(work, number)
    if isinstance(row, Refusal):
        return None
    guess = detect("\n".join(told(work.session, row).values()), hint=row.language)
    is_plain = guess.language is not None and guess.confidence >= SURE and guess.language != row.language
    return guess.language if is_plain else None


def drop(work: Work, number: int) -> Refusal | None:
    """A draft that has never been handed in goes for good; nobody has seen it."""
    row = practices.own(work, number, lock=True)
    if isinstance(row, Refusal):
        return row
    if row.state is not PracticeState.DRAFT or row.submitted_at is not None:
        return Refusal(_("What was handed in once stays known; it can be taken back."))
    audit.note(work, "drop practice", KIND, row.id)
    practice_leaving.forget(work.session, [row.id])
    return None


def _being_told(work: Work, number: int) -> Practice | Refusal:
    row = practices.own(work, number, lock=True)
    if isinstance(row, Refusal) or row.state in BEING_TOLD:
        return row
    return Refusal(HANDED_IN)


def _touch(work: Work, row: Practice) -> None:
    row.changed_at = work.now
    work.session.add(row)


def _write(work: Work, row: Practice, field: PracticeField, text: str) -> None:
    if field in told(work.session, row):
        translation_deeds.rewrite(work, KIND, row.id, field, text)
    else:
        variants.write(work, KIND, row.id, field, {row.language: text}, row.language)


def _own_centre_ids(work: Work) -> set[int]:
    return {number for number, _name in practices.own_centres(work)}


def _programme_of(work: Work, centre_id: int) -> int:
    return work.session.get_one(Centre, centre_id).programme_id


def _host_of(work: Work, row: VisitFinding) -> int:
    return work.session.get_one(Visit, row.visit_id).host_centre_id
