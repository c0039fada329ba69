"""What a broadcast holds in memory does not grow with the number of its recipients."""

import gc
import tracemalloc

import pytest
from sqlmodel import func, select

from bot import app
from bot.delivery import copies
from bot.delivery.broadcasts import composed
from bot.delivery.claims import claim
from bot.delivery.results import Result, acknowledge
from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.programmes import Programme
from bot.usecases import announcements
from tests.delivery.test_announcing import IDS, MANY, _addresses, _memberships, _one_slice, _people
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import EVERYBODY, PAUL, TRANSLATOR, does, draft, settled

FEW = MANY // 10
BYTES_EACH = 20  # less than any object: whoever held a row for each recipient would need hundreds
OFTEN = 700, 10, 10  # the collector looks, so that garbage which waits for it is not taken for what is held
COMPOSE = app.compose(TRANSLATOR)


def peak_of(job):
    """The most bytes that Python held at once while it ran."""
    seldom = gc.get_threshold()
    gc.set_threshold(*OFTEN)
    gc.collect()
    tracemalloc.start()
    try:
        job()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.set_threshold(*seldom)


def write_down(database, author, through):
    def begin(session):
        broadcast = copies.start(session, "announcement", "announcement", 1, author, BEGINNING)
        broadcast.through_id = through
        session.get_one(Announcement, 1).broadcast_id = broadcast.id
        session.flush()
        return broadcast.id

    number = database.write_now(begin)
    while database.write_now(lambda session: _one_slice(session, number)):
        pass
    return number


def send_all(database):
    """As a sender does it: a slice at a time is claimed, put into words and noted."""

    def one_slice(session):
        rows = claim(session, "scripted", "bot", 1, BEGINNING, replies=0, broadcasts=400, cosmetic=0)
        rows = composed(session, rows, 1, COMPOSE, BEGINNING)
        sent = [Result(row.id, OutboxState.SENT, str(row.id), BEGINNING) for row in rows]
        assert acknowledge(session, 1, sent) == []
        return len(sent)

    while database.write_now(one_slice):
        pass


def sent(database, number):
    return database.read_now(
        lambda session: session.exec(
            select(func.count()).where(OutboxRow.broadcast_id == number, OutboxRow.state == OutboxState.SENT)
        ).one()
    )


@pytest.mark.slow
def test_ten_times_as_many_recipients_take_no_more_memory(database):
    people = settled(database, PAUL)
    for fill in (_people, _addresses, _memberships):
        database.write_now(fill)
    database.write_now(lambda session: setattr(session.get_one(Programme, 1), "approval_above", 10 * MANY))
    assert does(database, people["paul"], announcements.send, draft(EVERYBODY)) == 1
    database.write_now(lambda session: setattr(session.get_one(Announcement, 1), "state", AnnouncementState.SENT))
    database.write_now(lambda session: copies.cancel(session, session.get_one(Broadcast, 1)))
    peaks = {}
    for through in (IDS[0] + FEW // 2, IDS[0] + FEW, IDS[-1]):  # the first one only warms what is kept up
        numbers = []
        writing = peak_of(
            lambda through=through, numbers=numbers: numbers.append(write_down(database, people["paul"], through))
        )
        sending = peak_of(lambda: send_all(database))
        peaks[sent(database, numbers[0])] = (writing, sending)
    (few, (writing, sending)), (many, (writing_many, sending_many)) = list(peaks.items())[1:]
    assert (few, many) == (FEW + 1, MANY)
    assert writing_many - writing < BYTES_EACH * (many - few)
    assert sending_many - sending < BYTES_EACH * (many - few)
