"""A coordinator looks at everything once more, and signs off what the team said; or opens it again."""

from collections.abc import Sequence

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.handlers.assessment import team_wording, telling
from bot.i18n.phrase import Moment, MomentStyle, Words, _, _n, _p
from bot.usecases import action_plan_offers, results, signing, team_page
from bot.usecases.editions import Editions
from bot.usecases.rights import NO_RIGHT
from bot.usecases.signing import REASON, SEND, Hook, Signed

SETTLE, LATER = "settle", "later"
LATE = _(
    "The round is over already. This result is your centre's; the figures of the round stay as they were, without it."
)


class SignOff:
    """Does this speak for our centre?"""

    name = "sign"
    title = _("Sign off")
    words = None  # a button of the team's page leads here
    brief = False

    def __init__(self, editions: Editions, after: Sequence[Hook]) -> None:
        self._editions = editions
        self._after = tuple(after)

    def talk(self, chat: Conversation) -> None:
        number = chat.number
        if number is None:
            chat.hand_over("team")
        found = chat.look(team_page.page, self._editions, number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            return
        if not found.may_sign:
            chat.say(NO_RIGHT)
            return
        if found.is_open:
            # What is offered changes with what is shown: whoever looked at something older is asked once more.
            sign = f"{SEND} {found.fingerprint}"
            options = [Option(sign, _p("button", "Sign off")), Option(LATER, _p("button", "Not yet"))]
            if found.to_settle:
                options.insert(1, Option(SETTLE, _p("button", "Settle first")))
            choice = chat.ask(SEND, team_wording.review(found), OneOf(tuple(options)))
            if choice == SETTLE:
                chat.hand_over("settle", str(number))
            if choice == LATER:
                chat.say(_("Good, nothing is signed off yet. *team* brings you back."))
                return
        done = chat.do(signing.sign, self._editions, number, self._after)
        if done.before:
            chat.say(_signed_before(done))
        if done.late:
            chat.say(LATE)
        plan = chat.look(action_plan_offers.after_signing, number)
        telling.tell(chat, chat.look(results.result, self._editions, number), thanks=not done.before, acts=plan)


class Reopen:
    """Something in it was wrong."""

    name = "reopen"
    title = _("Open it again")
    words = None  # a button of the team's page leads here
    brief = False

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        number = chat.number
        if number is None:
            chat.hand_over("team")
        why_not = chat.look(signing.why_not_reopened, number)
        if why_not is not None:
            chat.say(why_not)
            return
        prompt = _(
            "What is the reason? The team will read it. The result of today stays until it is signed off again; "
            "until then people can change what they said."
        )
        reason = chat.ask(REASON, prompt, Text(at_most=300))
        options = (
            Option("yes", _p("button", "Reopen"), SAID_YES),
            Option("no", _p("button", "Leave it signed off"), SAID_NO),
        )
        if chat.ask("sure", _("Shall I open it again and tell the team?"), OneOf(options)) == "no":
            chat.say(_("Good, it stays signed off."))
            return
        told = chat.do(signing.reopen, number, reason)
        chat.say(
            _n(
                "It is open again, and {count} person of the team has been told. *team* brings you there.",
                "It is open again, and {count} people of the team have been told. *team* brings you there.",
                told,
            )
        )


def _signed_before(done: Signed) -> Words:
    if done.at is None or done.by is None:
        return _("This has been signed off already. Nothing has changed.")
    day = Moment(done.at, MomentStyle.DAY)
    return _("{name} has signed this off already, on {day}. Nothing has changed.", name=done.by, day=day)
