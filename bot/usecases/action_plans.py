"""Writing a centre's action plan: putting an action in, changing it, and saying how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, delete, func, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.action_plans import MOST, TO_DO, ActionOrigin, ActionState, next_reminder
from bot.domain.areas import PriorityArea
from bot.i18n.phrase import Words, _
from bot.i18n.zones import zone_of
from bot.storage.action_plans import KIND, WHAT, WHY_NOT, PlannedAction
from bot.storage.centres import Centre
from bot.storage.variants import TextVariant
from bot.usecases import action_plan_words, audit, variants
from bot.usecases.action_plan_places import people_at, to_move, to_rewrite, to_write
from bot.usecases.notify import tell
from bot.usecases.people import person_of
from bot.usecases.work import Work

FULL = _(
    "There are {count} actions to do in this plan. Before another one, please finish one of them or give one up.",
    count=MOST,
)
NOT_HERE = _("This person does not belong to the centre any more. Please choose somebody else.")
PAST = _("That day has passed already. Please give a day to come.")
NOT_TO_DO = _("This action is not to be done any more, so it is nobody’s turn. It can be opened again.")


@dataclass(frozen=True)
class NewAction:
    """`told`: what will be done, by language, `original` first. `origin_id` None: in their own words."""

    told: Mapping[str, str]
    original: str
    area: PriorityArea | None = None
    origin: ActionOrigin = ActionOrigin.OWN
    origin_id: int | None = None
    origin_part: str = ""
    person_id: int | None = None
    due_on: date | None = None


def add(work: Work, centre_id: int, new: NewAction) -> int | Refusal:
    """Its number. Whoever is put in charge by somebody else is told."""
    at = to_write(work, centre_id)
    if isinstance(at, Refusal):
        return at
    # Two who add at once wait for each other here: both may mean the same thing.
    centre = work.session.get_one(Centre, centre_id, with_for_update=True, populate_existing=True)
    if known := _there_already(work, centre_id, new):
        return Refusal(
            _("Somebody has put this into the plan already: action {number}.", number=str(known)), key="what"
        )
    if _to_do(work, centre_id) >= MOST:
        return Refusal(FULL)
    if refusal := _not_possible(work, centre, new.person_id, new.due_on):
        return refusal
    action = PlannedAction(
        centre_id=centre_id,
        area=new.area,
        origin=new.origin,
        origin_id=new.origin_id,
        origin_part=new.origin_part,
        person_id=new.person_id,
        author_id=work.person_id,
        due_on=new.due_on,
        state_at=work.now,
        created_at=work.now,
    )
    _remind(work, centre, action)
    work.session.add(action)
    work.session.flush()
    variants.write(work, KIND, action.id, WHAT, new.told, new.original)
    work.session.flush()
    audit.note(work, "plan", KIND, action.id, scope=f"centre:{centre_id}", origin=new.origin)
    _tell_in_charge(work, action)
    return action.id


# -- what it says: by whoever writes the plan --------------------------------------------------------------------------
def reword(work: Work, number: int, text: str) -> Refusal | None:
    at = to_rewrite(work, number)
    if isinstance(at, Refusal):
        return at
    _replace(work, number, WHAT, text)
    audit.note(work, "reword", KIND, number)
    return None


def put_in_area(work: Work, number: int, area: PriorityArea | None) -> Refusal | None:
    at = to_rewrite(work, number)
    if isinstance(at, Refusal):
        return at
    at.action.area = area
    work.session.add(at.action)
    audit.note(work, "put in area", KIND, number, area=area or "")
    return None


def hand_to(work: Work, number: int, person_id: int | None) -> Refusal | None:
    """In charge from now on; None: nobody."""
    at = to_rewrite(work, number)
    if isinstance(at, Refusal):
        return at
    action = at.action
    if action.state not in TO_DO:
        return Refusal(NOT_TO_DO)
    if refusal := _not_possible(work, work.session.get_one(Centre, action.centre_id), person_id, None):
        return refusal
    is_new = person_id != action.person_id
    action.person_id = person_id
    work.session.add(action)
    work.session.flush()
    audit.note(work, "hand over", KIND, number, person=person_id or 0)
    if is_new:
        _tell_in_charge(work, action)
    return None


# -- how far it has come: by whoever is in charge, too -----------------------------------------------------------------
def set_day(work: Work, number: int, due_on: date | None) -> Refusal | None:
    """Until when; None: without a day, and without reminders."""
    at = to_move(work, number)
    if isinstance(at, Refusal):
        return at
    action, centre = at.action, work.session.get_one(Centre, at.action.centre_id)
    if action.state not in TO_DO:
        return Refusal(NOT_TO_DO)
    if refusal := _not_possible(work, centre, None, due_on):
        return refusal
    action.due_on = due_on
    _remind(work, centre, action)
    work.session.add(action)
    work.session.flush()
    audit.note(work, "set day", KIND, number, day=due_on.isoformat() if due_on else "")
    return None


def give_up(work: Work, number: int, why: str) -> Refusal | None:
    moved = _move(work, number, ActionState.GIVEN_UP)
    if isinstance(moved, Refusal):
        return moved
    _replace(work, number, WHY_NOT, why)
    return None


def begin(work: Work, argument: str) -> Told | Refusal:
    return _told(work, argument, ActionState.UNDER_WAY, _("Good luck with it."))


def done(work: Work, argument: str) -> Told | Refusal:
    return _told(work, argument, ActionState.DONE, _("Well done! There are no more reminders of it."))


def open_again(work: Work, argument: str) -> Told | Refusal:
    return _told(work, argument, ActionState.OPEN, _("It is to be done again."))


def _told(work: Work, argument: str, state: ActionState, more: Words) -> Told | Refusal:
    moved = _move(work, argument, state)
    if isinstance(moved, Refusal):
        return moved
    action, before = moved
    back = action_plan_words.MOVES.get(before) if before is not state else None
    return Told(
        action_plan_words.moved(work, action, more),
        (action_plan_words.see_plan(action.centre_id),),
        undo=None if back is None else f"a:{back}:{action.id}",
    )


def _move(work: Work, number: str | int, state: ActionState) -> tuple[PlannedAction, ActionState] | Refusal:
    """With the state before."""
    at = to_move(work, number)
    if isinstance(at, Refusal):
        return at
    action, before = at.action, at.action.state
    if before is not state:
        centre = work.session.get_one(Centre, action.centre_id)
        action.state, action.state_at = state, work.now
        _remind(work, centre, action)
        work.session.add(action)
        work.session.flush()
        audit.note(work, state.value.replace("_", " "), KIND, action.id, scope=f"centre:{action.centre_id}")
    return action, before


# -- what is behind it -------------------------------------------------------------------------------------------------
def _not_possible(work: Work, centre: Centre, person_id: int | None, due_on: date | None) -> Refusal | None:
    if person_id is not None and not people_at(work, [centre.id], [person_id]):
        return Refusal(NOT_HERE, key="who")
    if due_on is not None and due_on < work.now.astimezone(zone_of(centre.zone)).date():
        return Refusal(PAST, key="until")
    return None


def _there_already(work: Work, centre_id: int, new: NewAction) -> int | None:
    """What came from the same, and is still to be done. A session may have given people several ideas."""
    if new.origin_id is None or new.origin is ActionOrigin.SESSION:
        return None
    known = select(PlannedAction.id).where(
        PlannedAction.centre_id == centre_id,
        PlannedAction.origin == new.origin,
        PlannedAction.origin_id == new.origin_id,
        PlannedAction.origin_part == new.origin_part,
        col(PlannedAction.state).in_(TO_DO),
    )
    return work.session.exec(known.limit(1)).first()


def _to_do(work: Work, centre_id: int) -> int:
    counted = select(func.count()).select_from(PlannedAction)
    return work.session.exec(
        counted.where(PlannedAction.centre_id == centre_id, col(PlannedAction.state).in_(TO_DO))
    ).one()


def _remind(work: Work, centre: Centre, action: PlannedAction) -> None:
    """When next, by the clock and the weekend of the centre; never of what is not to be done."""
    due_on = action.due_on if action.state in TO_DO else None
    action.remind_at = None if due_on is None else next_reminder(due_on, work.now, centre.zone, centre.country)


def _replace(work: Work, number: int, field: str, text: str) -> None:
    """In the language of whoever writes, in place of whatever stood there in any."""
    work.session.exec(
        delete(TextVariant).where(
            col(TextVariant.subject_kind) == KIND,
            col(TextVariant.subject_id) == number,
            col(TextVariant.field) == field,
        )
    )
    language = work.translator.spoken(person_of(work).language)
    variants.write(work, KIND, number, field, {language: text}, language)
    work.session.flush()


def _tell_in_charge(work: Work, action: PlannedAction) -> None:
    if action.person_id is not None and action.person_id != work.person_id:
        tell(work, [action.person_id], action_plan_words.in_charge(work, action))
