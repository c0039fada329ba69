"""Making and redeeming codes that work once; guesses are limited per person."""

import hashlib
from datetime import timedelta

from sqlmodel import col, func, select

from bot.core.refusal import Refusal
from bot.domain.codes import new_code, read_code
from bot.domain.rights import HeldRole
from bot.i18n.phrase import _
from bot.storage.codes import CodePurpose, OneTimeCode, WrongGuess
from bot.usecases.work import Work

MOST_GUESSES = 5
WITHIN = timedelta(hours=1)
TOO_MANY = _("Those were too many wrong codes. Please wait an hour and try again; nothing else has changed.")
WRONG = _("This code is not right, or it is used or expired. Please check it, or ask for a new one.")


def make(
    work: Work,
    purpose: CodePurpose,
    valid_for: timedelta,
    person_id: int | None = None,
    *,
    role: HeldRole | None = None,
) -> str:
    """A new code; earlier ones of the same purpose and person end, but for those that offer roles: to several people."""
    if role is None:
        end_unused(work, purpose, person_id)
    code = new_code()
    work.session.add(
        OneTimeCode(
            purpose=purpose,
            digest=digest_of(code),
            person_id=person_id,
            role=role.role if role else None,
            scope_kind=role.scope_kind if role else None,
            scope_id=role.scope_id if role else None,
            created_at=work.now,
            expires_at=work.now + valid_for,
        )
    )
    return code


def end_unused(work: Work, purpose: CodePurpose, person_id: int | None) -> None:
    """None of theirs works any more."""
    unused = select(OneTimeCode).where(
        OneTimeCode.purpose == purpose, OneTimeCode.person_id == person_id, col(OneTimeCode.used_at).is_(None)
    )
    for one in work.session.exec(unused):
        one.used_at = work.now
        work.session.add(one)


def look_up(work: Work, typed: str, *purposes: CodePurpose) -> OneTimeCode | Refusal:
    """The code's row, unused; a wrong one counts as a guess of the actor."""
    if has_guessed_enough(work):
        return Refusal(TOO_MANY)
    found = work.session.exec(
        select(OneTimeCode)
        .where(
            col(OneTimeCode.purpose).in_(purposes),
            OneTimeCode.digest == digest_of(typed),
            col(OneTimeCode.used_at).is_(None),
            OneTimeCode.expires_at > work.now,
        )
        .with_for_update()  # of two people at the same moment only one uses it
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        guessed(work)
        return Refusal(WRONG)
    return found


def has_guessed_enough(work: Work) -> bool:
    """Whether the actor has to wait before another try."""
    guesses = work.session.exec(
        select(func.count())
        .select_from(WrongGuess)
        .where(WrongGuess.person_id == work.person_id, WrongGuess.at > work.now - WITHIN)
    ).one()
    return guesses >= MOST_GUESSES


def guessed(work: Work) -> None:
    """The actor gave a code that there is not."""
    work.session.add(WrongGuess(person_id=work.person_id, at=work.now))


def digest_of(code: str) -> str:
    """SHA-256 in hex of the code as it was meant."""
    return hashlib.sha256(read_code(code).encode()).hexdigest()
