"""Calendars of the programme as people see them: those of a centre, and those that somebody coordinates, at least in part."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience, CentreFacts
from bot.domain.milestones import DoneBy, Standing, When, Window, read, standing, window
from bot.domain.rights import Right
from bot.i18n.phrase import Variants, _
from bot.i18n.zones import zone_of
from bot.storage.centres import Centre
from bot.storage.memberships import Membership, MembershipState
from bot.storage.milestones import (
    CALENDAR,
    MILESTONE,
    PHASE,
    CalendarState,
    MilestoneDone,
    ProgrammeCalendar,
    done_by_word,
    find_calendar,
    milestones_of,
    phases_of,
)
from bot.storage.people import Person
from bot.storage.variants import texts
from bot.usecases import audiences, milestone_facts, partner_rights, rights
from bot.usecases.people import person_of
from bot.usecases.publication_scope import Scope, scope_of
from bot.usecases.work import ActorKind, Work

NO_SUCH_CALENDAR = _("There is no such programme. Write *programme* to see those that there are.")
MOST_LISTED = 50


@dataclass(frozen=True)
class Step:
    """A milestone where it falls on the calendar; `begins` and `due` tell whether it moves along."""

    number: int
    name: Variants
    task: Variants
    begins: When
    due: When
    window: Window
    done_by: DoneBy


@dataclass(frozen=True)
class Phase:
    number: int
    name: Variants
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Calendar:
    """`phases` in their order; the steps of one by the days on which they begin."""

    number: int
    name: Variants
    programme: Variants
    audience: Audience
    begins_on: date
    is_running: bool
    reminds: bool
    phases: tuple[Phase, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for phase in self.phases for step in phase.steps)


@dataclass(frozen=True)
class Done:
    """`by` is who said so; None: the system saw it, or they have been forgotten."""

    on: date
    by: str | None
    is_said: bool


@dataclass(frozen=True)
class At:
    """A centre, and which day it is there."""

    centre: int
    name: Variants
    country: str
    today: date


@dataclass(frozen=True)
class CentreView:
    """How a centre stands. `may_say`: the reader may say for it what is done."""

    calendar: Calendar
    at: At
    done: Mapping[int, Done]  # by the step's number
    may_say: bool

    def stands(self, step: Step) -> Standing:
        done = self.done.get(step.number)
        return standing(step.window, self.at.today, None if done is None else done.on)


@dataclass(frozen=True)
class Overview:
    """`centres` are only those that the reader coordinates; `manages`: all of them, so that they may change it."""

    calendar: Calendar
    today: date  # where the reader is
    centres: tuple[At, ...]
    done: Mapping[tuple[int, int], Done]  # (step, centre)
    manages: bool

    def standings(self, step: Step) -> Mapping[int, Standing]:
        return {
            at.centre: standing(
                step.window, at.today, done.on if (done := self.done.get((step.number, at.centre))) else None
            )
            for at in self.centres
        }

    def late(self) -> tuple[tuple[Step, tuple[At, ...]], ...]:
        """The steps with which centres are late, and which."""
        found = []
        for step in self.calendar.steps:
            stands = self.standings(step)
            behind = tuple(at for at in self.centres if stands[at.centre] is Standing.LATE)
            if behind:
                found.append((step, behind))
        return tuple(found)


@dataclass(frozen=True)
class InSight:
    """One line of a list: a calendar, and the centre whose view it is; None: as who coordinates."""

    calendar: int
    name: Variants
    centre: int | None
    centre_name: Variants | None
    is_running: bool


def any_in_sight(work: Work) -> bool:
    """For the menu."""
    return rights.has_somewhere(work, Right.PLAN) or bool(in_sight(work))


def in_sight(work: Work) -> tuple[InSight, ...]:
    """Those of one's own centres first, as far as they run; then those that one coordinates, the latest first."""
    rows = work.session.exec(
        select(ProgrammeCalendar).order_by(col(ProgrammeCalendar.id).desc()).limit(MOST_LISTED)
    ).all()
    if not rows:
        return ()
    names = texts(work.session, CALENDAR, [row.id for row in rows], "name")
    theirs = own_centres(work)
    mine = [one for one in audiences.all_centres(work) if one.id in theirs]
    centre_names = texts(work.session, "centre", [one.id for one in mine], "name")
    scope = scope_of(work, Right.PLAN)
    own = [
        InSight(row.id, Variants(names.get(row.id, {})), one.id, Variants(centre_names.get(one.id, {})), True)
        for one in mine
        for row in rows
        if row.state is CalendarState.RUNNING and Audience.from_json(row.audience).takes_in(one)
    ]
    led = [
        InSight(row.id, Variants(names.get(row.id, {})), None, None, row.state is CalendarState.RUNNING)
        for row in rows
        if scope.sees(Audience.from_json(row.audience))
    ]
    return (*own, *led)


def own_centres(work: Work) -> frozenset[int]:
    """Those to which the person belongs, or for which they speak."""
    if work.actor.kind is not ActorKind.PERSON:
        return frozenset()
    belongs = select(Membership.centre_id).where(
        Membership.person_id == work.person_id, Membership.state == MembershipState.CONFIRMED
    )
    return frozenset(work.session.exec(belongs)) | frozenset(partner_rights.spoken_for(work))


