"""A centre's action plan as one sees it: what is to be done, what was done, and one action at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.identifiers import row_number
from bot.core.refusal import Refusal
from bot.domain.action_plans import TO_DO, ActionOrigin, ActionState
from bot.domain.areas import PriorityArea
from bot.i18n.phrase import Variants, Words
from bot.i18n.zones import zone_of
from bot.storage.action_plans import KIND, WHAT, WHY_NOT, PlannedAction, actions_of
from bot.storage.centres import Centre
from bot.storage.variants import texts
from bot.usecases.action_plan_places import At, Place, at_action, people_at, place, to_rewrite
from bot.usecases.centre_report_sources import programme_name
from bot.usecases.invitations import centre_name
from bot.usecases.work import Work


@dataclass(frozen=True)
class Line:
    """`in_charge`: a name; None: nobody, or somebody whose name the reader does not get (`has_owner`)."""

    number: int
    text: Variants
    area: PriorityArea | None
    origin: ActionOrigin
    state: ActionState
    state_on: date
    due_on: date | None
    is_late: bool
    has_owner: bool
    in_charge: str | None
    why_not: Variants | None


@dataclass(frozen=True)
class Plan:
    """What is to be done by its day, those without one last; then what was done or given up, the latest first."""

    centre_id: int
    centre: Variants
    programme: Words
    to_do: tuple[Line, ...]
    over: tuple[Line, ...]
    may_write: bool

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.to_do, *self.over)

    @property
    def done(self) -> tuple[Line, ...]:
        return tuple(one for one in self.over if one.state is ActionState.DONE)


@dataclass(frozen=True)
class Shown:
    """An action as somebody sees it."""

    centre_id: int
    centre: Variants
    line: Line
    may_write: bool
    may_move: bool


def plan(work: Work, centre_id: int) -> Plan | Refusal:
    at = place(work, centre_id)
    if isinstance(at, Refusal):
        return at
    rows = actions_of(work.session, centre_id)
    lines = _lines(work, at, rows)
    to_do = [one for one in lines if one.state in TO_DO]
    over = [one for one in lines if one.state not in TO_DO]
    return Plan(
        centre_id=centre_id,
        centre=centre_name(work, centre_id),
        programme=programme_name(work, centre_id),
        to_do=tuple(sorted(to_do, key=lambda one: (one.due_on or date.max, one.number))),
        over=tuple(sorted(over, key=lambda one: (one.state_on, one.number), reverse=True)),
        may_write=at.may_write,
    )


def plan_named(work: Work, argument: str) -> Plan | Refusal:
    """By the number of the centre as it stands in an argument."""
    return plan(work, row_number(argument) or 0)


def seen(work: Work, number: str) -> Shown | Refusal:
    """By the number of the action as it was typed."""
    at = at_action(work, number)
    if isinstance(at, Refusal):
        return at
    return _shown(work, at)


def to_change(work: Work, number: str) -> Shown | Refusal:
    """For whoever may say something else with it."""
    at = at_action(work, number)
    if isinstance(at, Refusal):
        return at
    if not at.may_move:
        refused = to_rewrite(work, number)
        assert isinstance(refused, Refusal), "whoever writes may do everything"
        return refused
    return _shown(work, at)


def people(work: Work, centre_id: int) -> tuple[tuple[int, str], ...]:
    """Who can be put in charge: (id, name). Asked by those who write the plan."""
    at = place(work, centre_id)
    if isinstance(at, Refusal) or not at.may_write:
        return ()
    return tuple((person, name) for _centre, person, name in people_at(work, [centre_id]))


def _shown(work: Work, at: At) -> Shown:
    [line] = _lines(work, at.place, [at.action])
    centre = at.action.centre_id
    return Shown(centre, centre_name(work, centre), line, at.place.may_write, at.may_move)


def _lines(work: Work, at: Place, rows: Sequence[PlannedAction]) -> list[Line]:
    """As many queries, however many actions."""
    numbers = [one.id for one in rows]
    told = texts(work.session, KIND, numbers, WHAT)
    why_not = texts(work.session, KIND, numbers, WHY_NOT)
    wanted = {one.person_id for one in rows if one.person_id is not None}
    names = {person: name for _centre, person, name in people_at(work, [at.centre_id], sorted(wanted))}
    zone = zone_of(work.session.get_one(Centre, at.centre_id).zone)
    today = work.now.astimezone(zone).date()
    return [
        Line(
            number=one.id,
            text=Variants(told.get(one.id, {})),
            area=one.area,
            origin=one.origin,
            state=one.state,
            state_on=one.state_at.astimezone(zone).date(),
            due_on=one.due_on,
            is_late=one.state in TO_DO and one.due_on is not None and one.due_on < today,
            has_owner=one.person_id in names,
            in_charge=names.get(one.person_id or 0) if at.shows_names else None,
            why_not=Variants(why_not[one.id]) if one.state is ActionState.GIVEN_UP and one.id in why_not else None,
        )
        for one in rows
    ]
