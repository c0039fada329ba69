"""Translating what people wrote, by whoever speaks both languages: what has gaps, what waits for a second pair of eyes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlmodel import col, func, select, tuple_

from bot.i18n.phrase import Words
from bot.storage.people import Person
from bot.storage.translations import TranslationWish, TranslatorLanguage, languages_of
from bot.storage.variants import TextVariant, VariantState, digest_of
from bot.usecases import audit, languages_read
from bot.usecases.people import person_of
from bot.usecases.work import Work

MOST_WISHES = 50  # looked at for one person
MOST_TOLD = 50  # volunteers whom one wish is told
CURRENT = (VariantState.ORIGINAL, VariantState.APPROVED)


@dataclass(frozen=True)
class Kind:
    """A kind of thing whose texts are translated: what it is called, and what follows."""

    name: str  # of the subject of its text variants
    called: Callable[[Work, int], Words]
    field: Callable[[str], Words]
    longest: Callable[[str], int]  # of a field, in signs
    still: Callable[[Work, Collection[int]], Collection[int]]  # those that anybody would read
    read_anew: Callable[[Work, int], None]  # something that is read has changed
    complete: Callable[[Work, "Fulfilled"], None]


@dataclass(frozen=True)
class Fulfilled:
    """All texts of a thing are there in a language. `key` for telling it; `by_id` is whoever asked for it first."""

    number: int
    language: str
    by_id: int | None
    key: str


Kinds = Mapping[str, Kind]


@dataclass(frozen=True)
class Thing:
    """What somebody would like to read in a language."""

    kind: str
    number: int
    language: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.number}:{self.language}"

    @classmethod
    def of(cls, key: str) -> "Thing":
        kind, number, language = key.split(":")
        return cls(kind, int(number), language)


@dataclass(frozen=True)
class Task:
    """What somebody can do about a thing: fields to write, and those that others have written."""

    thing: Thing
    original: str  # its language
    missing: tuple[str, ...]
    to_approve: tuple[str, ...]
    words: int  # of the originals that are missing


@dataclass(frozen=True)
class Piece:
    """One text of a thing: the original, and what there is in the other language."""

    field: str
    original: str
    present: str | None = None  # what is read now although the original has changed since
    proposal: str | None = None
    proposal_id: int | None = None
    is_machines: bool = False
    is_outdated: bool = False  # the original has changed since it was proposed
    by_id: int | None = None
    by: str | None = None

    @property
    def digest(self) -> str:
        """Of the original."""
        return digest_of(self.original)


# -- who helps ---------------------------------------------------------------------------------------------------------
def own_languages(work: Work) -> tuple[str, ...]:
    return tuple(languages_of(work.session, work.person_id))


def help_in(work: Work, languages: Sequence[str]) -> list[str]:
    """From now on in these; in fewer than two nobody can translate."""
    known = set(own_languages(work))
    wanted = set(languages) if len(set(languages)) > 1 else set()
    for row in work.session.exec(select(TranslatorLanguage).where(TranslatorLanguage.person_id == work.person_id)):
        if row.language not in wanted:
            work.session.delete(row)
    work.session.add_all(
        TranslatorLanguage(person_id=work.person_id, language=one, at=work.now) for one in sorted(wanted - known)
    )
    work.session.flush()
    audit.note(work, "help translate", "person", work.person_id, languages=sorted(wanted))
    return sorted(wanted)


def is_offered(work: Work) -> bool:
    """On the menu of whoever helps already, and of those in whose language something is asked for."""
    if own_languages(work):
        return True
    person = person_of(work)
    read = languages_read.in_order(work.translator, person.language, person.reads)
    wish = select(TranslationWish.id).where(col(TranslationWish.language).in_(read)).limit(1)
    return work.session.exec(wish).first() is not None


def volunteers(work: Work, original: str, language: str) -> list[int]:
    """Who writes both languages, but for whoever acts now."""
    both = (
        select(TranslatorLanguage.person_id)
        .where(
            col(TranslatorLanguage.language).in_([original, language]), TranslatorLanguage.person_id != work.person_id
        )
        .group_by(col(TranslatorLanguage.person_id))
        .having(func.count() > 1)
        .order_by(col(TranslatorLanguage.person_id))
        .limit(MOST_TOLD)
    )
    return list(work.session.exec(both))


# -- what there is to do -----------------------------------------------------------------------------------------------
def tasks(work: Work, kinds: Kinds) -> tuple[Task, ...]:
    """In languages that the person writes, what was asked for first comes first."""
    mine = own_languages(work)
    wishes = work.session.exec(
        select(TranslationWish)
        .where(col(TranslationWish.language).in_(mine), col(TranslationWish.subject_kind).in_(kinds))
        .order_by(col(TranslationWish.id))
        .limit(MOST_WISHES)
    ).all()
    still = {
        (name, number)
        for name, kind in kinds.items()
        for number in kind.still(work, [one.subject_id for one in wishes if one.subject_kind == name])
    }
    rows = _rows(work, sorted(still))
    found = []
    for wish in wishes:
        if (wish.subject_kind, wish.subject_id) not in still:
            continue
        texts = rows.get((wish.subject_kind, wish.subject_id), [])
        pieces = _pieces(texts, wish.language)
        missing = tuple(one for one in pieces if _is_missing(one))
        looked_at = tuple(one.field for one in pieces if _waits_for(work, one))
        original = next((row.language for row in texts if row.state is VariantState.ORIGINAL), "")
        if original in mine and (missing or looked_at):
            thing = Thing(wish.subject_kind, wish.subject_id, wish.language)
            count = sum(len(one.original.split()) for one in missing)
            found.append(Task(thing, original, tuple(one.field for one in missing), looked_at, count))
    return tuple(found)


def missing_pieces(work: Work, thing: Thing) -> tuple[Piece, ...]:
    """What the person could write now."""
    if thing.language not in own_languages(work):
        return ()
    return tuple(one for one in pieces_of(work, thing) if _is_missing(one))


def waiting_pieces(work: Work, thing: Thing) -> tuple[Piece, ...]:
    """What others have written and the person may approve; with names."""
    if thing.language not in own_languages(work):
        return ()
    found = [one for one in pieces_of(work, thing) if _waits_for(work, one)]
    names = _names(work, {one.by_id for one in found if one.by_id is not None})
    return tuple(replace(one, by=names.get(one.by_id or 0)) for one in found)


def as_json(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """To be kept in a talk: `Piece(**one)` of each."""
    return [asdict(one) for one in pieces]


def pieces_of(work: Work, thing: Thing) -> tuple[Piece, ...]:
    """Those that are not there yet as the original is now."""
    rows = _rows(work, [(thing.kind, thing.number)])
    return _pieces(rows.get((thing.kind, thing.number), []), thing.language)


def pieces_of_each(work: Work, things: Sequence[Thing]) -> dict[str, tuple[str, tuple[Piece, ...]]]:
    """By key: the language of the originals, and what `pieces_of` tells; one query for all."""
    rows = _rows(work, [(one.kind, one.number) for one in things])
    found = {}
    for one in things:
        texts = rows.get((one.kind, one.number), [])
        original = next((row.language for row in texts if row.state is VariantState.ORIGINAL), None)
        if original is not None:
            found[one.key] = (original, _pieces(texts, one.language))
    return found


def gaps(work: Work, kind: str, number: int, languages: Iterable[str]) -> dict[str, int]:
    """How many texts of the thing are missing or out of date, by language; nothing where all are there."""
    rows = _rows(work, [(kind, number)]).get((kind, number), [])
    counted = {language: len(_pieces(rows, language)) for language in languages}
    return {language: count for language, count in counted.items() if count}


def _is_missing(piece: Piece) -> bool:
    return piece.proposal is None or piece.is_machines or piece.is_outdated


def _waits_for(work: Work, piece: Piece) -> bool:
    """A person's words, and not one's own."""
    is_persons = piece.proposal is not None and not piece.is_machines and not piece.is_outdated
    return is_persons and piece.by_id != work.person_id


def _rows(work: Work, things: Sequence[tuple[str, int]]) -> dict[tuple[str, int], list[TextVariant]]:
    found: dict[tuple[str, int], list[TextVariant]] = {}
    if things:
        named = tuple_(col(TextVariant.subject_kind), col(TextVariant.subject_id)).in_(sorted(set(things)))
        for row in work.session.exec(select(TextVariant).where(named).order_by(col(TextVariant.id))):
            found.setdefault((row.subject_kind, row.subject_id), []).append(row)
    return found


def _pieces(rows: Sequence[TextVariant], language: str) -> tuple[Piece, ...]:
    """In the order in which the originals were written."""
    read = {row.field: row for row in rows if row.language == language and not row.is_proposal}
    proposed = {row.field: row for row in rows if row.language == language and row.is_proposal}
    found = []
    for original in rows:
        there = read.get(original.field)
        if original.state is not VariantState.ORIGINAL or (there is not None and there.state in CURRENT):
            continue
        proposal = proposed.get(original.field)
        found.append(
            Piece(
                field=original.field,
                original=original.text,
                present=None if there is None else there.text,
                proposal=None if proposal is None else proposal.text,
                proposal_id=None if proposal is None else proposal.id,
                is_machines=proposal is not None and proposal.state is VariantState.MACHINE,
                is_outdated=proposal is not None and proposal.of_digest != digest_of(original.text),
                by_id=None if proposal is None else proposal.by_person_id,
            )
        )
    return tuple(found)


def _names(work: Work, people: set[int]) -> dict[int, str]:
    rows = work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(sorted(people))))
    return {number: name or "?" for number, name in rows}
