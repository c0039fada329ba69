"""A round of learning tandems: begun by a coordinator, matched beside the replies, looked at, sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func
from sqlmodel import col, select

from bot.core.identifiers import row_number
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.partners import CentreProfile
from bot.domain.rights import Right
from bot.domain.tandems import Alone, Pair, Tandems
from bot.i18n.phrase import Words, _
from bot.storage.partners import (
    TANDEMS,
    Partnership,
    PartnershipState,
    TandemRound,
    TandemState,
    awaited,
    met,
)
from bot.usecases import audiences, audit, rights, tandem_words
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_profiles import profiles
from bot.usecases.partner_rights import willing
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work

FOUND = TypeAdapter(Tandems)
CENTRES = TypeAdapter(tuple[CentreProfile, ...])
MOST_LISTED = 12
UNKNOWN = _("There is no round of tandems with this number. Write *tandems* to see yours.")
BEFORE = tuple(
    state for state in PartnershipState if state not in {PartnershipState.SUGGESTED, PartnershipState.EXPIRED}
)


@dataclass(frozen=True)
class Matching:
    """What the solver is given for a round; `left_out` are those whom it need not see."""

    number: int
    centres: tuple[CentreProfile, ...]
    apart: tuple[Pair, ...]
    on: str
    left_out: Mapping[int, Alone]

    def arguments(self) -> dict[str, Any]:
        """Of the helper process's job, as JSON."""
        centres = CENTRES.dump_python(self.centres, mode="json")
        return {"centres": centres, "apart": [list(pair) for pair in self.apart], "on": self.on}


@dataclass(frozen=True)
class Seen:
    """One line of the list."""

    number: int
    begun_at: datetime
    state: str


@dataclass(frozen=True)
class Progress:
    """How many partnerships of a round stand where."""

    asked: int
    accepted: int
    ended: int
    left_out: int


def may_match(work: Work) -> bool:
    return rights.has_somewhere(work, Right.MATCH_CENTRES)


