"""A programme's calendar: taken over from the template, begun on another day, ended, by who coordinates all its centres."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.milestones import EARLIEST, LATEST, read, window, written
from bot.domain.programme_template import PHASES, PhaseDraft
from bot.domain.rights import Right
from bot.i18n.phrase import Phrase, Variants, _
from bot.i18n.translator import BASE_LANGUAGE, Reader
from bot.storage.milestones import (
    CALENDAR,
    MILESTONE,
    PHASE,
    CalendarState,
    Milestone,
    ProgrammeCalendar,
    ProgrammePhase,
    find_calendar,
    milestones_of,
    phases_of,
)
from bot.storage.variants import texts
from bot.usecases import audiences, audit, rights, variants
from bot.usecases.milestone_lists import NO_SUCH_CALENDAR
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work

LONGEST_NAME = 80
ENDED = _("This programme has ended, and stays as it is.")


@dataclass(frozen=True)
class Plan:
    """`name` by language; `original` is the one it was written in."""

    name: Mapping[str, str]
    original: str
    audience: Audience
    begins_on: date


def may_plan(work: Work) -> bool:
    return rights.has_somewhere(work, Right.PLAN)


def adopt(work: Work, plan: Plan) -> int | Refusal:
    """The template from that day on; its number. Its texts are kept in each of our languages, to be changed freely."""
    if not may_plan(work):
        return Refusal(rights.NO_RIGHT)
    if refusal := audiences.refused(work, Right.PLAN, plan.audience) or _refused(work, plan):
        return refusal
    row = ProgrammeCalendar(
        programme_id=the_programme(work).id,
        audience=plan.audience.to_json(),
        begins_on=plan.begins_on,
        author_id=work.actor.person_id,
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    variants.write(work, CALENDAR, row.id, "name", plan.name, plan.original)
    for position, phase in enumerate(PHASES, 1):
        _take_over(work, row.id, position, phase)
    audit.note(work, "adopt", CALENDAR, row.id)
    return row.id


def begin_on(work: Work, number: int, day: date) -> int | Refusal:
    """What moves along moves; what has a fixed day stays there."""
    row = to_change(work, number)
    if isinstance(row, Refusal):
        return row
    if refusal := _refused_day(day):
        return refusal
    milestones = milestones_of(work.session, [one.id for one in phases_of(work.session, [number])])
    for one in milestones:
        try:
            window(day, read(one.begins), read(one.due))
        except ValueError:
            name = Variants(texts(work.session, MILESTONE, [one.id], "name").get(one.id, {}))  # once: it ends here
            return Refusal(
                _("Then *{milestone}* would end before it begins. Please change its days first.", milestone=name),
                key="day",
            )
    row.begins_on, row.looked_at, row.looked_through = day, None, None
    work.session.add(row)
    audit.note(work, "move", CALENDAR, number, begins_on=day.isoformat())
    return number


def remind(work: Work, number: int, *, wanted: bool) -> int | Refusal:
    row = to_change(work, number)
    if isinstance(row, Refusal):
        return row
    row.reminds = wanted
    work.session.add(row)
    audit.note(work, "remind" if wanted else "stop reminding", CALENDAR, number)
    return number


def end(work: Work, number: int) -> int | Refusal:
    """For good: what centres have done is kept, and nobody is reminded any more."""
    row = to_change(work, number)
    if isinstance(row, Refusal):
        return row
    row.state, row.ended_at = CalendarState.ENDED, work.now
    work.session.add(row)
    audit.note(work, "end", CALENDAR, number)
    return number


def to_change(work: Work, number: int) -> ProgrammeCalendar | Refusal:
    """One that runs, for whoever coordinates all centres that it is for."""
    row = find_calendar(work.session, number)
    if row is None:
        return Refusal(NO_SUCH_CALENDAR)
    if not may_plan(work) or audiences.refused(work, Right.PLAN, Audience.from_json(row.audience)):
        return Refusal(rights.NO_RIGHT)
    return Refusal(ENDED) if row.state is CalendarState.ENDED else row


def _take_over(work: Work, calendar: int, position: int, draft: PhaseDraft) -> None:
    phase = ProgrammePhase(calendar_id=calendar, position=position)
    work.session.add(phase)
    work.session.flush()
    _write_ours(work, PHASE, phase.id, "name", draft.name)
    rows = [
        Milestone(phase_id=phase.id, begins=written(one.begins), due=written(one.due), done_by=one.done_by)
        for one in draft.milestones
    ]
    work.session.add_all(rows)
    work.session.flush()
    for row, one in zip(rows, draft.milestones, strict=True):
        _write_ours(work, MILESTONE, row.id, "name", one.name)
        _write_ours(work, MILESTONE, row.id, "task", one.task)


def _write_ours(work: Work, kind: str, number: int, field: str, phrase: Phrase) -> None:
    told = {tag: work.translator.render(phrase, Reader(tag)) for tag in work.translator.languages}
    variants.write(work, kind, number, field, told, BASE_LANGUAGE)


def _refused(work: Work, plan: Plan) -> Refusal | None:
    if not plan.name.get(plan.original, "").strip() or any(len(text) > LONGEST_NAME for text in plan.name.values()):
        return Refusal(_("A programme needs a name of at most {count} characters.", count=LONGEST_NAME), key="name")
    if not audiences.centres_in(work, plan.audience):
        return Refusal(_("There is no centre in this audience. Please choose a wider one."), key="audience")
    return _refused_day(plan.begins_on)


def _refused_day(day: date) -> Refusal | None:
    """Room on both sides, so that whatever hangs on it has a day as well."""
    if EARLIEST.year <= day.year <= LATEST.year - 30:
        return None
    return Refusal(_("That is too far away to plan for. Please give another day."), key="day")
