"""
The program itself, killed at each named point of its way: nothing is lost, at most one slice doubles, order is kept, and
the ledger of an announcement adds up.
"""

import signal
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from sqlmodel import delete, select

from bot.core.clock import SystemClock
from bot.delivery import copies as broadcast_copies
from bot.domain.areas import PriorityArea
from bot.matchmaking import Matchmaker
from bot.storage.addresses import Address
from bot.storage.broadcasts import Broadcast
from bot.storage.database import Database
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.partners import PartnerSearch, Partnership, PartnershipState
from bot.storage.questionnaires import QuestionnaireVersion
from bot.storage.schema import migrate
from bot.usecases import announcements
from bot.usecases.announcement_times import Urgency, When
from tests.faults.killed_at import AT_ONCE
from tests.faults.program import Program
from tests.telegram.emulator.state import Access
from tests.transcripts.assessed import assessed
from tests.transcripts.attachments import in_this_process
from tests.transcripts.published import FORMS
from tests.transcripts.world import Named
from tests.usecases.announcing import EVERYBODY, PAUL, TRANSLATOR, does, draft, nobody, settled

pytestmark = pytest.mark.slow
PEOPLE = 30
REPLIES = 2  # to a newcomer: who speaks, and the first question
SLICE = 30  # replies that may double: those that were claimed when it was killed
RECIPIENTS = 260  # more than are written down in one transaction there
FORM = FORMS / "workshop.md"
NEWS = "The workshop opens on Monday."


class KilledAt(Program):
    """The first start ends at the point; later ones go on as usual."""

    def __init__(self, folder, point, nth, **settings):
        super().__init__(folder, **settings)
        self.usual = self.arguments
        self.arguments = ("-m", "tests.faults.killed_at", point, str(nth), "run")

    async def dies(self):
        assert await self.ends() == -signal.SIGKILL
        self.arguments = self.usual


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request):
    """The settings for one engine; its database is the program's own."""
    if request.param == "sqlite":
        return {}
    return {"DATABASE_URL": request.getfixturevalue("postgresql").new_database()}


@pytest.fixture
def database(engine, tmp_path):
    """The database of the program, opened beside it."""
    (tmp_path / "data").mkdir(mode=0o700)
    url = engine.get("DATABASE_URL", f"sqlite:///{tmp_path}/data/passerelle.sqlite")
    database = Database.open(url, durable=False)
    migrate(database)
    yield database
    database.close()


def texts(telegram, person):
    return [message.text for message in telegram.replies(person)]


def in_order(said):
    """Each once, where it was said first."""
    return list(dict.fromkeys(said))


def recovered(running):
    """What the second start says of the messages that the first had claimed."""
    return [line for line in running.problems if "messages sent again" in line]


@pytest.mark.parametrize(
    ("point", "nth"),
    [
        ("after-fetch", 1),  # nothing is on disk, and Telegram was not told that we have it
        ("after-commit", 1),  # what came in is on disk, and so may be some of its steps
        ("before-commit", 3),  # in a commit that several steps share
        ("after-claim", 2),
        ("after-send", 10),  # Telegram said 200, and nobody has noted it
        ("before-ack", 3),
    ],
)
async def test_killed_in_a_burst_it_answers_everybody_once_it_runs_again(
    telegram, on_telegram, tmp_path, engine, point, nth
):
    people = [telegram.person(1000 + number) for number in range(PEOPLE)]
    undisturbed = telegram.person(7)
    for person in people:
        person.starts()
    async with KilledAt(tmp_path, point, nth, **on_telegram, **engine) as running:
        await running.dies()
        await running.start()
        undisturbed.starts()
        await telegram.waits_for(lambda: len(texts(telegram, undisturbed)) == REPLIES, 120)
        expected = texts(telegram, undisturbed)
        wanted = Counter(expected)
        await telegram.waits_for(lambda: all(Counter(texts(telegram, one)) >= wanted for one in people), 240)
        assert await running.end(signal.SIGTERM) == 0
    assert running.problems == recovered(running)
    assert [in_order(texts(telegram, person)) for person in people] == [in_order(expected)] * PEOPLE
    assert sum(len(texts(telegram, person)) - REPLIES for person in people) <= SLICE


@pytest.mark.parametrize(
    ("point", "nth"),
    [
        ("in-expansion", 1),  # its recipients are half written down
        ("after-send", 40),
    ],
)
async def test_killed_amid_an_announcement_its_ledger_adds_up_and_nobody_has_it_twice(
    telegram, on_telegram, tmp_path, engine, database, point, nth, monkeypatch
):
    monkeypatch.setattr(broadcast_copies, "expand_slice", partial(broadcast_copies.expand_slice, at_most=AT_ONCE))
    people = announced(database, telegram)
    async with KilledAt(tmp_path, point, nth, **on_telegram, **engine) as running:
        await running.dies()
        before = [person for person in people if has_it(telegram, person)]
        await running.start()
        await telegram.waits_for(lambda: closing(database) is not None, 240)
        assert await running.end(signal.SIGTERM) == 0
    copies = {person.id: sum(NEWS in text for text in texts(telegram, person)) for person in people}
    closed = closing(database)
    assert closed | {"sent": 0, "uncertain": 0} == {
        "sent": 0,
        "failed": 0,
        "skipped": 0,
        "uncertain": 0,
        "by choice": 0,
        "adds up": True,
    }
    assert closed["sent"] + closed["uncertain"] == len(people)
    assert set(copies.values()) <= {0, 1}
    without = [number for number, times in copies.items() if not times]
    assert set(without) <= uncertain(database)
    assert closed["uncertain"] <= SLICE
    assert bool(before) == (point == "after-send")


