"""Whether what somebody says in rooms may be passed on, and with their first name or without: asked the first time."""

from enum import StrEnum

from sqlmodel import col, update

from bot.storage.consents import Consent, consents_of
from bot.usecases.people import person_of
from bot.usecases.work import Work

VERSION = "1"


class Shown(StrEnum):
    """The purposes of these consents; a person has one of them at most."""

    NAMED = "rooms, with first name"
    NAMELESS = "rooms, without name"


def shown(work: Work) -> Shown | None:
    """None: to be asked, also where the words have changed since. Where two joined accounts have chosen differently, the name is left out."""
    given = {one.purpose for one in consents_of(work.session, work.person_id) if one.text_version == VERSION}
    return next((one for one in (Shown.NAMELESS, Shown.NAMED) if one in given), None)


def choose(work: Work, wanted: Shown | None) -> None:
    """None: ask me each time."""
    standing = shown(work)
    if standing is wanted:
        return
    work.session.exec(
        update(Consent)
        .where(
            col(Consent.person_id) == work.person_id,
            col(Consent.purpose).in_([one for one in Shown if one is not wanted]),
            col(Consent.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=work.now)
    )
    if wanted is not None:
        language = work.translator.spoken(person_of(work).language)
        work.session.add(
            Consent(
                person_id=work.person_id,
                purpose=wanted,
                text_version=VERSION,
                language=language,
                given_at=work.now,
            )
        )
        work.session.flush()
