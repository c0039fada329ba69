"""The rules by which announcements of a programme go out: shown, and changed by its administrators."""

from dataclasses import dataclass
from datetime import time

from bot.core.refusal import Refusal
from bot.domain.rights import WHOLE_PROGRAMME, Right
from bot.i18n.phrase import _
from bot.storage.programmes import Programme
from bot.usecases import audit, rights
from bot.usecases.programmes import KIND, the_programme
from bot.usecases.work import Work

MOST = 10**9  # recipients: what an integer of every engine holds


@dataclass(frozen=True)
class Rules:
    approval_above: int  # recipients: an announcement to more needs a second person's approval
    weekly_cap: int  # announcements to one person in seven days; 0: no cap
    quiet_from: time  # on each recipient's clock; the same as `quiet_until`: no quiet hours
    quiet_until: time


def rules(work: Work) -> Rules:
    return _read(the_programme(work))


def change(
    work: Work,
    *,
    approval_above: int | None = None,
    weekly_cap: int | None = None,
    quiet: tuple[time, time] | None = None,
) -> Rules | Refusal:
    """They hold from now on, also for what is on its way."""
    if refusal := rights.refused(work, Right.ADMINISTER, WHOLE_PROGRAMME):
        return refusal
    if any(number is not None and not 0 <= number <= MOST for number in (approval_above, weekly_cap)):
        return Refusal(_("Please give a whole number, 0 or more."))
    programme = the_programme(work)
    if approval_above is not None:
        programme.approval_above = approval_above
    if weekly_cap is not None:
        programme.weekly_cap = weekly_cap
    if quiet is not None:
        programme.quiet_from, programme.quiet_until = quiet
    work.session.add(programme)
    found = _read(programme)
    audit.note(work, "change rules", KIND, programme.id, **{name: str(value) for name, value in vars(found).items()})
    return found


def _read(programme: Programme) -> Rules:
    return Rules(programme.approval_above, programme.weekly_cap, programme.quiet_from, programme.quiet_until)
