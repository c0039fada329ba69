"""How a slot lies in people's days, in one sentence."""

from bot.domain.slots import Comfort
from bot.i18n.phrase import Listed, Words, _


def explained(comfort: Comfort) -> Words:
    """ "within working hours for 37 of 40 people, early for 2 and a day off for 1"."""
    if comfort.work == comfort.people:
        return _("within working hours for everybody")
    parts: list[Words] = []
    if comfort.work:
        parts.append(_("within working hours for {count} of {total} people", count=comfort.work, total=comfort.people))
    if comfort.early:
        parts.append(_("early for {count}", count=comfort.early))
    if comfort.late:
        parts.append(_("late for {count}", count=comfort.late))
    if comfort.off:
        parts.append(_("a day off for {count}", count=comfort.off))
    if comfort.night:
        parts.append(_("at night for {count}", count=comfort.night))
    return Listed(tuple(parts))