def overview(work: Work, number: int) -> Overview | Refusal:
    row = find_calendar(work.session, number)
    scope = scope_of(work, Right.PLAN)
    if row is None or not scope.sees(Audience.from_json(row.audience)):
        return Refusal(NO_SUCH_CALENDAR)
    [calendar] = calendars(work, [row])
    facts = [one for one in audiences.centres_in(work, calendar.audience) if scope.covers(one.id)]
    places = places_of(work, facts)
    done = done_in(work, [calendar], places)
    return Overview(calendar, _today(work), places, done, scope.manages(calendar.audience))


def centre_view(work: Work, number: int, centre: int) -> CentreView | Refusal:
    """For its own people, and for those who coordinate it."""
    row = find_calendar(work.session, number)
    facts = [one for one in audiences.all_centres(work) if one.id == centre]
    scope = scope_of(work, Right.PLAN)
    is_theirs = centre in own_centres(work)
    if row is None or not facts or not (is_theirs or scope.covers(centre)):
        return Refusal(NO_SUCH_CALENDAR)
    [calendar] = calendars(work, [row])
    if not calendar.audience.takes_in(facts[0]):
        return Refusal(NO_SUCH_CALENDAR)
    [at] = places_of(work, facts)
    done = {step: one for (step, _centre), one in done_in(work, [calendar], [at]).items()}
    return CentreView(calendar, at, done, may_say=calendar.is_running and may_say(work, centre, scope))


def may_say(work: Work, centre: int, scope: Scope | None = None) -> bool:
    """Whoever speaks for the centre, and who coordinates it from above."""
    known = scope or scope_of(work, Right.PLAN)
    return known.covers(centre) or (work.actor.kind is ActorKind.PERSON and centre in partner_rights.spoken_for(work))


def calendars(work: Work, rows: Sequence[ProgrammeCalendar]) -> list[Calendar]:
    """With everything that belongs to them; six queries, however many they are."""
    phases = phases_of(work.session, [row.id for row in rows])
    milestones = milestones_of(work.session, [one.id for one in phases])
    names = texts(work.session, CALENDAR, [row.id for row in rows], "name")
    phase_names = texts(work.session, PHASE, [one.id for one in phases], "name")
    step_names = texts(work.session, MILESTONE, [one.id for one in milestones], "name")
    tasks = texts(work.session, MILESTONE, [one.id for one in milestones], "task")
    programmes = texts(work.session, "programme", {row.programme_id for row in rows}, "name")
    begin = {one.id: row.begins_on for row in rows for one in phases if one.calendar_id == row.id}
    steps: dict[int, list[Step]] = {}
    for one in milestones:
        begins, due = read(one.begins), read(one.due)
        steps.setdefault(one.phase_id, []).append(
            Step(
                number=one.id,
                name=Variants(step_names.get(one.id, {})),
                task=Variants(tasks.get(one.id, {})),
                begins=begins,
                due=due,
                window=window(begin[one.phase_id], begins, due),
                done_by=one.done_by,
            )
        )
    return [
        Calendar(
            number=row.id,
            name=Variants(names.get(row.id, {})),
            programme=Variants(programmes.get(row.programme_id, {})),
            audience=Audience.from_json(row.audience),
            begins_on=row.begins_on,
            is_running=row.state is CalendarState.RUNNING,
            reminds=row.reminds,
            phases=tuple(
                Phase(one.id, Variants(phase_names.get(one.id, {})), _in_time(steps.get(one.id, ())))
                for one in phases
                if one.calendar_id == row.id
            ),
        )
        for row in rows
    ]


def done_in(work: Work, found: Iterable[Calendar], places: Collection[At]) -> dict[tuple[int, int], Done]:
    """(step, centre) → since when; what was said comes before what was seen, whichever day is the earlier."""
    steps = [step for calendar in found for step in calendar.steps]
    zones = _zones(work, [at.centre for at in places])
    facts = milestone_facts.found(work, {(one.done_by, one.window.begins) for one in steps}, zones)
    done = {
        (step.number, centre): Done(on, None, is_said=False)
        for step in steps
        for centre in zones
        if (on := facts.get(((step.done_by, step.window.begins), centre))) is not None
    }
    said = done_by_word(work.session, [one.number for one in steps], list(zones))
    names = _names(work, said.values())
    return done | {key: Done(one.done_on, names.get(one.by_id), is_said=True) for key, one in said.items()}


def places_of(work: Work, facts: Sequence[CentreFacts]) -> tuple[At, ...]:
    ids = [one.id for one in facts]
    names, zones = texts(work.session, "centre", ids, "name"), _zones(work, ids)
    return tuple(
        At(one.id, Variants(names.get(one.id, {})), one.country, work.now.astimezone(zone_of(zones[one.id])).date())
        for one in sorted(facts, key=lambda one: (one.country, one.id))
    )


def _today(work: Work) -> date:
    zone = person_of(work).zone if work.actor.kind is ActorKind.PERSON else "UTC"
    return work.now.astimezone(zone_of(zone)).date()


def _zones(work: Work, centres: Collection[int]) -> dict[int, str]:
    return dict(work.session.exec(select(Centre.id, Centre.zone).where(col(Centre.id).in_(centres))).all())


def _names(work: Work, said: Iterable[MilestoneDone]) -> Mapping[int | None, str | None]:
    people = {one.by_id for one in said if one.by_id is not None}
    return dict(work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people))).all())


def _in_time(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda one: (one.window.begins, one.window.due, one.number)))
