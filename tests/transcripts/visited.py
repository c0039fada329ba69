"""Peer visits that are arranged already, for transcripts of what happens in them and after."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot.domain.areas import PriorityArea
from bot.storage.centres import Centre
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, SessionKind
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
    group = _group(session, now, [ids[code] for code in (host, *visitors)])
    row = Visit(group_id=group, host_centre_id=ids[host], way=way, visit_on=now.date(), areas=areas, created_at=now)
    if way is VisitWay.LIVE:
        row.session_id = _session(session, now, PriorityArea(areas[0]))
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


def _session(session: Session, now: datetime, area: PriorityArea) -> int:
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
    return row.id


VISITS = {"visit": visit}
