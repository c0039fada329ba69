"""The whole bot on one Telegram: people, groups, restarts and bad luck."""

import logging

import pytest

from bot.storage.addresses import AddressState
from bot.storage.outbox import OutboxState
from tests.telegram.emulator import faults
from tests.telegram.service import Service, becomes, furnished

HELLO = "Hello! I am Passerelle. I speak English with you; write language to change that."
CONSENT = (
    "I help vocational centres to learn from each other. May I keep your name, your centre and your answers for that? "
    "You can have them erased at any time."
)
MENU = "What would you like to do?"
LEVELS = (
    "Do you plan the year together?\n\n1. Starting: we have talked about it once or twice\n"
    "2. Growing: some of us do it\n3. Strong: all of us do it, and we can show how"
)


@pytest.fixture
def code(sqlite_database):
    return furnished(sqlite_database)


@pytest.fixture
async def service(telegram, sqlite_database, code, picture):
    async with Service(telegram, sqlite_database, picture()) as service:
        yield service


@pytest.fixture
def ana(telegram):
    return telegram.person(7, "Ana", "en")


def seen(telegram, place):
    """What the bot has written there, as it stands now: words, and rows of buttons."""
    return [
        message.words + "".join(" / " + " | ".join(row) for row in message.rows) for message in telegram.replies(place)
    ]


async def shows(telegram, place, words, *, at_least=1):
    """Wait until the last message of the bot is this one."""

    def found():
        replies = telegram.replies(place)
        return len(replies) >= at_least and replies[-1].words == words and replies[-1]

    return await telegram.waits_for(found)


async def tap(telegram, person, words, label, *, place=None):
    message = await shows(telegram, place or person, words)
    return person.taps(message, label)


async def member(telegram, person, code):
    """Come in by an invitation: three taps at most."""
    person.starts(code)
    await tap(telegram, person, CONSENT, "I agree")
    await tap(telegram, person, "You are invited to Centre de Tunis (Tunisia) as teacher. Is that right?", "Yes")
    return await shows(telegram, person, MENU)


async def test_a_newcomer_comes_in_with_three_taps(telegram, service, ana, code):
    menu = await member(telegram, ana, code)
    await telegram.waits_for(lambda: "✓ Yes" in seen(telegram, ana)[2])
    assert seen(telegram, ana) == [
        HELLO,
        f"{CONSENT}\n✓ I agree",
        "You are invited to Centre de Tunis (Tunisia) as teacher. Is that right?\n✓ Yes",
        "Welcome to Centre de Tunis! Your clock: Tunis.",
        f"{MENU} / Questions | Language",
    ]
    assert menu.rows == [["Questions", "Language"]]
    assert [query.toast for query in telegram.world.queries.values()] == ["", ""]
    assert all(query.answered for query in telegram.world.queries.values())


async def test_a_questionnaire_with_numbers_toggles_files_and_words(telegram, service, ana, code, picture):
    await member(telegram, ana, code)
    ana.taps(telegram.replies(ana)[-1], "Questions")
    first = await shows(telegram, ana, LEVELS)
    assert first.rows == [["1", "2", "3"]]
    ana.taps(first, "2")
    second = await shows(telegram, ana, "In which areas?")
    assert second.rows == [["Work", "Green", "Digital"], ["done"]]
    await telegram.waits_for(lambda: first.words == "Do you plan the year together?\n✓ Growing: some of us do it")
    ana.taps(second, "Green")
    await telegram.waits_for(lambda: second.rows[0] == ["Work", "✓ Green", "Digital"])
    ana.taps(second, "Digital")
    await telegram.waits_for(lambda: second.rows[0] == ["Work", "✓ Green", "✓ Digital"])
    ana.taps(second, "done")
    await shows(telegram, ana, "Show it to us, please.")
    ana.sends_album([picture(), picture()], "our workshop")
    await shows(telegram, ana, "What helped?")
    ana.says("time <and> *money*")
    await tap(telegram, ana, "May I keep it?", "Yes")
    card = await shows(telegram, ana, "Thank you: growing, green, digital, 2, time <and> *money*.")
    assert list(card.media) == ["photo"]


