"""Practices that centres of the demo world have shared."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from bot.demo.sources import document
from bot.demo.world import DemoCentre, DemoMembership, DemoPractice, Persona
from bot.domain.areas import PriorityArea
from bot.domain.practices import PracticeField


def demo_practices(
    centres: Sequence[DemoCentre], memberships: Iterable[DemoMembership], personas: Iterable[Persona], today: date
) -> tuple[DemoPractice, ...]:
    """Each of a centre in its country whose phone a visitor may hold, or else of the first invented one that has people."""
    shown = {persona.centre for persona in personas}
    members: dict[str, str] = {}
    for member in memberships:
        members.setdefault(member.centre, member.person)
    return tuple(_practice(each, centres, shown, members, today) for each in document("practices.json"))


def _practice(
    each: dict[str, Any], centres: Sequence[DemoCentre], shown: set[str | None], members: dict[str, str], today: date
) -> DemoPractice:
    there = [
        centre.row.code
        for centre in centres
        if centre.fictitious and centre.row.country == each["country"] and centre.row.code in members
    ]
    centre = next((code for code in there if code in shown), there[0])
    return DemoPractice(
        slug=each["slug"],
        texts={field: each[field] for field in PracticeField if field in each},
        original=each["original"],
        areas=tuple(map(PriorityArea, each["areas"])),
        centre=centre,
        by=members[centre],
        published_on=today + timedelta(days=each["days"]),
    )
