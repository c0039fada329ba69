"""Rows of learning sessions, behind us and ahead, with who was invited and what they answered."""

from datetime import timedelta
from typing import Final

from bot.demo.loading import Loading
from bot.demo.sources import dice
from bot.demo.world import DemoSession
from bot.domain.audiences import Audience
from bot.domain.reminders import due
from bot.i18n.translator import BASE_LANGUAGE, wall_time
from bot.storage.reminders import Reminder
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer
from bot.storage.variants import TextVariant, VariantState
from bot.usecases.reminders import KINDS

_PROPOSED: Final = timedelta(days=35)  # before it begins; yesterday for what lies further ahead
_ANSWERS: Final[tuple[RsvpAnswer | None, ...]] = (
    *(RsvpAnswer.YES, RsvpAnswer.YES, RsvpAnswer.YES, RsvpAnswer.MAYBE, RsvpAnswer.NO),
    *(None, None, None),
)


def load_sessions(loading: Loading) -> None:
    numbers = loading.numbered([_row(loading, one) for one in loading.world.sessions])
    sessions = dict(zip(numbers, loading.world.sessions, strict=True))
    loading.unnumbered(
        [
            TextVariant(
                subject_kind="session",
                subject_id=number,
                field="title",
                language=language,
                text=text,
                state=VariantState.ORIGINAL if language == BASE_LANGUAGE else VariantState.APPROVED,
                at=loading.now,
            )
            for number, one in sessions.items()
            for language, text in one.title.items()
        ]
    )
    rsvps = [rsvp for number, one in sessions.items() for rsvp in _rsvps(loading, number, one)]
    loading.unnumbered(rsvps)
    loading.unnumbered(_reminders(loading, rsvps, sessions))


def _row(loading: Loading, one: DemoSession) -> LearningSession:
    proposed = min(one.starts_at - _PROPOSED, loading.now - timedelta(days=1))
    return LearningSession(
        public_id=loading.public_id(proposed),
        programme_id=loading.programme,
        organiser_id=loading.people[one.by],
        area=one.area,
        starts_at=one.starts_at,
        zone=one.zone,
        minutes=one.minutes,
        link=one.link,
        audience=Audience(networks=(loading.networks[one.network],)).to_json(),
        created_at=proposed,
        changed_at=proposed,
    )


def _rsvps(loading: Loading, number: int, one: DemoSession) -> list[Rsvp]:
    """Everybody of the network's centres; who organises comes."""
    throws = dice(f"rsvps {one.slug}")
    centres = {centre.row.code for centre in loading.world.centres if one.network in centre.row.networks}
    invited = {member.person for member in loading.world.memberships if member.centre in centres}
    answers = {person: throws.choice(_ANSWERS) for person in sorted(invited)} | {one.by: RsvpAnswer.YES}
    at = min(one.starts_at - timedelta(days=7), loading.now - timedelta(hours=20))
    return [
        Rsvp(session_id=number, person_id=loading.people[person], answer=answer, at=at)
        for person, answer in answers.items()
    ]


def _reminders(loading: Loading, rsvps: list[Rsvp], sessions: dict[int, DemoSession]) -> list[Reminder]:
    zones = {loading.people[person.key]: person.zone for person in loading.world.people}
    rows = []
    for rsvp in rsvps:
        for kind in sorted(KINDS[rsvp.answer]):
            zone = zones[rsvp.person_id]
            at = due(kind, sessions[rsvp.session_id].starts_at, zone)
            if at is not None and at > loading.now:
                rows.append(
                    Reminder(
                        person_id=rsvp.person_id,
                        subject_kind="session",
                        subject_id=rsvp.session_id,
                        kind=kind,
                        wall_time=wall_time(at, zone).replace(tzinfo=None).isoformat(timespec="minutes"),
                        zone=zone,
                        next_due_utc=at,
                    )
                )
    return rows
