"""Announcements that are not sent yet: kept, translated, changed, and sent or dropped in the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select

from bot.core.messages import FileReference
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.subscriptions import topic_for
from bot.i18n.languages import BY_TAG
from bot.i18n.phrase import Variants, Words, _
from bot.storage.announcements import (
    KIND,
    TEXT,
    Announcement,
    AnnouncementState,
    choice_field,
    find_announcement,
)
from bot.storage.translations import TranslationWish
from bot.storage.variants import TextVariant, VariantState, texts
from bot.usecases import (
    announcement_enclosures,
    announcement_files,
    announcement_rooms,
    announcement_rows,
    announcement_times,
    announcements,
    audience_words,
    audit,
    translation_deeds,
)
from bot.usecases.announcement_content import Draft
from bot.usecases.announcement_times import AT_ONCE, When
from bot.usecases.announcement_translations import ANNOUNCEMENTS
from bot.usecases.translations import Thing
from bot.usecases.work import Work

MOST_LISTED = 50
UNKNOWN = _("There is no draft with this number. Write *announcements* to see yours.")


class Standing(StrEnum):
    """Of the text in one language."""

    THERE = "there"
    STALE = "stale"  # the original has changed since
    PROPOSED = "proposed"  # waits for a second pair of eyes
    MACHINE = "machine"  # a draft that nobody has looked at
    ASKED = "asked"  # volunteers are asked for it
    MISSING = "missing"


@dataclass(frozen=True)
class Kept:
    """A draft as its author sees it."""

    number: int
    draft: Draft
    standing: Mapping[str, Standing]  # by each language that a recipient or a place reads, or in which there is a text
    people: int  # who would get it by now
    whom: Words  # the conditions, in words
    of_places: tuple[str, ...] = ()  # languages that the places read in which it is to be posted
    files: tuple[FileReference, ...] = ()  # those that are here already
    with_it: tuple[Words, ...] = ()  # what goes with the text, in words


def keep(work: Work, draft: Draft) -> int | Refusal:
    """Its number. Nobody is told anything."""
    # What is missing is written later.
    if refusal := announcements.unfit(work, draft) or announcement_rooms.refused(work, draft.extras.places, BY_TAG):
        return refusal
    return announcement_rows.write(work, draft).id


def keep_and_ask(work: Work, draft: Draft, languages: Sequence[str]) -> int | Refusal:
    """Volunteers are asked for it in these languages; the author goes on with it when they have it."""
    number = keep(work, draft)
    return number if isinstance(number, Refusal) else _ask(work, number, languages)


def ask(work: Work, number: int, languages: Sequence[str]) -> int | Refusal:
    row = _own(work, number)
    return row if isinstance(row, Refusal) else _ask(work, number, languages)


def _ask(work: Work, number: int, languages: Sequence[str]) -> int:
    for language in languages:
        translation_deeds.wish(work, ANNOUNCEMENTS, number, language)
    return number


def of_author(work: Work) -> tuple[tuple[int, Variants, datetime], ...]:
    """Number, text, and since when; newest first."""
    rows = work.session.exec(
        select(Announcement)
        .where(
            Announcement.author_id == work.person_id,
            Announcement.state == AnnouncementState.DRAFT,
            col(Announcement.submitted_at).is_(None),
        )
        .order_by(col(Announcement.id).desc())
        .limit(MOST_LISTED)
    ).all()
    written = texts(work.session, KIND, [row.id for row in rows], TEXT)
    return tuple((row.id, Variants(written.get(row.id, {})), row.created_at) for row in rows)


def seen(work: Work, number: int | None) -> Kept | None:
    """None: it is no draft of theirs, or not any more."""
    row = _own(work, number)
    if isinstance(row, Refusal):
        return None
    draft = announcement_rows.read(work, row)
    reach = announcements.reach(work, draft.audience)
    of_places = announcement_rooms.languages_of(work, draft.extras.places)
    standing = dict.fromkeys((*reach.by_language, *reach.by_language_read, *of_places), Standing.MISSING)
    standing |= dict.fromkeys(_asked(work, row.id), Standing.ASKED)
    for one in work.session.exec(
        select(TextVariant)
        .where(TextVariant.subject_kind == KIND, TextVariant.subject_id == row.id, TextVariant.field == TEXT)
        .order_by(col(TextVariant.is_proposal).desc(), col(TextVariant.language))
    ):
        standing[one.language] = _STANDING[one.state]
    for language, how in standing.items():
        if how is Standing.THERE and language not in draft.texts:  # not all answers of its poll are
            standing[language] = Standing.MISSING
    whom = audience_words.described(work, draft.audience)
    files = announcement_enclosures.files_of(work, row.id)
    with_it = announcement_enclosures.named(work, draft, files, row.topic)
    return Kept(row.id, draft, standing, reach.people, whom, of_places, files, with_it)


def write(work: Work, number: int, language: str, text: str, choices: Sequence[str] = ()) -> Refusal | None:
    """The author's own words in a language; in that of the original, a new original. `choices`: all answers of its poll."""
    row = _own(work, number)
    if isinstance(row, Refusal):
        return row
    draft = announcement_rows.read(work, row)
    if language == draft.original:
        translation_deeds.rewrite(work, KIND, number, TEXT, text)
    else:
        told = {TEXT: text, **{choice_field(place): one for place, one in enumerate(choices, 1)}}
        for field, words in told.items():
            announcement_rows.write_variant(work, number, field, language, words)
        translation_deeds.finish(work, ANNOUNCEMENTS, Thing(KIND, number, language))
    audit.note(work, "rewrite", KIND, number, language=language)
    return None


