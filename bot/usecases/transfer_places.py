"""Who stands where in a transfer: the people of the centre that tries a practice, and those of the centre it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.refusal import Refusal
from bot.i18n.phrase import _
from bot.storage.memberships import MembershipState, memberships_of
from bot.storage.practices import Practice
from bot.storage.transfers import Transfer, find_transfer, locked
from bot.usecases.partner_rights import speakers, spoken_for
from bot.usecases.visit_places import own_centres
from bot.usecases.work import Work

UNKNOWN = _("There is no such transfer. Write *transfers* to see those of your centre.")


@dataclass(frozen=True)
class Place:
    """A transfer, and where the actor stands in it."""

    transfer: Transfer
    practice: Practice
    is_here: bool  # of the centre that tries it
    is_there: bool  # of the author's centre
    may_answer: bool  # for the author's centre


def place(work: Work, number: str | int, *, to_change: bool = False) -> Place | Refusal:
    """`to_change`: locked, so that nobody else changes it meanwhile."""
    transfer = locked(work.session, number) if to_change else find_transfer(work.session, number)
    if transfer is None:
        return Refusal(UNKNOWN)
    practice = work.session.get_one(Practice, transfer.practice_id)
    mine = own_centres(work) | set(spoken_for(work))
    may_answer = work.person_id in answering(work, practice)
    is_here, is_there = transfer.centre_id in mine, practice.centre_id in mine or may_answer
    if not is_here and not is_there:
        return Refusal(UNKNOWN)
    return Place(transfer, practice, is_here, is_there, may_answer)


def answering(work: Work, practice: Practice) -> Sequence[int]:
    """Whoever speaks for its centre; where nobody does, its author as long as they are there."""
    who = speakers(work, [practice.centre_id])[practice.centre_id]
    return who or _author_there(work, practice)


def hearing(work: Work, practice: Practice) -> Sequence[int]:
    """Of the author's centre: whoever speaks for it, and the author."""
    who = speakers(work, [practice.centre_id])[practice.centre_id]
    return list(dict.fromkeys((*who, *_author_there(work, practice))))


def trying(work: Work, transfer: Transfer) -> Sequence[int]:
    """Of the centre that tries it: whoever asked, and whoever speaks for it."""
    who = speakers(work, [transfer.centre_id])[transfer.centre_id]
    asked = () if transfer.person_id is None else (transfer.person_id,)
    return list(dict.fromkeys((*asked, *who)))


def _author_there(work: Work, practice: Practice) -> list[int]:
    if practice.author_id is None:
        return []
    there = any(
        one.centre_id == practice.centre_id and one.state is MembershipState.CONFIRMED
        for one in memberships_of(work.session, practice.author_id)
    )
    return [practice.author_id] if there else []
