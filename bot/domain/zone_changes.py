"""What a zone does with its clocks over some time, and where two opinions of that differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

_STEP = timedelta(days=1)  # no zone has ever changed its clocks twice in a day
_EXACT = timedelta(minutes=1)


@dataclass(frozen=True)
class Stretch:
    """From this instant (UTC) on, the clocks are so many seconds ahead of UTC."""

    since: datetime
    offset: int


def stretches(zone: tzinfo, start: datetime, until: datetime) -> tuple[Stretch, ...]:
    """In order; the first since `start`. To the minute."""
    found = [Stretch(start, _offset(zone, start))]
    at = start
    while at < until:
        later = min(at + _STEP, until)
        if _offset(zone, later) != found[-1].offset:
            found.append(_changed(zone, at, later))
        at = later
    return tuple(found)


def offset_at(known: Sequence[Stretch], at: datetime) -> int | None:
    """None: before the first."""
    return next((one.offset for one in reversed(known) if one.since <= at), None)


def differing(old: Sequence[Stretch], new: Sequence[Stretch], until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when the two differ, up to `until`; not before both have begun."""
    start = max(old[0].since, new[0].since)
    marks = sorted({start, *(one.since for one in (*old, *new) if start < one.since < until), until})
    for begin, end in pairwise(marks):
        if offset_at(old, begin) != offset_at(new, begin):
            yield begin, end


def to_json(known: Sequence[Stretch]) -> list[list[str | int]]:
    return [[one.since.isoformat(), one.offset] for one in known]


def from_json(data: Sequence[Sequence[str | int]]) -> tuple[Stretch, ...]:
    return tuple(Stretch(datetime.fromisoformat(str(since)), int(offset)) for since, offset in data)


def _changed(zone: tzinfo, before: datetime, after: datetime) -> Stretch:
    old = _offset(zone, before)
    while after - before > _EXACT:
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return Stretch(after, _offset(zone, after))


def _offset(zone: tzinfo, at: datetime) -> int:
    found = at.astimezone(UTC).astimezone(zone).utcoffset()
    assert found is not None, "a zone has an offset at every instant"
    return int(found.total_seconds())
