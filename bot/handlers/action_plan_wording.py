"""How an action plan reads in a chat: a line for each action, and one of them whole."""

from bot.domain.action_plans import ActionState
from bot.i18n.phrase import Lines, Words, _, _n
from bot.usecases import action_plan_sentences as sentences
from bot.usecases.action_plan_pages import Line, Plan, Shown
from bot.usecases.visit_days import short_day


def head(plan: Plan) -> Words:
    lines: list[Words] = [_("*Action plan of {centre}*", centre=plan.centre)]
    if not plan.lines:
        lines.append(_("There is nothing in it yet."))
        if plan.may_write:
            lines.append(
                _("An action is one thing that you want to do: who sees to it, and until when. One is enough to begin.")
            )
    elif not plan.to_do:
        lines.append(_("Everything in it is done or given up."))
    else:
        count = len(plan.to_do)
        lines.append(
            _n("There is {count} action to do.", "There are {count} actions to do, the most urgent first.", count)
        )
    return Lines(tuple(lines))


def line(one: Line) -> Words:
    """What, until when and by whom, or how it ended."""
    if one.state is ActionState.DONE:
        return _("{text} – done on {day}", text=one.text, day=short_day(one.state_on))
    if one.state is ActionState.GIVEN_UP:
        return _("{text} – given up on {day}", text=one.text, day=short_day(one.state_on))
    words: Words = one.text
    if one.due_on is not None and one.is_late:
        words = _("{line} – late: it was due on {day}", line=words, day=short_day(one.due_on))
    elif one.due_on is not None:
        words = _("{line} – by {day}", line=words, day=short_day(one.due_on))
    if one.in_charge is not None:
        words = _("{line} ({name})", line=words, name=one.in_charge)
    return words


def over(plan: Plan) -> Words:
    return _n("Done or given up: {count}", "Done or given up: {count}", len(plan.over))


def action(shown: Shown) -> Words:
    one = shown.line
    return Lines(
        (
            _("*{text}* (action {number})", text=one.text, number=str(one.number)),
            _("In the plan of {centre}.", centre=shown.centre),
            sentences.how_far(one),
            *sentences.why_not(one),
            sentences.in_charge(one),
            *sentences.until(one),
            *sentences.about(one),
        )
    )
