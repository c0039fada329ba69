"""On the page of a session that is over: a summary for those who were there and those who missed it."""

from collections.abc import Iterator

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.usecases import session_summaries
from bot.usecases.session_lists import Seen


def may_write(chat: Conversation, session: Seen) -> bool:
    return chat.look(session_summaries.may_write, session.number)


def write(chat: Conversation, session: Seen) -> None:
    text = chat.ask(
        "summary",
        _("What did it bring? Write it as everybody shall read it: three sentences are enough."),
        Text(at_most=session_summaries.LONGEST),
    )
    there, missed = chat.see(session_summaries.reached, session.number)
    sure = chat.ask(
        "sure",
        Lines(
            (
                _("This is your summary:"),
                text,
                *_going_to(there, missed),
                _("Shall I send it?"),
            )
        ),
        OneOf((Option("yes", _p("button", "Send it"), SAID_YES), Option("no", _p("button", "No"), SAID_NO))),
    )
    if sure == "no":
        chat.say(_("Good, nothing was sent."))
        return
    chat.do(session_summaries.send, session.number, text)
    chat.say(_("Your summary of session {number} is on its way.", number=str(session.number)))


def _going_to(there: int, missed: int) -> Iterator[Words]:
    if there:
        yield _n("It goes to *{count}* person who was there.", "It goes to *{count}* people who were there.", there)
    if missed:
        yield _n(
            "With other words around it, it goes to *{count}* person who missed it.",
            "With other words around it, it goes to *{count}* people who missed it.",
            missed,
        )
    if not there and not missed:
        yield _("Nobody has answered the invitation, so it goes to nobody. It is kept with the session.")
