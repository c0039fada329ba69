"""Repeat a session; change or cancel one of a series and all that follow it."""

from bot.core.amounts import WholeNumber
from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments_on_offer import MomentOnOffer
from bot.core.refusal import Refusal
from bot.domain.series import MOST, Every
from bot.handlers.session_length import LENGTHS
from bot.handlers.session_questions import LONGEST_TITLE, WebLink
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.usecases import session_series, working_days
from bot.usecases.session_series import Looked

HOW_OFTEN = OneOf(
    (
        Option(Every.WEEK.value, _("Every week")),
        Option(Every.TWO_WEEKS.value, _("Every two weeks")),
        Option(Every.MONTH_WEEKDAY.value, _("Every month, on the same weekday")),
        Option(Every.MONTH_DAY.value, _("Every month, on the same date")),
    )
)
SHOWN: dict[str, Words] = {"every": _("How often"), "more": _("More times")}


class Series:
    """/series 31"""

    name = session_series.TALK
    title = _("Repeat a session")
    words = _p("word", "series|repeat")
    brief = False

    def talk(self, chat: Conversation) -> None:
        number = chat.argument or chat.ask(
            "number", _("Which session? Its number stands behind its title."), Text(at_most=15)
        )
        session = chat.look(session_series.look, number)
        if isinstance(session, Refusal):
            chat.say(session.why)
        elif chat.look(session_series.is_in_series, session.number):
            self._touch(chat, session)
        else:
            self._repeat(chat, session)

    def _repeat(self, chat: Conversation, session: Looked) -> None:
        every = Every(chat.ask("every", Lines((session.words, _("How often shall it be repeated?"))), HOW_OFTEN))
        more = chat.ask("more", _("How many more times? {most} at most.", most=MOST - 1), WholeNumber(1, MOST - 1))
        card = Lines(
            (
                _n("Then it takes place {count} more time:", "Then it takes place {count} more times:", more),
                *chat.see(session_series.preview, session.number, every, more),
                _(
                    "The hour on your clock stays the same; where clocks change on other days, it may be another one there."
                ),
            )
        )
        if not chat.review("send", card, tuple(SHOWN), send=_p("button", "Invite them"), called=SHOWN):
            chat.say(_("Good, nothing was sent."))
            return
        made = chat.do(session_series.repeat, session.number, every, more)
        chat.say(
            _(
                "Planned: sessions {first} to {last}. Everybody who is invited is told. Each can be changed alone, "
                "or with all that follow it: write *series* and its number.",
                first=str(made[0]),
                last=str(made[-1]),
            )
        )

    def _touch(self, chat: Conversation, session: Looked) -> None:
        options = (
            Option("starts_at", _("The time")),
            Option("title", _("The title")),
            Option("minutes", _("The length")),
            Option("link", _("The link")),
            Option("cancel", _("Cancel them")),
            Option("nothing", _("That is all")),
        )
        following = _n(
            "{count} session follows it in its series. What would you like to change, for this one and all that follow?",
            "{count} sessions follow it in its series. What would you like to change, for this one and all that follow?",
            session.following,
        )
        match chat.ask("what", Lines((session.words, following)), OneOf(options)):
            case "starts_at":
                at = chat.ask(
                    "starts_at",
                    _("When does this one begin, on your clock? The others move as far."),
                    MomentOnOffer(days=chat.look(working_days.to_come, session.starts_at)),
                )
                _make_sure(chat)
                count = chat.do(session_series.change_following, session.number, starts_at=at)
            case "title":
                title = chat.ask("title", _("What is the session called?"), Text(at_most=LONGEST_TITLE))
                _make_sure(chat)
                count = chat.do(session_series.change_following, session.number, title=title)
            case "minutes":
                minutes = chat.ask("minutes", _("How long does it last?"), LENGTHS)
                _make_sure(chat)
                count = chat.do(session_series.change_following, session.number, minutes=int(minutes))
            case "link":
                link = chat.ask("link", _("At which link do you meet?"), WebLink())
                _make_sure(chat)
                count = chat.do(session_series.change_following, session.number, link=link)
            case "cancel":
                self._cancel(chat, session)
                return
            case _:
                chat.say(_("Good, nothing has changed."))
                return
        chat.say(
            _n(
                "{count} session is changed; everybody who is invited is told.",
                "{count} sessions are changed; everybody who is invited is told.",
                count,
            )
        )

    def _cancel(self, chat: Conversation, session: Looked) -> None:
        reason = chat.ask_or_skip(
            "reason",
            _("Why are they cancelled? This goes to those who are invited; you can *skip* it."),
            Text(at_most=500),
        )
        question = _n(
            "Cancel {count} session for everybody? That cannot be undone.",
            "Cancel {count} sessions for everybody? That cannot be undone.",
            session.following + 1,
        )
        options = (Option("yes", _("Yes, cancel them"), SAID_YES), Option("no", _("Keep them"), SAID_NO))
        if chat.ask("sure", question, OneOf(options)) == "no":
            chat.say(_("Good, nothing has changed."))
            return
        count = chat.do(session_series.cancel_following, session.number, reason)
        chat.say(
            _n(
                "{count} session is cancelled; everybody who is invited is told.",
                "{count} sessions are cancelled; everybody who is invited is told.",
                count,
            )
        )


def _make_sure(chat: Conversation) -> None:
    """Everybody gets a message: asked once more. Ends the talk where the answer is no."""
    options = (Option("yes", _p("button", "Send it"), SAID_YES), Option("no", _p("button", "No"), SAID_NO))
    question = _("Everybody who is invited will be told. Shall I send it?")
    if chat.ask("sure", question, OneOf(options)) == "no":
        chat.say(_("Good, nothing has changed."))
        chat.end()
