"""Asking the centres of a round of tandems, slice by slice; telling those without a partner why; and its end."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from sqlmodel import col, select, update

from bot.domain.tandems import Alone
from bot.i18n.phrase import Lines, _
from bot.storage.centres import Centre, CentreState
from bot.storage.next_free import next_free
from bot.storage.partners import (
    AWAITED,
    TANDEMS,
    Partner,
    Partnership,
    PartnershipState,
    TandemRound,
    TandemState,
    awaited,
    met,
)
from bot.usecases import partner_asking, tandem_words
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_rights import speakers
from bot.usecases.tandems import BEFORE, told
from bot.usecases.work import Work

SLICE = 2  # groups in one transaction: half a dozen people who are written to


def look_after(work: Work) -> bool:
    """On the clock: the next groups of a round that is being sent, or the end of one; True when there may be more."""
    row = next_free(
        work.session,
        select(TandemRound).where(TandemRound.state == TandemState.SENDING).order_by(col(TandemRound.id)),
    )
    if row is None:
        return _ended(work)
    found = row.found or {}
    groups, alone = found["groups"], found["alone"]
    if row.told < len(groups):
        slice_ = groups[row.told : row.told + SLICE]
        _ask(work, row, slice_)
        row.told += len(slice_)
    else:
        first = row.told - len(groups)
        _tell_alone(work, row.id, list(alone.items())[first : first + SLICE])
        row.told += SLICE
    if row.told >= len(groups) + len(alone):
        row.state = TandemState.SENT
    work.session.add(row)
    work.session.flush()
    return True


def _ask(work: Work, row: TandemRound, groups: Sequence[Mapping[str, Any]]) -> None:
    """Groups that have become impossible since they were matched are counted, and left out."""
    ids = {int(centre) for group in groups for centre in group}
    active = select(Centre.id).where(col(Centre.id).in_(ids), Centre.state == CentreState.ACTIVE)
    possible = set(work.session.exec(active)) - awaited(work.session)
    apart = met(work.session, BEFORE)
    asked: list[int] = []
    for group in groups:
        members = sorted(map(int, group))
        if not possible.issuperset(members) or any(pair in apart for pair in combinations(members, 2)):
            row.left_out += 1
            continue
        _replace_suggestions(work, members)
        _partnership(work, row, group)
        asked += members
    partner_asking.ask_next(work, asked)


def _tell_alone(work: Work, number: int, alone: Sequence[tuple[str, str]]) -> None:
    who = speakers(work, [int(centre) for centre, _why in alone])
    for centre, why in alone:
        if (words := tandem_words.told_alone(Alone(why))) is not None:
            tell(work, who[int(centre)], Notice(f"{TANDEMS}:{number}:alone:{centre}", words))


def _partnership(work: Work, row: TandemRound, group: Mapping[str, Any]) -> None:
    """What each has of the others stands there as it was found."""
    partnership = Partnership(
        tandem_round_id=row.id,
        state=PartnershipState.ASKED,
        created_at=work.now,
        expires_at=work.now + partner_asking.ANSWER_WITHIN,
    )
    work.session.add(partnership)
    work.session.flush()
    work.session.add_all(
        Partner(partnership_id=partnership.id, centre_id=int(centre), fit=fit, offers=row.offers.get(centre, []))
        for centre, fit in group.items()
    )
    work.session.flush()


def _replace_suggestions(work: Work, members: Sequence[int]) -> None:
    """What one of them was offered by itself gives way: at most one waits for a centre."""
    theirs = select(Partner.partnership_id).where(col(Partner.centre_id).in_(list(members)))
    work.session.exec(
        update(Partnership)
        .where(col(Partnership.id).in_(theirs), col(Partnership.state) == PartnershipState.SUGGESTED)
        .values(state=PartnershipState.EXPIRED, settled_at=work.now)
    )


def _ended(work: Work) -> bool:
    """A round in which nobody is waited for any more: its author is told what has become of it."""
    waiting = select(Partnership.id).where(
        Partnership.tandem_round_id == TandemRound.id, col(Partnership.state).in_(AWAITED)
    )
    row = next_free(
        work.session,
        select(TandemRound)
        .where(TandemRound.state == TandemState.SENT, ~waiting.exists())
        .order_by(col(TandemRound.id)),
    )
    if row is None:
        return False
    row.state = TandemState.DONE
    work.session.add(row)
    work.session.flush()
    if row.author_id is not None:
        words = Lines((_("All centres of this round have answered, or their time is over."), told(work, row)))
        tell(work, [row.author_id], Notice(f"{TANDEMS}:{row.id}:done", words))
    return True
