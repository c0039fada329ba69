"""A call for peer visits: opened by whoever coordinates, told to the centres slice by slice, closed in time or at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.nudges import next_working
from bot.domain.rights import Right
from bot.domain.visits import WithoutGroup
from bot.i18n.phrase import _
from bot.storage.next_free import next_free
from bot.storage.visits import (
    CALLS,
    VisitCall,
    VisitCallState,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    VisitWay,
    groups_of,
    offers_to,
)
from bot.usecases import audiences, audit, visit_call_words, visit_lists, visit_words
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.partner_rights import speakers
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work

SLICE = 10  # centres told in one transaction
REMIND_BEFORE = timedelta(days=3)  # that a call closes
NOT_TO_DROP = frozenset({VisitCallState.SENT, VisitCallState.DROPPED})
LONGEST = timedelta(days=366)  # from the first day of the visits to the last


@dataclass(frozen=True)
class Plan:
    """What a call says; days on the coordinator's clock."""

    audience: Audience
    closes_on: date
    closes_at: datetime
    visits_from: date
    visits_until: date
    way: VisitWay
    in_pairs: bool


def open_call(work: Work, plan: Plan) -> int | Refusal:
    """Its number. The centres are told by the clock."""
    if refusal := audiences.refused(work, Right.MATCH_CENTRES, plan.audience) or _cannot_be(work, plan):
        return refusal
    if len(audiences.centres_in(work, plan.audience)) < 2:  # noqa: PLR2004 - it takes two
        return Refusal(_("There are not two centres in this audience. Please choose a wider one."), key="audience")
    row = VisitCall(
        programme_id=the_programme(work).id,
        author_id=work.actor.person_id,
        audience=plan.audience.to_json(),
        way=plan.way,
        in_pairs=plan.in_pairs,
        opened_at=work.now,
        closes_on=plan.closes_on,
        closes_at=plan.closes_at,
        visits_from=plan.visits_from,
        visits_until=plan.visits_until,
    )
    work.session.add(row)
    work.session.flush()
    audit.note(work, "call for visits", CALLS, row.id)
    return row.id


def _cannot_be(work: Work, plan: Plan) -> Refusal | None:
    if plan.closes_at <= work.now:
        return Refusal(_("That day has passed already. Please give one to come."), key="closes")
    if plan.visits_from <= plan.closes_on:
        return Refusal(
            _("The visits can only begin after the centres have answered. Please give a later day."), key="from"
        )
    if plan.visits_until < plan.visits_from:
        return Refusal(_("The last day lies before the first one. Please give a later day."), key="until")
    if plan.visits_until - plan.visits_from > LONGEST:
        return Refusal(_("That is more than a year. Please give an earlier day."), key="until")
    return None


# -- telling the centres, and the end of it ----------------------------------------------------------------------------
def look_after(work: Work) -> bool:
    """On the clock: the next centres of a call are asked, or a call whose time is over is matched. True: there may be more."""
    row = next_free(
        work.session,
        select(VisitCall)
        .where(VisitCall.state == VisitCallState.OPEN, col(VisitCall.asked_through).is_not(None))
        .order_by(col(VisitCall.id)),
    )
    if row is None:
        return _remind(work) or _closed(work)
    _ask(work, row)
    return True


def _ask(work: Work, row: VisitCall) -> None:
    through = row.asked_through or 0
    ids = sorted(one.id for one in audiences.centres_in(work, Audience.from_json(row.audience)) if one.id > through)
    slice_ = ids[:SLICE]
    who = speakers(work, slice_)
    people = dict.fromkeys(person for centre in slice_ for person in who[centre])
    notice = Notice(f"{CALLS}:{row.id}:call", visit_words.call(row), acts=(visit_words.answer(row.id),))
    tell(work, people, notice)
    row.asked_through = slice_[-1] if len(ids) > SLICE else None
    work.session.add(row)
    work.session.flush()


def _remind(work: Work) -> bool:
    """Centres that have not answered, once, while people work there; not of a call that was short."""
    row = next_free(
        work.session,
        select(VisitCall)
        .where(
            VisitCall.state == VisitCallState.OPEN,
            col(VisitCall.reminded_through).is_not(None),
            col(VisitCall.closes_at) > work.now,
            col(VisitCall.closes_at) <= work.now + REMIND_BEFORE,
            col(VisitCall.opened_at) <= work.now - REMIND_BEFORE,
        )
        .order_by(col(VisitCall.id)),
    )
    if row is None:
        return False
    through = row.reminded_through or 0
    answered = {one.centre_id for one in offers_to(work.session, row.id)}
    silent = sorted(
        (one.id, one.country)
        for one in audiences.centres_in(work, Audience.from_json(row.audience))
        if one.id > through and one.id not in answered
    )
    slice_ = silent[:SLICE]
    who = speakers(work, [centre for centre, _country in slice_])
    for centre, country in slice_:

        def notice(to: Recipient, country: str = country) -> Notice:
            return Notice(
                f"{CALLS}:{row.id}:remind",
                visit_words.reminder(row),
                acts=(visit_words.answer(row.id),),
                due_at=next_working(work.now, to.zone, country),
            )

        tell(work, who[centre], notice)
    row.reminded_through = slice_[-1][0] if len(silent) > SLICE else None
    work.session.add(row)
    work.session.flush()
    return True


