"""A milestone: said to be done for a centre, or not after all; renamed, moved, added, taken out by who plans."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import delete
from sqlmodel import col

from bot.core.identifiers import row_number
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.milestones import DoneBy, When, days_after, days_until, read, window, written
from bot.i18n.phrase import _
from bot.storage.milestones import (
    MILESTONE,
    Milestone,
    MilestoneDone,
    MilestoneReminder,
    ProgrammeCalendar,
    ProgrammePhase,
    find_milestone,
    milestones_of,
    phases_of,
)
from bot.storage.variants import TextVariant
from bot.usecases import audit, milestone_lists, milestone_words, variants
from bot.usecases.milestone_lists import CentreView, Step
from bot.usecases.programme_calendars import LONGEST_NAME, to_change
from bot.usecases.rights import NO_RIGHT
from bot.usecases.work import Work

LONGEST_TASK = 300
MOST_STEPS = 40  # of a calendar
NO_SUCH_STEP = _("There is no such milestone. Write *programme* to see those that there are.")
_BACKWARDS = _("Then it would end before it begins. Please give another day.")
_BEFORE_ALL = _("That is before the programme begins, so it cannot move along. Please choose a fixed day.")
Side = Literal["begins", "due"]


# -- what a centre has done --------------------------------------------------------------------------------------------
def say_done(work: Work, number: int, centre: int, on: date | None = None) -> int | Refusal:
    """`on` None: today, there. Said twice, the first day stays."""
    found = _of_centre(work, number, centre)
    if isinstance(found, Refusal):
        return found
    view, step = found
    if not view.may_say:
        return Refusal(NO_RIGHT)
    if on is not None and on > view.at.today:
        return Refusal(_("That day is still to come. Please give the day on which it was done."), key="on")
    known = view.done.get(number)
    if known is None or not known.is_said:
        work.session.add(
            MilestoneDone(
                milestone_id=number,
                centre_id=centre,
                done_on=on or view.at.today,
                by_id=work.actor.person_id,
                at=work.now,
            )
        )
        work.session.flush()
        audit.note(work, "say done", MILESTONE, step.number, scope=f"centre:{centre}")
    return number


def take_back(work: Work, number: int, centre: int) -> int | Refusal:
    """It is not done after all, as far as somebody said so; what the system sees stays."""
    found = _of_centre(work, number, centre)
    if isinstance(found, Refusal):
        return found
    if not found[0].may_say:
        return Refusal(NO_RIGHT)
    said = delete(MilestoneDone).where(
        col(MilestoneDone.milestone_id) == number, col(MilestoneDone.centre_id) == centre
    )
    if work.session.connection().execute(said).rowcount:
        work.session.expire_all()
        audit.note(work, "take back", MILESTONE, number, scope=f"centre:{centre}")
    return number


def done(work: Work, argument: str) -> Told | Refusal:
    """The action under a reminder, whose number `argument` is."""
    about = _reminded_of(work, argument)
    if isinstance(about, Refusal):
        return about
    result = say_done(work, *about)
    if isinstance(result, Refusal):
        return result
    return Told(milestone_words.thanks(*_known(work, *about)), undo=f"a:milestone.open:{argument}")


def open_again(work: Work, argument: str) -> Told | Refusal:
    """Undoes it."""
    about = _reminded_of(work, argument)
    if isinstance(about, Refusal):
        return about
    result = take_back(work, *about)
    if isinstance(result, Refusal):
        return result
    return Told(milestone_words.taken_back(*_known(work, *about)))


def _reminded_of(work: Work, argument: str) -> tuple[int, int] | Refusal:
    """Milestone and centre."""
    number = row_number(argument)
    row = None if number is None else work.session.get(MilestoneReminder, number)
    if row is None or row.person_id != work.person_id:
        return Refusal(NO_SUCH_STEP)
    return row.milestone_id, row.centre_id


def _known(work: Work, number: int, centre: int) -> tuple[CentreView, Step]:
    found = _of_centre(work, number, centre)
    assert not isinstance(found, Refusal), "it was there just now"
    return found


def _of_centre(work: Work, number: int, centre: int) -> tuple[CentreView, Step] | Refusal:
    found = find_milestone(work.session, number)
    if found is None:
        return Refusal(NO_SUCH_STEP)
    view = milestone_lists.centre_view(work, found[1], centre)
    if isinstance(view, Refusal):
        return view
    return view, next(step for step in view.calendar.steps if step.number == number)


# -- planning ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class NewStep:
    """`moves`: along with the beginning of the programme."""

    name: str
    task: str
    language: str
    begins: date
    due: date
    moves: bool
    done_by: DoneBy = DoneBy.SAID


def add(work: Work, phase: int, new: NewStep) -> int | Refusal:
    """The number of the milestone."""
    row = work.session.get(ProgrammePhase, phase)
    calendar = Refusal(NO_SUCH_STEP) if row is None else to_change(work, row.calendar_id)
    if isinstance(calendar, Refusal):
        return calendar
    steps = milestones_of(work.session, [one.id for one in phases_of(work.session, [calendar.id])])
    if len(steps) >= MOST_STEPS:
        return Refusal(_("This programme has {count} milestones already. Please take one out first.", count=MOST_STEPS))
    try:
        begins = days_after(calendar.begins_on, new.begins) if new.moves else new.begins
        due = days_until(calendar.begins_on, new.due) if new.moves else new.due
    except ValueError:
        return Refusal(_BEFORE_ALL, key="moves")
    if refusal := _refused_window(calendar, begins, due):
        return refusal
    if refusal := _refused_text("name", new.name):
        return refusal
    step = Milestone(phase_id=phase, begins=written(begins), due=written(due), done_by=new.done_by)
    work.session.add(step)
    work.session.flush()
    variants.write(work, MILESTONE, step.id, "name", {new.language: new.name}, new.language)
    variants.write(work, MILESTONE, step.id, "task", {new.language: new.task}, new.language)
    audit.note(work, "add", MILESTONE, step.id)
    return step.id


def place(work: Work, number: int, side: Side, day: date, *, moves: bool) -> int | Refusal:
    """Another first or last day, fixed or moving along with the programme's beginning."""
    found = _to_change(work, number)
    if isinstance(found, Refusal):
        return found
    step, calendar = found
    span = days_after if side == "begins" else days_until
    try:
        when: When = span(calendar.begins_on, day) if moves else day
    except ValueError:
        return Refusal(_BEFORE_ALL, key="moves")
    begins, due = (when, read(step.due)) if side == "begins" else (read(step.begins), when)
    if refusal := _refused_window(calendar, begins, due):
        return refusal
    step.begins, step.due = written(begins), written(due)
    work.session.add(step)
    audit.note(work, "move", MILESTONE, number)
    return number


