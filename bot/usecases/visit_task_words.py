"""How the steps of a visit are told: what is to be done, until when, and what others have done."""

from collections.abc import Mapping
from datetime import date

from bot.core.outcome import Act
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.visit_timetable import VisitStep
from bot.i18n.phrase import Lines, Words, _, _p
from bot.storage.visits import Visit, VisitTask, VisitWay
from bot.usecases.visit_days import day_words, short_day

DONE, READ = _p("word", "step done"), _p("word", "read visit")
NAMES: Mapping[VisitStep, Words] = {
    VisitStep.DAY: _p("visit step", "Choose the day"),
    VisitStep.SELF_REPORT: _p("visit step", "Self-report"),
    VisitStep.AGENDA: _p("visit step", "Agenda"),
    VisitStep.QUESTIONS: _p("visit step", "Questions by area"),
    VisitStep.VISIT: _p("visit step", "The visit"),
    VisitStep.DRAFT: _p("visit step", "Draft of the report"),
    VisitStep.COMMENTS: _p("visit step", "Comments on the draft"),
    VisitStep.FINAL: _p("visit step", "Final report"),
}
# What whoever does it is asked for.
ASKED: Mapping[VisitStep, Words] = {
    VisitStep.DAY: _("Please choose the day of the visit."),
    VisitStep.SELF_REPORT: _(
        "Please tell your visitors in a few sentences how your centre works in these areas, what goes well, and what you would like to learn."
    ),
    VisitStep.AGENDA: _("Please write the agenda: who shows and tells what, and when."),
    VisitStep.QUESTIONS: _("Please write what your centre would like to ask the hosts, area by area."),
    VisitStep.VISIT: _("Has the visit taken place?"),
    VisitStep.DRAFT: _("The report is drafted from what the visitors noted."),
    VisitStep.COMMENTS: _("The host says what it thinks of the draft."),
    VisitStep.FINAL: _("The report becomes final."),
}
WRITTEN = frozenset({VisitStep.SELF_REPORT, VisitStep.AGENDA, VisitStep.QUESTIONS})  # words go to the others


def acts(task: VisitTask) -> tuple[Act, ...]:
    if task.kind is VisitStep.DAY:
        return (choose_day(task.visit_id),)
    if task.kind is VisitStep.VISIT:
        return (Act("visitstep.done", str(task.id), _p("button", "It took place"), DONE),)
    if task.kind in WRITTEN:
        write = Act("begin", f"visitstep:{task.id}", NAMES[task.kind])
        return (write, Act("visitstep.done", str(task.id), _p("button", "Done already"), DONE))
    return ()


def is_possible(task: VisitTask, visit: Visit, today: date) -> bool:
    """Whether it can be done now; a diary ends by itself."""
    if task.kind is not VisitStep.VISIT:
        return True
    return visit.way is VisitWay.LIVE and visit.visit_on is not None and visit.visit_on <= today


def choose_day(number: int) -> Act:
    return Act("begin", f"visitday:{number}", _p("button", "Choose the day"))


def other_day(number: int) -> Act:
    return Act("begin", f"visitday:{number}", _p("button", "Another day"))


def reminder(task: VisitTask, visit: Visit, host: Words, today: date) -> Words:
    values: dict[str, Words] = {
        "number": str(visit.id),
        "host": host,
        "step": NAMES[task.kind],
        "day": day_words(task.due_on),
    }
    head: Words = _("Visit {number}, {host}: *{step}*, until {day}.", **values)
    if task.kind is VisitStep.VISIT:
        head = _("Visit {number}, {host}: {day}.", **values)
    elif task.due_on < today:
        head = _("Visit {number}, {host}: *{step}* was due on {day}. It can still be done.", **values)
    elif task.due_on == today:
        head = _("Visit {number}, {host}: *{step}* is due today.", **values)
    return Lines((head, ASKED[task.kind]))


def line(task: VisitTask, today: date) -> Words:
    """One line of the timetable, below the name of whoever does it."""
    values: dict[str, Words] = {"step": NAMES[task.kind], "day": short_day(task.due_on)}
    if task.done_at is not None:
        return _("• {step}: done", step=NAMES[task.kind])
    if task.kind is VisitStep.VISIT:
        return _("• {step}: {day}", **values)
    if task.due_on < today:
        return _("• {step}: late, was due on {day}", **values)
    return _("• {step}: until {day}", **values)


def told_others(task: VisitTask, visit: Visit, centre: Words) -> Words:
    """What those of the other centres read when a step is done."""
    head = _(
        "Visit {number}: *{step}* of {centre} is there.", number=str(visit.id), step=NAMES[task.kind], centre=centre
    )
    return Lines((head, *written(task)))


def written(task: VisitTask) -> tuple[Words, ...]:
    """What was written for it, as it was; areas are called as the reader calls them."""
    by_area = [
        _("• {area}: {text}", area=AREA_NAMES[area], text=task.by_area[area])
        for area in PriorityArea
        if area in task.by_area
    ]
    return (task.words, *by_area) if task.words else tuple(by_area)


def named(task: VisitTask, centre: Words) -> Words:
    return _("*{step}* of {centre}:", step=NAMES[task.kind], centre=centre)


def read_act(number: int) -> Act:
    return Act("visit.written", str(number), _p("button", "Read what is there"), READ)
