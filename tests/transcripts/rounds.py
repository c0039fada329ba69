"""Rounds of the small world, and what happens to centres and people amid one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from bot.core.identifiers import new_public_id
from bot.storage.assessments import Assessment, AssessmentState
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.people import Person
from bot.storage.programmes import Programme
from bot.storage.questionnaires import Publication, PublicationWay
from bot.storage.rounds import KIND, Round, Settling
from bot.storage.variants import TextVariant, VariantState
from bot.usecases.work import Work
from tests.transcripts.published import kept

NAMES = {"en": "Spring round", "fr": "Campagne de printemps", "ar": "دورة الربيع"}


def opened(
    session: Session,
    file: Path,
    work: Callable[[Session], Work],
    closes_at: datetime | None,
    settling: Settling = Settling.AGREE,
) -> int:
    """The number of its publication for teams."""
    at = work(session)
    programme = session.exec(select(Programme.id)).one()
    dates = {"opens_at": at.now, "closes_at": closes_at, "created_at": at.now}
    round_ = Round(public_id=new_public_id(), programme_id=programme, settling=settling, **dates)
    session.add(round_)
    session.flush()
    session.add_all(
        TextVariant(
            subject_kind=KIND,
            subject_id=round_.id,
            field="name",
            language=language,
            text=text,
            state=VariantState.ORIGINAL,
            at=at.now,
        )
        for language, text in NAMES.items()
    )
    version = kept(file, at)
    publication = Publication(
        public_id=new_public_id(),
        programme_id=programme,
        version_id=version,
        way=PublicationWay.TEAM,
        round_id=round_.id,
        **dates,
    )
    session.add(publication)
    session.flush()
    return publication.id


def _signs(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    assessment = _latest(session, about[0])
    assessment.state, assessment.signed_at = AssessmentState.SIGNED, now
    session.add(assessment)


def _reopens(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    assessment = _latest(session, about[0])
    assessment.state, assessment.signed_at = AssessmentState.OPEN, None
    session.add(assessment)


def _leaves(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    person, centre = _person(session, about[0]), _centre(session, about[1])
    for one in session.exec(
        select(Membership).where(Membership.person_id == person, Membership.centre_id == centre.id)
    ):
        one.state, one.to_on = MembershipState.ENDED, now.date()
        session.add(one)


def _joins(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    session.add(
        Membership(
            person_id=_person(session, about[0]),
            centre_id=_centre(session, about[1]).id,
            function=CentreFunction.TEACHER,
            state=MembershipState.CONFIRMED,
            from_on=now.date(),
            created_at=now,
        )
    )


def _ends(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    centre = _centre(session, about[0])
    centre.state = CentreState.CLOSED
    session.add(centre)


def _latest(session: Session, code: str) -> Assessment:
    found = select(Assessment).where(Assessment.centre_id == _centre(session, code).id)
    return session.exec(found.order_by(col(Assessment.id).desc()).limit(1)).one()


def _centre(session: Session, code: str) -> Centre:
    return session.exec(select(Centre).where(Centre.code == code)).one()


def _person(session: Session, name: str) -> int:
    return session.exec(select(Person.id).where(Person.name == name.title())).one()


DEEDS: Mapping[str, Callable[..., None]] = {
    "signs": _signs,
    "reopens": _reopens,
    "leaves": _leaves,
    "joins": _joins,
    "ends": _ends,
}
