"""Choosing from a long list: some letters first, then the choices that fit."""

from collections.abc import Sequence

from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import Attachment
from bot.core.reading import folded
from bot.core.sought import Found, Sought
from bot.core.talk import Progress
from bot.handlers.questionnaire import asking
from bot.i18n.markup import plain
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.questionnaires.form import Control, Part

SEARCH = "search"  # where the talk remembers what is looked for: path → letters
MOST_LISTED = 20
MOST_LISTED_IF_MINIMAL = 8  # where the author wants a list that opens only when one looks into it
_MINIMAL = frozenset({"minimal", "autocomplete", "search"})
_AGAIN = ".again"


def is_searched(part: Part, offered: Sequence[Option]) -> bool:
    is_minimal = bool(_MINIMAL & set(part.appearance.split()))
    most = MOST_LISTED_IF_MINIMAL if is_minimal else MOST_LISTED
    return part.control is Control.SELECT_ONE and len(offered) > most


def choose(
    chat: Conversation,
    path: str,
    prompt: Words,
    offered: Sequence[Option],
    *,
    optional: bool,
    progress: Progress,
    present: str,
    attachments: Sequence[Attachment] = (),
) -> str:
    """The value that was chosen; empty if it was skipped. `present` is what stands there already, or empty."""
    letters = (chat.recall(SEARCH) or {}).get(path, "")
    fitting = asking.fitting(letters, offered, chat.render)
    how: Words = _n(
        "There is {count} choice: write some letters of it.",
        "There are {count} choices: write some letters of yours.",
        len(offered),
    )
    on_offer: tuple[Option, ...] = ()
    if fitting:
        how = _("Or write other letters.")
        on_offer = (*fitting, Option(_AGAIN, _p("button", "Search again")))
    found = chat.take(
        path,
        Lines((prompt, how)),
        Sought(on_offer),
        optional=optional,
        progress=progress,
        present=Found(value=present) if present else None,
        attachments=attachments,
    )
    if found is None or (found.value and found.value != _AGAIN):
        chat.remember(SEARCH, {})
        return "" if found is None else found.value
    return _looked_for(chat, path, found.words, offered)


def _looked_for(chat: Conversation, path: str, letters: str, offered: Sequence[Option]) -> str:
    """A choice that was written in full is taken; what only begins so is shown first."""
    found = asking.fitting(letters, offered, chat.render)
    if len(found) == 1 and folded(letters) == folded(plain(chat.render(found[0].label))):
        chat.remember(SEARCH, {})
        return found[0].value
    if letters and not found:
        chat.refuse(path, _("I found nothing like this on the list. Please try other letters."))
    if len(found) > MOST_LISTED:
        chat.refuse(path, _("{count} choices fit. Please write more of it.", count=len(found)))
    chat.remember(SEARCH, {path: letters} if letters else {})
    chat.reopen(path)
    return chat.again()
