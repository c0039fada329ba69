"""How both engines go about everything that runs for each message, each claim and on the clock, among many rows."""

import re
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert, text

from bot import app
from bot.core.messages import Incoming, IncomingKind, Priority
from bot.delivery import copies, inbox, leases
from bot.delivery.acks import apply
from bot.delivery.claims import Claimed
from bot.delivery.desk import DatabaseDesk
from bot.delivery.results import Result
from bot.delivery.verdicts import Verdict
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.storage.broadcasts import Broadcast
from bot.storage.conversations import AnswerRow, ConversationRow, ConversationState
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.queue_figures import queue_figures
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer
from bot.storage.time_votes import TimeVote, VoteState
from bot.ticks import ticks
from bot.usecases import announcements, audiences, rounds, session_proposals, sessions
from bot.usecases.programmes import the_programme
from bot.usecases.session_proposals import Proposal
from tests.delivery.listening import overheard
from tests.delivery.test_announcing import IDS, _addresses, _memberships, _people
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import EVERYBODY, PAUL, TRANSLATOR, acting, draft, nobody, settled
from tests.usecases.taking_part import plan

SOMEBODY = 1234  # a person of `IDS`, with a talk of their own
# What grows with people and with what they do; the rest has a few hundred rows, or those that are open.
GROWING = {
    *("person", "address", "membership", "outbox", "inbox", "conversation", "answer", "rsvp", "reminder"),
    *("audit", "consent", "text_variant", "blob", "time_vote"),
}
# What platforms tell of a message that was sent long ago, by the name that they gave it.
ABOUT_ANOTHER = (
    {"kind": IncomingKind.TAP, "data": "q:4:n:0", "message_id": f"m{SOMEBODY}", "tap_id": "t"},
    {"text": "3", "reply_to": f"m{SOMEBODY}", "private": False},
)
TALKS = app.talks(TRANSLATOR)
AFTERWARDS = BEGINNING + timedelta(minutes=5)


def a_talk_and_what_was_said(session):
    """For each a finished talk with an answer, a message that came in and one that went out."""
    moments = {"created_at": BEGINNING, "touched_at": BEGINNING}
    put = session.connection().execute
    talk = {"handler": "menu", "state": ConversationState.ENDED} | moments
    put(insert(ConversationRow.__table__), [{"id": n, "public_id": f"t{n}", "person_id": n} | talk for n in IDS])
    answer = {"key": "q1", "kind": "text", "value": "x", "at": BEGINNING, "position": 1, "digest": "d"}
    put(insert(AnswerRow.__table__), [{"conversation_id": n} | answer for n in IDS])
    came = {"channel": "scripted", "account": "bot", "state": InboxState.DONE, "attempts": 1, "received_at": BEGINNING}
    put(
        insert(InboxRow.__table__),
        [{"external_id": f"u{n}", "lane": f"scripted:bot:x{n}", "chat": f"c{n}"} | came for n in IDS],
    )
    went = {"channel": "scripted", "account": "bot", "due_at": BEGINNING, "created_at": BEGINNING}
    went |= {"priority": Priority.REPLY, "state": OutboxState.SENT}
    put(
        insert(OutboxRow.__table__),
        [
            {"dedupe_key": f"k{n}", "chat": f"c{n}", "person_id": n, "conversation_id": n, "external_id": f"m{n}"}
            | went
            for n in IDS
        ],
    )


def votes_that_are_over(session):
    """One for each of many sessions; nobody looks at what came of them any more."""
    put = session.connection().execute
    meeting = {"programme_id": 1, "area": PriorityArea.WBL, "zone": "Africa/Tunis", "minutes": 60, "state": "cancelled"}
    meeting |= {"organiser_id": SOMEBODY, "kind": "peer_learning", "languages": [], "audience": {}, "sequence": 0}
    meeting |= {"created_at": BEGINNING, "changed_at": BEGINNING}
    put(insert(LearningSession.__table__), [{"id": n, "public_id": f"m{n}"} | meeting for n in IDS[-2000:]])
    moments = dict.fromkeys(("closes_at", "begun_at", "voted_at", "drawn_at"), BEGINNING)
    vote = {"state": VoteState.DROPPED, "quorum": 1} | moments
    put(insert(TimeVote.__table__), [{"session_id": n} | vote for n in IDS[-2000:]])