async def test_a_late_tap_gets_a_toast_and_changes_nothing(telegram, service, ana, code):
    menu = await member(telegram, ana, code)
    ana.taps(menu, "Questions")
    first = await shows(telegram, ana, LEVELS)
    ana.taps(first, "2")
    await shows(telegram, ana, "In which areas?")
    await telegram.waits_for(lambda: first.rows == [])
    before = seen(telegram, ana)
    query = ana.taps(first, "3", on_old_keyboard=True)
    await telegram.waits_for(lambda: query.answered)
    assert (query.toast, seen(telegram, ana)) == ("That question is already answered.", before)


async def test_her_own_edit_of_an_answer_is_a_change_of_it(telegram, service, ana, code, picture):
    await member(telegram, ana, code)
    ana.taps(telegram.replies(ana)[-1], "Questions")
    await shows(telegram, ana, LEVELS)
    ana.says("1")
    await shows(telegram, ana, "In which areas?")
    ana.says("1")
    await shows(telegram, ana, "Show it to us, please.")
    ana.sends_document(b"%PDF")
    await telegram.waits_for(lambda: "1 file received" in seen(telegram, ana)[-1])
    ana.says("done")
    await shows(telegram, ana, "What helped?")
    answer = ana.says("time")
    await shows(telegram, ana, "May I keep it?")
    ana.edits(answer, "money")
    await telegram.waits_for(lambda: "You have corrected an earlier answer." in seen(telegram, ana))
    await tap(telegram, ana, "May I keep it?", "Yes")
    await shows(telegram, ana, "Thank you: starting, wbl, 1, money.")


async def test_whoever_blocks_the_bot_is_left_alone_and_welcome_again(telegram, service, ana, code):
    await member(telegram, ana, code)
    ana.blocks_bot()
    await becomes(lambda: service.addresses()["7"].state, AddressState.BLOCKED)
    ana.starts()
    await telegram.waits_for(lambda: len(seen(telegram, ana)) > 5 and telegram.replies(ana)[-1].words == MENU)
    assert service.addresses()["7"].state is AddressState.OK


async def test_a_block_that_only_sending_meets_is_noted_too(telegram, service, ana, code):
    await member(telegram, ana, code)
    telegram.faults.add(faults.BLOCKS, "sendMessage", chat=7)
    ana.says("menu")
    await telegram.waits_for(lambda: telegram.calls_of("sendMessage")[-1].text("text") == MENU)
    await becomes(lambda: service.addresses()["7"].state, AddressState.BLOCKED)
    assert [(row.state, row.reason) for row in service.outbox() if row.state is OutboxState.FAILED] == [
        (OutboxState.FAILED, "Forbidden: bot was blocked by the user")
    ]


async def test_in_a_group_the_menu_is_opened_in_private(telegram, service, ana, code):
    await member(telegram, ana, code)
    group = telegram.group(ana)
    group.adds_bot()
    ana.says("/weather", to=group)  # another bot's: left alone
    ana.says("/menu@passerelle_bot", to=group)
    answer = await telegram.reply(group)
    assert seen(telegram, group) == ["Let us talk in private: there I can show you everything. / Open a private chat"]
    count = len(telegram.replies(ana))
    ana.taps(answer, "Open a private chat")
    await shows(telegram, ana, MENU, at_least=count + 1)


async def test_in_a_topic_the_answer_stands_in_that_topic(telegram, service, ana, code):
    group = telegram.group(ana, kind="supergroup", is_forum=True)
    group.adds_bot()
    topic = group.topic("Bread")
    ana.says("/menu", to=group, topic=topic)
    assert (await telegram.reply(group)).topic == topic


async def test_a_group_that_moves_is_answered_in_its_new_place(telegram, service, ana, code):
    group = telegram.group(ana)
    group.adds_bot()
    hold = faults.Holds()
    telegram.faults.add(hold, "sendMessage", chat=group.id)
    ana.says("/menu", to=group)
    await telegram.waits_for(lambda: telegram.calls_of("sendMessage"))
    group.migrates()  # while the answer is on its way
    hold.gate.set()
    await telegram.reply(group)
    assert seen(telegram, group) == ["Let us talk in private: there I can show you everything. / Open a private chat"]


