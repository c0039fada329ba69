"""Groups for the centres that answered a call: what the solver is given beside the replies, and what becomes of its result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import insert
from sqlmodel import col, select

from bot.domain.areas import PriorityArea
from bot.domain.partners import Fit
from bot.domain.tandems import Pair
from bot.domain.visits import VisitCentre, VisitGroups
from bot.storage.partners import met
from bot.storage.visits import (
    CALLS,
    VisitCall,
    VisitCallState,
    VisitGroup,
    VisitGroupCentre,
    offers_to,
    settled_in,
    together,
)
from bot.usecases import visit_fits, visit_lists
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_profiles import profiles
from bot.usecases.tandems import BEFORE
from bot.usecases.visit_fits import CENTRES
from bot.usecases.visit_lists import VIEWS
from bot.usecases.work import Work

FOUND = TypeAdapter(VisitGroups)


@dataclass(frozen=True)
class Matching:
    """What the solver is given for a call."""

    number: int
    centres: tuple[VisitCentre, ...]
    apart: tuple[Pair, ...]
    on: str
    in_pairs: bool

    def arguments(self) -> dict[str, Any]:
        """Of the helper process's job, as JSON."""
        return {
            "centres": CENTRES.dump_python(self.centres, mode="json"),
            "apart": [list(pair) for pair in self.apart],
            "on": self.on,
            "in_pairs": self.in_pairs,
        }


def next_to_match(work: Work) -> Matching | None:
    """Changes nothing, and reads what is known of all centres that answered: for reading connections."""
    row = work.session.exec(
        select(VisitCall).where(VisitCall.state == VisitCallState.MATCHING).order_by(col(VisitCall.id)).limit(1)
    ).first()
    if row is None:
        return None
    settled = settled_in(work.session, row.id)
    offers = {
        one.centre_id: one
        for one in offers_to(work.session, row.id)
        if (one.hosts or one.visits) and one.centre_id not in settled
    }
    centres = tuple(
        VisitCentre(
            replace(profile, languages=tuple(offers[profile.id].languages)),
            offers[profile.id].hosts,
            offers[profile.id].visits,
            tuple(map(PriorityArea, offers[profile.id].areas)),
        )
        for profile in profiles(work, list(offers))
    )
    return Matching(row.id, centres, apart(work), row.visits_from.isoformat(), row.in_pairs)


def apart(work: Work) -> tuple[Pair, ...]:
    """Who was in a partnership or a visit together."""
    return tuple(sorted(met(work.session, BEFORE) | together(work.session)))


def matched(work: Work, matching: Matching, plain: Mapping[str, Any] | None) -> None:
    """What the solver said, or None where it could not; the call's author hears of it. Twice is once."""
    row = visit_lists.row_of(work, str(matching.number), to_change=True)
    if row is None or row.state is not VisitCallState.MATCHING:
        return
    if plain is None:
        row.state = VisitCallState.FAILED
    else:
        found = FOUND.validate_python(plain)
        row.state, row.reached = VisitCallState.READY, found.reached
        row.alone_told = 0 if found.alone else None
        row.alone = {str(centre): why.value for centre, why in found.alone.items()}
        ours = {one.id for one in matching.centres}
        others = [one for one in visit_fits.known(row).values() if one.id not in ours]
        row.known = CENTRES.dump_python((*others, *matching.centres), mode="json")
        _write_down(work, row, found.groups, {one.id: one for one in matching.centres})
    work.session.add(row)
    work.session.flush()
    if row.author_id is not None:
        said = visit_lists.told(work, row)
        tell(work, [row.author_id], Notice(f"{CALLS}:{row.id}:matched:{work.now:%Y%m%d%H%M%S}", said.words, said.acts))


def _write_down(
    work: Work, row: VisitCall, groups: tuple[Mapping[int, Fit], ...], centres: Mapping[int, VisitCentre]
) -> None:
    rows = [
        VisitGroup(call_id=row.id, fit=VIEWS.dump_python(dict(views), mode="json"), created_at=work.now)
        for views in groups
    ]
    work.session.add_all(rows)
    work.session.flush()
    members = [
        {"group_id": group.id, "centre_id": one, "hosts": centres[one].hosts, "visits": centres[one].visits}
        for group, views in zip(rows, groups, strict=True)
        for one in views
    ]
    if members:  # in one statement: a network has 243
        work.session.connection().execute(insert(VisitGroupCentre), members)