def invited(session, number):
    there = {"session_id": number, "answer": RsvpAnswer.YES, "in_calendar": True, "at": BEGINNING}
    session.connection().execute(insert(Rsvp.__table__), [{"person_id": n} | there for n in IDS])


def heard(database, job):
    with overheard(database.backend.writing) as statements:
        database.write_now(job)
    return statements


def heard_of_nothing_kept(database, job):
    """Of a job that finds the same again afterwards."""

    def undone(session):
        job(session)
        session.flush()
        session.rollback()

    return heard(database, undone)


def read_whole(database, statements):
    """The statements that read the whole of something that grows, with the lines of the plan that say so."""
    explain = "EXPLAIN QUERY PLAN " if database.engine_name == "sqlite" else "EXPLAIN "

    def job(session):
        run, among = session.connection().exec_driver_sql, large(session)
        found = {}
        for statement, parameters in statements:
            if statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "SET LOCAL")):
                continue
            if "set_config" in statement:
                run(statement, parameters)
                continue
            lines = [row[-1].strip() for row in run(explain + statement, one_set(parameters))]
            if bad := [line for line in lines if reads_whole(line, statement, among)]:
                found[statement] = bad
        session.rollback()
        return found

    return database.write_now(job)


def one_set(parameters):
    """Of the parameters of a statement that runs for many the first."""
    is_for_many = isinstance(parameters, list) and parameters and isinstance(parameters[0], list | tuple | dict)
    first = parameters[0] if is_for_many else parameters
    return tuple(first) if isinstance(first, list) else first


def large(session):
    """Of what grows: where there are few rows, to read them all is the best way."""
    counts = {name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in GROWING}
    return {name for name, count in counts.items() if count > 1000}


def reads_whole(line, statement, among):
    scanned = re.search(
        r"SCAN (?!CONSTANT)(\w+)(?! USING (?:COVERING )?INDEX ix_(?:inbox_pending|inbox_parked|outbox_queued|reminder_due))",
        line,
    )
    scanned = scanned or re.search(r"Seq Scan on (\w+)(?: (\w+))?", line)
    if scanned is None:
        return False
    alias = scanned[1]
    real = re.search(rf"(\w+) AS {alias}\b", statement)
    return (real[1] if real else alias) in among


def a_message(session, said):
    message = Incoming("scripted", "bot", "new", f"x{SOMEBODY}", f"c{SOMEBODY}", AFTERWARDS, **said)
    inbox.accept(session, "scripted", "bot", [message], {"offset": "1"}, AFTERWARDS)
    inbox.waiting(session, AFTERWARDS, 200)
    row_id = inbox.take_fresh(session, message)
    assert row_id is not None
    assert inbox.take(session, inbox.Waiting(row_id, inbox.lane_of(message))) is not None
    desk = DatabaseDesk(session, AFTERWARDS, f"in:{row_id}", app.work_for(TRANSLATOR, nobody), nobody)
    TALKS.router.step(message, desk)
    desk.finish()
    inbox.done(session, row_id, AFTERWARDS)


@pytest.fixture
def crowd(database):
    """Twenty thousand people with all that they did, of which the engine knows."""
    people = settled(database, PAUL)
    for fill in (_people, _addresses, _memberships, a_talk_and_what_was_said):
        database.write_now(fill)
    database.write_now(lambda session: session.execute(text("ANALYZE")))
    return people


@pytest.mark.slow
def test_a_message_looks_up_what_it_needs(database, crowd, subtests):
    for said in (*({"text": words} for words in ("menu", "assessment", "sessions", "stop", "3")), *ABOUT_ANOTHER):
        with subtests.test(**said):
            statements = heard_of_nothing_kept(database, partial(a_message, said=said))
            assert any("outbox" in statement for statement, _ in statements)
            assert read_whole(database, statements) == {}