def word(work: Work, number: int, field: Literal["name", "task"], told: Mapping[str, str]) -> int | Refusal:
    """In the language of whoever writes it; what stood there in others would no longer say the same, and goes."""
    found = _to_change(work, number)
    if isinstance(found, Refusal):
        return found
    [(language, text)] = told.items()
    if refusal := _refused_text(field, text):
        return refusal
    work.session.connection().execute(
        delete(TextVariant).where(
            col(TextVariant.subject_kind) == MILESTONE,
            col(TextVariant.subject_id) == number,
            col(TextVariant.field) == field,
        )
    )
    variants.write(work, MILESTONE, number, field, told, language)
    audit.note(work, "word", MILESTONE, number, field=field)
    return number


def count_as_done(work: Work, number: int, done_by: DoneBy) -> int | Refusal:
    found = _to_change(work, number)
    if isinstance(found, Refusal):
        return found
    found[0].done_by = done_by
    work.session.add(found[0])
    audit.note(work, "change", MILESTONE, number, done_by=done_by.value)
    return number


def take_out(work: Work, number: int) -> int | Refusal:
    """Nobody sees it any more; that centres had done it is kept."""
    found = _to_change(work, number)
    if isinstance(found, Refusal):
        return found
    found[0].taken_out_at = work.now
    work.session.add(found[0])
    audit.note(work, "take out", MILESTONE, number)
    return number


def _to_change(work: Work, number: int) -> tuple[Milestone, ProgrammeCalendar] | Refusal:
    found = find_milestone(work.session, number)
    if found is None:
        return Refusal(NO_SUCH_STEP)
    calendar = to_change(work, found[1])
    return calendar if isinstance(calendar, Refusal) else (found[0], calendar)


def _refused_window(calendar: ProgrammeCalendar, begins: When, due: When) -> Refusal | None:
    try:
        window(calendar.begins_on, begins, due)
    except ValueError:
        return Refusal(_BACKWARDS, key="day")
    return None


def _refused_text(field: str, text: str) -> Refusal | None:
    longest = LONGEST_NAME if field == "name" else LONGEST_TASK
    if text.strip() and len(text) <= longest:
        return None
    return Refusal(_("Please write it with at most {count} characters.", count=longest), key=field)
