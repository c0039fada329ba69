"""Several points on the map, in their order: a way, or the edge of an area."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.reading import cleaned
from bot.i18n.phrase import Words, _, _n

Point = tuple[float, float]


@dataclass(frozen=True)
class Points:
    """Sent as locations one after the other until *done*, or typed at once: "36.8 10.2; 36.9 10.3"."""

    at_least: int = 2
    name = "points"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ("done",) if draft and len(draft.get("points", ())) >= self.at_least else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[tuple[Point, ...]]:
        so_far = [(float(one[0]), float(one[1])) for one in (draft or {}).get("points", ())]
        if given.control == "done" and len(so_far) >= self.at_least:
            return Accepted(tuple(so_far))
        typed = _typed(given.text) if given.place is None else [given.place]
        if not typed or not all(-90 <= point[0] <= 90 and -180 <= point[1] <= 180 for point in typed):  # noqa: PLR2004 - degrees
            return Unclear(
                _(
                    'Please send the points one after the other as locations, or write them all, for example "{example}".',
                    example="36.8 10.2; 36.9 10.3",
                )
            )
        together = [*so_far, *typed]
        if len(typed) > 1 and len(together) >= self.at_least:
            return Accepted(tuple(together))
        note = (
            _n(
                "{count} point so far. Send the next one, or *done*.",
                "{count} points so far. Send the next one, or *done*.",
                len(together),
            )
            if len(together) >= self.at_least
            else _n(
                "{count} point so far. Send the next one.", "{count} points so far. Send the next one.", len(together)
            )
        )
        return Halfway({"points": [list(point) for point in together]}, note)

    def dump(self, value: tuple[Point, ...]) -> Json:
        return [list(point) for point in value]

    def load(self, data: Json) -> tuple[Point, ...]:
        return tuple((float(one[0]), float(one[1])) for one in data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, list) and len(data) >= self.at_least

    def show(self, value: tuple[Point, ...]) -> Words:
        return _n("{count} point", "{count} points", len(value))


def _typed(text: str) -> list[Point]:
    """Empty where it is not all points."""
    found: list[Point] = []
    for piece in cleaned(text).replace("\n", ";").split(";"):
        parts = piece.replace(",", " ").split()
        if not parts:
            continue
        try:
            latitude, longitude = (float(part) for part in parts)
        except ValueError:
            return []
        found.append((latitude, longitude))
    return found
