"""Peer visits that are arranged already, for transcripts of what happens in them and after."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.domain.areas import PriorityArea
from bot.storage.centres import Centre
from bot.storage.memberships import Membership
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, Rsvp, SessionKind
from bot.storage.variants import TextVariant, VariantState
from bot.storage.visits import (
    Visit,
    VisitCall,
    VisitCallState,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    VisitWay,
)

IN, MINUTES = timedelta(hours=2), 60  # of a live visit


def visit(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """`live GE-1 TN-1,IT-1 green,inclusion`: the way, the host, the visiting centres, what it is about.

    A live visit is in two hours, in a session that the first person of the transcript organises; a diary begins today.
    """
    way, host, visitors, areas = VisitWay(about[0]), about[1], about[2].split(","), about[3].split(",")
    ids = {centre.code: centre.id for centre in session.exec(select(Centre))}
    centres = [ids[code] for code in (host, *visitors)]
    group = _group(session, now, centres)
    row = Visit(group_id=group, host_centre_id=ids[host], way=way, visit_on=now.date(), areas=areas, created_at=now)
    if way is VisitWay.LIVE:
        row.session_id = _session(session, now, PriorityArea(areas[0]), centres)
    session.add(row)


def _group(session: Session, now: datetime, centres: list[int]) -> int:
    day = now.date()
    call = VisitCall(
        programme_id=1,
        state=VisitCallState.SENT,
        opened_at=now,
        closes_on=day,
        closes_at=now,
        visits_from=day,
        visits_until=day + timedelta(days=30),
    )
    session.add(call)
    session.flush()
    group = VisitGroup(call_id=call.id, state=VisitGroupState.RUNNING, created_at=now)
    session.add(group)
    session.flush()
    session.add_all(
        VisitGroupCentre(group_id=group.id, centre_id=centre, hosts=True, visits=True, accepted_at=now)
        for centre in centres
    )
    session.flush()
    return group.id


def _session(session: Session, now: datetime, area: PriorityArea, centres: list[int]) -> int:
    organiser = session.exec(select(Person.id).order_by(Person.id)).first()
    assert organiser is not None, "somebody organises it"
    row = LearningSession(
        programme_id=1,
        organiser_id=organiser,
        kind=SessionKind.PEER_VISIT,
        area=area,
        starts_at=now + IN,
        zone="UTC",
        minutes=MINUTES,
        created_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    title = {"subject_kind": "session", "subject_id": row.id, "field": "title", "language": "en"}
    session.add(TextVariant(text="Peer visit", state=VariantState.ORIGINAL, at=now, **title))
    people = session.exec(select(Membership.person_id).where(col(Membership.centre_id).in_(centres))).all()
    session.add_all(Rsvp(session_id=row.id, person_id=person, at=now) for person in set(people))
    return row.id


VISITS = {"visit": visit}
