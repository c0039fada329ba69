"""An announcement's way: who has to agree, what can be undone, what holds it up, and whom it reaches in the end."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select, update

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.delivery.broadcasts import NotAtAll, NotNow
from bot.storage import blobs
from bot.storage.addresses import Address, AddressState
from bot.storage.announcements import KIND, Announcement, AnnouncementAttachment, AnnouncementState, attachments_of
from bot.storage.audit import AuditLine
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.grants import Grant
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person
from bot.storage.programmes import Programme
from bot.storage.variants import texts
from bot.usecases import (
    announcement_actions,
    announcement_again,
    announcement_approving,
    announcement_drafts,
    announcement_patience,
    announcements,
    variants,
)
from bot.usecases.announcement_brakes import MUCH_FAILS
from bot.usecases.announcement_content import Extras
from bot.usecases.announcement_patience import ENOUGH, NIGHT
from bot.usecases.announcement_times import Urgency, When
from tests.transcripts.play import claimed_copy
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.announcing import EVERYBODY, MARIAM, PAUL, acting, does, draft, settled, tick

pytestmark = pytest.mark.slow  # announcements that go out, to many

HANA = Named("hana", role="programme_coordinator", scope="programme:1", channel="scripted")
LATER = BEGINNING + timedelta(minutes=1)
NIGHTFALL = BEGINNING + timedelta(hours=12)  # at nine in the morning, in UTC


def crowd(number):
    return [Named(f"p{one}", language="en", centre="TN-1", channel="scripted") for one in range(number)]


def sends(database, person, *, now=BEGINNING, when=None, **texts):
    sent = draft(EVERYBODY, **texts) if when is None else replace(draft(EVERYBODY, **texts), when=when)
    return does(database, person, announcements.send, sent, now=now)


def change(database, table, **values):
    database.write_now(lambda session: session.exec(update(table).values(values)))


def announcement(database, number=1):
    return database.read_now(lambda session: session.get(Announcement, number))


def the_broadcast(database, number=1):
    return database.read_now(lambda session: session.get(Broadcast, number))


def copies(database, number=1):
    """By person."""
    chosen = select(OutboxRow).where(OutboxRow.broadcast_id == number).order_by(OutboxRow.person_id)
    return {row.person_id: row for row in database.read_now(lambda session: session.exec(chosen).all())}


def delivered(database, number=1, at=LATER):
    database.write_now(
        lambda session: session.exec(
            update(OutboxRow)
            .where(OutboxRow.broadcast_id == number, OutboxRow.state == OutboxState.QUEUED)
            .values(state=OutboxState.SENT, sent_at=at)
        )
    )


def held_back(database, number, now):
    """By person, what is not for now."""

    def job(session):
        rows = session.exec(select(OutboxRow).where(OutboxRow.broadcast_id == number)).all()
        found = announcement_patience.held_back(session, [claimed_copy(row) for row in rows], now)
        return {row.person_id: found.get(row.id) for row in rows}

    return database.write_now(job)


def told(database, person):
    chosen = select(OutboxRow).where(OutboxRow.person_id == person, OutboxRow.broadcast_id == None)  # noqa: E711 - SQL
    return [row.payload["text"] for row in database.read_now(lambda session: session.exec(chosen).all())]


def test_to_few_it_goes_out_after_a_minute_and_to_many_only_once_somebody_else_agrees(database):
    people = settled(database, PAUL, HANA, *crowd(3))
    change(database, Programme, approval_above=3)
    sends(database, people["paul"])
    assert announcement(database).state is AnnouncementState.HELD
    change(database, Programme, approval_above=2)
    sends(database, people["paul"])
    tick(database)
    assert announcement(database, 1).state is AnnouncementState.SENT
    waits = announcement(database, 2)
    assert (waits.state, waits.broadcast_id) == (AnnouncementState.APPROVING, None)
    assert isinstance(does(database, people["hana"], announcement_approving.approve, "2", now=LATER), Told)
    agreed = announcement(database, 2)
    assert (agreed.state, agreed.approved_by_id) == (AnnouncementState.HELD, people["hana"])


def test_of_two_who_agree_at_once_the_second_changes_nothing(database):
    people = settled(database, PAUL, HANA, Named("rosa", role="programme_coordinator"), *crowd(3))
    change(database, Programme, approval_above=2)
    sends(database, people["paul"])
    for name in ("hana", "rosa"):
        assert isinstance(does(database, people[name], announcement_approving.approve, "1"), Told)
    assert announcement(database).approved_by_id == people["hana"]
    assert len(database.read_now(lambda session: session.exec(select(Broadcast)).all())) == 1
    assert len(copies(database)) == 3


def test_where_nobody_else_could_agree_it_is_said_before_anything_is_written(database):
    people = settled(database, PAUL, MARIAM, *crowd(3))
    change(database, Programme, approval_above=2)
    refused = sends(database, people["paul"])
    assert isinstance(refused, Refusal)
    assert refused.key == "audience"  # Mariam's country is not the whole programme, but all of these are in it
    assert database.read_now(lambda session: session.exec(select(Announcement)).all()) == []


def test_what_is_undone_within_the_hold_reaches_nobody(database):
    people = settled(database, PAUL, *crowd(3))
    sends(database, people["paul"])
    does(database, people["paul"], announcement_actions.withdraw, "1", now=BEGINNING + timedelta(seconds=59))
    tick(database)
    assert {row.state for row in copies(database).values()} == {OutboxState.SKIPPED}
    assert announcement(database).state is AnnouncementState.CANCELLED


def test_an_urgent_one_is_held_for_ten_seconds_and_its_reason_is_in_the_audit(database):
    people = settled(database, PAUL, *crowd(1))
    sends(database, people["paul"], when=When(urgent=Urgency.TODAY))
    assert announcement(database).held_until == BEGINNING + timedelta(seconds=10)
    line = database.read_now(
        lambda session: session.exec(select(AuditLine).where(AuditLine.verb == "call urgent")).one()
    )
    assert line.detail == {"reason": "today"}


@pytest.mark.parametrize("everywhere", [False, True])
def test_what_is_scheduled_can_be_taken_back_before(database, everywhere):
    people = settled(database, PAUL, *crowd(1))
    tomorrow = BEGINNING + timedelta(days=1)
    sends(database, people["paul"], when=When(at=tomorrow, everywhere=everywhere))
    assert announcement(database).state is AnnouncementState.SCHEDULED
    does(database, people["paul"], announcement_actions.withdraw, "1", now=BEGINNING)
    tick(database, tomorrow + timedelta(minutes=1))
    assert announcement(database).state is AnnouncementState.CANCELLED
    assert copies(database) == {}


def test_a_moment_that_is_over_is_refused(database):
    people = settled(database, PAUL, *crowd(1))
    refused = sends(database, people["paul"], when=When(at=BEGINNING))
    assert (type(refused), refused.key) == (Refusal, "at")


def test_what_was_scheduled_waits_for_somebody_else_where_its_author_lost_the_right(database):
    people = settled(database, PAUL, HANA, *crowd(1))
    tomorrow = BEGINNING + timedelta(days=1)
    sends(database, people["paul"], when=When(at=tomorrow))
    ends = update(Grant).where(Grant.person_id == people["paul"]).values(to_at=BEGINNING)
    database.write_now(lambda session: session.exec(ends))
    tick(database, tomorrow)
    assert announcement(database).state is AnnouncementState.APPROVING
    does(database, people["hana"], announcement_approving.approve, "1", now=tomorrow)
    tick(database, tomorrow + timedelta(minutes=1))
    assert (announcement(database).state, len(copies(database))) == (AnnouncementState.SENT, 1)


def test_an_audience_that_is_empty_by_then_is_closed_with_a_ledger_of_nobody(database):
    people = settled(database, PAUL, *crowd(1))
    tomorrow = BEGINNING + timedelta(days=1)
    sends(database, people["paul"], when=When(at=tomorrow))
    leaves = update(Person).where(Person.id == people["p0"]).values(state="left")
    database.write_now(lambda session: session.exec(leaves))
    tick(database, tomorrow)
    closed = the_broadcast(database)
    assert (closed.state, closed.expected, closed.closing["adds up"]) == (BroadcastState.CLOSED, 0, True)


def test_it_holds_itself_up_where_much_fails_and_only_once(database):
    people = settled(database, PAUL, *crowd(120))
    sends(database, people["paul"])
    tick(database)

    def fail(many, state):
        numbers = [row.id for row in copies(database).values() if row.state is OutboxState.QUEUED][:many]
        rows = update(OutboxRow).where(OutboxRow.id.in_(numbers)).values(state=state)
        database.write_now(lambda session: session.exec(rows))
        tick(database)

    fail(34, OutboxState.SENT)
    fail(15, OutboxState.FAILED)
    assert the_broadcast(database).state is BroadcastState.SENDING  # 49 say too little
    fail(1, OutboxState.FAILED)
    assert (the_broadcast(database).state, the_broadcast(database).reason) == (BroadcastState.PAUSED, MUCH_FAILS)
    assert any("many copies did not arrive" in text for text in told(database, people["paul"]))
    does(database, people["paul"], announcement_actions.send_on, "1", now=LATER)
    fail(60, OutboxState.FAILED)
    assert the_broadcast(database).state is BroadcastState.SENDING


def test_whoever_could_not_be_reached_gets_it_at_another_address_of_theirs_before_it_is_closed(database):
    people = settled(database, PAUL, *crowd(3))
    sends(database, people["paul"])
    tick(database)

    def fail(session):
        for name in ("p0", "p1"):
            row = session.exec(select(OutboxRow).where(OutboxRow.dedupe_key == f"b:1:{people[name]}")).one()
            row.state = OutboxState.FAILED
            address = session.get(Address, row.address_id)
            address.state = AddressState.BLOCKED
            session.add_all([row, address])
        seen = {"created_at": BEGINNING, "seen_at": BEGINNING}
        there = {"channel": "elsewhere", "account": "bot", "external_id": "p0", "chat": "p0"}
        session.add(Address(person_id=people["p0"], **there, **seen))

    database.write_now(fail)
    delivered(database)
    tick(database)
    found = copies(database)
    again = found[people["p0"]]
    assert (again.state, again.channel, again.chat) == (OutboxState.QUEUED, "elsewhere", "p0")
    assert found[people["p1"]].state is OutboxState.FAILED
    assert the_broadcast(database).state is BroadcastState.SENDING
    delivered(database)
    tick(database)
    assert the_broadcast(database).closing == {
        "sent": 2,
        "failed": 1,
        "skipped": 0,
        "uncertain": 0,
        "by choice": 0,
        "adds up": True,
    }


def test_at_night_it_waits_for_the_morning_of_each_unless_it_is_urgent(database):
    people = settled(
        database, PAUL, Named("amina", centre="TN-1"), Named("sofia", centre="IT-1", zone="America/Santiago")
    )
    sends(database, people["paul"], now=NIGHTFALL)
    sends(database, people["paul"], now=NIGHTFALL, when=When(urgent=Urgency.SAFETY))
    morning = NIGHTFALL.replace(hour=6) + timedelta(days=1)  # seven o'clock in Tunis
    assert held_back(database, 1, NIGHTFALL) == {people["amina"]: NotNow(morning, NIGHT), people["sofia"]: None}
    assert set(held_back(database, 2, NIGHTFALL).values()) == {None}
    assert held_back(database, 1, morning)[people["amina"]] is None


def test_after_as_many_as_one_gets_in_a_week_the_next_waits_until_there_is_room(database):
    people = settled(database, PAUL, *crowd(2))
    change(database, Programme, weekly_cap=2)
    for number, days in ((1, 0), (2, 2)):
        sends(database, people["paul"], now=BEGINNING + timedelta(days=days))
        delivered(database, number, at=BEGINNING + timedelta(days=days))
    sends(database, people["paul"], now=BEGINNING + timedelta(days=3), when=When(urgent=Urgency.MISTAKE))
    delivered(database, 3, at=BEGINNING + timedelta(days=3))
    thursday = BEGINNING + timedelta(days=4)
    sends(database, people["paul"], now=thursday)
    room = BEGINNING + timedelta(days=7)
    assert set(held_back(database, 4, thursday).values()) == {NotNow(room, ENOUGH)}
    assert set(held_back(database, 4, room).values()) == {None}
    change(database, Programme, weekly_cap=0)
    assert set(held_back(database, 4, thursday).values()) == {None}


def test_what_is_over_by_then_is_left_out(database):
    people = settled(database, PAUL, *crowd(1))
    change(database, Programme, weekly_cap=1)
    sends(database, people["paul"])
    delivered(database)
    sends(database, people["paul"], now=LATER)
    soon = update(Announcement).where(Announcement.id == 2).values(current_until=BEGINNING.date())
    database.write_now(lambda session: session.exec(soon))
    assert set(held_back(database, 2, LATER).values()) == {NotAtAll(ENOUGH)}


def test_what_was_taken_back_in_time_becomes_one_draft_with_all_that_belongs_to_it(database):
    people = settled(database)
    sent = replace(
        draft(EVERYBODY, en="Who comes?", fr="Qui vient ?"),
        extras=Extras(choices={"en": ("I", "Not I"), "fr": ("Moi", "Pas moi")}),
    )
    does(database, people["paul"], announcements.send, sent)
    database.write_now(partial(with_a_file, announcement_id=1))
    assert isinstance(does(database, people["paul"], announcement_again.make_draft, "1"), Refusal)  # it is under way
    does(database, people["paul"], announcement_actions.withdraw, "1")
    for _tapped in range(2):
        told = does(database, people["paul"], announcement_again.make_draft, "1")
        assert isinstance(told, Told)
    kept = does(database, people["paul"], announcement_drafts.seen, 2)
    assert (kept.draft.texts, kept.draft.extras.choices) == (sent.texts, sent.extras.choices)
    assert does(database, people["paul"], announcement_drafts.seen, 3) is None
    files = database.read_now(lambda session: attachments_of(session, [2]))
    alt = database.read_now(lambda session: texts(session, KIND, [2], files[0].field))
    assert ([one.name for one in files], alt) == (["a.png"], {2: {"en": "A garden"}})


def test_nobody_makes_a_draft_of_what_they_could_not_have_announced(database):
    people = settled(database)
    sends(database, people["paul"], en="Hello")
    does(database, people["paul"], announcement_actions.withdraw, "1")
    assert isinstance(does(database, people["mariam"], announcement_again.make_draft, "1"), Refusal)


def with_a_file(session, announcement_id):
    sha256 = blobs.store(session, b"picture", "image/png", BEGINNING)
    file = AnnouncementAttachment(
        announcement_id=announcement_id,
        kind="photo",
        sha256=sha256,
        name="a.png",
        media_type="image/png",
        size=7,
        at=BEGINNING,
    )
    session.add(file)
    session.flush()
    variants.write(acting(session, 1), KIND, announcement_id, file.field, {"en": "A garden"}, "en")
