"""The channel hears a person on a real homeserver: everything, once, and only what is meant for it."""

import aiohttp
import pytest

from bot.channels.matrix.account import ACCESS_TOKEN, DEVICE_ID
from bot.channels.matrix.channel import CANNOT_BE_READ, LARGEST_FILE, SYNC_TOKEN, MatrixChannel
from bot.channels.matrix.rooms import INVITED, as_state
from bot.core.messages import Choice, FileKind, Incoming, IncomingKind, Outgoing
from bot.delivery.channel import Delivery
from bot.i18n.translator import Translator
from bot.storage.errors import FileTooLarge
from tests.matrix.homeserver import NO_LIMITS, Account, Homeserver, running
from tests.matrix.human import Human, human
from tests.matrix.listening import Kept, listening
from tests.matrix.nio_client import nio_client

pytestmark = pytest.mark.slow


@pytest.fixture
async def bot(homeserver) -> Account:
    return await homeserver.register("bot")


@pytest.fixture
def kept(sqlite_database, bot) -> Kept:
    return Kept(sqlite_database, bot.user_id)


def shape(message: Incoming) -> tuple[IncomingKind, str]:
    return (message.kind, message.text or message.data)


GREETED = (IncomingKind.JOINED, "greet")


async def a_talk(amina: Human, bot: Account, kept: Kept) -> str:
    """A room of two, begun while the bot listens."""
    room = await amina.opens_a_talk_with(bot.user_id, as_equals=False)
    await kept.sees(lambda messages: any(message.chat == room for message in messages))
    return room


