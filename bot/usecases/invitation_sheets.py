"""Invitations on paper: a code for each of many centres, which stays the same when its sheet is printed again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.rights import Right
from bot.i18n.countries import languages_of
from bot.i18n.phrase import Variants, _
from bot.storage.centres import Centre, CentreState
from bot.storage.invitations import Invitation
from bot.storage.memberships import CentreFunction
from bot.storage.networks import Network, NetworkCentre
from bot.storage.variants import texts
from bot.usecases import audit, rights
from bot.usecases.invitations import LEADING, new_invitation, right_to_invite
from bot.usecases.ways_in import WayIn, ways_to_begin
from bot.usecases.work import Work

GOOD_FOR: Final = timedelta(days=30)  # at least, from the day on which a sheet is printed
USUAL_USES: Final = 30
NOBODY = _("There is no such centre in the list, or it is not active.")


@dataclass(frozen=True)
class SheetFacts:
    """What a page is about. `languages` are those of the centre, then those of its country."""

    centre: Variants
    languages: tuple[str, ...]
    zone: str
    code: str
    function: CentreFunction
    uses_left: int
    expires_at: datetime


@dataclass(frozen=True)
class Invitations:
    """What somebody who invites hands on."""

    facts: SheetFacts
    ways: Sequence[WayIn]


def may_invite(work: Work) -> bool:
    """For the menu: somewhere."""
    return rights.has_somewhere(work, Right.INVITE)


def invite_to(work: Work, centre_id: int, function: str) -> Invitations | Refusal:
    """One centre's, for a few dozen people, or for one who leads it: the same code whenever it is asked for, as on paper."""
    wanted = CentreFunction(function)
    found = sheets_for(work, [centre_id], wanted, 1 if wanted in LEADING else USUAL_USES)
    if isinstance(found, Refusal):
        return found
    [facts] = found
    return Invitations(facts, ways_to_begin(work, facts.code))


def functions(work: Work, centre_id: int) -> tuple[CentreFunction, ...]:
    """As what the person may invite somebody to this centre."""
    where = rights.at_centre(work, centre_id)
    return tuple(one for one in CentreFunction if rights.refused(work, right_to_invite(one), where) is None)


def centres_for_sheets(
    work: Work, codes: Collection[str] = (), countries: Collection[str] = (), networks: Collection[str] = ()
) -> Sequence[int]:
    """Numbers of active centres, in the order of their codes: all, or those that fit each kind of what is given."""
    wanted = select(Centre.id).where(Centre.state == CentreState.ACTIVE)
    if codes:
        wanted = wanted.where(col(Centre.code).in_(codes))
    if countries:
        wanted = wanted.where(col(Centre.country).in_(countries))
    if networks:
        inside = (
            select(NetworkCentre.centre_id)
            .join(Network, col(Network.id) == NetworkCentre.network_id)
            .where(col(Network.slug).in_(networks), col(NetworkCentre.left_on).is_(None))
        )
        wanted = wanted.where(col(Centre.id).in_(inside))
    return work.session.exec(wanted.order_by(Centre.code)).all()


def sheets_for(
    work: Work, centre_ids: Sequence[int], function: CentreFunction, most_uses: int
) -> Sequence[SheetFacts] | Refusal:
    """One for each centre. A code is used again as long as it is the same, good for a month, and not used up."""
    found = work.session.exec(
        select(Centre).where(col(Centre.id).in_(centre_ids), Centre.state == CentreState.ACTIVE).order_by(Centre.code)
    ).all()
    if not found:
        return Refusal(NOBODY)
    places = rights.at_centres(work, [centre.id for centre in found])
    for centre in found:
        if refusal := rights.refused(work, right_to_invite(function), places[centre.id]):
            return refusal
    invitations = _good_ones(work, [centre.id for centre in found], function, most_uses)
    new = [centre.id for centre in found if centre.id not in invitations]
    for centre_id in new:
        invitations[centre_id] = new_invitation(work, centre_id, function, most_uses)
    work.session.flush()
    for centre_id in new:
        row = invitations[centre_id]
        audit.note(work, "invite", "invitation", row.id, scope=f"centre:{centre_id}", function=function)
    names = texts(work.session, "centre", [centre.id for centre in found], "name")
    return [_facts(centre, Variants(names.get(centre.id, {})), invitations[centre.id]) for centre in found]


def _good_ones(
    work: Work, centre_ids: Sequence[int], function: CentreFunction, most_uses: int
) -> dict[int, Invitation]:
    rows = work.session.exec(
        select(Invitation)
        .where(
            col(Invitation.centre_id).in_(centre_ids),
            Invitation.function == function,
            Invitation.most_uses == most_uses,
            Invitation.uses < Invitation.most_uses,
            Invitation.expires_at >= work.now + GOOD_FOR,
        )
        .order_by(col(Invitation.id))
    )
    return {row.centre_id: row for row in rows}


def _facts(centre: Centre, name: Variants, invitation: Invitation) -> SheetFacts:
    return SheetFacts(
        name,
        tuple(dict.fromkeys((*centre.languages, *languages_of(centre.country)))),
        centre.zone,
        invitation.code,
        invitation.function,
        invitation.most_uses - invitation.uses,
        invitation.expires_at,
    )
