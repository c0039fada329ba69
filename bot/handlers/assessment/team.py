"""The self-assessment of a team: who did what, what is missing, and what can be done next."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.handlers import choosing
from bot.handlers.assessment import team_wording
from bot.i18n.phrase import Words, _, _p
from bot.usecases import team_page
from bot.usecases.editions import Editions
from bot.usecases.team_page import InSight, Page

FILL_IN, SETTLE, SIGN, REOPEN, COMMENTS, MENTOR, DONE = (
    "fill in",
    "settle",
    "sign",
    "reopen",
    "comments",
    "mentor",
    "done",
)


class Team:
    """Where are we together?"""

    name = "team"
    title = _("Our team")
    words = _p("word", "team|our team")
    brief = True

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        if chat.number is None:
            self._choose(chat)
            return
        found = chat.look(team_page.page, self._editions, chat.number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            return
        match chat.ask("what", team_wording.page(found), OneOf(_options(found))):
            case "fill in":
                chat.hand_over("questionnaire", str(found.publication))
            case "done":
                chat.say(_("Good. *team* brings you back here."))
            case "mentor":
                chat.hand_over("roles")
            case talk:
                chat.hand_over(talk, str(found.number))

    def _choose(self, chat: Conversation) -> None:
        own = chat.look(team_page.in_sight)
        options = [Option(str(one.number), _line(one)) for one in own]
        if chat.look(team_page.sees_others):
            options.append(Option(choosing.ANOTHER, _("Another centre")))
        if len(options) == 1 and own:
            chat.hand_over(self.name, str(own[0].number))
        if not options:
            chat.say(
                _(
                    "There is no self-assessment of a team at your centre yet. As soon as a round is open and somebody has begun, you will find it here."
                )
            )
            return
        chosen = choosing.ANOTHER
        if own:
            chosen = chat.ask("which", _("Which self-assessment would you like to look at?"), OneOf(tuple(options)))
        if chosen != choosing.ANOTHER:
            chat.hand_over(self.name, chosen)
        self._of_another(chat)

    def _of_another(self, chat: Conversation) -> None:
        centre = choosing.search(chat)
        found = () if centre is None else chat.look(team_page.in_sight, centre)
        if not found:
            chat.say(_("The team of this centre has not begun a self-assessment yet."))
        elif len(found) == 1:
            chat.hand_over(self.name, str(found[0].number))
        else:
            options = tuple(Option(str(one.number), _line(one)) for one in found)
            prompt = _("Which self-assessment would you like to look at?")
            chat.hand_over(self.name, chat.ask("of another", prompt, OneOf(options)))


def _line(one: InSight) -> Words:
    if one.is_signed:
        return _("{centre}: {round} (signed off)", centre=one.centre, round=one.round)
    return _("{centre}: {round}", centre=one.centre, round=one.round)


def _options(found: Page) -> tuple[Option, ...]:
    """What fits this person and this moment; the most likely first."""
    offered = (
        (found.is_open and found.is_ours and found.takes_answers, Option(FILL_IN, _p("button", "Fill in a part"))),
        (found.can_settle, Option(SETTLE, _p("button", "Levels that differ"))),
        (found.is_open and found.may_sign, Option(SIGN, _p("button", "Review and sign off"))),
        (True, Option(COMMENTS, _p("button", "Comments"))),
        (found.may_sign, Option(MENTOR, _p("button", "Ask a mentor in"))),
        (found.may_reopen, Option(REOPEN, _p("button", "Reopen"))),
        (True, Option(DONE, _p("button", "That is all"))),
    )
    return tuple(option for is_offered, option in offered if is_offered)
