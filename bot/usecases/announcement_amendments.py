"""While copies of an announcement are being changed: written down, put into words, counted, reported."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.core.acts import choice_of
from bot.core.messages import Outgoing
from bot.delivery import amendments, copies, ledger
from bot.delivery.broadcasts import NotAtAll, NotNow
from bot.delivery.claims import Claimed
from bot.delivery.ledger import Tally
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _n
from bot.i18n.translator import Reader, Translator
from bot.storage.announcements import KIND, TEXT, Announcement
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.people import Person
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import (
    announcement_offers,
    announcement_shown_files,
    announcement_texts,
    languages_read,
    live_messages,
)
from bot.usecases.announcement_corrections import REMOVAL, SPEAKING, begin_pinning
from bot.usecases.announcement_revising import BUTTONS, FILE, NOTE
from bot.usecases.announcement_texts import Sheet
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work

AT_ONCE = timedelta(seconds=10)
UNCHANGED = "its words are the same in the language of this reader"

_announcement = Announcement.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_broadcast = Broadcast.__table__  # type: ignore[attr-defined] # see above
_person = Person.__table__  # type: ignore[attr-defined] # see above
_variant = TextVariant.__table__  # type: ignore[attr-defined] # see above

_Amending = Any  # a row
"""Of an amendment: id, kind, created_at; begun_at, when what it amends began; of its announcement: number, corrected_at, withdrawn_at, original (a language)."""


# -- on the clock ------------------------------------------------------------------------------------------------------
def look_after(work: Work) -> bool:
    """One slice of what amendments under way need; True when there is more to do at once."""
    begin_pinning(work)
    for amendment in _under_way(work):
        if amendment.state is BroadcastState.CANCELLED:
            if copies.take_back_slice(work.session, amendment, work.now):
                return True
        elif not amendment.expanded and amendments.expand_slice(
            work.session, amendment, SPEAKING, work.now, follows=amendment.kind == NOTE
        ):
            return True
        closed = ledger.close_if_finished(work.session, amendment, work.now)
        if closed is not None:
            _report(work, amendment, closed)
        else:
            _redraw(work, amendment)
    return False


def _under_way(work: Work) -> Sequence[Broadcast]:
    return work.session.exec(
        select_rows(Broadcast)
        .where(
            Broadcast.subject_kind == KIND, col(Broadcast.amends_id).is_not(None), col(Broadcast.closed_at).is_(None)
        )
        .order_by(col(Broadcast.id))
    ).all()


# -- what copies say ---------------------------------------------------------------------------------------------------
def compose(
    translator: Translator, session: Session, claimed: Sequence[Claimed]
) -> dict[int, Outgoing | NotNow | NotAtAll]:
    """By the row; everything that amends nothing is for others. An edit wakes nobody, so it waits for no hour."""
    found = _amending(session, {one.broadcast_id for one in claimed if one.broadcast_id is not None})
    pairs = [(one, found[one.broadcast_id or 0]) for one in claimed if (one.broadcast_id or 0) in found]
    if not pairs:
        return {}
    people = select(_person.c.id, _person.c.language, _person.c.reads).where(
        _person.c.id.in_([one.person_id for one, _amendment in pairs if one.person_id is not None])
    )
    wanted = {
        row.id: languages_read.in_order(translator, row.language, row.reads)
        for row in session.connection().execute(people)
    }
    unknown = (translator.spoken(None),)
    sheets = announcement_texts.sheets_of(session, {amendment.number for _one, amendment in pairs})
    fresh = _languages_changed(session, pairs)
    files = announcement_shown_files.kept(session, {one.number for _row, one in pairs if one.kind == FILE})
    alone = [one for one, amendment in pairs if amendment.kind == FILE and one.edits is None]
    told_already = announcement_shown_files.told_already(session, alone)
    worded: dict[tuple[int, Reader, bool], Outgoing] = {}
    composed: dict[int, Outgoing | NotNow | NotAtAll] = {}
    for one, amendment in pairs:
        languages = wanted.get(one.person_id or 0, unknown)
        reader = _reader(
            translator, sheets[amendment.number], amendment, languages, fresh, stands_alone=one.edits is None
        )
        if reader is None:
            composed[one.id] = NotAtAll(UNCHANGED)
            continue
        if one.id in told_already:
            composed[one.id] = NotAtAll(announcement_shown_files.TOLD_ALREADY)
            continue
        key = (amendment.id, reader, one.edits is None)
        if amendment.kind == FILE and one.edits is not None and key not in worded:
            render, language = translator.bound(reader), translator.spoken(reader.language)
            put = announcement_shown_files.put(files[amendment.shows], amendment.created_at, render, language)
            worded[key] = put
        if key not in worded:
            is_new = (amendment.id, reader.language) in fresh
            sheet = sheets[amendment.number]
            worded[key] = _worded(translator, sheet, amendment, reader, stands_alone=key[2], is_new=is_new)
        composed[one.id] = worded[key]  # the same object for all of them: channels need not render it again
    return composed


def _reader(
    translator: Translator,
    sheet: Sheet,
    amendment: _Amending,
    languages: Sequence[str],
    fresh: Collection[tuple[int, str]],
    *,
    stands_alone: bool,
) -> Reader | None:
    """In which language it is said to somebody who reads these; None: for them nothing is other than it was."""
    match amendment.kind:
        case "correction" | "buttons":
            read = sheet.language_for(languages)
            is_same = stands_alone if amendment.kind == BUTTONS else (amendment.id, read) not in fresh
            if read is None or is_same:
                return None
        case "note":
            told = amendment.words
            read = next((one for one in (*languages, amendment.original) if one in told), min(told))
        case _:
            return Reader(languages[-1])
    return announcement_texts.reader_of(translator, read, languages[-1])


def _amending(session: Session, broadcasts: set[int]) -> dict[int, _Amending]:
    original = (
        select(_variant.c.language)
        .where(
            _variant.c.subject_kind == KIND,
            _variant.c.subject_id == _announcement.c.id,
            _variant.c.field == TEXT,
            _variant.c.state == VariantState.ORIGINAL,
        )
        .limit(1)
        .scalar_subquery()
    )
    begun = _broadcast.alias("begun")
    rows = session.connection().execute(
        select(
            _broadcast.c.id,
            _broadcast.c.kind,
            _broadcast.c.created_at,
            begun.c.created_at.label("begun_at"),
            _broadcast.c.words,
            _broadcast.c.shows,
            _announcement.c.id.label("number"),
            _announcement.c.corrected_at,
            _announcement.c.withdrawn_at,
            original.label("original"),
        )
        .join(_announcement, _announcement.c.id == _broadcast.c.subject_id)
        .join(begun, begun.c.id == _broadcast.c.amends_id)
        .where(
            _broadcast.c.id.in_(sorted(broadcasts)),
            _broadcast.c.subject_kind == KIND,
            _broadcast.c.amends_id.is_not(None),
        )
    )
    return {row.id: row for row in rows}


def _worded(
    translator: Translator, sheet: Sheet, amendment: _Amending, reader: Reader, *, stands_alone: bool, is_new: bool
) -> Outgoing:
    """`is_new`: this text has been corrected."""
    render = translator.bound(reader)
    match amendment.kind:
        case "pinning":
            return Outgoing("", pins=True)
        case "unpinning":
            return Outgoing("", unpins=True)
        case "withdrawal" | "removal":
            removes = amendment.kind == REMOVAL and not stands_alone
            words = withdrawn_words(amendment.number, amendment.withdrawn_at)
            return Outgoing(render(words), language=translator.spoken(reader.language), removes=removes, silent=True)
        case "note" | "file":
            return _following(sheet, amendment, reader, render)
        case _:
            outgoing = announcement_texts.put(translator, sheet, reader)
    if stands_alone:
        lead = _("*Correction* of announcement {number}. This is how it reads now:", number=str(amendment.number))
        text = f"{render(lead)}\n\n{outgoing.text}"
    elif is_new and amendment.corrected_at is not None:
        told = _("Corrected on {day}.", day=Moment(amendment.corrected_at, MomentStyle.DATE))
        text = f"{outgoing.text}\n\n{render(told)}"
    else:
        text = outgoing.text
    # Its files stand there already.
    return replace(outgoing, text=text, attachments=())


def _following(sheet: Sheet, amendment: _Amending, reader: Reader, render: Callable[[Words], str]) -> Outgoing:
    number = str(amendment.number)
    if amendment.kind == NOTE:
        words: Words = Lines(
            (_("*Correction* of announcement {number}:", number=number), amendment.words[reader.language])
        )
    else:
        words = _(
            "*Correction* of announcement {number}: one of its files is another one now, *{name}*. Whoever has the former one, please take this one instead.",
            number=number,
            name=amendment.words[""],
        )
    acts = (*sheet.content, announcement_offers.read(amendment.number), announcement_offers.ask(amendment.number))
    choices = tuple(choice_of(act, render) for act in acts)
    return Outgoing(render(words), reader.around or reader.language, choices=choices, silent=sheet.is_silent)


def _languages_changed(session: Session, pairs: Sequence[tuple[Claimed, _Amending]]) -> set[tuple[int, str]]:
    """(amendment, language) of texts that are as new as the amendment; where only buttons change, that are newer than the first copies."""
    of = {amendment.id: amendment for _one, amendment in pairs}
    rows = session.connection().execute(
        select(_variant.c.subject_id, _variant.c.language, _variant.c.at).where(
            _variant.c.subject_kind == KIND,
            _variant.c.subject_id.in_(sorted({amendment.number for amendment in of.values()})),
            _variant.c.field == TEXT,
            _variant.c.is_proposal.is_(False),
        )
    )
    return {
        (amendment.id, row.language)
        for row in rows
        for amendment in of.values()
        if row.subject_id == amendment.number
        and row.at >= (amendment.begun_at if amendment.kind == BUTTONS else amendment.created_at)
    }


def withdrawn_words(number: int, at: datetime) -> Words:
    day = Moment(at, MomentStyle.DATE)
    return _(
        "Announcement {number} was withdrawn on {day}. What it said does not hold any more.",
        number=str(number),
        day=day,
    )


# -- whoever changed it ------------------------------------------------------------------------------------------------
def _redraw(work: Work, amendment: Broadcast) -> None:
    """Only of what takes its time: most amendments are done before anybody could read of it."""
    started = amendment.started_at
    if amendment.author_id is None or started is None or work.now - started < AT_ONCE:
        return
    tally = ledger.tally_so_far(work.session, amendment)
    words = _under_way_words(amendment, tally)
    live_messages.show(work, _key(amendment), amendment.author_id, words)
    live_messages.redraw(work, _key(amendment), str(tally.settled), words)


def _under_way_words(amendment: Broadcast, tally: Tally) -> Words:
    values: dict[str, str | int] = {
        "number": str(amendment.subject_id),
        "settled": tally.settled,
        "copies": tally.recipients,
    }
    match amendment.kind:
        case "note":
            return _("The correction of announcement {number} goes out: {settled} of {copies} are done.", **values)
        case "file":
            return _("The file of announcement {number} is being replaced: {settled} of {copies} messages.", **values)
        case "correction":
            return _("Announcement {number} is being corrected: {settled} of {copies} copies are done.", **values)
        case "pinning":
            return _("Announcement {number} is being pinned: {settled} of {copies} copies are done.", **values)
        case "unpinning":
            return _("Announcement {number} is being unpinned: {settled} of {copies} copies are done.", **values)
        case _:
            return _("Announcement {number} is being withdrawn: {settled} of {copies} copies are done.", **values)


def _report(work: Work, amendment: Broadcast, tally: Tally) -> None:
    """The end of it. What was overtaken by another change is told of by that one."""
    if amendment.author_id is None or amendment.state is BroadcastState.CANCELLED:
        return
    alone = amendments.standing_alone(work.session, amendment) if amendment.kind in (*SPEAKING, FILE) else 0
    number = str(amendment.subject_id)
    lines: list[Words] = [_done_words(amendment.kind, number, tally.sent - alone)]
    if not tally.recipients and amendment.kind == FILE:
        lines = [_("Announcement {number} has its new file. Nobody had loaded the former one.", number=number)]
    elif not tally.recipients:
        lines = [_("Nobody had announcement {number} yet: there was nothing to change.", number=number)]
    if alone:
        lines.append(
            _n(
                "{count} copy could not be changed: there it was said in a new message.",
                "{count} copies could not be changed: there it was said in a new message.",
                alone,
            )
        )
    if tally.failed + tally.uncertain and amendment.kind != NOTE:
        lines.append(
            _n(
                "{count} copy stays as it was: the chat service did not take the change.",
                "{count} copies stay as they were: the chat service did not take the change.",
                tally.failed + tally.uncertain,
            )
        )
    notice = Notice(key=f"{_key(amendment)}:closed", words=Lines(tuple(lines)))
    tell(work, [amendment.author_id], notice)


def _done_words(kind: str, number: str, count: int) -> Words:
    match kind:
        case "note":
            return _n(
                "The correction of announcement {number} has reached {count} person.",
                "The correction of announcement {number} has reached {count} people.",
                count,
                number=number,
            )
        case "file":
            return _n(
                "Announcement {number} has its new file: {count} message that showed the former one was changed.",
                "Announcement {number} has its new file: {count} messages that showed the former one were changed.",
                count,
                number=number,
            )
        case "correction":
            return _n(
                "Announcement {number} is corrected: {count} copy was changed.",
                "Announcement {number} is corrected: {count} copies were changed.",
                count,
                number=number,
            )
        case "pinning":
            return _n(
                "Announcement {number} stands at the top of {count} chat.",
                "Announcement {number} stands at the top of {count} chats.",
                count,
                number=number,
            )
        case "unpinning":
            return _n(
                "Announcement {number} no longer stands at the top of {count} chat.",
                "Announcement {number} no longer stands at the top of {count} chats.",
                count,
                number=number,
            )
        case _:
            return _n(
                "Announcement {number} is withdrawn: {count} copy says so, or is gone.",
                "Announcement {number} is withdrawn: {count} copies say so, or are gone.",
                count,
                number=number,
            )


def _key(amendment: Broadcast) -> str:
    return f"{KIND}:{amendment.subject_id}:{amendment.kind}:{amendment.id}"
