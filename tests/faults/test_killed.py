"""
The program itself, killed at each named point of its way: nothing is lost, at most one slice doubles, order is kept, and
the ledger of an announcement adds up.
"""

import signal

import pytest
from sqlmodel import delete, select

from bot.core.clock import SystemClock
from bot.domain.areas import PriorityArea
from bot.matchmaking import Matchmaker
from bot.storage.database import Database
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.partners import PartnerSearch, Partnership, PartnershipState
from bot.storage.questionnaires import QuestionnaireVersion
from tests.conftest import MIGRATED
from tests.faults.kill_rounds import KilledAt, Rounds, move
from tests.telegram.emulator.state import Access
from tests.transcripts.assessed import assessed
from tests.transcripts.attachments import in_this_process
from tests.transcripts.published import FORMS
from tests.transcripts.world import Named
from tests.usecases.announcing import PAUL, TRANSLATOR, nobody, settled

pytestmark = pytest.mark.slow
FORM = FORMS / "workshop.md"
CLAIMED = select(OutboxRow.chat).where(OutboxRow.state == OutboxState.CLAIMED)


@pytest.fixture
def engine(own_database):
    """The settings for one engine."""
    return own_database


@pytest.fixture
def database(engine, tmp_path):
    """The database of the program, opened beside it."""
    url = engine.get("DATABASE_URL", f"sqlite:///{tmp_path}/data/passerelle.sqlite")
    database = Database.open(url, durable=False)
    yield database
    database.close()


def texts(telegram, person):
    return [message.text for message in telegram.replies(person)]


EACH_POINT = [
    ("after-fetch", 1),
    ("after-commit", 1),
    ("before-commit", 3),
    ("after-claim", 2),
    ("after-send", 10),
    ("before-ack", 3),
    ("after-send", 40),
]


async def reckoned(rounds, deaths):
    """What became of everything; a start says what the one before had claimed, and nothing else that has to be looked at."""
    reckoning = await rounds.all(deaths)
    assert reckoning.is_as_promised, reckoning
    assert [problem for problem in rounds.problems if "messages sent again" not in problem] == []
    assert reckoning.kills >= len(deaths) + 1


async def test_killed_at_each_point_it_answers_everybody_in_order_and_its_ledger_adds_up(
    telegram, on_telegram, tmp_path, engine, database
):
    await reckoned(Rounds(telegram, tmp_path, database, on_telegram | engine), EACH_POINT)


async def test_one_of_four_workers_killed_at_each_point_the_others_go_on(telegram, on_telegram, tmp_path, postgresql):
    url = postgresql.new_database(MIGRATED)
    database = Database.open(url, durable=False)
    try:
        settings = on_telegram | {"DATABASE_URL": url}
        await reckoned(Rounds(telegram, tmp_path, database, settings, workers=4), EACH_POINT)
    finally:
        database.close()


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
        in_flight = database.read_now(lambda session: session.exec(CLAIMED).all())  # this much may come twice
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
    asked, asked_back = (
        sum("could be a partner for yours (" in text for text in texts(telegram, one)) for one in (amina, fatou)
    )
    assert 1 <= asked <= 1 + in_flight.count(str(amina.id))
    assert asked_back == 0
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
