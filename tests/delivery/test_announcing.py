"""Announcements on their way through a sender: the ledger adds up whatever happens."""

import asyncio
import logging
import os
import re
from time import perf_counter

import pytest
from sqlalchemy import insert, text
from sqlmodel import func, select

from bot import app
from bot.delivery import copies, ledger
from bot.delivery.failures import Rejected, UnknownOutcome, Unreachable
from bot.delivery.ledger import Tally
from bot.storage.addresses import Address, AddressState
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.lookups import look_up_one_by_one
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person, PersonState
from bot.usecases import announcement_actions, announcements, audiences
from bot.usecases.announcement_times import HOLD
from tests.delivery.listening import overheard
from tests.delivery.post_office import PostOffice, Time
from tests.delivery.rows import NOW, rows
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.announcing import EVERYBODY, PAUL, TRANSLATOR, acting, does, draft, nobody, settled, tick

MANY = int(os.environ.get("CROWD", "20000"))  # with CROWD=250000, among two million rows


def forty():
    return [Named(f"p{number}", language="en", centre="TN-1", channel="scripted") for number in range(40)]


def an_office(database):
    time = Time()
    time.seconds = (BEGINNING - NOW + HOLD).total_seconds()
    return PostOffice(database, time=time, compose=app.compose(TRANSLATOR))


async def until_settled(office):
    """Time passes as long as something waits: the sender takes breaks when much fails."""
    async with asyncio.timeout(60):
        while {row.state.value for row in rows(office.database)} & {"queued", "claimed"}:
            await office.pass_long_time(1)  # it renews its lease meanwhile, however slow the machine is


def the_broadcast(database):
    return database.read_now(lambda session: session.exec(select(Broadcast)).one())


def the_tally(database):
    return database.read_now(lambda session: ledger.tally(session, 1))


async def test_recipients_are_sent_failed_skipped_and_uncertain_and_nothing_else(database):
    people = settled(database, PAUL, *forty())
    does(database, people["paul"], announcements.send, draft(EVERYBODY))
    office = an_office(database)
    for number in range(10):
        office.channel.will(f"b:1:{people[f'p{number}']}", Unreachable("bot was blocked"))
    for number in range(10, 15):
        office.channel.will(f"b:1:{people[f'p{number}']}", Rejected("too strange"))
    for number in range(15, 22):
        office.channel.will(f"b:1:{people[f'p{number}']}", UnknownOutcome("timed out"))
    async with office.open():
        await until_settled(office)
    tick(database)
    assert the_tally(database) == Tally(sent=18, failed=15, uncertain=7)
    closed = the_broadcast(database)
    assert (closed.state, closed.expected) == (BroadcastState.CLOSED, 40)
    assert closed.closing == {"sent": 18, "failed": 15, "skipped": 0, "uncertain": 7, "by choice": 0, "adds up": True}


async def test_only_the_failed_are_tried_again_and_the_uncertain_only_when_asked(database):
    people = settled(database, PAUL, *forty())
    does(database, people["paul"], announcements.send, draft(EVERYBODY))
    office = an_office(database)
    office.channel.will(f"b:1:{people['p1']}", Rejected("too strange"))
    office.channel.will(f"b:1:{people['p2']}", UnknownOutcome("timed out"))
    async with office.open():
        await until_settled(office)
        tick(database)
        does(database, people["paul"], announcement_actions.retry, "1")
        office.look()
        await until_settled(office)
        tick(database)
        assert the_tally(database) == Tally(sent=39, uncertain=1)
        does(database, people["paul"], announcement_actions.resend, "1")
        office.look()
        await until_settled(office)
    tick(database)
    assert the_tally(database) == Tally(sent=40)
    copies_seen = [chat for chat, text, _edits in office.channel.appeared if text.startswith("Announcement from")]
    assert sorted(copies_seen) == sorted(f"chat-p{number}" for number in range(40))


async def test_a_held_announcement_waits_and_goes_on_where_it_was(database):
    people = settled(database, PAUL, *forty())
    does(database, people["paul"], announcements.send, draft(EVERYBODY))
    does(database, people["paul"], announcement_actions.hold, "1")
    office = an_office(database)
    async with office.open():
        await office.until(**{"announcement:1:progress": "sent"})
        assert the_tally(database) == Tally(waiting=40)
        does(database, people["paul"], announcement_actions.send_on, "1")
        office.look()
        await until_settled(office)
    tick(database)
    assert the_tally(database) == Tally(sent=40)


