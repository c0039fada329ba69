"""What a person has agreed to: in which words and since when; taking one back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.i18n.phrase import Moment, MomentStyle, Words, _
from bot.storage.consents import TAKING_PART, Consent, consents_of
from bot.usecases import audit
from bot.usecases.room_consents import Shown
from bot.usecases.work import Work

# What each purpose is called where people read it.
PURPOSES: Mapping[str, Words] = {
    TAKING_PART: _("that your name, your centre and your answers are kept"),
    Shown.NAMED: _("that what you say in rooms is passed on with your first name"),
    Shown.NAMELESS: _("that what you say in rooms is passed on without your name"),
}
NO_LONGER = _("This agreement does not stand any more.")


@dataclass(frozen=True)
class Agreement:
    """`may_end`: it can be taken back by itself; without the one to taking part nothing can be kept."""

    id: int
    purpose: Words
    version: str
    since: datetime
    may_end: bool

    def told(self) -> Words:
        since = Moment(self.since, MomentStyle.DATE)
        return _("{purpose}: since {date} (wording {version})", purpose=self.purpose, date=since, version=self.version)


def standing(work: Work) -> list[Agreement]:
    """Those which were not taken back, the oldest first."""
    return [
        Agreement(one.id, PURPOSES[one.purpose], one.text_version, one.given_at, one.purpose != TAKING_PART)
        for one in consents_of(work.session, work.person_id)
    ]


def withdraw(work: Work, consent_id: int) -> Refusal | None:
    """From now on they are asked again where it matters; what was done before stays lawful."""
    row = work.session.exec(
        select(Consent).where(
            Consent.id == consent_id,
            Consent.person_id == work.person_id,
            Consent.purpose != TAKING_PART,
            col(Consent.withdrawn_at).is_(None),
        )
    ).first()
    if row is None:
        return Refusal(NO_LONGER)
    row.withdrawn_at = work.now
    work.session.add(row)
    audit.note(work, "withdraw agreement", "person", work.person_id, purpose=row.purpose)
    return None
