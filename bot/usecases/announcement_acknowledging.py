"""Saying that one has read an announcement; and who has, for whoever wrote it."""

from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Listed, Words, _, _n
from bot.storage.announcement_followups import Acknowledgement
from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person
from bot.usecases.announcement_readers import NOT_YOURS, mine
from bot.usecases.work import Work

MOST_NAMES = 20


@dataclass(frozen=True)
class Standing:
    """How many have it, have said so, and have said so of its present words."""

    delivered: int
    noted: int
    noted_anew: int
    missing: tuple[str, ...]  # names of some who have it and have not said so


def note(work: Work, argument: str) -> Told | Refusal:
    """Said twice it is noted once; after a correction it holds for the new words."""
    announcement = mine(work, argument)
    if announcement is None:
        return Refusal(NOT_YOURS)
    if announcement.state is AnnouncementState.WITHDRAWN:
        return Refusal(_("Announcement {number} was withdrawn.", number=argument))
    if not announcement.acknowledge:
        return Refusal(_("Nobody has to confirm announcement {number}.", number=argument))
    known = work.session.exec(
        select(Acknowledgement).where(
            Acknowledgement.announcement_id == announcement.id, Acknowledgement.person_id == work.person_id
        )
    ).first()
    row = known or Acknowledgement(
        announcement_id=announcement.id, person_id=work.person_id, revision=announcement.revision, at=work.now
    )
    if row.revision != announcement.revision:
        row.revision, row.at = announcement.revision, work.now
    work.session.add(row)
    return Told(_("Thank you. It is noted that you have read announcement {number}.", number=argument), stays=True)


def standing(work: Work, announcement: Announcement) -> Standing:
    """Three queries. Not checked here: whoever asks may see who got it."""
    said = select(Acknowledgement.person_id).where(Acknowledgement.announcement_id == announcement.id)
    arrived = (OutboxRow.broadcast_id == announcement.broadcast_id, OutboxRow.state == OutboxState.SENT)
    by_revision = work.session.exec(
        select(Acknowledgement.revision, func.count())
        .where(Acknowledgement.announcement_id == announcement.id)
        .group_by(col(Acknowledgement.revision))
    ).all()
    names = work.session.exec(
        select(Person.name)
        .join(OutboxRow, col(OutboxRow.person_id) == col(Person.id))
        .where(*arrived, col(OutboxRow.person_id).not_in(said))
        .order_by(col(Person.name), col(Person.id))
        .limit(MOST_NAMES)
    ).all()
    return Standing(
        delivered=work.session.exec(select(func.count()).select_from(OutboxRow).where(*arrived)).one(),
        noted=sum(count for _revision, count in by_revision),
        noted_anew=sum(count for revision, count in by_revision if revision == announcement.revision),
        missing=tuple(name or "?" for name in names),
    )


def standing_words(work: Work, announcement: Announcement, *, with_names: bool) -> tuple[Words, ...]:
    """Nothing where nobody was asked to confirm it."""
    if not announcement.acknowledge or announcement.broadcast_id is None:
        return ()
    found = standing(work, announcement)
    lines: list[Words] = [
        _n(
            "{noted} of {count} person has confirmed that they have read it.",
            "{noted} of {count} people have confirmed that they have read it.",
            found.delivered,
            noted=found.noted,
        )
    ]
    if announcement.revision > 1 and found.noted:
        lines.append(_("After the last correction: {count}.", count=found.noted_anew))
    if found.missing and with_names:
        more = found.delivered - found.noted - len(found.missing)
        names = Listed(found.missing)
        lines.append(
            _("Not yet: {names}.", names=names)
            if more <= 0
            else _n("Not yet: {names}, and {count} more.", "Not yet: {names}, and {count} more.", more, names=names)
        )
    return (Lines(tuple(lines)),)
