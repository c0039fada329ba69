"""A practice at one glance, where nobody has sent a photo of it: plain data, every word already in the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.i18n.phrase import Words, _
from bot.i18n.translator import is_right_to_left


@dataclass(frozen=True, slots=True)
class AreaMark:
    """`kind`: the code of the area, by which its mark is drawn; `name` says the same in words."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """`title` may be in another language than the rest, and run the other way; `foot` says how one finds it in the chat."""

    language: str
    areas: tuple[AreaMark, ...]
    title: str
    title_rtl: bool
    centre: str
    country: str
    foot: str
    programme: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def practice_card(
    text: Callable[[Words], str],
    *,
    number: int,
    language: str,
    title: str,
    written_in: str,
    areas: Sequence[PriorityArea],
    centre: Words,
    country: Words,
    programme: Words,
) -> PracticeCard:
    """`text` makes plain words of `language` of them; `written_in` is the language of the title."""
    return PracticeCard(
        language=language,
        areas=tuple(AreaMark(area, text(AREA_NAMES[area])) for area in areas),
        title=title,
        title_rtl=is_right_to_left(written_in),
        centre=text(centre),
        country=text(country),
        foot=text(_("Practice {number}. To try it, write *try {number}* in the chat.", number=str(number))),
        programme=text(programme),
    )
