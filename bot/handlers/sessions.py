"""The sessions one is invited to; for those who organise: who comes, change, cancel."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments import DateTime
from bot.core.outcome import Act
from bot.handlers.session_questions import LENGTHS, LONGEST_TITLE, WebLink
from bot.i18n.phrase import Lines, Listed, Words, _, _p
from bot.usecases import session_lists, session_words, sessions
from bot.usecases.session_lists import Coming, Seen

ANSWERS: dict[str | None, Words] = {
    "yes": _p("rsvp", "yes"),
    "maybe": _p("rsvp", "maybe"),
    "no": _p("rsvp", "no"),
    None: _p("rsvp", "none yet"),
}


class Sessions:
    """What is coming?"""

    name = "sessions"
    title = _("My sessions")
    words = _p("word", "sessions|my sessions")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = chat.argument or self._chosen(chat)
        session = chat.look(session_lists.seen, number)
        if session is None:
            chat.say(sessions.UNKNOWN)
            return
        chat.say(
            Lines((session.words, *session.link, _("Your answer: {answer}", answer=ANSWERS[session.answer]))),
            acts=_acts(session),
        )
        if session.may_touch:
            self._look_after(chat, session)

    def _chosen(self, chat: Conversation) -> str:
        coming = chat.look(session_lists.coming)
        if not coming:
            chat.say(_("There is no session ahead of you at the moment. You will be told as soon as there is one."))
            chat.end()
        options = tuple(Option(str(one.number), _line(one)) for one in coming)
        return chat.ask("which", _("These sessions lie ahead of you. Which one would you like to see?"), OneOf(options))

    def _look_after(self, chat: Conversation, session: Seen) -> None:
        options = (
            Option("who", _("Who is coming?")),
            Option("change", _("Change it")),
            Option("cancel", _("Cancel it")),
            Option("nothing", _("That is all")),
        )
        match chat.ask("what", _("You look after this session. What would you like to do?"), OneOf(options)):
            case "who":
                self._who_comes(chat, session)
            case "change":
                self._change(chat, session)
            case "cancel":
                self._cancel(chat, session)
            case _:
                chat.say(_("Good, nothing has changed."))

    def _who_comes(self, chat: Conversation, session: Seen) -> None:
        found = chat.look(session_lists.attendance, session.number)
        lines: list[Words] = [
            _(
                "Yes: {yes} · maybe: {maybe} · no: {no} · not answered: {silent}",
                yes=found.yes,
                maybe=found.maybe,
                no=found.no,
                silent=found.silent,
            )
        ]
        if found.names:
            lines.append(_("Coming: {names}", names=Listed(found.names)))
        chat.say(Lines(tuple(lines)))

    def _change(self, chat: Conversation, session: Seen) -> None:
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

    def _cancel(self, chat: Conversation, session: Seen) -> None:
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


def _line(one: Coming) -> Words:
    return _(
        "{title} (session {number}): {when}; your answer: {answer}",
        title=one.title,
        number=str(one.number),
        when=one.when,
        answer=ANSWERS[one.answer],
    )


def _acts(session: Seen) -> tuple[Act, ...]:
    if not session.may_answer:
        return ()
    number = str(session.number)
    offered = {"yes": session_words.yes, "maybe": session_words.maybe, "no": session_words.no}
    return tuple(act(number) for answer, act in offered.items() if answer != session.answer)


TO_MOST = _("Everybody who did not say no will be told. Shall I send it?")


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
