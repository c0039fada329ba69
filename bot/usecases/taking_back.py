"""What stands in the chats of those who are forgotten: the platforms are asked to take it away, then nobody knows where it was."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, null, update
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from bot.core.messages import Outgoing, Priority
from bot.delivery.outbox import Queued
from bot.i18n.phrase import _
from bot.i18n.translator import Reader
from bot.storage.erasures import Erasure
from bot.storage.outbox import OutboxRow, OutboxState, stands_in_a_chat
from bot.storage.people import Person
from bot.storage.shown_files import ShownFile
from bot.usecases.work import Work

AT_ONCE = 20  # people looked at in one transaction
UNDER_WAY = (OutboxState.QUEUED, OutboxState.CLAIMED)
_WHERE_IT_STANDS = (
    col(OutboxRow.dedupe_key),
    col(OutboxRow.channel),
    col(OutboxRow.account),
    col(OutboxRow.chat),
    col(Person.id),
    col(Person.language),
)
ERASED = _("Erased, as was asked.")


def of(work: Work, people: Sequence[int]) -> list[Queued]:
    """
    Before they are erased: a removal for each message of ours in a chat of theirs alone, as far back as the ledger goes; and for
    whatever of it stands in a message of its own there, as files of an album on Telegram do, and the parts of a long text.
    """
    apart = and_(
        col(ShownFile.outbox_id) == col(OutboxRow.id),
        col(ShownFile.external_id).is_not(None),
        col(ShownFile.external_id) != col(OutboxRow.external_id),
    )
    theirs = (col(OutboxRow.person_id).in_(people), stands_in_a_chat())
    whose = col(Person.id) == col(OutboxRow.person_id)
    messages = select_columns(*_WHERE_IT_STANDS, null()).join(Person, whose).where(*theirs)
    files = select_columns(*_WHERE_IT_STANDS, col(ShownFile.place)).join(ShownFile, apart).join(Person, whose)
    by_message = (col(OutboxRow.id), col(ShownFile.place))
    rows = [
        *work.session.connection().execute(messages.order_by(col(OutboxRow.id))),
        *work.session.connection().execute(files.where(*theirs).order_by(*by_message)),
    ]
    return [
        Queued(
            f"forget:{key}" if place is None else f"forget:{key}:part {place}",
            channel,
            account,
            chat,
            outgoing=_removal(work, key, language),
            priority=Priority.BROADCAST,  # behind replies and reminders; but never dropped
            now=work.now,
            person_id=person_id,
            edits_place=place,
        )
        for key, channel, account, chat, person_id, language, place in rows
    ]


def look_after(work: Work) -> bool:
    """On the clock: some of those for whom nothing is on its way any more; True when there may be more."""
    waiting = select(OutboxRow.id).where(OutboxRow.person_id == Erasure.person_id, col(OutboxRow.state).in_(UNDER_WAY))
    over = work.session.exec(
        select(Erasure)
        .where(col(Erasure.removed_at).is_(None), ~waiting.exists())
        .order_by(col(Erasure.id))
        .limit(AT_ONCE)
    ).all()
    forget_where(work, over)
    return len(over) == AT_ONCE


def forget_where(work: Work, erasures: Sequence[Erasure]) -> None:
    """Of the lines in the ledger nothing tells any more to whom they went."""
    if not erasures:
        return
    people = [one.person_id for one in erasures]
    theirs = select(OutboxRow.id).where(col(OutboxRow.person_id).in_(people))
    work.session.connection().execute(delete(ShownFile).where(col(ShownFile.outbox_id).in_(theirs)))
    lines = update(OutboxRow).where(col(OutboxRow.person_id).in_(people), col(OutboxRow.chat) != "")
    work.session.connection().execute(lines.values(chat="", external_id=None))
    for one in erasures:
        one.removed_at = work.now
        work.session.add(one)


def _removal(work: Work, key: str, language: str | None) -> Outgoing:
    """Where a message is too old to be taken away, these words stand in its place."""
    reader = Reader(work.translator.spoken(language))
    return Outgoing(work.translator.render(ERASED, reader), reader.language, edits=key, removes=True, silent=True)
