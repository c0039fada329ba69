"""What a message offers to do although it asks nothing: acts without a word of their own, for which one types their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.messages import Choice, Outgoing
from bot.core.numbering import said
from bot.core.reading import folded, whole_number
from bot.core.talk import Pending
from bot.i18n.markup import plain


@dataclass(frozen=True)
class Offer:
    """`number` is what one types, or `label`; `data` is what the button carries."""

    number: str
    label: str
    data: str


@dataclass(frozen=True)
class Offers:
    """Those of one message, and when that was said."""

    at: datetime
    choices: Sequence[Offer]

    def meant(self, text: str) -> str | None:
        """The data of the offer whose number or label this is."""
        number, wanted = whole_number(text), folded(text)
        return next(
            (one.data for one in self.choices if one.number == str(number) or folded(one.label) == wanted), None
        )


def may_mean_offers(text: str, pending: Pending | None) -> bool:
    """A question that takes any words, or any number, takes them."""
    if pending is None:
        return True
    return pending.kind != "text" and (bool(pending.offered) or whole_number(text) is None)


def offers_of(message: Outgoing) -> tuple[Offer, ...]:
    """Choices of a question carry what the question makes of them, and are not among these."""
    if not any(map(_is_offer, message.choices)):
        return ()  # most messages: nothing has to be numbered
    return tuple(Offer(typed, plain(choice.label), choice.data) for typed, choice in said(message) if _is_offer(choice))


def _is_offer(choice: Choice) -> bool:
    return choice.word is None and choice.data.startswith("a:")
