"""What is over goes, what is not stays, and nothing that a table promises is forgotten."""

import re
from datetime import timedelta

import pytest
from sqlmodel import SQLModel, select

from bot.core.messages import FileKind
from bot.core.talk import AnswerState
from bot.domain.areas import PriorityArea
from bot.domain.milestones import Rung
from bot.domain.reminders import ReminderKind
from bot.domain.time_votes import Suits
from bot.storage import blobs
from bot.storage.addresses import Address
from bot.storage.announcement_followups import Acknowledgement, AskedReminder, AskedReminderState
from bot.storage.announcements import Announcement, AnnouncementKind, AnnouncementPollChoice, AnnouncementVote
from bot.storage.audit import ActorKind, AuditLine
from bot.storage.calendar_feeds import CalendarFeed, FeedKind
from bot.storage.codes import CodePurpose, OneTimeCode, WrongGuess
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.erasures import Erasure
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.invitations import Invitation
from bot.storage.links import AccountLink
from bot.storage.memberships import CentreFunction
from bot.storage.milestones import (
    Milestone,
    MilestoneReminder,
    MilestoneReminderState,
    ProgrammeCalendar,
    ProgrammePhase,
)
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.pace import PaceRow
from bot.storage.people import Person, PersonState
from bot.storage.practice_reactions import PracticeReport
from bot.storage.practices import Practice
from bot.storage.reminders import Reminder, ReminderState
from bot.storage.sessions import LearningSession, RoundKind, Rsvp, SessionRound
from bot.storage.tickets import Ticket, TicketState
from bot.storage.time_votes import SlotVote, TimeSlot, TimeVote
from bot.storage.wanted_files import WantedFile, WantedState
from bot.storage.web import WebBrowser, WebDirection, WebFile, WebMessage
from bot.usecases import retention
from bot.usecases.work import SYSTEM, Work
from tests.transcripts.world import BEGINNING, Named, furnish, settle
from tests.usecases.assessing import TRANSLATOR

A_WEEK, MONTH, YEAR = timedelta(days=7), timedelta(days=30), timedelta(days=365)
BUT = timedelta(hours=1)  # sooner than a row is over
# Tables that say a time which something else keeps to.
KEPT_OTHERWISE = {
    "broadcast",  # its row stays, with the counts of its closing; the lines of its copies go
    "person",  # `test_inactive.py`
    "pace",  # all at once
    "matrix_key",  # see above
}


def clear(database, now=BEGINNING):
    """A whole pass; how many transactions it took."""
    count = 1
    while database.write_now(lambda session: retention.clear_next(Work(session, now, SYSTEM, TRANSLATOR, nobody))):
        count += 1
    return count


def nobody(*_anything):
    """Is woken."""


@pytest.fixture
def amina(database):
    def job(session):
        furnish(session)
        settle(session, Named("amina", centre="TN-1"))
        session.flush()
        person = session.exec(select(Person).where(Person.name == "Amina")).one()
        return person.id, session.exec(select(Address.id).where(Address.person_id == person.id)).one()

    return database.write_now(job)


def talk(person, ended, **more):
    fields = {"handler": "menu", "state": ConversationState.ENDED, "created_at": ended, "ended_at": ended, **more}
    return ConversationRow(person_id=person, touched_at=ended, **fields)


def line(key, at, **more):
    fields = {"state": OutboxState.SENT, "due_at": at, "created_at": at, **more}
    return OutboxRow(dedupe_key=key, channel="web", account="bot", chat="c", **fields)


def wanted(key, person, address, done, state, sha256=None):
    return WantedFile(
        key=key,
        purpose="p",
        person_id=person,
        address_id=address,
        channel="web",
        account="bot",
        kind=FileKind.DOCUMENT,
        reference="r",
        sha256=sha256,
        state=state,
        created_at=BEGINNING - YEAR,
        done_at=done,
    )


def code(number, expires):
    return OneTimeCode(purpose=CodePurpose.LINK, digest=number, created_at=expires, expires_at=expires)


def invitation(number, expires):
    function = CentreFunction.TEACHER
    return Invitation(code=number, centre_id=1, function=function, created_at=expires, expires_at=expires)


def update(number, received, state, done):
    fields = {"channel": "web", "account": "bot", "lane": "l", "chat": "c", "received_at": received}
    return InboxRow(external_id=number, state=state, done_at=done, **fields)


def feed(digest, ended):
    at = BEGINNING - 2 * YEAR
    return CalendarFeed(
        digest=digest, programme_id=1, kind=FeedKind.PROGRAMME, language="en", created_at=at, ended_at=ended
    )


