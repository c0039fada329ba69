"""Telling people what does not have to be known at night, on the clock of each of them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from bot.domain.nudges import next_allowed
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work


def tell_by_day(work: Work, people: Iterable[int], notice: Notice) -> int:
    """Now, or the next morning there; how many that are. Centres that work together lie hours apart."""

    @cache
    def in_zone(zone: str) -> Notice:
        return replace(notice, due_at=next_allowed(work.now, zone))

    return tell(work, people, lambda to: in_zone(to.zone))
