"""What one types for each choice of a message."""

from collections.abc import Sequence

from bot.core.messages import Choice, Outgoing
from bot.core.reading import whole_number
from bot.i18n.markup import plain


def said(message: Outgoing) -> Sequence[tuple[str, Choice]]:
    """Its word, or its number. Where labels are numbers themselves, as on a scale from 0 to 10, a number is its own."""
    labels = [plain(choice.label).strip() for choice in message.choices]
    unnumbered = [index for index, choice in enumerate(message.choices) if choice.word is None]
    number_of = {index: number for number, index in enumerate(unnumbered, message.first_number)}
    own = {index: whole_number(labels[index]) for index in unnumbered}
    misleading = any(number is not None and number != number_of[index] for index, number in own.items())
    found: list[tuple[str, Choice]] = []
    for index, choice in enumerate(message.choices):
        if choice.word is not None:
            found.append((choice.word, choice))
        else:
            is_own = misleading and own[index] is not None
            found.append((labels[index] if is_own else str(number_of[index]), choice))
    return found
