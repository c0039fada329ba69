"""An announcement that was taken back before anybody had it, as a draft again: nobody writes it twice because of a typo."""

from dataclasses import replace

from sqlmodel import col, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import _
from bot.storage.announcements import KIND, Announcement, AnnouncementAttachment, AnnouncementState, attachments_of
from bot.storage.variants import TextVariant
from bot.usecases import announcement_rows, audit
from bot.usecases.announcement_actions import found
from bot.usecases.announcement_progress import nobody_got_it, standing
from bot.usecases.announcement_times import AT_ONCE
from bot.usecases.announcement_translations import go_on_with
from bot.usecases.work import Work


def make_draft(work: Work, argument: str) -> Told | Refusal:
    """A new one with all that belongs to it; tapped twice, it is still one."""
    former = found(work, argument)
    if isinstance(former, Refusal):
        return former
    if not nobody_got_it(former, standing(work, former)[1]):
        return Refusal(_("Announcement {number} has reached people: *correct {number}* changes it.", number=argument))
    draft = replace(announcement_rows.read(work, former), when=AT_ONCE)
    number = _same(work, former) or announcement_rows.write(work, draft).id
    if not attachments_of(work.session, [number]):
        _copy_files(work, former.id, number)
    audit.note(work, "make draft", KIND, former.id, draft=number)
    words = _("It is draft {number} now, with all that belongs to it. Nothing is sent.", number=str(number))
    return Told(words, (go_on_with(number),))


def _same(work: Work, former: Announcement) -> int | None:
    """The draft that was made of it a moment ago."""
    row = work.session.exec(
        select(Announcement)
        .where(
            Announcement.author_id == work.actor.person_id,
            Announcement.state == AnnouncementState.DRAFT,
            col(Announcement.submitted_at).is_(None),
            Announcement.id > former.id,
        )
        .order_by(col(Announcement.id).desc())
        .limit(1)
    ).first()
    wanted = replace(announcement_rows.read(work, former), when=AT_ONCE)
    return row.id if row is not None and announcement_rows.read(work, row) == wanted else None


def _copy_files(work: Work, former: int, number: int) -> None:
    """The same bytes, and what is told of them in every language."""
    copied = {}
    for one in attachments_of(work.session, [former]):
        copied[one.field] = AnnouncementAttachment(
            announcement_id=number,
            kind=one.kind,
            sha256=one.sha256,
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            added_by_id=one.added_by_id,
            at=one.at,
        )
    work.session.add_all(copied.values())
    work.session.flush()
    told = select(TextVariant).where(
        TextVariant.subject_kind == KIND,
        TextVariant.subject_id == former,
        col(TextVariant.field).in_(copied),
        col(TextVariant.is_proposal).is_(False),
    )
    rows = work.session.exec(told.order_by(col(TextVariant.id))).all()
    work.session.add_all(
        TextVariant(**{**text.model_dump(exclude={"id"}), "subject_id": number, "field": copied[text.field].field})
        for text in rows
    )
    work.session.flush()
