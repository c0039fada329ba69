"""What people are told of actions beside the talk: that they are in charge, and how far one has come."""

from collections.abc import Mapping

from bot.core.outcome import Act
from bot.domain.action_plans import STATE_NAMES, ActionState
from bot.i18n.phrase import Lines, Variants, Words, _, _p
from bot.storage.action_plans import KIND, WHAT, PlannedAction
from bot.storage.variants import texts
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice
from bot.usecases.visit_days import day_words
from bot.usecases.work import Work

TALK, ADD, CHANGE = "actionplan", "addaction", "changeaction"
OF_CENTRE = "centre-"  # of the argument with which the plan of a centre is shown; a number alone is an action's
DONE, BEGUN = _p("word", "action done"), _p("word", "action begun")
# By what brings an action into a state by a tap; nothing gives one up but a talk, which asks why.
MOVES: Mapping[ActionState, str] = {
    ActionState.OPEN: "action.open",
    ActionState.UNDER_WAY: "action.begun",
    ActionState.DONE: "action.done",
}


def see_plan(centre_id: int) -> Act:
    return Act("begin", f"{TALK}:{OF_CENTRE}{centre_id}", _p("button", "Action plan"))


def plans() -> Act:
    """Of one's own centre, whichever that is."""
    return Act("begin", f"{TALK}:", _p("button", "Action plan"))


def see(number: int) -> Act:
    return Act("begin", f"{TALK}:{number}", _p("button", "See the action"))


def add_act(centre_id: int, key: str = "") -> Act:
    """`key`: of the suggestion that it comes from."""
    return Act("begin", f"{ADD}:{centre_id}-{key}" if key else f"{ADD}:{centre_id}", _p("button", "Into the plan"))


def another(centre_id: int) -> Act:
    return Act("begin", f"{ADD}:{centre_id}", _p("button", "Another action"))


def done_act(number: int) -> Act:
    return Act(MOVES[ActionState.DONE], str(number), _p("button", "Done"), DONE)


def begun_act(number: int) -> Act:
    return Act(MOVES[ActionState.UNDER_WAY], str(number), _p("button", "Under way"), BEGUN)


def text_of(work: Work, action: PlannedAction) -> Variants:
    return Variants(texts(work.session, KIND, [action.id], WHAT).get(action.id, {}))


def moved(work: Work, action: PlannedAction, more: Words) -> Words:
    number = str(action.id)
    lead = _(
        "Action {number}, *{text}*: {state}.",
        number=number,
        text=text_of(work, action),
        state=STATE_NAMES[action.state],
    )
    return Lines((lead, more))


def in_charge(work: Work, action: PlannedAction) -> Notice:
    """To whoever was put in charge by somebody else."""
    lines: list[Words] = [
        _(
            "In the action plan of *{centre}* you are in charge of action {number}: *{text}*.",
            centre=centre_name(work, action.centre_id),
            number=str(action.id),
            text=text_of(work, action),
        )
    ]
    if action.due_on is not None:
        lines.append(_("It is to be done by {day}. I remind you a week before.", day=day_words(action.due_on)))
    key = f"{KIND}:{action.id}:in charge:{int(work.now.timestamp())}"
    return Notice(key, Lines(tuple(lines)), acts=(see(action.id), begun_act(action.id)))
