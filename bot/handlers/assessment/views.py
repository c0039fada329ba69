"""What others say of a centre, in words beside its own view: where they differ most."""

from collections.abc import Sequence

from bot.handlers.assessment.card import name_of
from bot.i18n.phrase import Rounded, Words, _, _n
from bot.usecases.results_beside import Subject, View

WIDEST = 2  # areas for each group: seven groups still fit on a phone


def in_others_eyes(views: Sequence[View]) -> list[Words]:
    """Nothing where nothing may be shown."""
    if not views:
        return []
    return [
        "",
        _(
            "What others say, without names, beside the centre’s own view of the same indicators, where they differ most:"
        ),
        *map(_view, views),
    ]


def _view(view: View) -> Words:
    first, *more = sorted(view.levels, key=lambda part: -_distance(*view.levels[part]))[:WIDEST]
    line = _part(first, *view.levels[first])
    for part in more:
        line = _("{area}; {more}", area=line, more=_part(part, *view.levels[part]))
    who = _n("{group} ({count} person)", "{group} ({count} people)", view.people, group=view.group)
    return _("• {group}: {said}", group=who, said=line)


def _distance(own: float, theirs: float) -> float:
    """As shown, so that what looks alike stands in the order of areas."""
    return round(abs(own - theirs), 1)


def _part(part: Subject, own: float, theirs: float) -> Words:
    return _("{area} *{level}* (own view {own})", area=name_of(part), level=Rounded(theirs), own=Rounded(own))
