"""Rounds of the small world, and what happens to centres and people amid one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from bot.app import translator
from bot.core.identifiers import new_public_id
from bot.domain.audiences import Audience
from bot.domain.scores import profile
from bot.domain.settling import Settled
from bot.questionnaires.builtin import form
from bot.questionnaires.form import Form
from bot.questionnaires.parts import parts as parts_of
from bot.storage.assessments import Assessment, AssessmentState, SettledLevel, assessment_of
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.people import Person
from bot.storage.programmes import Programme
from bot.storage.questionnaires import Publication, PublicationWay, QuestionnaireVersion, Submission
from bot.storage.rounds import KIND, Round, Settling
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import assessment_scores, rounds
from bot.usecases.forms import indicators
from bot.usecases.rounds import Plan
from bot.usecases.work import SYSTEM, Work
from tests.transcripts.holidays import rest
from tests.transcripts.programmes import adopted
from tests.transcripts.published import kept
from tests.transcripts.room_sessions import held
from tests.transcripts.voiced import heard

ALL_PARTS = tuple(part.name for part in parts_of(form("eight_areas")).shared)
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
    quietly = {"opened_at": at.now, "reminds": False}
    round_ = Round(public_id=new_public_id(), programme_id=programme, settling=settling, **quietly, **dates)
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


def opened_to_all(work: Work, days: int) -> None:
    """By nobody in particular; people are told, and reminded."""
    plan = Plan("eight_areas", {"en": "Spring"}, "en", Audience(), closes_at=work.now + timedelta(days=days))
    assert isinstance(rounds.open(work, plan), int)


def hands_in(session: Session, now: datetime, person: int, code: str, parts: Sequence[str] | None) -> None:
    """For the latest round, by the team of that centre; no parts: all of them."""
    centre = _centre(session, code)
    latest = select(Publication).where(Publication.way == PublicationWay.TEAM).order_by(col(Publication.id).desc())
    publication = session.exec(latest.limit(1)).one()
    assessment = assessment_of(session, publication.id, centre.id)
    if assessment is None:
        assessment = Assessment(
            public_id=new_public_id(),
            centre_id=centre.id,
            publication_id=publication.id,
            version_id=publication.version_id,
            opened_at=now,
            parts=list(ALL_PARTS),
        )
        session.add(assessment)
        session.flush()
    session.add(
        Submission(
            public_id=new_public_id(),
            publication_id=publication.id,
            assessment_id=assessment.id,
            version_id=publication.version_id,
            person_id=person,
            centre_id=centre.id,
            parts=list(ALL_PARTS if parts is None else parts),
            language="en",
            started_at=now,
            finished_at=now,
            answers={},
        )
    )


def _hands_in(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    parts = ALL_PARTS[: int(about[2])] if about[2:] else None
    hands_in(session, now, _person(session, about[0]), about[1], parts)


def signs(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    assessment = _latest(session, about[0])
    assessment.state, assessment.signed_at = AssessmentState.SIGNED, now
    assessment.first_signed_at = assessment.first_signed_at or now
    session.add(assessment)
    if about[1:]:
        _settles(session, now, assessment, dict(one.split("=") for one in about[1:]))


def _settles(session: Session, now: datetime, assessment: Assessment, said: Mapping[str, str]) -> None:
    levels: dict[str, float | None] = {indicator: float(level) for indicator, level in said.items()}
    version = session.get_one(QuestionnaireVersion, assessment.version_id)
    whole = profile(indicators(Form.from_json(version.compiled)), levels)
    assessment.overall = whole.overall.mean
    session.add_all(
        SettledLevel(assessment_id=assessment.id, indicator=indicator, level=level, how=Settled.ONE, at=now)
        for indicator, level in levels.items()
    )
    session.flush()
    assessment_scores.write(Work(session, now, SYSTEM, translator(), lambda *_: None), assessment.id, whole)


def _reopens(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    assessment = _latest(session, about[0])
    assessment.state = AssessmentState.OPEN
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


def _returns(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    centre = _centre(session, about[0])
    centre.state = CentreState.ACTIVE
    session.add(centre)


def _speaks(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    centre = _centre(session, about[0])
    centre.languages = about[1].split(",")
    session.add(centre)


def _latest(session: Session, code: str) -> Assessment:
    found = select(Assessment).where(Assessment.centre_id == _centre(session, code).id)
    return session.exec(found.order_by(col(Assessment.id).desc()).limit(1)).one()


def _centre(session: Session, code: str) -> Centre:
    return session.exec(select(Centre).where(Centre.code == code)).one()


def _person(session: Session, name: str) -> int:
    return session.exec(select(Person.id).where(Person.name == name.title())).one()


DEEDS: Mapping[str, Callable[..., None]] = {
    "hands-in": _hands_in,
    "signs": signs,
    "reopens": _reopens,
    "leaves": _leaves,
    "joins": _joins,
    "ends": _ends,
    "returns": _returns,
    "speaks": _speaks,
    "heard": heard,
    "programme": adopted,
    "held": held,
    "holidays": rest,
}
