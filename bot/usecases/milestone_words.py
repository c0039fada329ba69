"""How a programme's calendar is put into words: the view of one centre, and how far many are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.outcome import Act
from bot.domain.milestones import DoneBy, Standing, day, explained
from bot.i18n.phrase import Country, Lines, Listed, Words, _, _n, _p
from bot.usecases.milestone_lists import At, Calendar, CentreView, Done, Overview, Step

MOST_NAMED = 12  # centres in a line
DONE = _p("word", "achieved")  # with the number of the reminder


@dataclass(frozen=True)
class Reminded:
    """What somebody is reminded of; `number` is the reminder's."""

    number: int
    calendar: Calendar
    step: Step
    at: At


DONE_BY: Mapping[DoneBy, Words] = {
    DoneBy.SAID: _("The centre says so"),
    DoneBy.PEOPLE: _("Somebody is here"),
    DoneBy.ASSESSMENT: _("Self-assessment"),
    DoneBy.LED: _("A session led"),
    DoneBy.JOINED: _("A session joined"),
    DoneBy.PARTNER: _("A partner found"),
    DoneBy.VISIT: _("A peer visit"),
}
BY_ITSELF: Mapping[DoneBy, Words] = {
    DoneBy.PEOPLE: _("It is done by itself as soon as somebody of the centre has come in."),
    DoneBy.ASSESSMENT: _("It is done by itself as soon as the self-assessment is signed off."),
    DoneBy.LED: _("It is done by itself as soon as somebody of the centre has led a session."),
    DoneBy.JOINED: _("It is done by itself as soon as somebody of the centre has come to a session."),
    DoneBy.PARTNER: _("It is done by itself as soon as a partner has said yes."),
    DoneBy.VISIT: _("It is done by itself as soon as the centre has hosted a peer visit or been at one."),
}


def of_centre(view: CentreView) -> Words:
    """Everything that the picture shows, and what is to be done now."""
    lines: list[Words] = [_("*{centre}* in *{calendar}*", centre=view.at.name, calendar=view.calendar.name)]
    for phase in view.calendar.phases:
        if phase.steps:
            lines += ["", _("*{phase}*", phase=phase.name)]
            lines += [
                _("• {milestone}: {standing}", milestone=step.name, standing=told(view, step)) for step in phase.steps
            ]
    now = [step for step in view.calendar.steps if view.stands(step) in {Standing.OPEN, Standing.SOON, Standing.LATE}]
    if now:
        lines += ["", _("What there is to do now:")]
        lines += [_("• {milestone}: {task}", milestone=step.name, task=_task(step)) for step in now]
    return Lines(tuple(lines))


def told(view: CentreView, step: Step) -> Words:
    done = view.done.get(step.number)
    words = explained(step.window, view.at.today, None if done is None else done.on)
    return words if done is None else _with_name(words, done)


def of_many(found: Overview) -> Words:
    """How far the centres are that the reader coordinates."""
    calendar = found.calendar
    lines: list[Words] = [_head(calendar)]
    lines.append(_n("For {count} centre:", "For {count} centres:", len(found.centres)))
    for phase in calendar.phases:
        if phase.steps:
            lines += ["", _("*{phase}*", phase=phase.name)]
            lines += [_of_step(found, step) for step in phase.steps]
    if not calendar.is_running:
        return Lines(tuple(lines))
    if not calendar.reminds:
        lines += ["", _("Automatic reminders are off.")]
    return Lines(tuple(lines))


def behind(found: Overview) -> Words:
    """Who is late with what, by name."""
    late = found.late()
    if not late:
        return _("Nobody is behind.")
    lines: list[Words] = [_("These are late:")]
    lines += [
        _n(
            "• {milestone}, {count} centre: {centres}",
            "• {milestone}, {count} centres: {centres}",
            len(centres),
            milestone=step.name,
            centres=_named(centres),
        )
        for step, centres in late
    ]
    return Lines(tuple(lines))