async def test_an_invitation_is_accepted_and_the_person_greeted_once(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina:
        async with listening(homeserver, bot, kept):
            room = await a_talk(amina, bot, kept)
            said = await amina.says(room, "hello")
            joined, hello = await kept.hears(2)
        async with listening(homeserver, bot, kept):
            await amina.says(room, "again")
            messages = await kept.hears(3)
    assert (joined.kind, joined.data, joined.sender, joined.chat, joined.private) == (
        IncomingKind.JOINED,
        "greet",
        amina.user_id,
        room,
        True,
    )
    assert (hello.external_id, hello.text, hello.sender, hello.chat, hello.private, hello.name) == (
        said,
        "hello",
        amina.user_id,
        room,
        True,
        amina.user_id[1:].partition(":")[0],
    )
    assert [shape(message) for message in messages] == [
        GREETED,
        (IncomingKind.TEXT, "hello"),
        (IncomingKind.TEXT, "again"),
    ]


async def test_who_speaks_before_the_bot_has_come_needs_no_greeting(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina:
        room = await amina.opens_a_talk_with()
        await amina.says(room, "a note to myself")
        await amina.invites(room, bot.user_id)
        await amina.says(room, "hello?")
        async with listening(homeserver, bot, kept):
            messages = await kept.hears(2)
    assert [shape(message) for message in messages] == [(IncomingKind.JOINED, ""), (IncomingKind.TEXT, "hello?")]


async def test_messages_of_the_hours_offline_are_all_heard_and_none_twice(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina:
        async with listening(homeserver, bot, kept):
            room = await a_talk(amina, bot, kept)
        said = [await amina.says(room, f"line {number}") for number in range(25)]
        async with listening(homeserver, bot, kept):
            await kept.hears(26)
        async with listening(homeserver, bot, kept):
            said.append(await amina.says(room, "the last"))
            messages = await kept.hears(27)
    assert [message.external_id for message in messages[1:]] == said


async def test_a_hundred_and_thirty_messages_of_the_hours_offline_are_heard_in_order(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina:
        async with listening(homeserver, bot, kept):
            room = await a_talk(amina, bot, kept)
        said = [await amina.says(room, f"line {number}") for number in range(130)]
        async with listening(homeserver, bot, kept):
            messages = await kept.hears(131)
    assert [message.external_id for message in messages[1:]] == said


async def test_what_could_not_be_stored_comes_again(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept):
        room = await a_talk(amina, bot, kept)
        kept.failures.append(OSError("disk full"))
        await amina.says(room, "do not lose me")
        messages = await kept.hears(2)
    assert [shape(message) for message in messages] == [GREETED, (IncomingKind.TEXT, "do not lose me")]


async def test_a_restart_of_the_homeserver_loses_nothing(tmp_path, sqlite_database):
    with running(tmp_path, NO_LIMITS) as homeserver:
        bot = await homeserver.register("bot")
        kept = Kept(sqlite_database, bot.user_id)
        async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept):
            room = await a_talk(amina, bot, kept)
            await amina.says(room, "before")
            homeserver.stop()
            homeserver.start()
            await amina.says(room, "after")
            messages = await kept.hears(3)
    assert [message.text for message in messages] == ["", "before", "after"]


async def test_at_the_very_first_start_what_was_said_in_older_rooms_is_not_heard(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, nio_client(homeserver, bot) as client:
        room = await amina.opens_a_talk_with(bot.user_id)
        await client.join(room)
        await amina.says(room, "to somebody who used this account before")
        async with listening(homeserver, bot, kept):
            await kept.keeps(lambda state: SYNC_TOKEN in state)
            await amina.says(room, "hello")
            messages = await kept.hears(1)
    assert [(shape(message), message.private) for message in messages] == [((IncomingKind.TEXT, "hello"), True)]


# --- rooms


async def test_in_a_room_of_several_nobody_is_greeted_and_nothing_is_private(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, human(homeserver, "pavel") as pavel:
        room = await amina.opens_a_talk_with(pavel.user_id)
        await pavel.joins(room)
        async with listening(homeserver, bot, kept):
            await amina.invites(room, bot.user_id)
            await kept.hears(1)
            await pavel.says(room, "!menu")
            joined, menu = await kept.hears(2)
    assert (shape(joined), joined.sender, joined.private) == ((IncomingKind.JOINED, ""), amina.user_id, False)
    assert (shape(menu), menu.sender, menu.private) == ((IncomingKind.TEXT, "!menu"), pavel.user_id, False)


async def test_a_room_where_somebody_else_is_expected_is_not_private(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept):
        await amina.opens_a_talk_with("@pavel:centres.example", bot.user_id)
        [joined] = await kept.hears(1)
    assert (shape(joined), joined.private) == ((IncomingKind.JOINED, ""), False)


async def test_a_third_person_ends_the_privacy_and_is_told_so_once(homeserver, bot, kept):
    async with (
        human(homeserver, "amina") as amina,
        human(homeserver, "pavel") as pavel,
        listening(homeserver, bot, kept),
    ):
        room = await a_talk(amina, bot, kept)
        await amina.says(room, "between us")
        await kept.hears(2)
        await amina.invites(room, pavel.user_id)
        await pavel.joins(room)
        words = (
            "Others can read along in this room, so I keep personal things out of it. Please write to me in a room of "
            f"our own:\n\nhttps://matrix.to/#/{bot.user_id}"
        )
        await amina.reads(room, bot.user_id, words)
        await pavel.leaves(room)
        await amina.says(room, "again between us?")
        messages = await kept.hears(4)
        assert await amina.texts(room, bot.user_id) == [words]
    assert [(shape(message), message.private) for message in messages] == [
        (GREETED, True),
        ((IncomingKind.TEXT, "between us"), True),
        ((IncomingKind.BLOCKED, "others can read along in the room"), True),
        ((IncomingKind.TEXT, "again between us?"), False),
    ]


async def test_a_kick_and_a_new_invitation(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina:
        async with listening(homeserver, bot, kept):
            room = await a_talk(amina, bot, kept)
        await amina.says(room, "stop")
        await amina.kicks(room, bot.user_id)
        async with listening(homeserver, bot, kept):
            await kept.hears(3)
            await amina.invites(room, bot.user_id)
            messages = await kept.hears(4)
    assert [shape(message) for message in messages] == [
        GREETED,
        (IncomingKind.TEXT, "stop"),
        (IncomingKind.BLOCKED, "the bot was removed from the room"),
        GREETED,
    ]
    assert {(message.sender, message.chat) for message in messages} == {(amina.user_id, room)}


async def test_a_person_who_leaves_is_gone_and_the_bot_leaves_too(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept):
        room = await a_talk(amina, bot, kept)
        await amina.leaves(room)
        messages = await kept.hears(2)
        await kept.keeps(lambda state: state[f"room:{room}"] == "")
        async with nio_client(homeserver, bot) as client:
            assert (await client.joined_rooms()).rooms == []
    assert [shape(message) for message in messages] == [
        GREETED,
        (IncomingKind.BLOCKED, "the person left the room"),
    ]


async def test_of_two_rooms_with_a_person_the_other_one_remains(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept):
        first = await a_talk(amina, bot, kept)
        second = await a_talk(amina, bot, kept)
        await amina.leaves(second)
        messages = await kept.hears(3)
    assert [(shape(message), message.chat) for message in messages] == [
        (GREETED, first),
        (GREETED, second),
        ((IncomingKind.JOINED, ""), first),
    ]


async def test_a_room_of_two_is_listed_under_its_person(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept):
        first = await a_talk(amina, bot, kept)
        second = await a_talk(amina, bot, kept)
        await kept.keeps(lambda state: '"mark direct"' not in state[f"room:{first}"] + state[f"room:{second}"])
        async with nio_client(homeserver, bot) as client:
            assert (await client.list_direct_rooms()).rooms == {amina.user_id: [first, second]}


# --- what belongs to another message


async def test_a_correction_names_the_message_it_corrects(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept):
        room = await a_talk(amina, bot, kept)
        said = await amina.says(room, "4")
        await amina.corrects(room, said, "5")
        messages = await kept.hears(3)
    assert [(shape(message), message.message_id) for message in messages[1:]] == [
        ((IncomingKind.TEXT, "4"), said),
        ((IncomingKind.EDIT, "5"), said),
    ]


async def test_a_persons_file_is_fetched_and_a_too_large_one_is_not(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        await amina.sends_file(room, "атестат.pdf", b"%PDF-1.7 certificate", "application/pdf")
        _, certificate = await kept.hears(2)
        [file] = certificate.files
        assert (file.kind, file.name, file.media_type, file.size) == (
            FileKind.DOCUMENT,
            "атестат.pdf",
            "application/pdf",
            20,
        )
        assert await channel.fetch(file.reference) == b"%PDF-1.7 certificate"
        with pytest.raises(FileTooLarge):
            await channel.fetch(await _film(amina, room))


async def _film(amina: Human, room: str) -> str:
    event_id = await amina.sends_file(room, "film.mp4", bytes(LARGEST_FILE + 1), "video/mp4")
    event = await amina.sees(lambda event: event.get("event_id") == event_id)
    return event["content"]["url"]


async def test_a_reaction_taps_a_choice_until_the_question_is_answered(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        question = Outgoing("Which level?", choices=(Choice("Starting", "q:1:n:0"), Choice("Strong", "q:1:n:1")))
        sent = await channel.send(Delivery("1", room, question))
        tapped = await amina.reacts(room, sent, "2️⃣")
        await kept.hears(2)
        await channel.send(Delivery("2", room, Outgoing("Which level?\n✓ Strong"), edits=sent))
        await amina.reacts(room, sent, "1️⃣")
        await amina.says(room, "next")
        messages = await kept.hears(3)
    assert [shape(message) for message in messages] == [
        GREETED,
        (IncomingKind.TAP, "q:1:n:1"),
        (IncomingKind.TEXT, "next"),
    ]
    assert (messages[1].message_id, messages[1].tap_id, messages[1].sender) == (sent, tapped, amina.user_id)


# --- signing in


async def told_while_signing_in(channel, kept, caplog):
    """What is told until it has tried three times; the naps before the last two."""
    with pytest.raises(TriedEnough):
        await channel.receive(kept.accept, {})
    await channel.close()
    [record] = caplog.records
    return record.message


class TriedEnough(Exception):  # noqa: N818 - says what is the case
    pass


def three_times():
    naps = iter([1, 2])

    async def sleep(seconds):
        if seconds != next(naps, None):
            raise TriedEnough

    return sleep


async def test_a_wrong_password_is_said_in_plain_words_once(homeserver, bot, kept, caplog):
    channel = MatrixChannel(homeserver.url, bot.user_id, "not it", Translator({}), sleep=three_times())
    assert await told_while_signing_in(channel, kept, caplog) == (
        f"The Matrix homeserver does not let {bot.user_id} in (M_FORBIDDEN). Please check PASSERELLE_MATRIX_USER and "
        "PASSERELLE_MATRIX_PASSWORD, then start again. What people write meanwhile waits on the homeserver."
    )


async def test_a_homeserver_that_is_not_there_is_said_in_plain_words_once(bot, kept, caplog):
    channel = MatrixChannel("http://127.0.0.1:1", bot.user_id, bot.password, Translator({}), sleep=three_times())
    assert await told_while_signing_in(channel, kept, caplog) == CANNOT_BE_READ


async def test_a_name_without_its_server_is_said_in_plain_words(homeserver, bot, kept, caplog):
    name = bot.user_id[1:].partition(":")[0]
    channel = MatrixChannel(homeserver.url, name, bot.password, Translator({}), sleep=three_times())
    assert await told_while_signing_in(channel, kept, caplog) == (
        f"The Matrix homeserver knows this account as {bot.user_id}. Please set PASSERELLE_MATRIX_USER to that, then "
        "start again."
    )


async def test_a_token_that_counts_no_longer_is_renewed_on_the_same_device(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina:
        async with listening(homeserver, bot, kept):
            room = await a_talk(amina, bot, kept)
            before = await kept.state()
        await log_out(homeserver, before)
        await amina.says(room, "still there?")
        async with listening(homeserver, bot, kept):
            messages = await kept.hears(2)
            after = await kept.state()
    assert [shape(message) for message in messages] == [GREETED, (IncomingKind.TEXT, "still there?")]
    assert after[DEVICE_ID] == before[DEVICE_ID]
    assert after[ACCESS_TOKEN] != before[ACCESS_TOKEN]


async def log_out(homeserver: Homeserver, state: dict[str, str]) -> None:
    async with (
        aiohttp.ClientSession(homeserver.url, raise_for_status=True) as web,
        web.post("/_matrix/client/v3/logout", headers={"Authorization": f"Bearer {state[ACCESS_TOKEN]}"}),
    ):
        pass


async def test_a_sync_token_that_counts_no_longer_does_not_make_the_bot_deaf(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina:
        async with listening(homeserver, bot, kept):
            room = await a_talk(amina, bot, kept)
        await kept.accept([], {SYNC_TOKEN: "nonsense"})
        async with listening(homeserver, bot, kept):
            await kept.keeps(lambda state: state[SYNC_TOKEN] != "nonsense")
            await amina.says(room, "hello")
            messages = await kept.hears(2)
    assert [shape(message) for message in messages] == [GREETED, (IncomingKind.TEXT, "hello")]


async def test_an_invitation_that_was_taken_back_is_forgotten(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina:
        async with listening(homeserver, bot, kept):
            await kept.keeps(lambda state: SYNC_TOKEN in state)
        room = await amina.opens_a_talk_with(bot.user_id, as_equals=False)
        await kept.accept([], as_state({room: INVITED}))
        await amina.kicks(room, bot.user_id)
        async with listening(homeserver, bot, kept):
            other = await a_talk(amina, bot, kept)
            state = await kept.keeps(lambda state: state[f"room:{room}"] == "")
            messages = await kept.messages()
    assert [(shape(message), message.chat) for message in messages] == [(GREETED, other)]
    assert f"room:{other}" in state
