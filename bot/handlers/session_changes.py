"""On the page of a session: change it, call it off."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments import DateTime
from bot.handlers.session_questions import LENGTHS, LONGEST_TITLE, WebLink
from bot.i18n.phrase import Words, _, _p
from bot.usecases import sessions
from bot.usecases.session_lists import Seen

TO_MOST = _("Everybody who did not say no will be told. Shall I send it?")


def change(chat: Conversation, session: Seen) -> None:
    fields = (
        Option("starts_at", _("The time")),
        Option("title", _("The title")),
        Option("minutes", _("The length")),
        Option("link", _("The link")),
    )
    match chat.ask("field", _("What would you like to change?"), OneOf(fields)):
        case "starts_at":
            at = chat.ask("starts_at", _("When does it begin, on your clock?"), DateTime())
            _make_sure(chat, _("Everybody who is invited will be told. Shall I send it?"))
            chat.do(sessions.change, session.number, starts_at=at)
            chat.say(_("Session {number} is moved; everybody who is invited is told.", number=str(session.number)))
            chat.end()
        case "title":
            title = chat.ask("title", _("What is the session called?"), Text(at_most=LONGEST_TITLE))
            _make_sure(chat)
            chat.do(sessions.change, session.number, title=title)
        case "minutes":
            minutes = chat.ask("minutes", _("How long does it last?"), LENGTHS)
            _make_sure(chat)
            chat.do(sessions.change, session.number, minutes=int(minutes))
        case _:
            link = chat.ask("link", _("At which link do you meet?"), WebLink())
            _make_sure(chat)
            chat.do(sessions.change, session.number, link=link)
    chat.say(_("Session {number} is changed; everybody who did not say no is told.", number=str(session.number)))


def cancel(chat: Conversation, session: Seen) -> None:
    reason = chat.ask_or_skip(
        "reason",
        _("Why is it cancelled? This goes to those who are invited; you can *skip* it."),
        Text(at_most=500),
    )
    sure = chat.ask(
        "sure",
        _("Cancel this session for everybody? That cannot be undone."),
        OneOf((Option("yes", _("Yes, cancel it"), SAID_YES), Option("no", _("Keep it"), SAID_NO))),
    )
    if sure == "no":
        chat.say(_("Good, nothing has changed."))
        return
    chat.do(sessions.cancel, session.number, reason)
    chat.say(_("Session {number} is cancelled; everybody who did not say no is told.", number=str(session.number)))


def _make_sure(chat: Conversation, question: Words = TO_MOST) -> None:
    """Everybody gets a message: asked once more. Ends the talk where the answer is no."""
    sure = chat.ask(
        "sure",
        question,
        OneOf((Option("yes", _p("button", "Send it"), SAID_YES), Option("no", _p("button", "No"), SAID_NO))),
    )
    if sure == "no":
        chat.say(_("Good, nothing has changed."))
        chat.end()
