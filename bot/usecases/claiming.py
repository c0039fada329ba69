"""The first administrator: whoever has the code that the server printed."""

from datetime import timedelta

from sqlmodel import col, select

from bot.domain.rights import HeldRole, Role, ScopeKind
from bot.storage.codes import CodePurpose, OneTimeCode
from bot.storage.grants import Grant, in_force
from bot.storage.people import Person, PersonState
from bot.usecases import audit, codes, rights
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work

VALID_FOR = timedelta(hours=24)


def is_wanted(work: Work) -> bool:
    """Nobody administers this bot yet, and no code is waiting to be used."""
    administrators = select(Grant.id).where(Grant.role == Role.ADMINISTRATOR, in_force(work.now))
    waiting = select(OneTimeCode.id).where(
        OneTimeCode.purpose == CodePurpose.CLAIM,
        col(OneTimeCode.used_at).is_(None),
        OneTimeCode.expires_at > work.now,
    )
    return work.session.exec(administrators).first() is None and work.session.exec(waiting).first() is None


def new_code(work: Work) -> str:
    """For the command line: whoever has a shell on the server decides who administers."""
    audit.note(work, "make claim code", "programme")
    return codes.make(work, CodePurpose.CLAIM, VALID_FOR)


def claim(work: Work) -> None:
    """The person becomes administrator and coordinator of the programme; whoever calls has asked for the code."""
    programme = the_programme(work)
    audit.note(work, "claim", "programme", programme.id)
    for role in (Role.ADMINISTRATOR, Role.PROGRAMME_COORDINATOR):
        rights.give(work, work.person_id, HeldRole(role, ScopeKind.PROGRAMME, str(programme.id)))


def is_member(work: Work) -> bool:
    inside = {PersonState.ACTIVE, PersonState.PENDING, PersonState.STOPPED}
    return work.session.get_one(Person, work.person_id).state in inside