def ticket(person, asked, answered=None):
    state = TicketState.OPEN if answered is None else TicketState.ANSWERED
    fields = {"subject_kind": "announcement", "subject_id": 1, "text": "?", "language": "en"}
    return Ticket(person_id=person, state=state, asked_at=asked, answered_at=answered, **fields)


def audit_line(at):
    return AuditLine(at=at, actor_kind=ActorKind.SYSTEM, verb="v", subject_kind="s")


def link(person, at):
    return AccountLink(kept_id=person, joined_id=person, state_before="active", at=at)


def session_at(starts, person):
    return LearningSession(
        programme_id=1,
        organiser_id=person,
        area=PriorityArea.GREEN,
        starts_at=starts,
        zone="UTC",
        minutes=60,
        created_at=starts,
        changed_at=starts,
    )


def reminder(subject, due, state, person):
    return Reminder(
        person_id=person,
        subject_kind="session",
        subject_id=subject,
        kind=ReminderKind.DAY,
        wall_time="2023-03-14T08:00",
        zone="UTC",
        next_due_utc=due,
        state=state,
    )


OVER_AND_NOT = {
    AuditLine: lambda person, _address: [audit_line(BEGINNING - 3 * YEAR), audit_line(BEGINNING - 3 * YEAR + BUT)],
    OneTimeCode: lambda person, _address: [code("old", BEGINNING - MONTH), code("new", BEGINNING - MONTH + BUT)],
    WrongGuess: lambda person, _address: [
        WrongGuess(person_id=person, at=BEGINNING - timedelta(days=1)),
        WrongGuess(person_id=person, at=BEGINNING - timedelta(hours=23)),
    ],
    ConversationRow: lambda person, _address: [talk(person, BEGINNING - YEAR), talk(person, BEGINNING - YEAR + BUT)],
    InboxRow: lambda person, _address: [
        update("1", BEGINNING - YEAR, InboxState.DONE, BEGINNING - MONTH),
        update("2", BEGINNING - YEAR, InboxState.DONE, BEGINNING - MONTH + BUT),
        update("3", BEGINNING - MONTH, InboxState.PARKED, None),
    ],
    OutboxRow: lambda person, _address: [
        line("1", BEGINNING - YEAR),
        line("2", BEGINNING - YEAR + BUT),
        line("3", BEGINNING - YEAR, state=OutboxState.QUEUED),
    ],
    Invitation: lambda person, _address: [
        invitation("OLDOLD22", BEGINNING - YEAR),
        invitation("NEWNEW22", BEGINNING - YEAR + BUT),
    ],
    AccountLink: lambda person, _address: [link(person, BEGINNING - MONTH), link(person, BEGINNING - MONTH + BUT)],
    Reminder: lambda person, _address: [
        reminder(1, BEGINNING - YEAR, ReminderState.DONE, person),
        reminder(2, BEGINNING - YEAR + BUT, ReminderState.DONE, person),
        reminder(3, BEGINNING - YEAR, ReminderState.DUE, person),
    ],
    WantedFile: lambda person, address: [
        wanted("1", person, address, BEGINNING - MONTH, WantedState.DONE),
        wanted("2", person, address, BEGINNING - MONTH + BUT, WantedState.LOST),
        wanted("3", person, address, None, WantedState.WANTED),
    ],
    CalendarFeed: lambda person, _address: [
        feed("old", BEGINNING - YEAR),
        feed("new", BEGINNING - YEAR + BUT),
        feed("works", None),
    ],
    Ticket: lambda person, _address: [
        ticket(person, BEGINNING - 2 * YEAR, BEGINNING - YEAR),
        ticket(person, BEGINNING - 2 * YEAR, BEGINNING - YEAR + BUT),
        ticket(person, BEGINNING - YEAR + BUT),
    ],
}


@pytest.mark.parametrize("table", OVER_AND_NOT, ids=lambda table: table.__tablename__)
def test_the_first_row_is_over_and_the_others_stay(database, amina, table):
    def fill(session):
        rows = OVER_AND_NOT[table](*amina)
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]

    numbers = database.write_now(fill)
    clear(database)
    assert set(numbers) - set(database.read_now(lambda s: s.exec(select(table.id)).all())) == {numbers[0]}