def test_a_person_is_written_down_once_whatever_slices_they_come_in(database):
    people = settled(database, PAUL, *forty())

    def expand(session):
        broadcast = copies.start(session, "announcement", "announcement", 1, people["paul"], BEGINNING)
        chosen = audiences.people_in(acting(session, people["paul"]), EVERYBODY)
        slices = 1
        while copies.expand_slice(session, broadcast, chosen, BEGINNING, wake=nobody, at_most=7):
            slices += 1
        return slices, broadcast.expected, broadcast.state

    assert database.write_now(expand) == (6, 40, BroadcastState.SENDING)


@pytest.mark.slow
def test_twenty_thousand_recipients_are_written_down_in_small_slices(database):
    people = settled(database, PAUL)
    for fill in (_people, _addresses, _memberships):
        database.write_now(fill)  # and nobody has told the engine yet how much there is now

    def begin(session):
        return copies.start(session, "announcement", "announcement", 1, people["paul"], BEGINNING).id

    number = database.write_now(begin)
    spent, more = [], True
    while more:
        began = perf_counter()
        more = database.write_now(lambda session: _one_slice(session, number))
        spent.append(perf_counter() - began)
    figures = f"{MANY} recipients in {sum(spent):.2f} s, {len(spent)} slices of at most {max(spent) * 1000:.0f} ms"
    logging.getLogger(__name__).info("%s: %s", database.engine_name, figures)
    queued = database.read_now(
        lambda session: session.exec(
            select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)
        ).one()
    )
    assert (queued, the_broadcast(database).expected) == (MANY, MANY)


@pytest.mark.slow
@pytest.mark.parametrize("is_known", [False, True])
def test_a_slice_is_looked_up_whatever_the_engine_knows_of_the_tables(database, is_known):
    people = settled(database, PAUL)
    for fill in (_people, _addresses, _memberships):
        database.write_now(fill)
    if is_known:
        database.write_now(lambda session: session.execute(text("ANALYZE")))
    number = database.write_now(
        lambda session: copies.start(session, "announcement", "announcement", 1, people["paul"], BEGINNING).id
    )
    with overheard(database.backend.writing) as statements:
        database.write_now(lambda session: _one_slice(session, number))
    explain = "EXPLAIN QUERY PLAN " if database.engine_name == "sqlite" else "EXPLAIN "
    writing = next(one for one in statements if one[0].startswith("INSERT INTO outbox"))

    def plan(session):
        look_up_one_by_one(session.connection())
        return [row[-1].strip() for row in session.connection().exec_driver_sql(explain + writing[0], writing[1])]

    found = "\n".join(database.write_now(plan))
    assert re.findall(r"SCAN (?!CONSTANT)\w+|Seq Scan on \w+", found) == []
    used = set(re.findall(r"ix_\w+", found))
    assert {"ix_membership_person_id", "ix_address_person_id"} <= used
    assert "ix_membership_centre_id" not in used


def _one_slice(session, number):
    broadcast = session.get_one(Broadcast, number)
    everybody = audiences.people_in(acting(session, broadcast.author_id), EVERYBODY)
    return copies.expand_slice(session, broadcast, everybody, BEGINNING, wake=nobody)


IDS = range(100, 100 + MANY)
COMMON = {"created_at": BEGINNING, "seen_at": BEGINNING}


def _people(session):
    common = {"language": "en", "language_chosen": True, "zone": "UTC", "text_only": False, "state": PersonState.ACTIVE}
    rows = [{"id": n, "public_id": f"p{n}", "preferred_address_id": n} | common | COMMON for n in IDS]
    session.execute(insert(Person), rows)


def _addresses(session):
    common = {"channel": "scripted", "account": "bot", "state": AddressState.OK}
    rows = [{"id": n, "person_id": n, "external_id": f"x{n}", "chat": f"c{n}"} | common | COMMON for n in IDS]
    session.execute(insert(Address), rows)


def _memberships(session):
    common = {"function": CentreFunction.TEACHER, "state": MembershipState.CONFIRMED, "created_at": BEGINNING}
    rows = [{"person_id": n, "centre_id": 1 + n % 5, "from_on": BEGINNING.date()} | common for n in IDS]
    session.execute(insert(Membership), rows)