async def test_a_kick_leaves_people_reachable_in_private(telegram, service, ana, code):
    await member(telegram, ana, code)
    group = telegram.group(ana)
    group.adds_bot()
    group.kicks_bot(by=ana)
    ana.says("menu")
    await telegram.waits_for(lambda: len(telegram.replies(ana)) == 6)
    assert service.addresses()["7"].state is AddressState.OK


async def test_updates_that_come_twice_take_effect_once(telegram, service, ana, code):
    await telegram.waits_for(lambda: telegram.updates.polled)
    telegram.updates.repeats = 3
    await member(telegram, ana, code)
    assert (telegram.updates.repeats, len(telegram.replies(ana))) == (0, 5)


@pytest.mark.slow
async def test_a_storm_of_429_is_obeyed_and_nothing_is_lost(telegram, service, ana, code):
    await member(telegram, ana, code)
    others = [telegram.person(100 + number, f"Person {number}") for number in range(20)]
    telegram.faults.add(faults.floods(1), "sendMessage", times=30)
    begun = len(telegram.calls_of("sendMessage"))
    for other in others:
        other.starts()
    for other in others:
        await telegram.waits_for(lambda other=other: CONSENT in [m.words for m in telegram.replies(other)], 30)
    calls = telegram.calls_of("sendMessage")[begun:]
    assert [seen(telegram, other)[0] for other in others] == [HELLO] * 20
    refused = [call for call in calls if call.code == 0]
    assert len(refused) == 30
    await becomes(lambda: {row.state for row in service.outbox()} <= {OutboxState.SENT, OutboxState.DROPPED}, True)


@pytest.mark.parametrize("moment", ["before anything", "in the middle"])
async def test_a_talk_goes_on_after_a_restart(telegram, sqlite_database, ana, code, picture, moment):
    service = Service(telegram, sqlite_database, picture())
    await service.start()
    menu = await member(telegram, ana, code)
    if moment == "in the middle":
        ana.taps(menu, "Questions")
        await shows(telegram, ana, LEVELS)
    await service.killed()
    ana.says("2") if moment == "in the middle" else ana.taps(menu, "Questions")
    async with service:
        if moment == "in the middle":
            await shows(telegram, ana, "In which areas?")
        else:
            await shows(telegram, ana, LEVELS)
    assert {row.state.value for row in service.inbox()} == {"done"}


async def test_what_was_received_and_not_answered_is_answered_after_a_kill(
    telegram, sqlite_database, ana, code, picture
):
    service = Service(telegram, sqlite_database, picture())
    await service.start()
    await member(telegram, ana, code)
    await becomes(lambda: {row.state for row in service.outbox()} <= {OutboxState.SENT, OutboxState.DROPPED}, True)
    telegram.faults.add(faults.Silent(), "sendMessage")
    count = len(telegram.calls_of("sendMessage"))
    ana.says("menu")
    await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) > count)
    await service.killed()
    async with service:
        await telegram.waits_for(lambda: len(telegram.replies(ana)) == 6)
    assert telegram.replies(ana)[-1].words == MENU


async def test_neither_tokens_nor_texts_are_logged(telegram, sqlite_database, ana, code, picture, caplog):
    caplog.set_level(logging.DEBUG)
    async with Service(telegram, sqlite_database, picture()):
        await member(telegram, ana, code)
        telegram.faults.add(faults.ServesHtml(), "editMessageText")
        telegram.faults.add(faults.BLOCKS, "sendMessage", nth=2)
        ana.says("my secret words")
        ana.says("my secret words")
        await telegram.waits_for(lambda: len(telegram.replies(ana)) >= 6)
    logged = "".join(
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name != "asyncio"
    )
    assert [word for word in (telegram.token, "emulated-bot-token", "secret") if word in logged] == []
