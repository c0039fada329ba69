"""How an announcement reads: to each recipient in their language, put into words when it is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session

from bot.core.acts import choice_of
from bot.core.messages import Link, Outgoing
from bot.delivery.claims import Claimed
from bot.i18n.phrase import Lines, Words, _
from bot.i18n.translator import Reader, Translator
from bot.storage.announcements import KIND, TEXT, Announcement
from bot.storage.broadcasts import Broadcast
from bot.storage.conversations import ConversationRow
from bot.storage.people import Person, PersonState
from bot.storage.variants import texts
from bot.usecases.notify import way_back

_announcement = Announcement.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_broadcast = Broadcast.__table__  # type: ignore[attr-defined] # see above
_person = Person.__table__  # type: ignore[attr-defined] # see above
_talk = ConversationRow.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Sheet:
    """Everything that copies of one announcement have in common."""

    texts: Mapping[str, str]
    fallback: str | None
    link: str | None
    author: str

    def language_for(self, spoken: str) -> str | None:
        """None: there is no text for whoever speaks this."""
        wanted = spoken if spoken in self.texts else self.fallback
        return wanted if wanted in self.texts else None


def wording(author: str, text: str) -> Words:
    """What people wrote is shown as they typed it."""
    return Lines((_("Announcement from *{name}*:", name=author), text))


def links(address: str | None, render: Callable[[Words], str]) -> tuple[Link, ...]:
    return () if address is None else (Link(render(_("Open the link")), address),)


def compose(translator: Translator, session: Session, claimed: Sequence[Claimed]) -> dict[int, Outgoing]:
    """What each copy says, by its row; three queries for the slice. Who is not to be told any more is left out."""
    sheets = _sheets(session, {one.broadcast_id for one in claimed if one.broadcast_id is not None})
    people = {
        row.id: row
        for row in session.connection().execute(
            select(_person.c.id, _person.c.language, _talk.c.id.label("talk_id"), _talk.c.pending)
            .outerjoin(_talk, _talk.c.id == _person.c.floor_id)
            .where(
                _person.c.id.in_([one.person_id for one in claimed if one.person_id is not None]),
                _person.c.state == PersonState.ACTIVE,
            )
        )
    }
    worded: dict[tuple[int, str], Outgoing] = {}
    composed: dict[int, Outgoing] = {}
    for one in claimed:
        sheet, person = sheets.get(one.broadcast_id or 0), people.get(one.person_id or 0)
        if sheet is None or person is None:
            continue
        language = sheet.language_for(translator.spoken(person.language))
        if language is None:
            continue
        key = (one.broadcast_id or 0, language)
        if key not in worded:
            worded[key] = put(translator, sheet, language)
        composed[one.id] = worded[key]  # the same object for all of them: channels need not render it again
        if acts := way_back(person.talk_id, person.pending):
            render = translator.bound(Reader(language))
            composed[one.id] = replace(worded[key], choices=tuple(choice_of(act, render) for act in acts))
    return composed


def put(translator: Translator, sheet: Sheet, language: str) -> Outgoing:
    """In one language, everything around the text included."""
    render = translator.bound(Reader(language))
    return Outgoing(
        text=render(wording(sheet.author, sheet.texts[language])),
        language=translator.spoken(language),
        links=links(sheet.link, render),
    )


def _sheets(session: Session, broadcasts: set[int]) -> dict[int, Sheet]:
    rows = (
        session.connection()
        .execute(
            select(
                _broadcast.c.id.label("broadcast_id"),
                _announcement.c.id,
                _announcement.c.fallback,
                _announcement.c.link,
                _person.c.name,
            )
            .join(_announcement, _announcement.c.id == _broadcast.c.subject_id)
            .outerjoin(_person, _person.c.id == _announcement.c.author_id)
            .where(_broadcast.c.id.in_(sorted(broadcasts)), _broadcast.c.subject_kind == KIND)
        )
        .all()
    )
    written = texts(session, KIND, [row.id for row in rows], TEXT)
    return {row.broadcast_id: Sheet(written.get(row.id, {}), row.fallback, row.link, row.name or "?") for row in rows}
