"""From what a centre could learn from others, as its self-assessment says, to a session about it."""

from dataclasses import dataclass

from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.i18n.phrase import Variants, _p
from bot.storage.variants import texts
from bot.usecases import results, session_lists
from bot.usecases.partner_profiles import profiles
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
    digits = argument.removeprefix(PREFIX)
    centre = None if digits == argument else row_number(digits)
    return None if centre is None else of_centre(work, centre)


def of_centre(work: Work, centre: int) -> Need | None:
    if not session_lists.may_propose(work):
        return None
    finished = results.finished(work, centre)
    if isinstance(finished, Refusal) or not finished:
        return None
    found = profiles(work, [centre])
    if not found or not found[0].needs:
        return None
    name = texts(work.session, "centre", [centre], "name").get(centre, {})
    return Need(finished[0].id, Variants(name), found[0].needs)


def offered(work: Work, centre: int) -> tuple[Act, ...]:
    """Beside the results of a centre."""
    if of_centre(work, centre) is None:
        return ()
    return (Act("begin", f"propose:{PREFIX}{centre}", _p("button", "Propose a session")),)
