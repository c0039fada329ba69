"""Two chat accounts of one person become one: shown before, undone within seven days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Connection, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col

from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import Variants, _, _p
from bot.storage.addresses import addresses_of
from bot.storage.codes import CodePurpose
from bot.storage.conversations import ConversationRow, ConversationState
from bot.storage.links import AccountLink
from bot.storage.memberships import memberships_of
from bot.storage.people import Person, PersonState
from bot.usecases import audit, codes, doubles
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.work import Work

CODE_VALID_FOR = timedelta(minutes=15)
UNDO_WITHIN = timedelta(days=7)
OPEN = (ConversationState.OPEN, ConversationState.PARKED)
UNLINK = _p("word", "part|separate")
# What stays where it was: ledgers of what was sent, guesses, codes, and the joining itself.
_NOT_MOVED = {"outbox", "wrong_guess", "one_time_code", "account_link", "audit", "person"}
ASIDE = "aside"
# Who something is about, who organises it, who wrote it; who once decided or invited stays in the records as it was.
_WHOSE = ("person_id", "organiser_id", "author_id", "reviewer_id", "added_by_id")


@dataclass(frozen=True)
class Offer:
    """What a joining would bring together."""

    name: str
    centres: tuple[Variants, ...]
    channels: tuple[str, ...]


def new_code(work: Work) -> str:
    audit.note(work, "make link code", "person", work.person_id)
    return codes.make(work, CodePurpose.LINK, CODE_VALID_FOR, work.person_id)


def offer(work: Work, typed: str) -> Offer | Refusal:
    """Whom this account would be joined to."""
    found = codes.look_up(work, typed, CodePurpose.LINK)
    if isinstance(found, Refusal):
        return found
    if found.person_id == work.person_id:
        return Refusal(_("This code was made here. Please write it to me from your *other* account."))
    assert found.person_id is not None, "a link code belongs to somebody"
    person = work.session.get_one(Person, found.person_id)
    centres = tuple(centre_name(work, one.centre_id) for one in memberships_of(work.session, person.id))
    channels = tuple(address.channel for address in addresses_of(work.session, person.id))
    return Offer(person.name or "?", centres, channels)


def join(work: Work, typed: str) -> int | Refusal:
    """Everything of the present person goes over to the one who made the code. The link's id."""
    found = codes.look_up(work, typed, CodePurpose.LINK)
    if isinstance(found, Refusal):
        return found
    if found.person_id is None or found.person_id == work.person_id:
        return Refusal(codes.WRONG)
    found.used_at = work.now
    work.session.add(found)
    joined, kept = person_of(work), work.session.get_one(Person, found.person_id)
    link = AccountLink(kept_id=kept.id, joined_id=joined.id, state_before=joined.state.value, at=work.now)
    if joined.state is PersonState.NEW:  # what was begun at the door makes no sense to somebody who is in
        _stop_talks(work, joined.id)
    joined.state, joined.merged_into_id, joined.floor_id = PersonState.MERGED, kept.id, None
    work.session.add(joined)
    work.session.flush()
    link.moved = _move(work, joined.id, kept.id)
    work.session.add(link)
    work.session.flush()
    audit.note(work, "join accounts", "person", kept.id, joined=joined.id)
    tell(
        work,
        [kept.id],
        Notice(
            f"link:{link.id}",
            _(
                "Another account of yours was joined to this one. If that was not you, separate them again within 7 days."
            ),
            acts=(Act("link.undo", str(link.id), _p("button", "Separate again"), UNLINK),),
        ),
    )
    return link.id


def _stop_talks(work: Work, person_id: int) -> None:
    work.session.connection().execute(
        update(ConversationRow)
        .where(col(ConversationRow.person_id) == person_id, col(ConversationRow.state).in_(OPEN))
        .values(state=ConversationState.STOPPED, pending=None, draft=None, ended_at=work.now)
    )


def undo(work: Work, argument: str) -> Told | Refusal:
    """Part the two again: each gets back what it had."""
    number = row_number(argument)
    link = None if number is None else work.session.get(AccountLink, number)
    if link is None or work.person_id not in {link.kept_id, link.joined_id}:
        return Refusal(_("There is nothing to separate."))
    if link.undone_at is None:
        if work.now - link.at > UNDO_WITHIN:
            return Refusal(_("The seven days are over. Please ask a coordinator of your programme for help."))
        link.undone_at = work.now
        joined = work.session.get_one(Person, link.joined_id)
        joined.state, joined.merged_into_id = PersonState(link.state_before), None
        work.session.add_all([link, joined])
        work.session.flush()
        for column in _movable():
            ids = link.moved.get(str(column))
            if ids:
                _give(work.session.connection(), column, ids, link.joined_id)
        doubles.put_back(work.session.connection(), link.moved.get(ASIDE, ()))
        work.roles.clear()
        audit.note(work, "part accounts", "person", link.kept_id, joined=link.joined_id)
    return Told(_("The two accounts are separate again. Each has what it had before."))


def _movable() -> Iterator[Column[int]]:
    """Every column that says whose a row is."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in _NOT_MOVED and "id" in table.c:
            yield from (table.c[name] for name in _WHOSE if name in table.c)


def _move(work: Work, joined_id: int, kept_id: int) -> dict[str, Any]:
    """Ids of the rows that changed hands, by table and column; and the rows that were put aside."""
    moved: dict[str, Any] = {}
    connection = work.session.connection()
    for column in _movable():
        found = connection.execute(select(column.table.c.id).where(column == joined_id)).scalars().all()
        for row_id in found:
            try:
                with connection.begin_nested():
                    _give(connection, column, [row_id], kept_id)
            except IntegrityError:
                # Both had one, such as an answer to the same invitation: the kept person's stands, and counts once.
                aside = doubles.put_aside(connection, column.table, row_id)
                moved.setdefault(ASIDE, []).extend(aside)
                continue
            moved.setdefault(str(column), []).append(row_id)
    work.roles.clear()
    return moved


def _give(connection: Connection, column: Column[int], ids: Sequence[int], person_id: int) -> None:
    table = column.table
    connection.execute(update(table).where(table.c.id.in_(ids)).values({column.name: person_id}))
