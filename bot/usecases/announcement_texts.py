"""How an announcement reads: to each recipient in their language, put into words when it is sent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from bot.core.acts import choice_of
from bot.core.messages import Link, Outgoing
from bot.core.outcome import Act
from bot.delivery.claims import Claimed
from bot.i18n.phrase import Lines, Words, _
from bot.i18n.translator import Reader, Translator
from bot.storage.announcements import KIND, TEXT, Announcement
from bot.storage.conversations import ConversationRow
from bot.storage.people import Person, PersonState
from bot.storage.variants import texts
from bot.usecases import announcement_offers, languages_read
from bot.usecases.notify import way_back

_announcement = Announcement.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_talk = ConversationRow.__table__  # type: ignore[attr-defined] # see above
_COMMON = ("broadcast_id", "id", "kind", "subject_id", "fallback", "link", "topic", "silent", "urgent", "acknowledge")


@dataclass(frozen=True)
class Sheet:
    """Everything that copies of one announcement have in common."""

    number: int
    texts: Mapping[str, str]
    fallback: str | None
    link: str | None
    author: str
    topic: str | None = None
    is_silent: bool = False
    acknowledge: bool = False
    content: tuple[Act, ...] = ()  # of its poll, its session or questionnaire, its files

    @property
    def offers(self) -> tuple[Act, ...]:
        """What readers can do about it."""
        rest = announcement_offers.to_readers(self.number, self.topic, acknowledge=self.acknowledge)
        return (*self.content, *rest)

    def language_for(self, wanted: Iterable[str]) -> str | None:
        """The first of these in which there is a text, else the one that stands in for them; None: there is none."""
        return next((one for one in (*wanted, self.fallback) if one in self.texts), None)


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
            select(_person.c.id, _person.c.language, _person.c.reads, _talk.c.id.label("talk_id"), _talk.c.pending)
            .outerjoin(_talk, _talk.c.id == _person.c.floor_id)
            .where(
                _person.c.id.in_([one.person_id for one in claimed if one.person_id is not None]),
                _person.c.state == PersonState.ACTIVE,
            )
        )
    }
    worded: dict[tuple[int, str, str], Outgoing] = {}
    composed: dict[int, Outgoing] = {}
    for one in claimed:
        sheet, person = sheets.get(one.broadcast_id or 0), people.get(one.person_id or 0)
        if sheet is None or person is None:
            continue
        wanted = languages_read.in_order(translator, person.language, person.reads)
        language = sheet.language_for(wanted)
        if language is None:
            continue
        reader = reader_of(translator, language, wanted[-1])
        key = (one.broadcast_id or 0, language, reader.around or "")
        if key not in worded:
            worded[key] = put(translator, sheet, reader)
        composed[one.id] = worded[key]  # the same object for all of them: channels need not render it again
        if acts := way_back(person.talk_id, person.pending):
            render = translator.bound(reader)
            back = tuple(choice_of(act, render) for act in acts)
            composed[one.id] = replace(worded[key], choices=(*back, *worded[key].choices))
    return composed


def reader_of(translator: Translator, language: str, spoken: str) -> Reader:
    """Of a text in this language: our words around it are in the same one, or, where we do not speak it, in `spoken`."""
    return Reader(language) if language in translator.languages else Reader(language, around=spoken)


def put(translator: Translator, sheet: Sheet, reader: Reader) -> Outgoing:
    """In one language, everything around the text included, as far as we speak it."""
    render = translator.bound(reader)
    return Outgoing(
        text=render(wording(sheet.author, sheet.texts[reader.language])),
        language=translator.spoken(reader.around or reader.language),
        choices=tuple(choice_of(act, render) for act in sheet.offers),
        links=links(sheet.link, render),
        silent=sheet.is_silent,
    )


def sheets_of(session: Session, numbers: Iterable[int]) -> dict[int, Sheet]:
    """By the announcement's number; two queries."""
    wanted = _announcement.c.id.in_(sorted(numbers))
    return {sheet.number: sheet for _broadcast_id, sheet in _sheets_where(session, wanted)}


def _sheets(session: Session, broadcasts: set[int]) -> dict[int, Sheet]:
    return dict(_sheets_where(session, _announcement.c.broadcast_id.in_(sorted(broadcasts))))


def _sheets_where(session: Session, wanted: ColumnElement[bool]) -> list[tuple[int, Sheet]]:
    """With the broadcast of each."""
    rows = (
        session.connection()
        .execute(
            select(*(_announcement.c[name] for name in _COMMON), _person.c.name)
            .outerjoin(_person, _person.c.id == _announcement.c.author_id)
            .where(wanted)
        )
        .all()
    )
    written = texts(session, KIND, [row.id for row in rows], TEXT)
    content = announcement_offers.of_content(session, rows)
    return [
        (
            row.broadcast_id,
            Sheet(
                number=row.id,
                texts=written.get(row.id, {}),
                fallback=row.fallback,
                link=row.link,
                author=row.name or "?",
                topic=row.topic,
                is_silent=row.silent and not row.urgent,
                content=content[row.id],
                acknowledge=row.acknowledge,
            ),
        )
        for row in rows
    ]
