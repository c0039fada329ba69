"""What is kept for a time, and goes when it is over, as the table's `retention` says. A pass a day, slice by slice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, delete, func, update
from sqlmodel import Session, col, select

from bot.storage import blobs, matrix_keys
from bot.storage.addresses import Address
from bot.storage.announcement_followups import Acknowledgement, AskedReminder, AskedReminderState
from bot.storage.announcements import Announcement, AnnouncementVote
from bot.storage.audit import AuditLine
from bot.storage.calendar_feeds import CalendarFeed
from bot.storage.clearing import Clearing
from bot.storage.codes import OneTimeCode, WrongGuess
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.erasures import Erasure
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.invitations import Invitation
from bot.storage.links import AccountLink
from bot.storage.lookups import look_up_one_by_one
from bot.storage.milestones import MilestoneReminder, MilestoneReminderState
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.pace import PaceRow
from bot.storage.people import Person
from bot.storage.practice_reactions import PracticeReport
from bot.storage.questionnaires import KIND
from bot.storage.reminders import Reminder, ReminderState
from bot.storage.rooms import RoomAct, RoomSaying, SessionRoom, forget_sayings
from bot.storage.session_wishes import SessionWish, WishPerson
from bot.storage.sessions import LearningSession, Rsvp, SessionRound
from bot.storage.shown_files import ShownFile
from bot.storage.tickets import Ticket
from bot.storage.time_votes import SlotVote, TimeSlot
from bot.storage.visit_files import VisitFile
from bot.storage.visit_reports import drop_files
from bot.storage.wanted_files import WantedFile, WantedState
from bot.storage.web import WebBrowser, WebFile, WebMessage
from bot.usecases.work import Work

EVERY = timedelta(days=1)
SLICE = 200  # rows of a table looked at in one transaction
A_LOOK = 1 / 8  # of a slice: so much at least is a look at a table, however little is in it
DAY, MONTH, YEAR = timedelta(days=1), timedelta(days=30), timedelta(days=365)
AUDIT = 3 * YEAR


@dataclass(frozen=True)
class Rule:
    """Of one table, which rows are over at a moment, and how they go: rows by their ids, the lowest first."""

    name: str
    table: Any  # with a whole number as its id
    is_over: Callable[[datetime], ColumnElement[bool]]
    clear: Callable[[Session, Sequence[int]], None] | None = None  # None: the rows go
    at_a_time: int = SLICE


def clear_next(work: Work) -> bool:
    """One slice of what is due, of as many tables as it has room for; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    work.session.connection().execute(delete(PaceRow).where(col(PaceRow.not_before) <= work.now))
    matrix_keys.drop_old(work.session, work.now)
    passes = {one.rule: one for one in work.session.exec(select(Clearing))}
    looked_at = 0.0  # of the slice
    for rule in RULES:
        at = passes.get(rule.name) or Clearing(rule=rule.name)
        if at.done_at is None or at.last_id or at.done_at <= work.now - EVERY:
            looked_at += max(A_LOOK, _look_through(work, rule, at))
            if looked_at >= 1:
                return True
    return False


def _look_through(work: Work, rule: Rule, at: Clearing) -> float:
    """How much of a slice it was."""
    key = col(rule.table.id)
    seen = work.session.exec(
        select(key, rule.is_over(work.now).label("over")).where(key > at.last_id).order_by(key).limit(rule.at_a_time)
    ).all()
    over = [number for number, is_over in seen if is_over]
    if over and rule.clear is None:
        work.session.connection().execute(delete(rule.table).where(key.in_(over)))
    elif over and rule.clear is not None:
        rule.clear(work.session, over)
    if len(seen) == rule.at_a_time:
        at.last_id = seen[-1][0]
    else:
        at.last_id, at.done_at = 0, work.now
    work.session.add(at)
    return len(seen) / rule.at_a_time


# -- what is over ------------------------------------------------------------------------------------------------------
def _old(moment: Any, age: timedelta) -> Callable[[datetime], ColumnElement[bool]]:
    """Also of a moment that is not there: then never."""
    return lambda now: func.coalesce(col(moment) <= now - age, False)


def _with(condition: ColumnElement[bool], moment: Any, age: timedelta) -> Callable[[datetime], ColumnElement[bool]]:
    old = _old(moment, age)
    return lambda now: and_(condition, old(now))