@pytest.mark.slow
def test_what_became_of_messages_is_noted_without_reading_others(database, crowd):
    def job(session):
        lease = leases.acquire(session, "channel:scripted:bot", "us")
        assert leases.held(session, lease)
        assert leases.renew(session, lease)
        claimed = Claimed(1, "k", "c1", False, Priority.REPLY, None, None, 0, 0, IDS[0], IDS[0], None)
        apply(
            session,
            ("scripted", "bot"),
            lease.epoch,
            [(claimed, Verdict(Result(1, OutboxState.SENT, external_id="m", sent_at=BEGINNING), moved_to="c2"))],
            BEGINNING,
        )

    assert read_whole(database, heard(database, job)) == {}


@pytest.mark.slow
def test_how_the_queues_stand_is_told_without_reading_what_is_done(database, crowd):
    statements = heard(database, queue_figures)
    assert len([statement for statement, _ in statements if statement.startswith("SELECT")]) == 3
    assert read_whole(database, statements) == {}


@pytest.mark.slow
def test_nothing_on_the_clock_reads_the_whole_of_what_grows(database, crowd):
    starts = BEGINNING + timedelta(days=3)

    def furnish(session):
        work = acting(session, crowd["paul"])
        number = session_proposals.propose(work, Proposal("Mentors", PriorityArea.WBL, 60, EVERYBODY, starts))
        assert isinstance(number, int)
        the_programme(work).approval_above = 10**6  # one person's word is enough
        assert announcements.send(work, draft(EVERYBODY)) == 1
        return number

    number = database.write_now(furnish)
    database.write_now(votes_that_are_over)
    jobs = {tick.name: tick.job for tick in ticks(TRANSLATOR, nobody)}
    for name, job in jobs.items():
        statements = heard(database, lambda session, job=job: job(session, AFTERWARDS))
        assert (name, read_whole(database, statements)) == (name, {})
    database.write_now(lambda session: session.execute(text("UPDATE session_round SET done_at = created_at")))
    database.write_now(lambda session: session.execute(text("DELETE FROM rsvp WHERE person_id >= 100")))
    database.write_now(lambda session: invited(session, number))
    database.write_now(lambda session: sessions.change(acting(session, crowd["paul"]), number, minutes=90))
    for _slice in range(3):
        statements = heard(database, lambda session: jobs["session rounds"](session, AFTERWARDS))
        assert read_whole(database, statements) == {}
    due = starts - timedelta(hours=23)
    statements = heard(database, lambda session: jobs["reminders"](session, due))
    assert any(statement.startswith("UPDATE reminder") for statement, _ in statements)
    assert read_whole(database, statements) == {}


PUT_TOGETHER = {
    "but not": EVERYBODY.without(Audience(silent=(1,))).without(Audience(sessions=(1,))),
    "of these only": Audience(functions=("head",))
    .or_also(Audience(regions=("africa",)))
    .only(Audience(no_session=True)),
    "or also": Audience(roles=("programme_coordinator",))
    .or_also(Audience(countries=("TN",)))
    .without(Audience(answered=(1,))),
}


@pytest.mark.slow
def test_recipients_are_looked_up_slice_by_slice_however_they_are_put_together(database, crowd, subtests):
    starts = BEGINNING + timedelta(days=3)

    def furnish(session):
        work = acting(session, crowd["paul"])
        session_proposals.propose(work, Proposal("Mentors", PriorityArea.WBL, 60, EVERYBODY, starts))
        assert rounds.open(work, plan(EVERYBODY)) == 1
        session.execute(text("UPDATE broadcast SET expanded = true, state = 'closed'"))
        return copies.start(session, "announcement", "announcement", 1, None, BEGINNING).id

    number = database.write_now(furnish)

    def expand(session, audience):
        found = audiences.people_in(acting(session, crowd["paul"]), audience)
        copies.expand_slice(session, session.get_one(Broadcast, number), found, BEGINNING, wake=nobody)

    for how, audience in PUT_TOGETHER.items():
        with subtests.test(how):
            statements = heard_of_nothing_kept(database, partial(expand, audience=audience))
            assert any(statement.startswith("INSERT INTO outbox") for statement, _ in statements)
            assert read_whole(database, statements) == {}
