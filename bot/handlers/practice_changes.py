"""What reviewers would like to be different, one comment after the other; then it is handed in again."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.practices import FIELD_NAMES
from bot.handlers.practice_parts import PartTold
from bot.i18n.phrase import Lines, Words, _, _p
from bot.usecases import practice_drafts, practice_reviews
from bot.usecases.practice_drafts import Standing
from bot.usecases.practice_reviews import Request
from bot.usecases.practice_telling import CHANGES, SHARE_TALK


def talk(chat: Conversation, standing: Standing) -> None:
    number = str(standing.number)
    request = chat.look(practice_reviews.next_request, standing.number)
    assert request is not None, "there are some"
    if request.field is None:
        _whole(chat, standing, request)
    else:
        _part(chat, standing, request)
    left = chat.look(practice_reviews.next_request, standing.number)
    if left is None:
        chat.say(_("That was the last comment. When you are ready, hand it in again."))
    chat.hand_over(SHARE_TALK, number if left is None else f"{number}-{CHANGES}")


def _whole(chat: Conversation, standing: Standing, request: Request) -> None:
    prompt = Lines((_("A comment on the whole: “{text}”", text=request.comment), _("Have you seen to it?")))
    kind = OneOf(
        (
            Option("done", _p("button", "Yes, it is done"), SAID_YES),
            Option("list", _p("button", "Not yet"), SAID_NO),
            Option("stays", _p("button", "It stays as it is")),
        )
    )
    if chat.ask(f"whole {request.id}", prompt, kind) == "list":
        chat.say(_("Good: change what you like. *my practices* leads back to the comment."))
        chat.hand_over(SHARE_TALK, f"{standing.number}")
    chat.do(practice_reviews.settle, standing.number, request.id, None)


def _part(chat: Conversation, standing: Standing, request: Request) -> None:
    assert request.field is not None, "it is about a part"
    lines: list[Words] = [_("A comment on *{part}*: “{text}”", part=FIELD_NAMES[request.field], text=request.comment)]
    if request.present:
        lines.append(_("You wrote: “{text}”", text=request.present))
    lines.append(_("What shall it say now? *skip* leaves it as it is."))
    told = chat.ask_or_skip(f"text {request.id}", Lines(tuple(lines)), PartTold())
    if told is not None and told.files:
        given = [(file, told.text) for file in told.files]
        chat.do(practice_drafts.add_files, standing.number, given, chat.came_from(f"text {request.id}"))
        chat.say(_("It is kept with the practice."))
        chat.hand_over(SHARE_TALK, f"{standing.number}-{CHANGES}")
    if told is not None and not told.text:
        chat.hand_over(SHARE_TALK, str(standing.number))
    chat.do(practice_reviews.settle, standing.number, request.id, None if told is None else told.text)
