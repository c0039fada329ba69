"""Recognition of those who share what works: a certificate for the author of a practice, from the moment it is published."""

from sqlmodel import col, select

from bot.core.identifiers import new_public_id
from bot.domain.codes import new_code
from bot.domain.practices import PracticeState
from bot.storage.credentials import KIND, Credential, CredentialKind, Revocation
from bot.storage.practices import Practice
from bot.usecases import audit
from bot.usecases.work import Work

TALK = "certificates"


def recognise(work: Work, practice: Practice) -> None:
    """When it is published, in its transaction. One that has its certificate gets no other; one without an author gets none."""
    if practice.author_id is not None and in_force(work, practice) is None:
        give(work, practice)


def give(work: Work, practice: Practice) -> Credential:
    """Not checked here: whether there is one already."""
    assert practice.state is PracticeState.PUBLISHED, "recognised is what everybody can read"
    row = Credential(
        public_id=new_public_id(),
        kind=CredentialKind.AUTHOR,
        code=new_code(),
        practice_id=practice.id,
        centre_id=practice.centre_id,
        person_id=practice.author_id,
        issued_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    audit.note(work, "give", KIND, row.id, scope=f"centre:{row.centre_id}", kind=row.kind)
    return row


def suspend(work: Work, practice: Practice) -> None:
    """When it is withdrawn: what was given for it holds no longer, until it is published again."""
    row = in_force(work, practice)
    if row is not None:
        end(work, row, Revocation.UNPUBLISHED, "")


def end(work: Work, row: Credential, why: Revocation, reason: str) -> None:
    """It holds no longer. Not checked here: the right to say so."""
    row.revoked_at, row.revocation, row.reason = work.now, why, reason
    work.session.add(row)
    work.session.flush()
    audit.note(work, "revoke", KIND, row.id, scope=f"centre:{row.centre_id}", why=why)


def in_force(work: Work, practice: Practice) -> Credential | None:
    return work.session.exec(
        select(Credential).where(Credential.practice_id == practice.id, col(Credential.revoked_at).is_(None))
    ).one_or_none()
