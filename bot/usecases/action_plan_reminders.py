"""Reminders of actions: a week before, on the day, and once a week after it; none any more as soon as one is done or given up.

To whoever is in charge, or else to those who write the plan; all of a person's in one message, never at night where they are.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.domain.action_plans import next_reminder
from bot.domain.nudges import next_allowed
from bot.domain.subscriptions import MILESTONES
from bot.i18n.phrase import Lines, Variants, Words, _
from bot.i18n.zones import zone_of
from bot.storage.action_plans import KIND, WHAT, PlannedAction
from bot.storage.centres import Centre, CentreState
from bot.storage.subscriptions import without_objection
from bot.storage.variants import texts
from bot.usecases.action_plan_places import people_at, writers
from bot.usecases.action_plan_words import begun_act, done_act, see, see_plan
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.visit_days import day_words
from bot.usecases.work import Work

SLICE = 20  # actions in one transaction


def look_after(work: Work) -> bool:
    """On the clock. True: there may be more."""
    due = work.session.exec(
        select(PlannedAction)
        .where(col(PlannedAction.remind_at) <= work.now)
        .order_by(col(PlannedAction.remind_at), col(PlannedAction.id))
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    if not due:
        return False
    found = work.session.exec(select(Centre).where(col(Centre.id).in_({one.centre_id for one in due}))).all()
    centres = {one.id: one for one in found}
    about = _by_person(work, [one for one in due if centres[one.centre_id].state is CentreState.ACTIVE])
    told = {person: about[person] for person in without_objection(work.session, about, MILESTONES)}
    if told:
        said = texts(work.session, KIND, [one.id for one in due], WHAT)
        words = {one.id: _line(one, Variants(said.get(one.id, {})), centres[one.centre_id], work.now) for one in due}
        tell(work, told, lambda to: _notice(work, told[to.person_id], words, to))
    for one in due:  # only now: the moment is part of what makes a reminder come once
        centre = centres[one.centre_id]
        assert one.due_on is not None, "only what has a day is reminded of"
        one.remind_at = next_reminder(one.due_on, work.now, centre.zone, centre.country)
        work.session.add(one)
    work.session.flush()
    return len(due) == SLICE


def _by_person(work: Work, due: Sequence[PlannedAction]) -> dict[int, list[PlannedAction]]:
    centres = sorted({one.centre_id for one in due})
    in_charge = sorted({one.person_id for one in due if one.person_id is not None})
    there = {(centre, person) for centre, person, _name in people_at(work, centres, in_charge)}
    who = writers(work, centres)
    found: dict[int, list[PlannedAction]] = {}
    for one in due:
        is_there = one.person_id is not None and (one.centre_id, one.person_id) in there
        for person in [one.person_id] if is_there else who[one.centre_id]:
            if person is not None:
                found.setdefault(person, []).append(one)
    return found


def _line(one: PlannedAction, text: Variants, centre: Centre, now: datetime) -> Words:
    assert one.due_on is not None, "only what has a day is reminded of"
    number, day = str(one.id), day_words(one.due_on)
    today = now.astimezone(zone_of(centre.zone)).date()
    if one.due_on < today:
        return _("Action {number}, *{text}*, was to be done by {day}.", number=number, text=text, day=day)
    if one.due_on == today:
        return _("Action {number}, *{text}*, is to be done by today.", number=number, text=text)
    return _("Action {number}, *{text}*, is to be done by {day}.", number=number, text=text, day=day)


def _notice(work: Work, about: Sequence[PlannedAction], words: Mapping[int, Words], to: Recipient) -> Notice:
    first = about[0]
    assert first.remind_at is not None, "its turn has come"
    lines: list[Words] = [_("From your action plan:"), *(words[one.id] for one in about)]
    if len(about) == 1:
        lines.append(_("How far have you come? If it takes longer, you can choose another day."))
        acts: tuple[Act, ...] = (done_act(first.id), begun_act(first.id), see(first.id))
    else:
        acts = tuple(see_plan(one) for one in dict.fromkeys(each.centre_id for each in about))[:1]
    return Notice(
        f"{KIND}:{first.id}:reminder:{int(first.remind_at.timestamp())}",
        Lines(tuple(lines)),
        acts=acts,
        due_at=next_allowed(work.now, to.zone),
    )
