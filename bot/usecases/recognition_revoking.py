"""Taking a badge or a certificate back, or giving another in its place: by coordinators, with a reason."""

from dataclasses import dataclass

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.codes import read_code
from bot.domain.practices import PracticeState
from bot.domain.rights import Right
from bot.i18n.phrase import Lines, Words, _
from bot.storage.assessments import Assessment, AssessmentState
from bot.storage.credentials import Credential, CredentialKind, Revocation, find_by_code
from bot.storage.locked import locked_row
from bot.storage.practices import Practice
from bot.usecases import recognition, recognition_authors, recognition_checks, recognition_lists, rights
from bot.usecases.notify import Notice, tell
from bot.usecases.recognition_lists import Held
from bot.usecases.work import Work

_ANOTHER = _("There is another one in its place already. Nothing has changed.")
LONGEST_REASON = 300  # signs; whoever asks about it reads it


@dataclass(frozen=True)
class Replaced:
    code: str  # of the new one


def may_revoke(work: Work) -> bool:
    return rights.has_somewhere(work, Right.REVOKE)


def any_to_revoke(work: Work) -> bool:
    """For the menu: whether there is something that may be taken back."""
    return may_revoke(work) and work.session.exec(select(Credential.id).limit(1)).first() is not None


def find(work: Work, typed: str) -> Held | Refusal:
    """What has this code, if the actor may take it back."""
    row = find_by_code(work.session, read_code(typed)) if may_revoke(work) else None
    if row is None:
        return Refusal(recognition_checks.UNKNOWN)
    if refusal := rights.refused(work, Right.REVOKE, rights.at_centre(work, row.centre_id)):
        return refusal
    return recognition_lists.described(work, [row])[0]


def revoke(work: Work, number: int, reason: str) -> Held | Refusal:
    """It holds no longer, from now on; whoever it was given to is told why."""
    row = _locked(work, number)
    if isinstance(row, Refusal):
        return row
    if row.revoked_at is None:
        recognition_authors.end(work, row, Revocation.WITHDRAWN, _cut(reason))
        _tell(work, row)
    return recognition_lists.described(work, [row])[0]


def reissue(work: Work, number: int, reason: str) -> Replaced | Refusal:
    """Another one in its place, such as after a name was corrected; the old one holds no longer."""
    row = _locked(work, number)
    if isinstance(row, Refusal):
        return row
    if row.practice_id is not None:
        return _reissue_of_author(work, row, work.session.get_one(Practice, row.practice_id), reason)
    assessment = work.session.get_one(Assessment, row.assessment_id)
    if assessment.state is not AssessmentState.SIGNED:
        return Refusal(_("The self-assessment is open again: a new one comes by itself when it is signed."))
    found = recognition.looked_at(work, assessment.id)
    if row.kind is CredentialKind.BADGE and not found.is_met:
        return Refusal(_("The rule for this badge is not met any more, so there is no new one. Nothing has changed."))
    if row.revoked_at is None:
        recognition_authors.end(work, row, Revocation.REPLACED, _cut(reason))
    elif _has_another(work, row):
        return Refusal(_ANOTHER)
    [new] = recognition.give(work, assessment, found, [(row.kind, row.person_id)])
    _tell(work, row)
    return Replaced(new.code)


def _reissue_of_author(work: Work, row: Credential, practice: Practice, reason: str) -> Replaced | Refusal:
    if practice.state is not PracticeState.PUBLISHED:
        return Refusal(_("The practice is not published: a new one comes by itself when it is."))
    if row.revoked_at is None:
        recognition_authors.end(work, row, Revocation.REPLACED, _cut(reason))
    elif recognition_authors.in_force(work, practice) is not None:
        return Refusal(_ANOTHER)
    new = recognition_authors.give(work, practice)
    _tell(work, row)
    return Replaced(new.code)


def _locked(work: Work, number: int) -> Credential | Refusal:
    row = locked_row(work.session, Credential, number)
    if row is None:
        return Refusal(recognition_checks.UNKNOWN)
    return rights.refused(work, Right.REVOKE, rights.at_centre(work, row.centre_id)) or row


def _has_another(work: Work, row: Credential) -> bool:
    of_person = col(Credential.person_id).is_(None) if row.person_id is None else Credential.person_id == row.person_id
    others = select(Credential.id).where(
        Credential.assessment_id == row.assessment_id,
        Credential.kind == row.kind,
        of_person,
        col(Credential.revoked_at).is_(None),
    )
    return work.session.exec(others).first() is not None


def _tell(work: Work, row: Credential) -> None:
    """The person, or those of the centre's team who contributed."""
    people = [row.person_id] if row.person_id is not None else _contributors(work, row)
    held = recognition_lists.described(work, [row])[0]
    lines: tuple[Words, ...] = (
        recognition_checks.what(held),
        _("This holds no longer."),
        *recognition_checks.reasons(held),
    )
    tell(work, people, Notice(f"revoked:{row.public_id}", Lines(lines)))


def _contributors(work: Work, row: Credential) -> list[int]:
    rows = work.session.exec(
        select(Credential.person_id)
        .where(Credential.assessment_id == row.assessment_id, col(Credential.person_id).is_not(None))
        .distinct()
    )
    return [person for person in rows if person is not None]


def _cut(reason: str) -> str:
    return " ".join(reason.split())[:LONGEST_REASON]
