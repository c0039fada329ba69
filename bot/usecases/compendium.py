"""The compendium of published practices: making an edition, and what stands in it in a language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, or_, select

from bot.core.messages import FileKind
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.practices import KIND as PRACTICE
from bot.domain.practices import PracticeField, PracticeState
from bot.domain.rights import WHOLE_PROGRAMME, Right
from bot.domain.transfers import TransferState
from bot.i18n.phrase import Variants, _
from bot.reports.compendium import Compendium, Entry, Picture, Story, Typed
from bot.storage.centres import Centre
from bot.storage.compendiums import KIND, CompendiumEdition, find_edition, latest_edition
from bot.storage.people import Person
from bot.storage.practices import Practice, PracticeFile
from bot.storage.programmes import Programme
from bot.storage.transfers import HERE, THERE, Transfer, counts
from bot.storage.transfers import KIND as TRANSFER
from bot.storage.variants import TextVariant, VariantState, texts
from bot.usecases import audit, rights
from bot.usecases.work import Work

NONE_YET = _("There is no compendium yet. Whoever coordinates the programme makes its first edition.")
NOTHING_PUBLISHED = _("No practice is published yet, so there is nothing to put into a compendium.")


@dataclass(frozen=True)
class Edition:
    number: int
    at: datetime
    practices: int


def may_make(work: Work) -> bool:
    return rights.refused(work, Right.PUBLISH, WHOLE_PROGRAMME) is None


def any_to_see(work: Work) -> bool:
    return latest_edition(work.session) is not None or may_make(work)


def make(work: Work) -> int | Refusal:
    """An edition of all that is published now; its number. Where nothing has changed, there is none."""
    if refusal := rights.refused(work, Right.PUBLISH, WHOLE_PROGRAMME):
        return refusal
    programme = work.session.exec(select(Programme.id).order_by(col(Programme.id)).with_for_update()).first()
    rows = work.session.exec(
        select(Practice.id, Practice.revision)
        .where(Practice.state == PracticeState.PUBLISHED)
        .order_by(col(Practice.id))
    ).all()
    if programme is None or not rows:
        return Refusal(NOTHING_PUBLISHED)
    held = [[number, revision] for number, revision in rows]
    before = latest_edition(work.session)
    if before is not None and before.practices == held:
        return Refusal(_("Nothing has changed since edition {number}, so that one still holds.", number=str(before.id)))
    row = CompendiumEdition(programme_id=programme, author_id=work.actor.person_id, practices=held, at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.note(work, "make edition", KIND, row.id, practices=len(held))
    return row.id


def editions(work: Work) -> tuple[Edition, ...]:
    """The latest first."""
    rows = work.session.exec(select(CompendiumEdition).order_by(col(CompendiumEdition.id).desc()))
    return tuple(Edition(row.id, row.at, len(row.practices)) for row in rows)


def latest(work: Work) -> Edition | None:
    row = latest_edition(work.session)
    return None if row is None else Edition(row.id, row.at, len(row.practices))


def areas(work: Work) -> tuple[PriorityArea, ...]:
    """That the latest edition has practices about."""
    edition = latest_edition(work.session)
    held = [] if edition is None else [practice for practice, _revision in edition.practices]
    rows = work.session.exec(
        select(Practice.areas).where(col(Practice.id).in_(held), Practice.state == PracticeState.PUBLISHED)
    )
    told = {area for row in rows for area in row}
    return tuple(area for area in PriorityArea if area in told)


def contents(work: Work, language: str, number: int | None = None) -> Compendium | Refusal:
    """An edition, else the latest, in a language: each text in it where there is one, else in its own.

    For a connection for reading: it takes a while. What was withdrawn since is left out.
    """
    edition = latest_edition(work.session) if number is None else find_edition(work.session, number)
    if edition is None:
        return Refusal(NONE_YET)
    held = {practice: revision for practice, revision in edition.practices}  # noqa: C416  a row is a list of two
    rows = work.session.exec(
        select(Practice)
        .where(col(Practice.id).in_(held), Practice.state == PracticeState.PUBLISHED)
        .order_by(col(Practice.id))
    ).all()
    name = texts(work.session, "programme", [edition.programme_id], "name").get(edition.programme_id, {})
    return Compendium(
        programme=Variants(name),
        edition=edition.id,
        at=edition.at,
        language=language,
        entries=_entries(work, rows, held, language),
    )


def _entries(work: Work, rows: Collection[Practice], held: Mapping[int, int], language: str) -> tuple[Entry, ...]:
    ids = [row.id for row in rows]
    told = _told(work, ids, language)
    centres = {row.centre_id for row in rows}
    countries = dict(work.session.exec(select(Centre.id, Centre.country).where(col(Centre.id).in_(centres))).all())
    named = texts(work.session, "centre", centres, "name")
    authors = _authors(work, rows)
    tried = counts(work.session, ids)
    pictures, stories = _pictures(work, ids), _stories(work, ids)
    found = []
    for row in rows:
        parts = dict(told.get(row.id, {}))
        title = parts.pop(PracticeField.TITLE, None)
        if title is None or not row.areas:  # nobody could find it by its area
            continue
        found.append(
            Entry(
                number=row.id,
                title=title,
                areas=tuple(map(PriorityArea, row.areas)),
                centre=Variants(named.get(row.centre_id, {})),
                country=countries[row.centre_id],
                parts={field: parts[field] for field in PracticeField if field in parts},
                licence=row.licence,
                author=authors.get(row.author_id, "") if row.names_author else "",
                tried=tried.get(row.id, (0, 0))[0],
                works=tried.get(row.id, (0, 0))[1],
                picture=pictures.get(row.id),
                stories=tuple(stories.get(row.id, ())),
                is_changed=row.revision > held[row.id],
            )
        )
    return tuple(found)


def _authors(work: Work, rows: Collection[Practice]) -> dict[int | None, str]:
    """By their number, those who want to be named."""
    wanted = {row.author_id for row in rows if row.names_author}
    people = work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(wanted)))
    return {number: name for number, name in people if name}


def _told(work: Work, ids: Collection[int], language: str) -> dict[int, dict[PracticeField, Typed]]:
    """Originals, and over them what is in the language."""
    found: dict[int, dict[PracticeField, Typed]] = {}
    rows = work.session.exec(
        select(TextVariant.subject_id, TextVariant.field, TextVariant.language, TextVariant.text)
        .where(
            TextVariant.subject_kind == PRACTICE,
            col(TextVariant.subject_id).in_(ids),
            col(TextVariant.is_proposal).is_(False),
            or_(TextVariant.state == VariantState.ORIGINAL, TextVariant.language == language),
        )
        .order_by(col(TextVariant.language) == language, col(TextVariant.id))
    )
    known = set(PracticeField)
    for number, field, tag, text in rows:
        if field in known:
            found.setdefault(number, {})[PracticeField(field)] = Typed(text, tag)
    return found


def _pictures(work: Work, ids: Collection[int]) -> dict[int, Picture]:
    """The first photo of each."""
    first = (
        select(func.min(PracticeFile.id))
        .where(
            col(PracticeFile.practice_id).in_(ids),
            PracticeFile.kind == FileKind.PHOTO,
            col(PracticeFile.sha256).is_not(None),
            col(PracticeFile.is_lost).is_(False),
        )
        .group_by(col(PracticeFile.practice_id))
    )
    rows = work.session.exec(select(PracticeFile).where(col(PracticeFile.id).in_(first)))
    return {row.practice_id: Picture(row.sha256, row.alt) for row in rows if row.sha256 is not None}


def _stories(work: Work, ids: Collection[int]) -> dict[int, list[Story]]:
    rows = work.session.exec(
        select(Transfer.id, Transfer.practice_id, Transfer.centre_id)
        .where(col(Transfer.practice_id).in_(ids), Transfer.state == TransferState.DONE)
        .order_by(col(Transfer.id))
    ).all()
    numbers = [number for number, _practice, _centre in rows]
    here, there = (texts(work.session, TRANSFER, numbers, field) for field in (HERE, THERE))
    named = texts(work.session, "centre", {centre for _number, _practice, centre in rows}, "name")
    found: dict[int, list[Story]] = {}
    for number, practice, centre in rows:
        if number in here:
            other = Variants(there[number]) if number in there else None
            story = Story(Variants(named.get(centre, {})), Variants(here[number]), other)
            found.setdefault(practice, []).append(story)
    return found