def _closed(work: Work) -> bool:
    row = next_free(
        work.session,
        select(VisitCall)
        .where(VisitCall.state == VisitCallState.OPEN, col(VisitCall.closes_at) <= work.now)
        .order_by(col(VisitCall.id)),
    )
    if row is None:
        return False
    row.state = VisitCallState.MATCHING
    work.session.add(row)
    work.session.flush()
    return True


def match(work: Work, argument: str) -> Told | Refusal:
    """Whoever coordinates need not wait until the call closes; who has not answered yet could not any more: that is asked first."""
    row = visit_lists.find(work, argument)
    if isinstance(row, Refusal):
        return row
    silent = visit_lists.silent(work, row)
    if row.state is VisitCallState.OPEN and row.closes_at > work.now and silent:
        return Told(visit_call_words.closes_early(row, silent), acts=visit_call_words.acts_to_close(row.id))
    return match_now(work, argument)


def match_now(work: Work, argument: str) -> Told | Refusal:
    """Once the groups were sent: for those who have none by then."""
    row = visit_lists.find(work, argument)
    if isinstance(row, Refusal):
        return row
    left = row.state is VisitCallState.SENT and len(visit_lists.without_group(work, row)) > 1
    if row.state in {VisitCallState.OPEN, VisitCallState.FAILED} or left:
        row.state, row.closes_at = VisitCallState.MATCHING, min(row.closes_at, work.now)
        work.session.add(row)
        work.session.flush()
        audit.note(work, "match visits", CALLS, row.id)
    return visit_lists.told(work, row)


def drop(work: Work, argument: str) -> Told | Refusal:
    """It cannot be taken back, and others are told: so it is asked first, and says how many these are."""
    row = visit_lists.find(work, argument)
    if isinstance(row, Refusal):
        return row
    if row.state in NOT_TO_DROP:
        return visit_lists.told(work, row)
    told = None if _others_under_way(groups_of(work.session, row.id)) else len(_answered_by(work, row))
    return Told(visit_call_words.to_drop(row.id, told), acts=visit_call_words.acts_to_drop(row.id))


def keep(work: Work, argument: str) -> Told | Refusal:
    """The way back: how it stands."""
    row = visit_lists.find(work, argument, to_change=False)
    return row if isinstance(row, Refusal) else visit_lists.told(work, row)


def drop_now(work: Work, argument: str) -> Told | Refusal:
    """Before the groups were sent; whoever answered is told. Where others are under way, only the new groups are dropped."""
    row = visit_lists.find(work, argument)
    if isinstance(row, Refusal):
        return row
    if row.state in NOT_TO_DROP:
        return visit_lists.told(work, row)
    groups = groups_of(work.session, row.id)
    if _others_under_way(groups):
        _drop_suggested(work, row, groups)
    else:
        row.state = VisitCallState.DROPPED
        work.session.add(row)
        work.session.flush()
        audit.note(work, "drop visits", CALLS, row.id)
        tell(work, _answered_by(work, row), Notice(f"{CALLS}:{row.id}:dropped", visit_words.called_off(row)))
    return visit_lists.told(work, row)


def _others_under_way(groups: Sequence[tuple[VisitGroup, Sequence[VisitGroupCentre]]]) -> bool:
    return any(group.state not in {VisitGroupState.SUGGESTED, VisitGroupState.DROPPED} for group, _members in groups)


def _drop_suggested(
    work: Work, row: VisitCall, groups: Sequence[tuple[VisitGroup, Sequence[VisitGroupCentre]]]
) -> None:
    row.state, row.alone_told = VisitCallState.SENT, None
    for group, members in groups:
        if group.state is VisitGroupState.SUGGESTED:
            group.state, group.settled_at = VisitGroupState.DROPPED, work.now
            work.session.add(group)
            row.alone = {**row.alone, **{str(one.centre_id): WithoutGroup.NOBODY_LEFT.value for one in members}}
    work.session.add(row)
    work.session.flush()
    audit.note(work, "drop groups", CALLS, row.id)


def _answered_by(work: Work, row: VisitCall) -> list[int]:
    """People: who said for a centre that it hosts or visits."""
    return sorted(
        {one.by_id for one in offers_to(work.session, row.id) if one.by_id is not None and (one.hosts or one.visits)}
    )
