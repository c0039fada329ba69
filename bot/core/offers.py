"""What messages offer to do although they ask nothing: acts that are typed by their number, or by the words on their button."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.messages import Choice, Outgoing
from bot.core.numbering import said
from bot.core.reading import folded, place_of, whole_number
from bot.core.talk import Pending
from bot.i18n.markup import plain

OLDER = timedelta(days=1)  # than the latest that offers it: then nobody means the older one any more
_CHOOSING = frozenset({"one of", "several of", "yes or no"})  # questions that take what they offer, and no other words


@dataclass(frozen=True)
class Offer:
    """`number` is what one types ("2", or "useful 4"), or `label`; `data` is what the button carries."""

    number: str
    label: str
    data: str

    @property
    def is_numbered(self) -> bool:
        """Without a word of its own."""
        return self.number.isdecimal()

    @property
    def action(self) -> str:
        return self.data.split(":", 2)[1]


@dataclass(frozen=True)
class Offers:
    """Those of one message, and when that was said."""

    at: datetime
    choices: Sequence[Offer]

    def numbered(self, text: str) -> Offer | None:
        """The one whose number this is."""
        number = str(whole_number(text))
        return next((one for one in self.choices if one.is_numbered and one.number == number), None)


def meant(
    text: str, latest: Sequence[Offers], pending: Pending | None, is_said: Callable[[str], bool] = lambda _action: False
) -> tuple[Offer, ...]:
    """The one that is meant; several where it cannot be told which.

    `latest`: the newest message first. A number is of the list seen last, be that a question or a message. Words are on a
    button that stands below the question, or right above it; else further up, where nobody has been asked anything that
    they would have to go on with. `is_said`: whether an action is also called like this.
    """
    if not _may_mean_offers(text, pending):
        return ()
    if whole_number(text) is not None:
        seen = next((one for one in latest if any(each.is_numbered for each in one.choices)), None)
        found = None if seen is None or (pending is not None and pending.asked_at >= seen.at) else seen.numbered(text)
        return () if found is None else (found,)
    in_sight = [one for one in latest if _is_in_sight(one, text, pending)]
    near = [one for one in in_sight if pending is None or one.at >= pending.asked_at]
    wanted = folded(text)
    for there in (near, in_sight):
        for fits in (lambda one: folded(one.label) == wanted, lambda one: is_said(one.action)):
            named = tuple(_named(there, fits))
            if named:
                return named if all(not one.is_numbered for one in named) else named[:1]
    return ()


def offers_of(message: Outgoing) -> tuple[Offer, ...]:
    """Choices of a question carry what the question makes of them, and are not among these."""
    if not any(map(_is_offer, message.choices)):
        return ()  # most messages: nothing has to be numbered
    return tuple(Offer(typed, plain(choice.label), choice.data) for typed, choice in said(message) if _is_offer(choice))


def _may_mean_offers(text: str, pending: Pending | None) -> bool:
    """A question that takes any words, or any number, takes them."""
    if pending is None:
        return True
    return pending.kind != "text" and (bool(pending.offered) or whole_number(text) is None)


def _is_in_sight(one: Offers, text: str, pending: Pending | None) -> bool:
    if pending is None or one.at > pending.asked_at:
        return True
    if pending.kind not in _CHOOSING or place_of(text, pending.labels) is not None:
        return False
    return pending.brief or one.at == pending.asked_at


def _named(in_sight: Sequence[Offers], fits: Callable[[Offer], bool]) -> Iterator[Offer]:
    """Each thing once, the latest first."""
    found: dict[str, datetime] = {}
    for offers in in_sight:
        for one in offers.choices:
            if one.data not in found and fits(one) and all(at - offers.at < OLDER for at in found.values()):
                found[one.data] = offers.at
                yield one


def _is_offer(choice: Choice) -> bool:
    return choice.data.startswith("a:")
