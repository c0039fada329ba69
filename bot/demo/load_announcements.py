"""Rows of announcements that went out long ago: their copies are gone, the counts of their closing stand."""

from datetime import timedelta
from typing import Final

from bot.demo.loading import Loading
from bot.demo.world import DemoAnnouncement
from bot.domain.audiences import Audience
from bot.i18n.translator import BASE_LANGUAGE
from bot.storage.announcements import KIND, Announcement, AnnouncementState
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.variants import TextVariant, VariantState

_TOOK: Final = timedelta(minutes=2)
_LEFT_OUT: Final = 3  # had gone by the time it was sent


def load_announcements(loading: Loading) -> None:
    announced = loading.world.announcements
    numbers = loading.numbered([_row(loading, one) for one in announced])
    broadcasts = loading.numbered(
        [_broadcast(loading, one, number) for one, number in zip(announced, numbers, strict=True)]
    )
    for number, broadcast in zip(numbers, broadcasts, strict=True):
        row = loading.session.get_one(Announcement, number)
        row.broadcast_id = broadcast
        loading.session.add(row)
    loading.unnumbered(
        [
            TextVariant(
                subject_kind=KIND,
                subject_id=number,
                field="text",
                language=language,
                text=text,
                state=VariantState.ORIGINAL if language == BASE_LANGUAGE else VariantState.APPROVED,
                by_person_id=loading.people[one.by],
                at=one.sent_at,
            )
            for number, one in zip(numbers, announced, strict=True)
            for language, text in one.texts.items()
        ]
    )


def _row(loading: Loading, one: DemoAnnouncement) -> Announcement:
    audience = Audience() if one.network is None else Audience(networks=(loading.networks[one.network],))
    return Announcement(
        public_id=loading.public_id(one.sent_at),
        programme_id=loading.programme,
        author_id=loading.people[one.by],
        audience=audience.to_json(),
        fallback=BASE_LANGUAGE,
        state=AnnouncementState.SENT,
        submitted_at=one.sent_at,
        sent_at=one.sent_at,
        created_at=one.sent_at,
    )


def _broadcast(loading: Loading, one: DemoAnnouncement, number: int) -> Broadcast:
    recipients = _recipients(loading, one)
    last = max(loading.people.values())
    return Broadcast(
        public_id=loading.public_id(one.sent_at),
        kind=KIND,
        subject_kind=KIND,
        subject_id=number,
        author_id=loading.people[one.by],
        state=BroadcastState.CLOSED,
        last_id=last,
        through_id=last,
        expanded=True,
        expected=recipients,
        created_at=one.sent_at,
        started_at=one.sent_at,
        closed_at=one.sent_at + _TOOK,
        closing={
            "sent": recipients - _LEFT_OUT,
            "failed": 0,
            "skipped": _LEFT_OUT,
            "uncertain": 0,
            "adds up": True,
        },
    )


def _recipients(loading: Loading, one: DemoAnnouncement) -> int:
    centres = {
        centre.row.code for centre in loading.world.centres if one.network is None or one.network in centre.row.networks
    }
    return len({member.person for member in loading.world.memberships if member.centre in centres})
