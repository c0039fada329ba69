"""How an invitation to answer a questionnaire reads: to each recipient in their language, put when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from bot.core.acts import choice_of
from bot.core.messages import Outgoing
from bot.core.outcome import Act
from bot.delivery.claims import Claimed
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _p
from bot.i18n.translator import Reader, Translator
from bot.storage.broadcasts import Broadcast
from bot.storage.conversations import ConversationRow
from bot.storage.people import Person, PersonState
from bot.storage.questionnaires import (
    KIND,
    Publication,
    PublicationState,
    PublicationWay,
    QuestionnaireVersion,
    title_words,
)
from bot.usecases.answered import answered
from bot.usecases.notify import way_back

_publication = Publication.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_version = QuestionnaireVersion.__table__  # type: ignore[attr-defined] # see above
_broadcast = Broadcast.__table__  # type: ignore[attr-defined] # see above
_person = Person.__table__  # type: ignore[attr-defined] # see above
_talk = ConversationRow.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Sheet:
    """What all copies of one invitation have in common."""

    number: int
    title: Words
    closes_at: datetime | None
    author: str | None
    to_a_team: bool


def invitation(author: str | None, title: Words, closes_at: datetime | None, *, to_a_team: bool = False) -> Words:
    if to_a_team:
        first = _team_invitation(author, title)
    elif author is None:
        first = _("You are asked to answer a questionnaire: *{title}*.", title=title)
    else:
        first = _("*{name}* asks you to answer a questionnaire: *{title}*.", name=author, title=title)
    return Lines((first, *until(closes_at)))


def _team_invitation(author: str | None, title: Words) -> Words:
    if author is None:
        return _(
            "Where does your centre stand? You are asked to say it together with your team: *{title}*.", title=title
        )
    return _(
        "Where does your centre stand? *{name}* asks you to say it together with your team: *{title}*.",
        name=author,
        title=title,
    )


def until(closes_at: datetime | None) -> tuple[Words, ...]:
    if closes_at is None:
        return ()
    return (_("It is open until {day}.", day=Moment(closes_at, MomentStyle.DATE)),)


def begin(number: int) -> Act:
    return Act("begin", f"{KIND}:{number}", _p("button", "Answer it"))


def compose(translator: Translator, session: Session, claimed: Sequence[Claimed]) -> dict[int, Outgoing]:
    """By row; three queries for the slice. Who has answered by now, or can no longer, is left out."""
    sheets = _sheets(session, {one.broadcast_id for one in claimed if one.broadcast_id is not None})
    people = _people(session, [one.person_id for one in claimed if one.person_id is not None])
    answered_already = answered(session, [sheet.number for sheet in sheets.values()], list(people))
    worded: dict[tuple[int, Reader], Outgoing] = {}
    composed: dict[int, Outgoing] = {}
    for one in claimed:
        sheet, person = sheets.get(one.broadcast_id or 0), people.get(one.person_id or 0)
        if sheet is None or person is None or (sheet.number, person.id) in answered_already:
            continue
        reader = Reader(translator.spoken(person.language), person.zone)
        key = (sheet.number, reader)
        if key not in worded:
            worded[key] = put(translator, sheet, reader)
        composed[one.id] = worded[key]  # the same object for all of them: channels need not render it again
        if acts := way_back(person.talk_id, person.pending):
            render = translator.bound(reader)
            choices = (*worded[key].choices, *(choice_of(act, render) for act in acts))
            composed[one.id] = replace(worded[key], choices=choices)
    return composed


def put(translator: Translator, sheet: Sheet, reader: Reader) -> Outgoing:
    render = translator.bound(reader)
    return Outgoing(
        text=render(invitation(sheet.author, sheet.title, sheet.closes_at, to_a_team=sheet.to_a_team)),
        language=translator.spoken(reader.language),
        choices=(choice_of(begin(sheet.number), render),),
    )


def _people(session: Session, numbers: Sequence[int]) -> dict[int, Any]:
    rows = session.connection().execute(
        select(_person.c.id, _person.c.language, _person.c.zone, _talk.c.id.label("talk_id"), _talk.c.pending)
        .outerjoin(_talk, _talk.c.id == _person.c.floor_id)
        .where(_person.c.id.in_(numbers), _person.c.state == PersonState.ACTIVE)
    )
    return {row.id: row for row in rows}


def _sheets(session: Session, broadcasts: set[int]) -> dict[int, Sheet]:
    """Of those that still take answers."""
    rows = session.connection().execute(
        select(
            _broadcast.c.id.label("broadcast_id"),
            _publication.c.id,
            _publication.c.closes_at,
            _publication.c.way,
            _version.c.title,
            _version.c.titles,
            _person.c.name,
        )
        .join(_publication, _publication.c.id == _broadcast.c.subject_id)
        .join(_version, _version.c.id == _publication.c.version_id)
        .outerjoin(_person, _person.c.id == _publication.c.author_id)
        .where(
            _broadcast.c.id.in_(sorted(broadcasts)),
            _broadcast.c.subject_kind == KIND,
            _publication.c.state == PublicationState.OPEN,
        )
    )
    return {
        row.broadcast_id: Sheet(
            row.id, title_words(row.title, row.titles), row.closes_at, row.name, row.way is PublicationWay.TEAM
        )
        for row in rows
    }
