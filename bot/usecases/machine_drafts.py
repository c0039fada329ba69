"""Drafts by a machine for what is asked for in a language: volunteers may take them, and nobody else ever reads them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.storage.translations import TranslationWish
from bot.storage.variants import TextVariant, VariantState, digest_of
from bot.usecases.translations import Kinds, Piece, Thing, pieces_of, pieces_of_each
from bot.usecases.work import Work

LOOKED_AT = 20  # wishes, the oldest first


@dataclass(frozen=True)
class Wanted:
    """The texts of one thing of which there is no draft yet."""

    thing: Thing
    source: str  # the language of the originals
    pieces: tuple[Piece, ...]


def next_wanted(work: Work, kinds: Kinds, but: Collection[str]) -> Wanted | None:
    """`but`: keys of things that are left for later."""
    wishes = work.session.exec(
        select(TranslationWish)
        .where(col(TranslationWish.subject_kind).in_(kinds))
        .order_by(col(TranslationWish.id))
        .limit(LOOKED_AT + len(but))
    )
    things = [Thing(wish.subject_kind, wish.subject_id, wish.language) for wish in wishes]
    for key, (source, pieces) in pieces_of_each(work, [one for one in things if one.key not in but]).items():
        missing = tuple(one for one in pieces if _is_wanted(one))
        if missing:
            return Wanted(Thing.of(key), source, missing)
    return None


def keep(work: Work, wanted: Wanted, drafts: Sequence[str | None]) -> int:
    """What people have written meanwhile stays, and so does what the machine could not do; how many were kept."""
    now = {one.field: one for one in pieces_of(work, wanted.thing)}
    count = 0
    for piece, draft in zip(wanted.pieces, drafts, strict=True):
        present = now.get(piece.field)
        if not draft or not draft.strip() or present is None or not _is_wanted(present):
            continue
        if present.proposal_id is not None:
            work.session.delete(work.session.get_one(TextVariant, present.proposal_id))
            work.session.flush()
        row = TextVariant(
            subject_kind=wanted.thing.kind,
            subject_id=wanted.thing.number,
            field=piece.field,
            language=wanted.thing.language,
            text=draft.strip(),
            state=VariantState.MACHINE,
            is_proposal=True,
            of_digest=digest_of(piece.original),
            at=work.now,
        )
        work.session.add(row)
        count += 1
    work.session.flush()
    return count


def _is_wanted(piece: Piece) -> bool:
    """Nobody has written anything, and the machine not for the original as it is now."""
    return piece.proposal is None or (piece.is_machines and piece.is_outdated)
