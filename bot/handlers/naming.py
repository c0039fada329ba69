"""What something is called, in further languages than that of whoever names it."""

from collections.abc import Callable, Collection

from bot.core.answers import SeveralOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import LanguageName, Words, _


def other_names(
    chat: Conversation,
    languages: Collection[str],
    original: str,
    question: Callable[[LanguageName], Words],
    at_most: int,
) -> dict[str, str]:
    """By language, of those that are picked; `original` is the language in which it has a name already."""
    options = tuple(Option(tag, LanguageName(tag, capital=True)) for tag in languages if tag != original)
    picked = chat.ask_or_skip(
        "others",
        _("Would you like to give its name in other languages, too? Whoever reads another one sees yours."),
        SeveralOf(options),
    )
    return {tag: chat.ask(f"name {tag}", question(LanguageName(tag)), Text(at_most=at_most)) for tag in picked or ()}