def _talk_is_over(now: datetime) -> ColumnElement[bool]:
    """A questionnaire that was closed amid an interview may be opened again: what it remembers stays with its talk."""
    has_ended = col(ConversationRow.state).in_([ConversationState.ENDED, ConversationState.STOPPED])
    return and_(has_ended, col(ConversationRow.handler) != KIND, col(ConversationRow.touched_at) <= now - MONTH)


def _session_is_over(now: datetime) -> ColumnElement[bool]:
    """One that never had a time: a year after it was called off or left."""
    last = func.coalesce(col(LearningSession.starts_at), col(LearningSession.changed_at))
    held = select(LearningSession.id).where(LearningSession.id == Rsvp.session_id, last <= now - YEAR)
    return held.exists()


def _slot_is_over(now: datetime) -> ColumnElement[bool]:
    return select(TimeSlot.id).where(TimeSlot.id == SlotVote.slot_id, col(TimeSlot.starts_at) <= now - YEAR).exists()


def _poll_is_over(now: datetime) -> ColumnElement[bool]:
    sent = and_(col(Announcement.id) == AnnouncementVote.announcement_id, col(Announcement.sent_at) <= now - YEAR)
    return select(Announcement.id).where(sent).exists()


def _question_is_over(now: datetime) -> ColumnElement[bool]:
    """One that nobody has answered in a year is answered by nobody any more."""
    return func.coalesce(col(Ticket.answered_at), col(Ticket.asked_at)) <= now - YEAR


def _never_wrote(now: datetime) -> ColumnElement[bool]:
    wrote = select(WebMessage.id).where(WebMessage.chat == WebBrowser.public_id).exists()
    is_somebodys = select(Address.id).where(Address.chat == WebBrowser.public_id).exists()
    return and_(col(WebBrowser.seen_at) <= now - MONTH, ~wrote, ~is_somebodys)


def _never_sent(now: datetime) -> ColumnElement[bool]:
    told = cast(WebMessage.payload, String).contains(col(WebFile.token))
    is_sent = select(WebMessage.id).where(WebMessage.chat == WebFile.chat, told).exists()
    return and_(col(WebFile.created_at) <= now - MONTH, ~is_sent)


# -- how it goes -------------------------------------------------------------------------------------------------------
def _forget_answers(session: Session, talks: Sequence[int]) -> None:
    connection = session.connection()
    connection.execute(delete(AnswerRow).where(col(AnswerRow.conversation_id).in_(talks)))
    drafts = and_(col(ConversationRow.id).in_(talks), col(ConversationRow.draft).is_not(None))
    connection.execute(update(ConversationRow).where(drafts).values(draft=None))


def _forget_talks(session: Session, talks: Sequence[int]) -> None:
    connection = session.connection()
    connection.execute(delete(AnswerRow).where(col(AnswerRow.conversation_id).in_(talks)))
    connection.execute(update(OutboxRow).where(col(OutboxRow.conversation_id).in_(talks)).values(conversation_id=None))
    connection.execute(update(Person).where(col(Person.floor_id).in_(talks)).values(floor_id=None))
    given = delete(blobs.Attachment).where(col(blobs.Attachment.conversation_id).in_(talks))
    hashes = connection.execute(given.returning(col(blobs.Attachment.sha256))).scalars().all()
    connection.execute(delete(ConversationRow).where(col(ConversationRow.id).in_(talks)))
    blobs.drop_unused(session, hashes)


def _forget_lines(session: Session, lines: Sequence[int]) -> None:
    connection = session.connection()
    connection.execute(update(OutboxRow).where(col(OutboxRow.edits_id).in_(lines)).values(edits_id=None))
    connection.execute(delete(ShownFile).where(col(ShownFile.outbox_id).in_(lines)))
    connection.execute(delete(OutboxRow).where(col(OutboxRow.id).in_(lines)))


def _forget_files(table: Any) -> Callable[[Session, Sequence[int]], None]:
    """With what they hold, unless something else points at it."""

    def clear(session: Session, rows: Sequence[int]) -> None:
        gone = delete(table).where(col(table.id).in_(rows)).returning(col(table.sha256))
        hashes = session.connection().execute(gone).scalars().all()
        blobs.drop_unused(session, [one for one in hashes if one is not None])

    return clear


