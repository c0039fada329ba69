"""The program itself, on both platforms: a room of its own here, a topic of a group there, killed when it has just opened one."""

import asyncio
import signal
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from bot.storage.addresses import Address
from bot.storage.database import Database
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.storage.schema import migrate
from tests.faults.program import PATIENCE
from tests.faults.test_killed import KilledAt
from tests.matrix.both_platforms import on_both
from tests.matrix.human import MatrixError, human
from tests.telegram.emulator import Emulator
from tests.transcripts.room_sessions import held
from tests.transcripts.world import Named, furnish, settle

pytestmark = pytest.mark.slow
MAY_ALL = ("can_manage_topics", "can_pin_messages")


def furnished(folder, telegram, bot, marco):
    """A session of Giulia's, to which Marco comes; Carla is invited, too."""
    (folder / "data").mkdir(mode=0o700)
    database = Database.open(f"sqlite:///{folder}/data/passerelle.sqlite", durable=False)
    migrate(database)
    places = {
        "giulia": ("telegram", telegram.token.partition(":")[0], "7"),
        "carla": ("telegram", telegram.token.partition(":")[0], "8"),
        "marco": ("matrix", bot, marco),
    }

    def job(session):
        furnish(session)
        for name, (channel, account, external_id) in places.items():
            leads = {"role": "country_coordinator", "scope": "country:IT"} if name == "giulia" else {}
            settle(session, Named(name, centre="IT-1", channel=channel, **leads))
            person = session.exec(select(Person).where(Person.name == name.title())).one()
            address = session.exec(select(Address).where(Address.person_id == person.id)).one()
            address.account, address.external_id = account, external_id
            address.chat = external_id if channel == "telegram" else ""
            session.add(address)
        held(session, now=datetime.now(UTC), about=("giulia", "2", "marco=yes,carla=none", "Bread"))

    database.write_now(job)
    database.close()


class OnMatrix:
    """Marco, with a private talk and the room."""

    def __init__(self, person, bot):
        self.person, self.bot = person, bot

    async def reads(self, beginning, *, elsewhere_than=None):
        return await self.person.sees(
            lambda event: (
                event.get("sender") == self.bot
                and event.get("room_id") != elsewhere_than
                and event["content"].get("body", "").startswith(beginning)
            ),
            PATIENCE,
        )

    async def is_invited(self, but):
        event = await self.person.sees(
            lambda event: (
                event.get("state_key") == self.person.user_id
                and event["content"].get("membership") == "invite"
                and event["room_id"] != but
            ),
            PATIENCE,
        )
        return event["room_id"]


async def hears(telegram, place, beginning):
    def found():
        return next((one for one in reversed(telegram.replies(place)) if one.words.startswith(beginning)), None)

    return await telegram.waits_for(found, PATIENCE)


async def taps(telegram, person, label):
    """The newest message that offers it."""

    def found():
        return next((one for one in reversed(telegram.replies(person)) if label in one.labels), None)

    person.taps(await telegram.waits_for(found, PATIENCE), label)


async def opens_on_matrix(program, telegram, giulia, marco, talk):
    """The program dies when the room stands and nobody has noted it: there is one room all the same."""
    giulia.says("/room 1")
    await taps(telegram, giulia, "Open on Matrix")
    await program.dies()
    await program.start()
    await hears(telegram, giulia, "The room of session 1 (Bread) is open on Matrix.")
    room = await marco.is_invited(talk)
    await marco.person.joins(room)
    agenda = await marco.reads("Bread (session 1)")
    await marco.person.sees(
        lambda event: event["type"] == "m.room.pinned_events" and event["content"]["pinned"] == [agenda["event_id"]],
        PATIENCE,
    )
    invited = [
        event["room_id"]
        for event in marco.person.heard
        if event.get("state_key") == marco.person.user_id and event["content"].get("membership") == "invite"
    ]
    assert set(invited) == {room}
    return room


