"""What somebody who does not know an answer can do; and the questions that they left, until they are asked again."""

from collections.abc import Sequence
from typing import Any

from bot.core.answers import AnswerKind, OneOf
from bot.core.conversation import Conversation
from bot.i18n.phrase import Lines, Words, _, _n
from bot.questionnaires.live import LiveNode, path_of
from bot.questionnaires.scoring import KIND, NOT_APPLICABLE, RELEVANCE, rates

MEMORY = "left for later"  # path → how often it has been asked
ONCE, AGAIN = 1, 2
_SAYS_NO_LEVEL = frozenset({NOT_APPLICABLE, "unsaid"})


def may_leave(chat: Conversation, node: LiveNode, there: Sequence[LiveNode], *, is_shared: bool) -> bool:
    """Whether it can come again behind others of those that are `there`, or may stay without an answer."""
    return _may_stay_open(node, is_shared=is_shared) or (_times(chat, node) < AGAIN and not _is_last(chat, node, there))


def advice(kind: AnswerKind[Any], *, may_leave: bool, is_explained: bool, is_shared: bool) -> Words:
    lines: list[Words] = [_("That is all right. What you can do:")]
    if is_explained:
        lines.append(_("• write *explain*, and I say more about the question;"))
    if isinstance(kind, OneOf):
        lines.append(_("• choose what comes closest: it need not be exact, and you can change it later;"))
        lines += [
            _('• choose "{choice}", if that is how it is;', choice=option.label)
            for option in kind.options()
            if option.value in _SAYS_NO_LEVEL
        ]
    if is_shared:
        lines.append(_("• ask somebody of your team: I wait as long as you like;"))
    if may_leave:
        lines.append(_("• write *leave for later*, and I go on with the next question."))
    else:
        lines.append(
            _("• write *pause*, and come back when you know. Everything is kept; only this answer is missing.")
        )
    return Lines(tuple(lines))


def note(chat: Conversation, node: LiveNode, there: Sequence[LiveNode], *, is_shared: bool) -> None:
    """It is left, for the first time or for good."""
    stays = _times(chat, node) >= AGAIN or (_may_stay_open(node, is_shared=is_shared) and _is_last(chat, node, there))
    chat.remember(MEMORY, {**_left(chat), path_of(node): AGAIN if stays else ONCE})
    if stays:
        chat.note(_("Good, it stays without an answer. Somebody of your team who knows can give one."))
    elif is_shared:
        chat.note(_("Good, I come back to it at the end of this part."))
    else:
        chat.note(_("Good, I come back to it at the end."))


def take_up(chat: Conversation, there: Sequence[LiveNode]) -> bool:
    """Those that were left come again, and that is said; False: there are none, or all have been asked again already."""
    waiting = [node for node in there if _times(chat, node) == ONCE and not node.text]
    if not waiting:
        return False
    for node in waiting:
        node.settled = False
    chat.remember(MEMORY, {**_left(chat), **{path_of(node): AGAIN for node in waiting}})
    chat.note(
        _n(
            "Now the question that you left for later.",
            "Now the {count} questions that you left for later.",
            len(waiting),
        )
    )
    return True


def _may_stay_open(node: LiveNode, *, is_shared: bool) -> bool:
    return is_shared and (rates(node.part) or node.part.marks.get(KIND) == RELEVANCE)


def _is_last(chat: Conversation, node: LiveNode, there: Sequence[LiveNode]) -> bool:
    """Nothing else is to be asked before it would come again."""
    return not any(
        other is not node and (not other.settled or (_times(chat, other) == ONCE and not other.text)) for other in there
    )


def _times(chat: Conversation, node: LiveNode) -> int:
    return int(_left(chat).get(path_of(node), 0))


def _left(chat: Conversation) -> dict[str, int]:
    return dict(chat.recall(MEMORY) or {})