def test_who_was_forgotten_is_known_for_three_years(database, amina):
    """Longer than any backup is kept."""
    before, ages = BEGINNING - 4 * YEAR, (3 * YEAR, 3 * YEAR - BUT)

    def fill(session):
        people = [Person(state=PersonState.ERASED, created_at=before, seen_at=before) for _age in ages]
        session.add_all(people)
        session.flush()
        erasures = [Erasure(person_id=one.id, at=BEGINNING - age) for one, age in zip(people, ages, strict=True)]
        session.add_all(erasures)
        session.flush()
        return erasures[1].id

    kept = database.write_now(fill)
    clear(database)
    assert database.read_now(lambda s: s.exec(select(Erasure.id)).all()) == [kept]


def test_what_readers_did_with_an_announcement_goes_a_year_after_but_no_reminder_that_waits(database, amina):
    person, _address = amina
    done, due = AskedReminderState.DONE, AskedReminderState.DUE
    rows = [(BEGINNING - YEAR, done), (BEGINNING - YEAR + BUT, done), (BEGINNING - YEAR, due)]

    def fill(session):
        announcements = [Announcement(programme_id=1, created_at=BEGINNING - 2 * YEAR) for _row in rows]
        session.add_all(announcements)
        session.flush()
        for one, (at, state) in zip(announcements, rows, strict=True):
            of = {"announcement_id": one.id, "person_id": person}
            session.add(Acknowledgement(revision=1, at=at, **of))
            session.add(AskedReminder(wall_time="2022-03-14T08:00", zone="UTC", due_at=at, state=state, **of))
        return [one.id for one in announcements]

    _old, late, waiting = database.write_now(fill)
    clear(database)
    assert database.read_now(lambda s: s.exec(select(Acknowledgement.announcement_id)).all()) == [late]
    assert set(database.read_now(lambda s: s.exec(select(AskedReminder.announcement_id)).all())) == {late, waiting}


def test_a_report_of_a_practice_goes_a_year_after_it_was_settled_and_stays_while_it_is_open(database, amina):
    person, _address = amina
    before = BEGINNING - 2 * YEAR

    def fill(session):
        times = {"created_at": before, "changed_at": before}
        practice = Practice(programme_id=1, centre_id=1, author_id=person, language="en", **times)
        session.add(practice)
        session.flush()
        of = {"practice_id": practice.id, "person_id": person, "reason": "wrong", "at": before}
        reports = [
            PracticeReport(settled_at=settled, is_founded=None if settled is None else True, **of)
            for settled in (BEGINNING - YEAR, BEGINNING - YEAR + BUT, None)
        ]
        session.add_all(reports)
        session.flush()
        return {one.id for one in reports[1:]}

    kept = database.write_now(fill)
    clear(database)
    assert set(database.read_now(lambda s: s.exec(select(PracticeReport.id)).all())) == kept


def test_replies_and_rounds_of_sessions_go_a_year_after(database, amina):
    person, _address = amina

    def fill(session):
        meetings = [session_at(BEGINNING - YEAR, person), session_at(BEGINNING - MONTH, person)]
        session.add_all(meetings)
        session.flush()
        for meeting in meetings:
            at = meeting.starts_at
            session.add(Rsvp(session_id=meeting.id, person_id=person, at=at))
            session.add(SessionRound(session_id=meeting.id, kind=RoundKind.CHANGE, created_at=at, done_at=at))
        return meetings[1].id

    late = database.write_now(fill)
    clear(database)
    kept = database.read_now(
        lambda s: (s.exec(select(Rsvp.session_id)).all(), s.exec(select(SessionRound.session_id)).all())
    )
    assert kept == ([late], [late])


def test_answers_on_times_go_a_year_after_those_times(database, amina):
    person, _address = amina

    def fill(session):
        meeting = session_at(BEGINNING, person)
        session.add(meeting)
        session.flush()
        moments = {"closes_at": BEGINNING, "begun_at": BEGINNING, "voted_at": BEGINNING, "drawn_at": BEGINNING}
        session.add(TimeVote(session_id=meeting.id, **moments))
        session.flush()
        slots = [
            TimeSlot(session_id=meeting.id, number=number, starts_at=BEGINNING - span)
            for number, span in enumerate((YEAR, MONTH), 1)
        ]
        session.add_all(slots)
        session.flush()
        session.add_all(SlotVote(slot_id=slot.id, person_id=person, suits=Suits.YES, at=BEGINNING) for slot in slots)
        return slots[1].id

    late = database.write_now(fill)
    clear(database)
    assert database.read_now(lambda s: s.exec(select(SlotVote.slot_id)).all()) == [late]


def test_a_question_that_nobody_answered_goes_a_year_after_it_was_asked(database, amina):
    person, _address = amina
    database.write_now(lambda s: s.add_all([ticket(person, BEGINNING - YEAR), ticket(person, BEGINNING - YEAR + BUT)]))
    clear(database)
    assert database.read_now(lambda s: s.exec(select(Ticket.asked_at)).all()) == [BEGINNING - YEAR + BUT]


