"""What makes milestones done by itself: read where it stands, so that nothing has to be counted along or called off."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from bot.domain.milestones import DoneBy
from bot.domain.sessions import HostPart
from bot.i18n.zones import zone_of
from bot.storage.assessments import Assessment, stands
from bot.storage.memberships import Membership, MembershipState
from bot.storage.partners import Partner, Partnership, PartnershipState
from bot.storage.sessions import LearningSession, Rsvp, SessionHost, SessionState, was_there
from bot.storage.visits import InGroup, Visit, VisitGroupCentre, VisitState
from bot.usecases.work import Work

_assessment = Assessment.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_membership = Membership.__table__  # type: ignore[attr-defined] # see above
_partner = Partner.__table__  # type: ignore[attr-defined] # see above
_partnership = Partnership.__table__  # type: ignore[attr-defined] # see above
_session = LearningSession.__table__  # type: ignore[attr-defined] # see above
_host = SessionHost.__table__  # type: ignore[attr-defined] # see above
_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # see above
_visit = Visit.__table__  # type: ignore[attr-defined] # see above
_visiting = VisitGroupCentre.__table__  # type: ignore[attr-defined] # see above

Fact = tuple[DoneBy, date]
"""What is looked for, and since when: what happened before a milestone begins does not make it done."""


def found(work: Work, wanted: Collection[Fact], zones: Mapping[int, str]) -> Mapping[tuple[Fact, int], date]:
    """(fact, centre) → the first day since then on which it was so, there. `zones` by centre; one query for each fact."""
    first: dict[tuple[Fact, int], date] = {}
    for fact in sorted(wanted):
        if fact[0] is not DoneBy.SAID:
            rows = _QUERIES[fact[0]](datetime.combine(fact[1], time(), UTC), work.now)
            for centre, at in work.session.connection().execute(rows):
                if centre in zones and at is not None:
                    first[fact, centre] = max(fact[1], _day(at, zones[centre]))
    return first


def _day(at: datetime | date, zone: str) -> date:
    return at.astimezone(zone_of(zone)).date() if isinstance(at, datetime) else at


def _people(_since: datetime, now: datetime) -> Select[Any]:
    """Whoever came in before the milestone began is there, too."""
    return (
        select(_membership.c.centre_id, func.min(_membership.c.from_on))
        .where(_membership.c.state == MembershipState.CONFIRMED, _membership.c.from_on <= now.date())
        .where((_membership.c.to_on.is_(None)) | (_membership.c.to_on >= now.date()))
        .group_by(_membership.c.centre_id)
    )


def _assessments(since: datetime, _now: datetime) -> Select[Any]:
    return (
        select(_assessment.c.centre_id, func.min(_assessment.c.signed_at))
        .where(stands(), _assessment.c.signed_at >= since)
        .group_by(_assessment.c.centre_id)
    )


def _led(since: datetime, now: datetime) -> Select[Any]:
    """Whoever organised it, where it says of nobody else that they lead it."""
    leads = _host.c.part.in_([HostPart.HOST, HostPart.CO_HOST])
    somebody = select(_host.c.id).where(_host.c.session_id == _session.c.id, _host.c.part == HostPart.HOST).exists()
    organisers = select(_session.c.id.label("session"), _session.c.organiser_id.label("person")).where(~somebody)
    hosts = select(_host.c.session_id.label("session"), _host.c.person_id.label("person")).where(leads)
    return _first_of_centre(union_all(organisers, hosts).subquery(), since, now)


def _joined(since: datetime, now: datetime) -> Select[Any]:
    """Who was there; where nobody says so, who wanted to come."""
    people = select(_rsvp.c.session_id.label("session"), _rsvp.c.person_id.label("person")).where(was_there())
    return _first_of_centre(people.subquery(), since, now)


def _first_of_centre(people: Any, since: datetime, now: datetime) -> Select[Any]:
    """`people` has sessions and persons; each centre of a person counts."""
    took_place = (_session.c.state == SessionState.PLANNED) & (_session.c.starts_at >= since)
    return (
        select(_membership.c.centre_id, func.min(_session.c.starts_at))
        .select_from(_session)
        .join(people, people.c.session == _session.c.id)
        .join(_membership, _membership.c.person_id == people.c.person)
        .where(took_place, _session.c.starts_at <= now, _membership.c.state == MembershipState.CONFIRMED)
        .group_by(_membership.c.centre_id)
    )


def _partners(since: datetime, _now: datetime) -> Select[Any]:
    return (
        select(_partner.c.centre_id, func.min(_partnership.c.settled_at))
        .join(_partnership, _partnership.c.id == _partner.c.partnership_id)
        .where(_partnership.c.state == PartnershipState.ACCEPTED, _partnership.c.settled_at >= since)
        .group_by(_partner.c.centre_id)
    )


def _visits(since: datetime, _now: datetime) -> Select[Any]:
    """Of a group, those who hosted, and the others as soon as one of the visits was held."""
    held = _visit.c.state.in_([VisitState.HELD, VisitState.REPORTED]) & (_visit.c.visit_on >= since.date())
    hosts = select(_visit.c.host_centre_id.label("centre"), _visit.c.visit_on.label("held_on")).where(held)
    guests = (
        select(_visiting.c.centre_id.label("centre"), _visit.c.visit_on.label("held_on"))
        .join(_visit, _visit.c.group_id == _visiting.c.group_id)
        .where(held, _visiting.c.state == InGroup.IN, _visiting.c.visits == literal(True))
    )
    both = union_all(hosts, guests).subquery()
    return select(both.c.centre, func.min(both.c.held_on)).group_by(both.c.centre)


_QUERIES: Mapping[DoneBy, Callable[[datetime, datetime], Select[Any]]] = {
    DoneBy.PEOPLE: _people,
    DoneBy.ASSESSMENT: _assessments,
    DoneBy.LED: _led,
    DoneBy.JOINED: _joined,
    DoneBy.PARTNER: _partners,
    DoneBy.VISIT: _visits,
}