def address(work: Work, number: int, audience: Audience) -> Refusal | None:
    """To other people."""
    row = _own(work, number)
    if isinstance(row, Refusal):
        return row
    if refusal := announcements.rights_refused(work, audience):
        return refusal
    draft = announcement_rows.read(work, row)
    is_event = draft.extras.session is not None
    if row.topic == topic_for(draft.audience, is_event=is_event):  # what follows from its readers follows the new ones
        row.topic = topic_for(audience, is_event=is_event)
    row.audience = audience.to_json()
    work.session.add(row)
    audit.note(work, "address", KIND, number)
    return None


def send(work: Work, number: int, fallback: str | None, when: When = AT_ONCE) -> int | Refusal:
    """As it is by now."""
    row = _own(work, number)
    if isinstance(row, Refusal):
        return row
    row.fallback = fallback
    draft = replace(announcement_rows.read(work, row), when=when)
    if refusal := announcements.refused(work, draft):
        return refusal
    translation_deeds.drop_wishes(work, KIND, number)
    announcement_rows.set_aside_stale(work, number)
    announcement_times.note(work, row, when)
    announcement_files.submit(work, row)
    return number


def drop(work: Work, number: int) -> Refusal | None:
    row = _own(work, number)
    if isinstance(row, Refusal):
        return row
    translation_deeds.drop_wishes(work, KIND, number)
    announcement_rows.remove(work, row)
    audit.note(work, "drop", KIND, number)
    return None


_STANDING = {
    VariantState.ORIGINAL: Standing.THERE,
    VariantState.APPROVED: Standing.THERE,
    VariantState.STALE: Standing.STALE,
    VariantState.PROPOSED: Standing.PROPOSED,
    VariantState.MACHINE: Standing.MACHINE,
}


def _asked(work: Work, number: int) -> list[str]:
    wishes = (
        select(TranslationWish.language)
        .where(TranslationWish.subject_kind == KIND, TranslationWish.subject_id == number)
        .order_by(col(TranslationWish.language))
    )
    return list(work.session.exec(wishes))


def _own(work: Work, number: int | None) -> Announcement | Refusal:
    row = None if number is None else find_announcement(work.session, str(number))
    if row is None or row.author_id != work.person_id or row.state is not AnnouncementState.DRAFT or row.submitted_at:
        return Refusal(UNKNOWN)
    return row
