"""An announcement's rows: written from what somebody wants to tell, and read again."""

from sqlmodel import col, delete, select

from bot.domain.audiences import Audience
from bot.storage.announcements import KIND, TEXT, Announcement
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import announcement_times, audit, variants
from bot.usecases.announcement_content import Draft
from bot.usecases.programmes import the_programme
from bot.usecases.translations import CURRENT
from bot.usecases.work import Work


def write(work: Work, draft: Draft) -> Announcement:
    """A new draft of the person who acts."""
    row = Announcement(
        programme_id=the_programme(work).id,
        author_id=work.actor.person_id,
        audience=draft.audience.to_json(),
        fallback=draft.fallback,
        link=draft.link,
        created_at=work.now,
    )
    announcement_times.note(work, row, draft.when)
    work.session.add(row)
    work.session.flush()
    variants.write(work, KIND, row.id, TEXT, draft.texts, draft.original)
    audit.note(work, "write", KIND, row.id, languages=sorted(draft.texts), fallback=draft.fallback)
    return row


def read(work: Work, row: Announcement) -> Draft:
    """With the texts that fit the original as it is now."""
    rows = work.session.exec(
        select(TextVariant).where(
            TextVariant.subject_kind == KIND,
            TextVariant.subject_id == row.id,
            TextVariant.field == TEXT,
            col(TextVariant.state).in_(CURRENT),
        )
    ).all()
    return Draft(
        texts={one.language: one.text for one in rows},
        original=next(one.language for one in rows if one.state is VariantState.ORIGINAL),
        audience=Audience.from_json(row.audience),
        link=row.link,
        fallback=row.fallback,
    )


def write_variant(work: Work, number: int, field: str, language: str, text: str) -> None:
    """By the author, who needs nobody's approval; whatever was proposed there has had its day."""
    rows = work.session.exec(
        select(TextVariant).where(
            TextVariant.subject_kind == KIND, TextVariant.subject_id == number, TextVariant.field == field
        )
    ).all()
    original = next(one for one in rows if one.state is VariantState.ORIGINAL)
    for one in rows:
        if one.language == language:
            work.session.delete(one)
    work.session.flush()
    told = {original.language: original.text, language: text}
    work.session.add(variants.row(work, KIND, number, field, language, told, original.language))
    work.session.flush()


def set_aside_stale(work: Work, number: int) -> None:
    """What fits a former original is not sent: it becomes a proposal again, unless there is a newer one."""
    rows = work.session.exec(
        select(TextVariant).where(TextVariant.subject_kind == KIND, TextVariant.subject_id == number)
    ).all()
    proposed = {(one.field, one.language) for one in rows if one.is_proposal}
    for one in rows:
        if one.state is not VariantState.STALE:
            continue
        if (one.field, one.language) in proposed:
            work.session.delete(one)
        else:
            one.state, one.is_proposal = VariantState.PROPOSED, True
            work.session.add(one)
    work.session.flush()


def remove(work: Work, row: Announcement) -> None:
    """A draft with all that belongs to it."""
    gone = delete(TextVariant).where(col(TextVariant.subject_kind) == KIND, col(TextVariant.subject_id) == row.id)
    work.session.connection().execute(gone)
    work.session.delete(row)
    work.session.flush()