def begin(work: Work, audience: Audience) -> int | Refusal:
    """The number of the round. Its author is told what came out; nobody else is told anything yet."""
    if refusal := audiences.refused(work, Right.MATCH_CENTRES, audience):
        return refusal
    if len(audiences.centres_in(work, audience)) < 2:  # noqa: PLR2004 - it takes two
        return Refusal(_("There are not two centres in this audience. Please choose a wider one."), key="audience")
    row = TandemRound(
        programme_id=the_programme(work).id,
        author_id=work.actor.person_id,
        audience=audience.to_json(),
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    audit.note(work, "match", TANDEMS, row.id)
    return row.id


# -- matching ----------------------------------------------------------------------------------------------------------
def next_to_match(work: Work) -> Matching | None:
    """Changes nothing, and reads what is known of all centres: for reading connections."""
    row = work.session.exec(
        select(TandemRound).where(TandemRound.state == TandemState.MATCHING).order_by(col(TandemRound.id)).limit(1)
    ).first()
    if row is None:
        return None
    ids = [one.id for one in audiences.centres_in(work, Audience.from_json(row.audience))]
    waiting, who = awaited(work.session), willing(work, ids)
    left_out = {
        one: Alone.WAITING if one in waiting else Alone.NOBODY_SPEAKS for one in ids if one in waiting or not who[one]
    }
    known = profiles(work, [one for one in ids if one not in left_out])
    return Matching(row.id, known, tuple(sorted(met(work.session, BEFORE))), work.now.date().isoformat(), left_out)


def matched(work: Work, matching: Matching, plain: Mapping[str, Any] | None) -> None:
    """What the solver said, or None where it could not; its author hears of it. Twice is once."""
    row = _row(work, matching.number)
    if row is None or row.state is not TandemState.MATCHING:
        return
    if plain is None:
        row.state = TandemState.FAILED
    else:
        found = FOUND.validate_python(plain)
        everybody = Tandems(found.groups, {**matching.left_out, **found.alone}, found.quality)
        row.state, row.found = TandemState.READY, FOUND.dump_python(everybody, mode="json")
        row.offers = {str(one.id): list(one.offers) for one in matching.centres}
    work.session.add(row)
    work.session.flush()
    if row.author_id is not None:
        acts = tandem_words.acts(row.id) if _is_to_send(row) else ()
        tell(work, [row.author_id], Notice(f"{TANDEMS}:{row.id}:matched", told(work, row), acts))


def found_in(row: TandemRound) -> Tandems:
    return FOUND.validate_python(row.found)


def told(work: Work, row: TandemRound) -> Words:
    """How it stands, in words, for whoever may see it."""
    if row.state is TandemState.MATCHING:
        return tandem_words.matching(row.id)
    if row.state is TandemState.FAILED:
        return tandem_words.failed(row.id)
    found = found_in(row)
    if row.state is TandemState.READY:
        return tandem_words.preview(row.id, found)
    if row.state is TandemState.DROPPED:
        return tandem_words.dropped(row.id)
    standing = progress(work, row)
    return tandem_words.progress(row.id, found, standing.asked, standing.accepted, standing.ended, standing.left_out)


# -- sending -----------------------------------------------------------------------------------------------------------
def send(work: Work, argument: str) -> Told | Refusal:
    """The suggestions go out by the clock, slice by slice."""
    return _decided(work, argument, TandemState.SENDING)


def drop(work: Work, argument: str) -> Told | Refusal:
    """It cannot be taken back, so it is asked first."""
    row = find(work, argument)
    if isinstance(row, Refusal) or row.state is not TandemState.READY:
        return row if isinstance(row, Refusal) else Told(told(work, row))
    return Told(tandem_words.to_drop(row.id), acts=tandem_words.acts_to_drop(row.id))


def keep(work: Work, argument: str) -> Told | Refusal:
    """The way back: how it stands."""
    row = find(work, argument, to_change=False)
    return row if isinstance(row, Refusal) else _standing(work, row)


def drop_now(work: Work, argument: str) -> Told | Refusal:
    return _decided(work, argument, TandemState.DROPPED)


def _decided(work: Work, argument: str, state: TandemState) -> Told | Refusal:
    row = find(work, argument)
    if isinstance(row, Refusal):
        return row
    if row.state is TandemState.READY and (state is TandemState.DROPPED or found_in(row).groups):
        row.state, row.sent_at = state, work.now if state is TandemState.SENDING else None
        work.session.add(row)
        work.session.flush()
        audit.note(work, "send" if state is TandemState.SENDING else "drop", TANDEMS, row.id)
    return _standing(work, row)


def _standing(work: Work, row: TandemRound) -> Told:
    return Told(told(work, row), acts=tandem_words.acts(row.id) if _is_to_send(row) else ())


def find(work: Work, argument: str, *, to_change: bool = True) -> TandemRound | Refusal:
    """A number that is none, or of a round outside of what the actor coordinates, is refused."""
    number = row_number(argument)
    row = None
    if number is not None:
        row = _row(work, number) if to_change else work.session.get(TandemRound, number)
    return Refusal(UNKNOWN) if row is None else _refused(work, row) or row


# -- looking -----------------------------------------------------------------------------------------------------------
def rounds(work: Work) -> tuple[Seen, ...]:
    """The latest first, of those that the actor coordinates."""
    rows = work.session.exec(select(TandemRound).order_by(col(TandemRound.id).desc()).limit(MOST_LISTED)).all()
    return tuple(Seen(row.id, row.created_at, row.state.value) for row in rows if _refused(work, row) is None)


def seen(work: Work, argument: str) -> Told | None:
    row = find(work, argument, to_change=False)
    return None if isinstance(row, Refusal) else _standing(work, row)


def words_of(work: Work, number: int) -> Words:
    return told(work, work.session.get_one(TandemRound, number))


def _is_to_send(row: TandemRound) -> bool:
    return row.state is TandemState.READY and bool(found_in(row).groups)


def _refused(work: Work, row: TandemRound) -> Refusal | None:
    return audiences.refused(work, Right.MATCH_CENTRES, Audience.from_json(row.audience))


def progress(work: Work, row: TandemRound) -> Progress:
    counts = dict(
        work.session.exec(
            select(Partnership.state, func.count())
            .where(Partnership.tandem_round_id == row.id)
            .group_by(col(Partnership.state))
        ).all()
    )
    accepted = counts.pop(PartnershipState.ACCEPTED, 0)
    waiting = counts.pop(PartnershipState.ASKED, 0) + counts.pop(PartnershipState.ACCEPTED_BY_ONE, 0)
    return Progress(waiting, accepted, sum(counts.values()), row.left_out)


def _row(work: Work, number: int) -> TandemRound | None:
    wanted = select(TandemRound).where(TandemRound.id == number).with_for_update()
    return work.session.exec(wanted.execution_options(populate_existing=True)).one_or_none()
