"""An announcement's rows: written from what somebody wants to tell, and read again."""

from sqlmodel import col, delete, select

from bot.domain.audiences import Audience
from bot.domain.subscriptions import topic_for
from bot.storage.announcements import KIND, TEXT, Announcement, AnnouncementKind, AnnouncementPollChoice, choices_of
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import announcement_files, announcement_polls, announcement_rooms, announcement_times, audit, variants
from bot.usecases.announcement_content import Draft, Extras
from bot.usecases.programmes import the_programme
from bot.usecases.translations import CURRENT
from bot.usecases.work import Work


def write(work: Work, draft: Draft) -> Announcement:
    """A new draft of the person who acts."""
    row = Announcement(
        programme_id=the_programme(work).id,
        author_id=work.actor.person_id,
        audience=draft.audience.to_json(),
        kind=draft.extras.kind,
        subject_id=draft.extras.session or draft.extras.questionnaire,
        fallback=draft.fallback,
        link=draft.link,
        acknowledge=draft.extras.acknowledge,
        pin=draft.extras.pin,
        topic=draft.extras.topic or topic_for(draft.audience, is_event=draft.extras.session is not None),
        created_at=work.now,
    )
    announcement_times.note(work, row, draft.when)
    work.session.add(row)
    work.session.flush()
    variants.write(work, KIND, row.id, TEXT, draft.texts, draft.original)
    extras = draft.extras
    if extras.choices:
        announcement_polls.write(work, row.id, extras.choices, draft.original)
    announcement_rooms.plan(work, row.id, extras.places)
    if extras.files:
        assert draft.address_id is not None, "files come from somewhere"
        announcement_files.want(work, row, extras.files, draft.address_id, extras.description or "")
    audit.note(work, "write", KIND, row.id, languages=sorted(draft.texts), fallback=draft.fallback)
    return row


def read(work: Work, row: Announcement) -> Draft:
    """With the texts of those languages in which all is there, as the original is now."""
    wanted = [TEXT, *(one.field for one in choices_of(work.session, [row.id]))]
    rows = work.session.exec(
        select(TextVariant)
        .where(
            TextVariant.subject_kind == KIND,
            TextVariant.subject_id == row.id,
            col(TextVariant.field).in_(wanted),
            col(TextVariant.state).in_(CURRENT),
        )
        .order_by(col(TextVariant.language), col(TextVariant.field))
    ).all()
    told: dict[str, dict[str, str]] = {}
    for one in rows:
        told.setdefault(one.language, {})[one.field] = one.text
    whole = {language: texts for language, texts in told.items() if len(texts) == len(wanted)}
    choices = {language: tuple(texts[field] for field in wanted[1:]) for language, texts in whole.items()}
    is_event = row.kind is AnnouncementKind.EVENT
    return Draft(
        texts={language: texts[TEXT] for language, texts in whole.items()},
        original=next(one.language for one in rows if one.state is VariantState.ORIGINAL),
        audience=Audience.from_json(row.audience),
        link=row.link,
        fallback=row.fallback,
        extras=Extras(
            choices=choices if len(wanted) > 1 else {},
            session=row.subject_id if is_event else None,
            questionnaire=None if is_event else row.subject_id,
            acknowledge=row.acknowledge,
            pin=row.pin,
            topic=row.topic,
            places=announcement_rooms.planned(work, row.id),
        ),
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
    announcement_files.forget(work.session, row.id)
    announcement_rooms.forget(work, row.id)
    connection = work.session.connection()
    connection.execute(delete(AnnouncementPollChoice).where(col(AnnouncementPollChoice.announcement_id) == row.id))
    texts = delete(TextVariant).where(col(TextVariant.subject_kind) == KIND, col(TextVariant.subject_id) == row.id)
    connection.execute(texts)
    work.session.delete(row)
    work.session.flush()
