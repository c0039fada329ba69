"""Which language shall I speak? The one text in several languages at once."""

from collections.abc import Sequence

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.languages import own_name
from bot.i18n.phrase import Marked, _


def pick(chat: Conversation, order: Sequence[str]) -> str:
    """The tag of the language chosen, of those in `order`, likeliest first."""
    names = tuple(Option(tag, own_name(tag)) for tag in order)
    prompt = " · ".join(chat.render_in(tag, _("Which language shall I speak?")) for tag in order)
    return chat.ask("language", Marked(prompt), OneOf(names))
