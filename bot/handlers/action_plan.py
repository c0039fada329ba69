"""The action plan of a centre: a short list, and one action at a time."""

from collections.abc import Callable
from typing import Any

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.action_plans import LONGEST, TO_DO, ActionState
from bot.handlers import action_plan_wording as wording
from bot.handlers import asked_for, choosing
from bot.i18n.phrase import _, _p
from bot.usecases import action_plan_pages, action_plan_places, action_plan_words, action_plans, papers
from bot.usecases.action_plan_pages import Plan, Shown

OVER, ADD, PAPER, THAT_IS_ALL = "over", "add", "paper", "nothing"


class ActionPlan:
    """What have we resolved to do, and how far have we come? With a number: that action; `centre-5`: the plan of that centre."""

    name = action_plan_words.TALK
    title = _("Action plan")
    words = _p("word", "action plan|our plan|actions")
    brief = True

    def talk(self, chat: Conversation) -> None:
        of_centre = chat.argument.removeprefix(action_plan_words.OF_CENTRE)
        if not chat.argument:
            self._choose_centre(chat)
        elif of_centre == chat.argument:
            self._action(chat, chat.argument)
        else:
            self._plan(chat, of_centre)

    def _choose_centre(self, chat: Conversation) -> None:
        own = chat.look(action_plan_places.own_centres)
        others = chat.look(action_plan_places.sees_others)
        centre = choosing.centre(chat, own, _("The plan of which centre would you like to see?"), others=others)
        if centre is None:
            chat.say(_("An action plan belongs to a centre. The *menu* shows how to join yours."))
            return
        self._plan(chat, str(centre))

    # -- the list ------------------------------------------------------------------------------------------------------
    def _plan(self, chat: Conversation, centre: str) -> None:
        plan = chat.look(action_plan_pages.plan_named, centre)
        if isinstance(plan, Refusal):
            chat.say(plan.why)
            return
        options = [Option(str(one.number), wording.line(one)) for one in plan.to_do]
        if plan.over:
            options.append(Option(OVER, wording.over(plan)))
        if plan.may_write:
            options.append(Option(ADD, _p("button", "Add an action")))
        if plan.lines:
            options.append(Option(PAPER, _p("button", "As a PDF")))
        if not options:
            chat.say(wording.head(plan))
            return
        options.append(Option(THAT_IS_ALL, _p("button", "That is all")))
        match chat.ask("which", wording.head(plan), OneOf(tuple(options))):
            case "nothing":
                chat.say(_("Good. *action plan* brings you back here."))
            case "add":
                chat.hand_over(action_plan_words.ADD, str(plan.centre_id))
            case "paper":
                self._paper(chat, plan)
            case "over":
                self._over(chat, plan)
            case number:
                chat.hand_over(self.name, number)

    def _paper(self, chat: Conversation, plan: Plan) -> None:
        paper = chat.look(papers.of_plan, plan.centre_id)
        if isinstance(paper, Refusal):
            chat.say(paper.why)
        elif asked_for.file_wanted(chat):
            chat.say(_("The action plan of *{centre}*.", centre=plan.centre), attachments=(paper,))
        else:
            chat.say(asked_for.NOT_SENT)

    def _over(self, chat: Conversation, plan: Plan) -> None:
        options = tuple(Option(str(one.number), wording.line(one)) for one in plan.over)
        prompt = _("What was done or given up. Which one would you like to see?")
        number = chat.ask("over", prompt, OneOf((*options, Option(THAT_IS_ALL, _p("button", "That is all")))))
        if number == THAT_IS_ALL:
            chat.say(_("Good. *action plan* brings you back here."))
        else:
            chat.hand_over(self.name, number)

    # -- one action ----------------------------------------------------------------------------------------------------
    def _action(self, chat: Conversation, number: str) -> None:
        shown = chat.look(action_plan_pages.seen, number)
        if isinstance(shown, Refusal):
            chat.say(shown.why)
            return
        if not shown.may_move:
            chat.say(wording.action(shown), acts=(action_plan_words.see_plan(shown.centre_id),))
            return
        match chat.ask("what", wording.action(shown), OneOf(_options(shown))):
            case "begin":
                self._moved(chat, shown, action_plans.begin)
            case "done":
                self._moved(chat, shown, action_plans.done)
            case "open":
                self._moved(chat, shown, action_plans.open_again)
            case "give up":
                self._give_up(chat, shown)
            case "change":
                chat.hand_over(action_plan_words.CHANGE, number)
            case "plan":
                chat.hand_over(self.name, f"{action_plan_words.OF_CENTRE}{shown.centre_id}")
            case _:
                chat.say(_("Good, nothing has changed."))

    def _moved(self, chat: Conversation, shown: Shown, verb: Callable[[Any, str], Told | Refusal]) -> None:
        told = chat.do(verb, str(shown.line.number))
        undo = action_plan_words.MOVES.get(shown.line.state)
        if undo is not None:
            chat.undone_by(undo, str(shown.line.number))
        chat.say(told.words, acts=told.acts)

    def _give_up(self, chat: Conversation, shown: Shown) -> None:
        why = chat.ask(
            "why", _("What stands in the way? A few words are enough; your team reads them."), Text(at_most=LONGEST)
        )
        chat.do(action_plans.give_up, shown.line.number, why)
        chat.say(
            _(
                "Action {number} is given up. It stays in the plan, and can be opened again.",
                number=str(shown.line.number),
            ),
            acts=(action_plan_words.see_plan(shown.centre_id),),
        )


def _options(shown: Shown) -> tuple[Option, ...]:
    """What fits this moment; the most likely first."""
    is_to_do = shown.line.state in TO_DO
    offered = (
        (is_to_do, Option("done", _p("button", "Done"))),
        (shown.line.state is ActionState.OPEN, Option("begin", _p("button", "Under way"))),
        (is_to_do, Option("give up", _p("button", "Give it up"))),
        (not is_to_do, Option("open", _p("button", "Open it again"))),
        (is_to_do or shown.may_write, Option("change", _p("button", "Change it"))),
        (True, Option("plan", _p("button", "Action plan"))),
        (True, Option(THAT_IS_ALL, _p("button", "That is all"))),
    )
    return tuple(option for is_offered, option in offered if is_offered)