async def takes_a_topic(telegram, group, giulia):
    """In a group with topics the bot makes one."""
    group.adds_bot()
    group.promotes_bot(*MAY_ALL)
    giulia.says("/start@passerelle_bot room-1", to=group)
    agenda = await hears(telegram, group, "Bread (session 1)")
    await telegram.waits_for(lambda: group.chat.pinned == [agenda.id], PATIENCE)
    [topic] = group.chat.topics.values()
    assert (topic.name, agenda.topic) == ("Bread", topic.id)
    return agenda


async def is_noted(folder, message):
    """Written down as sent: nobody answers as fast as a test does."""
    database = Database.open(f"sqlite:///{folder}/data/passerelle.sqlite", durable=False)
    wanted = select(OutboxRow.id).where(OutboxRow.external_id == str(message.id), OutboxRow.in_group)
    async with asyncio.timeout(PATIENCE):
        while await database.read(lambda session: session.exec(wanted).first()) is None:
            await asyncio.sleep(0.05)
    database.close()


async def passes_on(folder, telegram, group, carla, marco, talk, room):
    """A question, with its author's consent, and its answer, without its author's name."""
    await marco.person.says(room, "!ask What do you bake with barley?")
    await marco.reads("You said in the room of session 1 (Bread):")
    await marco.person.says(talk, "with name 1")
    question = await hears(telegram, group, "Question from Marco (Matrix):")
    assert question.topic in group.chat.topics
    await is_noted(folder, question)
    carla.says("Flat bread, on Fridays.", to=group, reply_to=question)
    await taps(telegram, carla, "Without my name")
    answer = await marco.reads("Answer from the other room (Telegram)")
    assert answer["room_id"] == room
    assert "Flat bread, on Fridays." in answer["content"]["body"]
    assert "Carla" not in answer["content"]["body"]


async def closes(telegram, giulia, marco, room):
    """Nobody is put out, and nobody can write any more."""
    giulia.says("/room 1")
    await hears(telegram, giulia, "Rooms for session 1 (Bread):")
    await taps(telegram, giulia, "Close on Matrix")
    await taps(telegram, giulia, "Yes, close it")
    await marco.reads("This room closes now.")
    await marco.person.sees(
        lambda event: event["type"] == "m.room.power_levels" and event["content"].get("events_default") == 100,
        PATIENCE,
    )
    with pytest.raises(MatrixError):
        await marco.person.says(room, "Are you still there?")
    assert await marco.person.members(room) == {marco.person.user_id, marco.bot}


async def test_a_question_goes_from_a_room_to_a_topic_and_its_answer_back(homeserver, tmp_path):
    bot = await homeserver.register("bot")
    async with Emulator() as telegram, human(homeserver, "marco") as person:
        furnished(tmp_path, telegram, bot.user_id, person.user_id)
        giulia, carla = telegram.person(7, "Giulia", "en"), telegram.person(8, "Carla", "en")
        group = telegram.group(giulia, "Bakers", kind="supergroup", members=(carla,), is_forum=True)
        settings = on_both(telegram, homeserver, bot)
        marco = OnMatrix(person, bot.user_id)
        async with KilledAt(tmp_path, "room act done", 1, **settings) as program:
            talk = await person.opens_a_talk_with(bot.user_id)
            await marco.reads("What would you like")
            carla.says("menu")
            await hears(telegram, carla, "What would you like")
            room = await opens_on_matrix(program, telegram, giulia, marco, talk)
            agenda = await takes_a_topic(telegram, group, giulia)
            await passes_on(tmp_path, telegram, group, carla, marco, talk, room)

            # A vote in the topic counts for whoever taps, and is told to that person alone.
            carla.taps(agenda, "Yes, I'll come")
            await hears(telegram, carla, "Bread (session 1)")
            assert [one.words for one in telegram.replies(group) if "You are coming" in one.words] == []

            group.kicks_bot()
            await hears(telegram, giulia, "I cannot write any more in the room of session 1 (Bread) on Telegram")
            await closes(telegram, giulia, marco, room)
            assert await program.end(signal.SIGTERM) == 0
            assert program.problems == []
