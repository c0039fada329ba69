"""Moments on offer: tapped, or typed as their numbers, their places in the list, their days or their hours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core.answers import SeveralOf
from bot.core.clock_times import read_time
from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.moments import first_read, on_day
from bot.core.reading import accepted, cleaned, folded, parts_of, whole_number
from bot.core.typed_dates import misnamed, read_day, read_moment, weekday_of, without_hour
from bot.i18n.markup import plain
from bot.i18n.phrase import Listed, Moment, MomentStyle, Words, _, _p

PLACES = (
    _p("word", "the first|first|the first one|1st"),
    _p("word", "the second|second|the second one|2nd"),
    _p("word", "the third|third|the third one|3rd"),
    _p("word", "the fourth|fourth|the fourth one|4th"),
    _p("word", "the fifth|fifth|the fifth one|5th"),
    _p("word", "the sixth|sixth|the sixth one|6th"),
    _p("word", "the seventh|seventh|the seventh one|7th"),
    _p("word", "the eighth|eighth|the eighth one|8th"),
    _p("word", "the ninth|ninth|the ninth one|9th"),
    _p("word", "the tenth|tenth|the tenth one|10th"),
)
LAST = _p("word", "the last|last|the last one")


@dataclass(frozen=True)
class Offered:
    """`value` is stored; `label`, where a moment on the reader's clock does not say all; `number`, where it has its own."""

    value: str
    at: datetime
    label: Words | None = None
    number: int | None = None

    @property
    def shown(self) -> Words:
        return Moment(self.at) if self.label is None else self.label


@dataclass(frozen=True)
class Slot:
    """
    Gives the value of the one that is meant. A day means the only one of that day, an hour the only one at that hour.

    Those with numbers of their own are to be listed with them in the question's words.
    """

    offered: tuple[Offered, ...]
    name = "slot"

    @property
    def listed(self) -> bool:
        return any(one.number is not None for one in self.offered)

    @property
    def numbers(self) -> tuple[int, ...]:
        """What one types for each."""
        return tuple(one.number or place for place, one in enumerate(self.offered, 1))

    def options(self) -> Sequence[Option]:
        return tuple(
            Option(one.value, str(number) if self.listed else one.shown)
            for number, one in zip(self.numbers, self.offered, strict=True)
        )

    def controls(self, draft: Json) -> Sequence[str]:
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        index = self._pointed_at(given, listener)
        if index is not None:
            return Accepted(self.offered[index].value)
        meant = _meant([one.at for one in self.offered], given.text, listener)
        if len(meant) == 1:
            return Accepted(self.offered[meant[0]].value)
        if meant:
            several = Listed(tuple(str(self.numbers[index]) for index in meant))
            return Unclear(_("Several fit: {numbers}. Please write the number of one of them.", numbers=several))
        if (other := _named(given.text, listener)) is not None:
            return Unclear(_("*{moment}* is not among these times. Please choose one of them.", moment=other))
        return Unclear(
            _(
                'Please choose one of these times: write its number, for example "{example}", its day or its hour.',
                example=str(self.numbers[-1]),
            )
        )

    def dump(self, value: str) -> Json:
        return value

    def load(self, data: Json) -> str:
        return str(data)

    def admits(self, data: Json) -> bool:
        return any(one.value == data for one in self.offered)

    def show(self, value: str) -> Words:
        return next(one.shown for one in self.offered if one.value == value)

    def _pointed_at(self, given: Given, listener: Listener) -> int | None:
        """Its place, as it was tapped or typed. Not the middle of a label, which may name the hour of another clock."""
        if given.option is not None:
            return given.option if 0 <= given.option < len(self.offered) else None
        number = whole_number(given.text)
        if number in self.numbers:
            return self.numbers.index(number)
        said = folded(given.text)
        labels = [folded(plain(listener.render(one.shown))) for one in self.offered]
        return labels.index(said) if said in labels else _by_place(said, len(self.offered), listener)


@dataclass(frozen=True)
class SeveralSlots(SeveralOf):
    """Gives the values of those that are meant; `moments` are those of the choices, one each. A day means all of that day."""

    moments: tuple[datetime, ...] = ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[tuple[str, ...]]:
        parts = parts_of(given.text)
        if given.option is not None or given.control is not None or all(whole_number(one) is not None for one in parts):
            return super().parse(given, listener, draft)
        whole = frozenset(_meant(self.moments, given.text, listener))
        each = [self._places(part, listener) for part in parts]
        places = whole or (frozenset(place for found in each for place in found) if all(each) else frozenset())
        if places:
            return Accepted(tuple(one.value for place, one in enumerate(self.choices) if place in places))
        other = next((named for part in (given.text, *parts) if (named := _named(part, listener)) is not None), None)
        if other is not None:
            return Unclear(_("*{moment}* is not among these times. Please choose from them.", moment=other))
        return super().parse(given, listener, draft)

    def _places(self, part: str, listener: Listener) -> Sequence[int]:
        number = whole_number(part)
        if number is None:
            return _meant(self.moments, part, listener)
        return (number - 1,) if 1 <= number <= len(self.choices) else ()


def _meant(moments: Sequence[datetime], text: str, listener: Listener) -> Sequence[int]:
    """Their places."""
    zone = ZoneInfo(listener.zone)
    for language in listener.languages:
        fits = _reading(cleaned(text), language, listener)
        found = [index for index, at in enumerate(moments) if fits(at.astimezone(zone))]
        if found:
            return found
    return ()


def _named(text: str, listener: Listener) -> Moment | None:
    """The moment, or the day, that it names, whatever is on offer."""
    at = first_read(lambda tag: read_moment(text, tag, listener.zone, listener.now), listener)
    if at is not None:
        is_hour = any(not without_hour(text, tag) for tag in listener.languages)
        return Moment(at, MomentStyle.TIME) if is_hour else Moment(at)
    day = first_read(lambda tag: _day_named(text, tag, listener), listener)
    return None if day is None else on_day(day)


def _day_named(text: str, language: str, listener: Listener) -> date | None:
    """None, too, of a day that is called by another day of the week."""
    if misnamed(text, language, listener.zone, listener.now, to_come=True) is not None:
        return None
    return read_day(text, language, listener.zone, listener.now, to_come=True)


def _reading(text: str, language: str, listener: Listener) -> Callable[[datetime], bool]:
    """
    Whether a moment on the person's clock is what a text says. A weekday is not only the next one: there may be another
    week between now and what is on offer.
    """
    if (clock := read_time(text)) is not None:
        return lambda at: at.time() == clock
    if (found := weekday_of(text, language)) is not None:
        weekday, hour = found
        return lambda at: at.weekday() == weekday and hour in {None, at.time()}
    moment = read_moment(text, language, listener.zone, listener.now)
    if moment is not None:
        return lambda at: at == moment
    day = _day_named(text, language, listener)
    return lambda at: at.date() == day


def _by_place(said: str, count: int, listener: Listener) -> int | None:
    """ "the second", "la dernière"."""
    for place, words in enumerate((*PLACES[:count], LAST)):
        if said in accepted(words.msgid) | accepted(listener.render(words)):
            return count - 1 if words is LAST else place
    return None