def _forget_files_of_visits(session: Session, files: Sequence[int]) -> None:
    drop_files(session, col(VisitFile.id).in_(files))


def _forget_wishes(session: Session, wishes: Sequence[int]) -> None:
    connection = session.connection()
    connection.execute(delete(WishPerson).where(col(WishPerson.wish_id).in_(wishes)))
    connection.execute(delete(SessionWish).where(col(SessionWish.id).in_(wishes)))


def _forget_rooms(session: Session, rooms: Sequence[int]) -> None:
    connection = session.connection()
    said = select(RoomSaying.id).where(col(RoomSaying.room_id).in_(rooms))
    forget_sayings(session, list(session.exec(said)))
    connection.execute(delete(RoomAct).where(col(RoomAct.room_id).in_(rooms)))
    connection.execute(delete(SessionRoom).where(col(SessionRoom.id).in_(rooms)))


_UNDER_WAY = (OutboxState.QUEUED, OutboxState.CLAIMED)
RULES = (
    Rule("audit", AuditLine, _old(AuditLine.at, AUDIT)),
    Rule("erasures", Erasure, _old(Erasure.at, AUDIT)),
    Rule("codes", OneTimeCode, _old(OneTimeCode.expires_at, MONTH)),
    Rule("reports of practices", PracticeReport, _old(PracticeReport.settled_at, YEAR)),
    Rule("guesses", WrongGuess, _old(WrongGuess.at, DAY)),
    Rule("ended talks", ConversationRow, _talk_is_over, _forget_answers),
    Rule("old talks", ConversationRow, _old(ConversationRow.touched_at, YEAR), _forget_talks),
    Rule("inbox", InboxRow, _with(col(InboxRow.state) == InboxState.DONE, InboxRow.done_at, MONTH)),
    Rule("parked", InboxRow, _with(col(InboxRow.state) == InboxState.PARKED, InboxRow.received_at, YEAR)),
    Rule(
        "ledger",
        OutboxRow,
        _with(col(OutboxRow.state).not_in(_UNDER_WAY), OutboxRow.created_at, YEAR),
        _forget_lines,
    ),
    Rule("invitations", Invitation, _old(Invitation.expires_at, YEAR)),
    Rule("links", AccountLink, _old(AccountLink.at, MONTH)),
    Rule("reminders", Reminder, _with(col(Reminder.state) != ReminderState.DUE, Reminder.next_due_utc, YEAR)),
    Rule(
        "reminders of milestones",
        MilestoneReminder,
        _with(col(MilestoneReminder.state) != MilestoneReminderState.DUE, MilestoneReminder.due_at, YEAR),
    ),
    Rule("acknowledgements", Acknowledgement, _old(Acknowledgement.at, YEAR)),
    Rule(
        "reminders of announcements",
        AskedReminder,
        _with(col(AskedReminder.state) != AskedReminderState.DUE, AskedReminder.due_at, YEAR),
    ),
    Rule("questions", Ticket, _question_is_over),
    Rule("wishes for sessions", SessionWish, _old(SessionWish.at, YEAR), _forget_wishes),
    Rule("replies to sessions", Rsvp, _session_is_over),
    Rule("votes in polls", AnnouncementVote, _poll_is_over),
    Rule("answers on times", SlotVote, _slot_is_over),
    Rule("addresses of calendars", CalendarFeed, _old(CalendarFeed.ended_at, YEAR)),
    Rule("what was passed on in rooms", RoomSaying, _old(RoomSaying.at, YEAR), forget_sayings),
    Rule("rooms", SessionRoom, _old(SessionRoom.closed_at, YEAR), _forget_rooms),
    Rule("rounds of sessions", SessionRound, _old(SessionRound.done_at, YEAR)),
    Rule(
        "fetched files",
        WantedFile,
        _with(col(WantedFile.state).in_([WantedState.DONE, WantedState.LOST]), WantedFile.done_at, MONTH),
        _forget_files(WantedFile),
    ),
    Rule("files of visits", VisitFile, _old(VisitFile.at, YEAR), _forget_files_of_visits),
    Rule("browsers", WebBrowser, _never_wrote, at_a_time=20),
    Rule("files never sent", WebFile, _never_sent, _forget_files(WebFile), at_a_time=20),
)