@pytest.mark.parametrize("point", ["file fetched", "file stored", "file read"])
async def test_killed_while_a_file_is_fetched_it_tells_what_came_of_it_once(
    telegram, on_telegram, tmp_path, engine, database, point
):
    settled(database, PAUL)
    database.write_now(lambda session: move(session, telegram))
    paul = telegram.person(1001)
    paul.chat.access = Access.OPEN

    async def hears(words):
        await telegram.waits_for(lambda: any(words in text for text in texts(telegram, paul)), 120)

    async with KilledAt(tmp_path, point, 1, **on_telegram, **engine) as running:
        paul.says("publish")
        await hears("as a file")
        paul.sends_document(FORM.read_bytes(), FORM.name, "text/markdown")
        await running.dies()
        assert not any("can be used" in text for text in texts(telegram, paul))
        await running.start()
        await hears("can be used")
        assert await running.end(signal.SIGTERM) == 0
    reports = [text for text in texts(telegram, paul) if "can be used" in text]
    assert len(reports) == 1
    assert len(database.read_now(lambda session: session.exec(select(QuestionnaireVersion.id)).all())) == 1


@pytest.mark.parametrize(
    ("point", "nth"),
    [
        ("partners found", 1),  # nobody has been told of the other
        ("before-commit", 1),
        ("after-commit", 1),
        ("after-commit", 2),
    ],
)
async def test_killed_before_or_between_the_two_yeses_both_are_introduced_once(
    telegram, on_telegram, tmp_path, engine, database, point, nth
):
    amina, fatou = partners_to_be(database, telegram)
    if point != "partners found":
        await Matchmaker(database, TRANSLATOR, in_this_process, clock=SystemClock(), wake=nobody).work_waiting()

    async def hears(person, words):
        await telegram.waits_for(lambda: any(words in text for text in texts(telegram, person)), 120)

    async with KilledAt(tmp_path, point, nth, **on_telegram, **engine) as running:
        if point != "partners found":
            fatou.says("introduce 1")
        await running.dies()
        assert not any("Sfax" in text for text in texts(telegram, amina))
        await running.start()
        if point == "partners found":
            await hears(fatou, "I have found a centre")
            fatou.says("introduce 1")
        await hears(amina, "could be a partner")
        amina.says("introduce 1")
        await hears(amina, "your contact is")
        await hears(fatou, "your contact is")
        assert await running.end(signal.SIGTERM) == 0
    assert [
        sum("could be a partner for yours (" in text for text in texts(telegram, one)) for one in (amina, fatou)
    ] == [1, 0]
    assert [sum("your contact is" in text for text in texts(telegram, one)) for one in (amina, fatou)] == [1, 1]
    assert database.read_now(lambda session: session.exec(select(Partnership.state)).all()) == [
        PartnershipState.ACCEPTED
    ]


def partners_to_be(database, telegram):
    """The heads of two centres which have something for each other; only the second can be told of the first."""
    numbers = settled(
        database,
        *(Named(name, centre=centre, function="head") for name, centre in (("amina", "TN-1"), ("fatou", "TN-2"))),
    )
    green, wbl, now = PriorityArea.GREEN, PriorityArea.WBL, SystemClock().now()
    database.write_now(lambda session: assessed(session, "TN-1", 3, now, {green: 5, wbl: 1}))
    database.write_now(lambda session: session.exec(delete(PartnerSearch)))
    database.write_now(lambda session: assessed(session, "TN-2", 3, now, {green: 1, wbl: 5}))
    database.write_now(lambda session: move(session, telegram))
    people = [telegram.person(1000 + numbers[name]) for name in ("amina", "fatou")]
    for person in people:
        person.chat.access = Access.OPEN
    return people


def announced(database, telegram):
    """People on Telegram to whom something has just been announced, before the program runs."""
    names = [f"p{number}" for number in range(RECIPIENTS)]
    numbers = settled(database, PAUL, *(Named(name, centre="TN-1") for name in names))
    telegrams = {name: telegram.person(1000 + number) for name, number in numbers.items()}
    for person in telegrams.values():
        person.chat.access = Access.OPEN

    database.write_now(lambda session: move(session, telegram))
    # Urgent: the program runs on the clock of the machine, on which it may be night in Tunis.
    does(
        database,
        numbers["paul"],
        announcements.send,
        replace(draft(EVERYBODY, en=NEWS), when=When(urgent=Urgency.TODAY)),
    )
    return [telegrams[name] for name in names]


def move(session, telegram):
    """Everybody to Telegram."""
    for address in session.exec(select(Address)):
        address.channel, address.account = "telegram", telegram.token.partition(":")[0]
        address.external_id = address.chat = str(1000 + address.person_id)


def has_it(telegram, person):
    return any(NEWS in text for text in texts(telegram, person))


def closing(database):
    return database.read_now(lambda session: session.exec(select(Broadcast)).one()).closing


def uncertain(database):
    """The numbers on Telegram of those of whom nobody knows whether they have it."""
    unknown = select(OutboxRow.chat).where(OutboxRow.state == OutboxState.UNCERTAIN)
    return {int(chat) for chat in database.read_now(lambda session: session.exec(unknown).all())}