def behind_by_country(centres: Sequence[At]) -> tuple[Words, ...]:
    """A line for each country, all of its centres by name."""
    countries: dict[str, list[At]] = {}
    for at in centres:
        countries.setdefault(at.country, []).append(at)
    return tuple(
        _n(
            "• {country}, {count} centre: {centres}",
            "• {country}, {count} centres: {centres}",
            len(theirs),
            country=Country(code),
            centres=Listed(tuple(at.name for at in theirs)),
        )
        for code, theirs in countries.items()
    )


def late_with(step: Step, centres: Sequence[At]) -> Words:
    return _n("{milestone}: {count} centre", "{milestone}: {count} centres", len(centres), milestone=step.name)


def count_words(found: Overview, step: Step) -> Words:
    """ "12 of 40 done, 3 late"."""
    counts = Counter(found.standings(step).values())
    values = {"done": counts[Standing.DONE], "all": len(found.centres)}
    if counts[Standing.LATE]:
        return _("{done} of {all} done, {late} late", **values, late=counts[Standing.LATE])
    return _("{done} of {all} done", **values)


def to_speakers(about: Sequence[Reminded]) -> Words:
    """One message for all that somebody is reminded of."""
    lines = [
        _(
            "*{centre}*, {calendar}: *{milestone}* is {standing}.",
            centre=one.at.name,
            calendar=one.calendar.name,
            milestone=one.step.name,
            standing=explained(one.step.window, one.at.today, None),
        )
        for one in about
    ]
    if len(about) == 1:
        return Lines((*lines, _task(about[0].step)))
    return Lines((_("Of your programme:"), *(_("• {line}", line=line) for line in lines)))


def acts(about: Sequence[Reminded]) -> tuple[Act, ...]:
    """Where it is one thing, it can be said at once that it is done."""
    first = about[0]
    see = Act("begin", f"programme:{first.calendar.number}-{first.at.centre}", _p("button", "See the programme"))
    if len(about) > 1:
        return (see,)
    return (Act("milestone.done", str(first.number), _p("button", "It is done"), DONE), see)


def thanks(view: CentreView, step: Step) -> Words:
    return _(
        "Thank you: for *{centre}*, *{milestone}* is {standing}.",
        centre=view.at.name,
        milestone=step.name,
        standing=told(view, step),
    )


def taken_back(view: CentreView, step: Step) -> Words:
    if step.number in view.done:
        return _(
            "What was said is taken back. *{milestone}* stays done, because it shows by itself: {standing}.",
            milestone=step.name,
            standing=told(view, step),
        )
    return _(
        "It is taken back: for *{centre}*, *{milestone}* is {standing}.",
        centre=view.at.name,
        milestone=step.name,
        standing=told(view, step),
    )


def _head(calendar: Calendar) -> Words:
    values: dict[str, Words | int | float] = {"calendar": calendar.name, "day": day(calendar.begins_on)}
    if calendar.is_running:
        return _("*{calendar}*, from {day} on", **values)
    return _("*{calendar}*, from {day} on; it has ended", **values)


def _of_step(found: Overview, step: Step) -> Words:
    return _(
        "• {milestone} ({begins} to {due}): {counts}",
        milestone=step.name,
        begins=day(step.window.begins),
        due=day(step.window.due),
        counts=count_words(found, step),
    )


def _task(step: Step) -> Words:
    by_itself = BY_ITSELF.get(step.done_by)
    if not step.task.texts:
        return by_itself or _("your coordination tells you more")
    return step.task if by_itself is None else _("{task} {by_itself}", task=step.task, by_itself=by_itself)


def _with_name(words: Words, done: Done) -> Words:
    if not done.is_said:
        return words
    return words if done.by is None else _("{standing}, as {name} says", standing=words, name=done.by)


def _named(centres: tuple[At, ...]) -> Words:
    shown: tuple[Words, ...] = tuple(at.name for at in centres[:MOST_NAMED])
    left = len(centres) - MOST_NAMED
    return Listed((*shown, _n("{count} more", "{count} more", left)) if left > 0 else shown)
