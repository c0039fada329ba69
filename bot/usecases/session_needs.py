"""From what a centre could learn from others, as its self-assessment says, to a session about it."""

from dataclasses import dataclass

from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.i18n.phrase import Variants, _p
from bot.storage.variants import texts
from bot.usecases import results, session_lists, session_wishes
from bot.usecases.partner_profiles import profiles
from bot.usecases.session_wishes import WISH
from bot.usecases.work import Work

PREFIX = "need-"  # of the argument with which such a session is proposed: with the centre's number


@dataclass(frozen=True)
class Need:
    """The areas, the most pressing first."""

    assessment: int
    centre: Variants
    areas: tuple[PriorityArea, ...]


def need(work: Work, argument: str) -> Need | None:
    """For whoever sees the results of the centre and may propose sessions; None where there is nothing to learn."""
    centre = _centre_in(argument)
    return None if centre is None or not session_lists.may_propose(work) else of_centre(work, centre)


def to_wish(work: Work, argument: str) -> Need | None:
    """For whoever sees the results and can wish for a session."""
    centre = _centre_in(argument)
    return None if centre is None or not session_wishes.is_offered(work) else of_centre(work, centre)


def _centre_in(argument: str) -> int | None:
    digits = argument.removeprefix(PREFIX)
    return None if digits == argument else row_number(digits)


def of_centre(work: Work, centre: int) -> Need | None:
    finished = results.finished(work, centre)
    if isinstance(finished, Refusal) or not finished:
        return None
    found = profiles(work, [centre])
    if not found or not found[0].needs:
        return None
    name = texts(work.session, "centre", [centre], "name").get(centre, {})
    return Need(finished[0].id, Variants(name), found[0].needs)


def offered(work: Work, centre: int) -> tuple[Act, ...]:
    """Beside the results of a centre: proposing a session about what it could learn, or wishing for one."""
    may_propose = session_lists.may_propose(work)
    if not (may_propose or session_wishes.is_offered(work)) or of_centre(work, centre) is None:
        return ()
    if may_propose:
        return (Act("begin", f"propose:{PREFIX}{centre}", _p("button", "Propose a session")),)
    return (Act("begin", f"wish:{PREFIX}{centre}", WISH.label),)