def test_votes_in_polls_go_a_year_after_they_were_asked_for_and_their_choices_stay(database, amina):
    person, _address = amina

    def fill(session):
        polls = [
            Announcement(programme_id=1, kind=AnnouncementKind.POLL, sent_at=at, created_at=BEGINNING - YEAR)
            for at in (BEGINNING - YEAR, BEGINNING - MONTH, None)
        ]
        session.add_all(polls)
        session.flush()
        choices = [AnnouncementPollChoice(announcement_id=poll.id, number=1) for poll in polls]
        session.add_all(choices)
        session.flush()
        session.add_all(
            AnnouncementVote(announcement_id=one.announcement_id, choice_id=one.id, person_id=person, at=BEGINNING)
            for one in choices
        )
        return [one.id for one in choices]

    _old, *kept = database.write_now(fill)
    clear(database)
    assert database.read_now(lambda s: s.exec(select(AnnouncementVote.choice_id)).all()) == kept
    assert len(database.read_now(lambda s: s.exec(select(AnnouncementPollChoice)).all())) == len(kept) + 1


def test_reminders_of_milestones_go_a_year_after_but_none_that_waits(database, amina):
    person, _address = amina
    sent, due = MilestoneReminderState.SENT, MilestoneReminderState.DUE
    rows = [(BEGINNING - YEAR, sent), (BEGINNING - MONTH, sent), (BEGINNING - YEAR, due)]

    def fill(session):
        calendar = ProgrammeCalendar(programme_id=1, begins_on=BEGINNING.date(), created_at=BEGINNING)
        session.add(calendar)
        session.flush()
        phase = ProgrammePhase(calendar_id=calendar.id, position=1)
        session.add(phase)
        session.flush()
        milestone = Milestone(phase_id=phase.id, begins="P0M", due="P1M")
        session.add(milestone)
        session.flush()
        whose = {"milestone_id": milestone.id, "centre_id": 1, "person_id": person, "due_on": BEGINNING.date()}
        reminders = [
            MilestoneReminder(rung=rung, due_at=at, state=state, **whose)
            for rung, (at, state) in zip(Rung, rows, strict=False)
        ]
        session.add_all(reminders)

    database.write_now(fill)
    clear(database)
    assert set(database.read_now(lambda s: s.exec(select(MilestoneReminder.rung)).all())) == {
        Rung.SOON,
        Rung.LATE,
    }


def test_an_ended_talk_loses_its_answers_after_a_month_but_not_one_that_waits_or_may_be_opened_again(database, amina):
    person, _address = amina
    ended = BEGINNING - MONTH

    def fill(session):
        talks = {
            "ended": talk(person, ended, draft={"a": 1}),
            "lately": talk(person, ended + A_WEEK),
            "parked": talk(person, ended, state=ConversationState.PARKED),
            "questionnaire": talk(person, ended, handler="questionnaire"),
        }
        session.add_all(talks.values())
        session.flush()
        for name, one in talks.items():
            given = {"kind": "text", "value": name, "at": ended, "position": 1, "digest": "d"}
            session.add(AnswerRow(conversation_id=one.id, key="k", state=AnswerState.GIVEN, **given))
        return talks["ended"].id

    number = database.write_now(fill)
    clear(database)
    assert database.read_now(lambda s: sorted(s.exec(select(AnswerRow.value)))) == ["lately", "parked", "questionnaire"]
    assert database.read_now(lambda s: s.get_one(ConversationRow, number).draft) is None


def test_an_old_talk_goes_with_all_that_hangs_on_it(database, amina):
    person, _address = amina

    def fill(session):
        old = talk(person, BEGINNING - YEAR, state=ConversationState.PARKED)
        session.add(old)
        session.flush()
        sha256 = blobs.store(session, b"photo", "image/png", BEGINNING - YEAR)
        given = {"sha256": sha256, "name": "photo.png", "media_type": "image/png", "created_at": BEGINNING - YEAR}
        session.add(blobs.Attachment(conversation_id=old.id, **given))
        session.add(AnswerRow(conversation_id=old.id, key="k", kind="text", at=BEGINNING, position=1, digest="d"))
        session.add(line("of it", BEGINNING - MONTH, conversation_id=old.id))
        session.get_one(Person, person).floor_id = old.id

    database.write_now(fill)
    clear(database)

    def left(session):
        tables = (ConversationRow, AnswerRow, blobs.Attachment, blobs.Blob)
        floor, of_the_line = (
            session.get_one(Person, person).floor_id,
            session.exec(select(OutboxRow.conversation_id)).one(),
        )
        return [session.exec(select(table)).all() for table in tables], floor, of_the_line

    assert database.read_now(left) == ([[], [], [], []], None, None)


