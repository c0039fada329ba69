"""An announcement that stays true once it is out: corrected, withdrawn, kept at the top of the chats, in every copy that has arrived.

Each of these is an amendment (`delivery/amendments.py`): paced like the copies themselves, written down by the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.delivery import amendments, copies
from bot.domain.audiences import Audience
from bot.i18n.phrase import _, _p
from bot.storage.announcements import (
    KIND,
    TEXT,
    Announcement,
    AnnouncementKind,
    AnnouncementState,
    attachments_of,
    find_announcement,
)
from bot.storage.broadcasts import Broadcast
from bot.storage.variants import TextVariant, VariantState, texts
from bot.usecases import announcement_rows, announcement_states, audit, translation_deeds
from bot.usecases.announcement_revising import BUTTONS, CORRECTION, FILE, NOTE, revise
from bot.usecases.announcement_translations import ANNOUNCEMENTS, LONGEST
from bot.usecases.announcements import rights_refused
from bot.usecases.work import Work

WITHDRAWAL, REMOVAL, PINNING, UNPINNING = "withdrawal", "removal", "pinning", "unpinning"
SPEAKING = (CORRECTION, WITHDRAWAL, REMOVAL)
"""Those that say something: where no edit is possible, in a message of their own."""
_OUT = (AnnouncementState.SENT, AnnouncementState.CANCELLED)
CORRECT = _p("word", "correct|correct an announcement")
UNKNOWN = _("There is no announcement with this number that you could correct. Write *announcements* to see yours.")
WITHDRAWN = _("This announcement is withdrawn already.")


@dataclass(frozen=True)
class Correctable:
    """What there is to correct: texts by language, the original first."""

    number: int
    texts: Mapping[str, str]
    is_pinned: bool
    asks: bool  # it brings a poll, a session or a questionnaire
    has_files: bool


def offer(announcement: Announcement, *, copies_kept: bool) -> tuple[Act, ...]:
    """For those who look after it, once it is out and as long as we know where its copies are."""
    if announcement.state not in _OUT or announcement.broadcast_id is None or not copies_kept:
        return ()
    return (Act("begin", f"correct:{announcement.id}", _p("button", "Correct, withdraw"), CORRECT),)


def look(work: Work, argument: str) -> Correctable | Refusal:
    found = correctable(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, _broadcast = found
    rows = work.session.exec(
        select(TextVariant.language, TextVariant.text, TextVariant.state)
        .where(
            TextVariant.subject_kind == KIND,
            TextVariant.subject_id == announcement.id,
            TextVariant.field == TEXT,
            col(TextVariant.is_proposal).is_(False),
        )
        .order_by(col(TextVariant.id))
    ).all()
    ordered = sorted(rows, key=lambda row: row[2] is not VariantState.ORIGINAL)
    return Correctable(
        announcement.id,
        {row[0]: row[1] for row in ordered},
        announcement.pin,
        asks=announcement.kind is not AnnouncementKind.NEWS,
        has_files=bool(attachments_of(work.session, [announcement.id])),
    )


def correct(work: Work, argument: str, told: Mapping[str, str]) -> int | Refusal:
    """`told`: new texts by language. Copies that have arrived are edited, those to come have the new words."""
    found = correctable(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, broadcast = found
    if any(len(text) > LONGEST for text in told.values()):
        return Refusal(_("There is room for {at_most} characters. Please shorten it.", at_most=LONGEST), key="text")
    changed = _rewritten(work, announcement.id, told)
    if not changed:
        return Refusal(_("That is word for word what it says already. Nothing was changed."))
    translation_deeds.drop_wishes(work, KIND, announcement.id, changed)
    _ask_volunteers(work, announcement)
    return revise(work, announcement, broadcast, changed, work.actor.person_id)


def withdraw(work: Work, argument: str, *, remove: bool) -> int | Refusal:
    """Every copy says from then on that it is withdrawn; with `remove`, it is taken away where the platform lets us."""
    found = correctable(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, broadcast = found
    was_pinned = announcement.pin
    announcement_states.withdraw(work, announcement, broadcast)
    audit.note(work, "withdraw", KIND, announcement.id, removed=remove)
    translation_deeds.drop_wishes(work, KIND, announcement.id)
    stop(work, broadcast, (CORRECTION, PINNING, NOTE, FILE, BUTTONS))
    amendments.start(work.session, REMOVAL if remove else WITHDRAWAL, broadcast, work.actor.person_id, work.now)
    if was_pinned and not remove:
        amendments.start(work.session, UNPINNING, broadcast, None, work.now)  # nobody has to be told of it
    return announcement.id


def pin(work: Work, argument: str, *, is_on: bool) -> int | Refusal:
    """At the top of the chats where it has arrived. While it is still going out, that begins when all have it."""
    found = correctable(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, broadcast = found
    if announcement.pin is is_on:
        return announcement.id
    announcement.pin = is_on
    work.session.add(announcement)
    audit.note(work, "pin" if is_on else "unpin", KIND, announcement.id)
    if is_on and broadcast.closed_at is not None:
        amendments.start(work.session, PINNING, broadcast, work.actor.person_id, work.now)
    elif not is_on and _has(work, broadcast, PINNING):
        stop(work, broadcast, (PINNING,))
        amendments.start(work.session, UNPINNING, broadcast, work.actor.person_id, work.now)
    return announcement.id


def begin_pinning(work: Work) -> None:
    """What was to be pinned from the beginning, as soon as it has gone out."""
    amendment = aliased(Broadcast)
    begun = select(amendment.id).where(
        col(amendment.amends_id) == col(Announcement.broadcast_id), col(amendment.kind).in_([PINNING, UNPINNING])
    )
    for broadcast in work.session.exec(
        select(Broadcast)
        .join(Announcement, col(Announcement.broadcast_id) == col(Broadcast.id))
        .where(
            col(Announcement.pin),
            Announcement.state == AnnouncementState.SENT,
            col(Broadcast.closed_at).is_not(None),
            ~begun.exists(),
        )
    ):
        amendments.start(work.session, PINNING, broadcast, broadcast.author_id, work.now)


def _rewritten(work: Work, number: int, told: Mapping[str, str]) -> frozenset[str]:
    """The languages in which the words are others now; the original first, so that what is translated fits it."""
    before = texts(work.session, KIND, [number], TEXT).get(number, {})
    original = translation_deeds.original_language(work, KIND, number)
    changed = frozenset(
        language for language, text in told.items() if language in before and text.strip() != before[language]
    )
    if original in changed:
        translation_deeds.rewrite(work, KIND, number, TEXT, told[original])
    for language in changed - {original}:
        announcement_rows.write_variant(work, number, TEXT, language, told[language])
    return changed


def _ask_volunteers(work: Work, announcement: Announcement) -> None:
    """For what does not fit its original any more; until they have it, it stays as it was."""
    if announcement.state is not AnnouncementState.SENT:
        return
    stale = select(TextVariant.language).where(
        TextVariant.subject_kind == KIND,
        TextVariant.subject_id == announcement.id,
        TextVariant.field == TEXT,
        TextVariant.state == VariantState.STALE,
    )
    for language in sorted(work.session.exec(stale)):
        translation_deeds.wish(work, ANNOUNCEMENTS, announcement.id, language)


def stop(work: Work, broadcast: Broadcast, kinds: tuple[str, ...], *, shows: str | None = None) -> None:
    """What of these is still under way ends where it is; with `shows`, only of this file."""
    under_way = select(Broadcast).where(
        Broadcast.amends_id == broadcast.id, col(Broadcast.kind).in_(kinds), col(Broadcast.closed_at).is_(None)
    )
    if shows is not None:
        under_way = under_way.where(Broadcast.shows == shows)
    for amendment in work.session.exec(under_way):
        copies.cancel(work.session, amendment, "overtaken by another change")


def _has(work: Work, broadcast: Broadcast, kind: str) -> bool:
    known = select(Broadcast.id).where(Broadcast.amends_id == broadcast.id, Broadcast.kind == kind)
    return work.session.exec(known.limit(1)).first() is not None


def correctable(work: Work, argument: str) -> tuple[Announcement, Broadcast] | Refusal:
    """Under lock: of two who correct at once, the second sees what the first has done."""
    announcement = find_announcement(work.session, argument)
    if announcement is None or announcement.broadcast_id is None:
        return Refusal(UNKNOWN)
    work.session.refresh(announcement, with_for_update=True)
    if rights_refused(work, Audience.from_json(announcement.audience)) is not None:
        return Refusal(UNKNOWN)
    if announcement.state is AnnouncementState.WITHDRAWN:
        return Refusal(WITHDRAWN)
    if announcement.state not in _OUT:
        return Refusal(_("It is not out yet. Write *announcements* to change or stop it."))
    return announcement, work.session.get_one(Broadcast, announcement.broadcast_id)
