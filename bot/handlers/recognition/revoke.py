"""Take a badge or certificate back, or give a new one in its place: for coordinators, with a reason."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, _, _p
from bot.usecases import recognition_checks, recognition_revoking
from bot.usecases.recognition_revoking import LONGEST_REASON

BACK, NEW, LEAVE = "back", "new", "leave"


class Revoke:
    """/revoke CODE"""

    name = "revoke"
    title = _("Take back a badge")
    words = _p("word", "revoke|take back a badge|take back")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if not chat.look(recognition_revoking.may_revoke):
            chat.say(_("Badges and certificates are taken back by those who coordinate a country or the programme."))
            return
        code = chat.argument or chat.ask(
            "code", _("Which badge or certificate is it? Please write its code."), Text(at_most=60)
        )
        held = chat.look(recognition_revoking.find, code)
        if isinstance(held, Refusal):
            chat.say(held.why)
            return
        what = recognition_checks.what(held)
        if not held.holds:
            chat.say(Lines((what, _("This holds no longer."), *recognition_checks.reasons(held))))
            return
        how = chat.ask(
            "how",
            Lines((what, _("What shall become of it?"))),
            OneOf(
                (
                    Option(BACK, _p("button", "Take it back")),
                    Option(NEW, _p("button", "Replace it")),
                    Option(LEAVE, _p("button", "Leave it")),
                )
            ),
        )
        if how == LEAVE:
            chat.say(_("Good, it stays as it is."))
            return
        reason = chat.ask(
            "reason",
            _("Why? One sentence. Whoever holds it or checks its code reads it, so please name nobody."),
            Text(at_most=LONGEST_REASON),
        )
        if how == BACK:
            chat.do(recognition_revoking.revoke, held.id, reason)
            chat.say(_("Done: it holds no longer, and I have told those it was given to."))
            return
        made = chat.do(recognition_revoking.reissue, held.id, reason)
        chat.say(_("Done: the old one holds no longer. The new one has the code {code}.", code=made.code))