def test_an_old_line_of_the_ledger_goes_though_a_later_one_edits_it(database):
    def fill(session):
        old = line("old", BEGINNING - YEAR)
        session.add(old)
        session.flush()
        session.add(line("edit", BEGINNING - MONTH, edits_id=old.id))

    database.write_now(fill)
    clear(database)
    assert database.read_now(lambda s: [(one.dedupe_key, one.edits_id) for one in s.exec(select(OutboxRow))]) == [
        ("edit", None)
    ]


def test_a_fetched_file_goes_unless_something_holds_it(database, amina):
    person, address = amina

    def fill(session):
        held, loose = (blobs.store(session, data, "image/png", BEGINNING) for data in (b"held", b"loose"))
        blobs.hold(session, held, "held.png", "image/png", BEGINNING)
        for key, sha256 in (("1", held), ("2", loose)):
            session.add(wanted(key, person, address, BEGINNING - MONTH, WantedState.DONE, sha256))
        return held

    held = database.write_now(fill)
    clear(database)
    assert database.read_now(lambda s: (s.exec(select(blobs.Blob.sha256)).all(), s.exec(select(WantedFile)).all())) == (
        [held],
        [],
    )


def test_browsers_that_never_wrote_and_files_that_were_never_sent_go_after_a_month(database):
    before = BEGINNING - MONTH

    def fill(session):
        session.add_all(
            WebBrowser(public_id=name, token_hash=name, created_at=before, seen_at=before) for name in ("idle", "wrote")
        )
        session.add(WebMessage(chat="wrote", direction=WebDirection.IN, key="1", payload={"file": "sent"}, at=before))
        sha256 = blobs.store(session, b"x", "image/png", before)
        for token in ("sent", "unsent"):
            given = {"chat": "wrote", "sha256": sha256, "name": "x", "media_type": "image/png", "size": 1}
            session.add(WebFile(token=token, direction=WebDirection.IN, created_at=before, **given))

    database.write_now(fill)
    clear(database)
    left = database.read_now(
        lambda s: (s.exec(select(WebBrowser.public_id)).all(), s.exec(select(WebFile.token)).all())
    )
    assert left == (["wrote"], ["sent"])


def test_what_could_not_be_worked_waits_a_year_for_its_mending_and_no_longer(database):
    ages = {"old": YEAR, "new": MONTH}
    rows = [update(name, BEGINNING - age, InboxState.PARKED, None) for name, age in ages.items()]
    database.write_now(lambda session: session.add_all(rows))
    clear(database)
    assert database.read_now(lambda s: s.exec(select(InboxRow.external_id)).all()) == ["new"]


def test_a_request_to_wait_goes_when_its_moment_has_passed(database):
    database.write_now(
        lambda s: s.add_all(
            PaceRow(channel="web", account="a", chat=str(late), not_before=BEGINNING + late * A_WEEK)
            for late in (-1, 1)
        )
    )
    clear(database)
    assert database.read_now(lambda s: s.exec(select(PaceRow.chat)).all()) == ["1"]


def test_a_pass_goes_on_where_it_was_and_comes_again_the_next_day(database):
    many = retention.SLICE + 1

    def fill(session):
        session.add_all(audit_line(BEGINNING - 4 * YEAR) for _ in range(many))

    database.write_now(fill)
    transactions = 2 + len(retention.RULES) // int(1 / retention.A_LOOK)  # one slice alone, and what is left over
    assert clear(database) == transactions
    assert database.read_now(lambda s: s.exec(select(AuditLine)).all()) == []
    database.write_now(fill)
    assert clear(database, BEGINNING + timedelta(hours=23)) == 1
    assert len(database.read_now(lambda s: s.exec(select(AuditLine)).all())) == many
    assert clear(database, BEGINNING + timedelta(hours=24)) == transactions
    assert database.read_now(lambda s: s.exec(select(AuditLine)).all()) == []


def test_every_table_that_says_a_time_has_a_rule():
    cleared = {rule.table.__tablename__ for rule in retention.RULES} | {"answer"}
    says_a_time = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if re.search(r"\b(day|days|months|year|years|moment)\b", table.info["retention"])
    }
    assert says_a_time - cleared - KEPT_OTHERWISE == set()
