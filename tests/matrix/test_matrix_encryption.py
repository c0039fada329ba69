"""Encrypted rooms on a real homeserver, with a person whose client is matrix-js-sdk."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest
from nio.crypto.attachments import decrypt_attachment, encrypt_attachment

from bot.channels.matrix import errand_runner
from bot.channels.matrix.channel import MatrixChannel
from bot.channels.matrix.errands import NOT_ENCRYPTED, UNREADABLE
from bot.channels.matrix.keyring import KeysLocked
from bot.channels.matrix.safe import Safe
from bot.core.messages import Outgoing
from bot.delivery.channel import Delivery, LoadedFile
from bot.i18n.translator import Translator
from bot.storage import matrix_keys
from bot.storage.matrix_keys import KeyRow, MatrixKeyKind
from tests.matrix.human import Human, human
from tests.matrix.listening import NOW, SECONDS_TO_WAIT, Kept, listening
from tests.matrix.sdk_client import sdk_client
from tests.matrix.test_matrix_listening import TriedEnough, log_out, three_times
from tests.matrix.test_matrix_recovery import another_device
from tests.matrix.test_matrix_talk import worker

pytestmark = pytest.mark.slow
PNG = b"\x89PNG\r\n\x1a\n and what follows"


async def test_a_talk_in_an_encrypted_room_goes_on_over_restarts(homeserver, database):
    bot = await homeserver.register("bot")
    async with sdk_client(homeserver, "amina") as amina:

        async def hears(text):
            return (await amina.reads(room, bot.user_id, text))["id"]

        async with worker(homeserver, bot, database):
            room = await amina.opens_a_talk_with(bot.user_id)
            await hears("What is your name?")
            await amina.says(room, "Amina")
            levels = await hears("Which level?\n\n1. Starting\n2. Growing\n3. Strong")
        await amina.reacts(room, levels, "2️⃣")
        async with worker(homeserver, bot, database):
            await hears("Which areas?\n\n1. Green\n2. Digital\n3. Inclusion\n\nYou can also write: done")
        await amina.says(room, "1 3")
        async with worker(homeserver, bot, database):
            await hears("Thank you, Amina: b, gi.")
        trust = await amina.does("trusts", user=bot.user_id)
    assert (trust["changed"], list(trust["signed"].values())) == (False, [True])  # one device, over three starts


async def test_an_app_of_another_make_talks_with_the_bot_over_a_restart(homeserver, bot, kept):
    async with sdk_client(homeserver, "amina", old=True) as amina:
        for number in (1, 2):
            async with listening(homeserver, bot, kept) as channel:
                if number == 1:
                    room = await a_talk(amina, bot, kept)
                await amina.says(room, f"question {number}")
                messages = await kept.hears(1 + number)
                await channel.send(Delivery(str(number), room, Outgoing(f"answer {number}")))
                await amina.reads(room, bot.user_id, f"answer {number}")
    assert [message.text for message in messages[1:]] == ["question 1", "question 2"]


@pytest.fixture
async def bot(homeserver):
    return await homeserver.register("bot")


@pytest.fixture
def kept(sqlite_database, bot) -> Kept:
    return Kept(sqlite_database, bot.user_id)


async def a_talk(person, bot, kept) -> str:
    """A room where both are in, and each device knows the other."""
    room = await person.opens_a_talk_with(bot.user_id)
    await kept.sees(lambda messages: any(message.chat == room for message in messages))
    return room


async def test_a_message_whose_key_comes_later_is_read_then_and_needs_no_explanation(homeserver, bot, kept):
    async with sdk_client(homeserver, "amina", only_signed=False) as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        await amina.says(room, "one")
        await kept.hears(2)
        machine = channel._encryption.access.machine
        [session] = [
            one
            for one in machine.inbound_group_store
            if one.sender_key != channel._encryption.access.device_keys["curve25519"]
        ]
        lose_the_key(kept, channel, session)
        await amina.says(room, "two")  # its key is asked for, and given by the device that made it
        messages = await kept.hears(3)
        assert await kept.keeps(lambda state: '"explain unreadable"' not in state[f"room:{room}"])
    assert [message.text for message in messages[1:]] == ["one", "two"]
    assert [one for one in amina.seen if one["sender"] == bot.user_id and one["content"].get("body")] == []


def lose_the_key(kept, channel, session) -> None:
    """As after a backup from before it came was put back."""
    name = f"{session.room_id} {session.sender_key} {session.id}"
    gone = [KeyRow(MatrixKeyKind.ROOM_KEY, name, session.id, None)]
    kept.database.write_now(lambda db: matrix_keys.write(db, channel.account, gone, NOW))
    channel._encryption.access.keys.room_keys.__init__()


async def test_a_homeserver_cannot_say_that_somebody_else_wrote_it_or_elsewhere(homeserver, bot, kept):
    async with (
        human(homeserver, "pavel") as pavel,
        sdk_client(homeserver, "amina") as amina,
        human_as(homeserver, amina.account) as plain,
        listening(homeserver, bot, kept) as channel,
    ):
        room = await a_talk(amina, bot, kept)
        said = await amina.says(room, "one")
        await kept.hears(2)
        [event] = [one for one in await plain.history(room) if one["event_id"] == said]
        assert event["type"] == "m.room.encrypted"
        read = channel._encryption.read
        assert (await read(room, event))["content"]["body"] == "one"
        assert await read(room, {**event, "sender": pavel.user_id}) is None
        assert await read("!elsewhere:centres.example", event) is None
        assert await read(room, {**event, "event_id": "$again"}) is None


async def test_what_cannot_be_read_is_told_in_plain_words(homeserver, bot, kept, monkeypatch):
    monkeypatch.setattr(errand_runner, "KEY_SECONDS", 0.5)
    async with sdk_client(homeserver, "amina", only_signed=False) as amina, listening(homeserver, bot, kept):
        room = await a_talk(amina, bot, kept)
        locked = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "ciphertext": "AwgA",
            "device_id": amina.account.device_id,
            "sender_key": "k",
            "session_id": "s",
        }
        async with human_as(homeserver, amina.account) as plain:
            await plain.sends(room, "m.room.encrypted", locked)
            await amina.reads(room, bot.user_id, UNREADABLE.msgid)
            await plain.says(room, "spoken openly")
        await amina.reads(room, bot.user_id, NOT_ENCRYPTED.msgid)
        await amina.says(room, "locked")
        messages = await kept.hears(2)
    assert [message.text for message in messages[1:]] == ["locked"]


async def test_files_are_locked_both_ways(homeserver, bot, kept):
    plan, card = b"%PDF-1.7 plan of a centre", LoadedFile("card.png", "image/png", PNG, "Growing in six areas.")
    async with sdk_client(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        cipher, key = encrypt_attachment(plan)
        key["url"] = await amina.uploads(cipher, "application/octet-stream")
        said = {"msgtype": "m.file", "body": "plan.pdf", "file": key, "info": {"mimetype": "application/pdf"}}
        await amina.does("sends", room=room, type="m.room.message", content=said)
        [file] = (await kept.hears(2))[1].files
        assert (file.name, await channel.fetch(file.reference)) == ("plan.pdf", plan)
        with pytest.raises(FileNotFoundError):
            await channel.fetch(file.reference.replace('", "', '", "A', 1))

        sent = await channel.send(Delivery("1", room, Outgoing("Your card"), files=(card,)))
        shown = (await amina.reads(room, bot.user_id, "Growing in six areas."))["content"]
        assert "url" not in shown
        async with human_as(homeserver, amina.account) as plain:
            lies_there = await plain.downloads(shown["file"]["url"])
        opened = decrypt_attachment(
            lies_there, shown["file"]["key"]["k"], shown["file"]["hashes"]["sha256"], shown["file"]["iv"]
        )
        assert (opened, PNG in lies_there) == (PNG, False)

        new = LoadedFile("new.png", "image/png", PNG + b"new", "Growing in all areas.")
        await channel.send(Delivery("2", room, Outgoing("Replaced."), (new,), sent.files[0], replaces_file=True))
        edit = (await amina.reads(room, bot.user_id, "* Growing in all areas.\nReplaced."))["content"]
        assert edit["m.relates_to"] == {"rel_type": "m.replace", "event_id": sent.files[0]}
        key = edit["m.new_content"]["file"]
        async with human_as(homeserver, amina.account) as plain:
            lies_there = await plain.downloads(key["url"])
        assert decrypt_attachment(lies_there, key["key"]["k"], key["hashes"]["sha256"], key["iv"]) == new.data


async def test_a_worker_with_another_secret_says_so_and_reads_nothing(homeserver, bot, kept, caplog):
    async with listening(homeserver, bot, kept) as channel:
        await kept.keeps(lambda state: "sync_token" in state)
    channel = MatrixChannel(homeserver.url, bot.user_id, bot.password, Translator({}), sleep=three_times())
    channel.keep_keys_in(Safe(kept.database, "another secret than the one that locked them"))
    caplog.clear()
    with pytest.raises(TriedEnough):
        await channel.receive(kept.accept, await kept.state())
    await channel.close()
    assert [record.message for record in caplog.records] == [str(KeysLocked(bot.user_id))]


async def test_after_a_backup_was_put_back_the_bot_takes_another_device(homeserver, bot, kept):
    async with sdk_client(homeserver, "amina") as amina:
        async with listening(homeserver, bot, kept):
            room = await a_talk(amina, bot, kept)
            before = (await kept.state())["device_id"]
        kept.database.write_now(matrix_keys.drop_devices)
        async with listening(homeserver, bot, kept):
            after = (await kept.keeps(lambda state: state["device_id"] not in {"", before}))["device_id"]
            await until_trusted(amina, bot, lambda trust: trust["signed"] == {after: True})
            await amina.says(room, "still there?")
            messages = await kept.hears(2)
    assert messages[1].text == "still there?"


async def test_a_talk_goes_on_encrypted_in_a_room_that_is_encrypted_later(homeserver, bot, kept):
    async with (
        sdk_client(homeserver, "amina") as amina,
        human_as(homeserver, amina.account) as plain,
        listening(homeserver, bot, kept) as channel,
    ):
        room = await plain.opens_a_talk_with(bot.user_id)
        await kept.sees(lambda messages: any(message.chat == room for message in messages))
        await plain.says(room, "open")
        await kept.hears(2)
        await plain.encrypts(room)
        await amina.sees(lambda one: (one["room"], one["type"]) == (room, "m.room.encryption"))
        await amina.says(room, "locked")
        messages = await kept.hears(3)
        await channel.send(Delivery("1", room, Outgoing("locked, too")))
        await amina.reads(room, bot.user_id, "locked, too")
    assert [message.text for message in messages[1:]] == ["open", "locked"]


async def test_on_a_new_phone_what_is_said_from_then_on_can_be_read(homeserver, bot, kept):
    async with sdk_client(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        before = await channel.send(Delivery("1", room, Outgoing("before")))
        await amina.reads(room, bot.user_id, "before")
        there = await another_device(homeserver, amina.account)
        async with sdk_client(homeserver, "", signed=False, only_signed=False, account=there) as phone:
            await phone.says(room, "I am here")
            await kept.hears(2)
            await channel.send(Delivery("2", room, Outgoing("from then on")))
            await phone.reads(room, bot.user_id, "from then on")
            assert (await phone.sees(lambda one: one.get("id") == before))["failed"]


async def test_a_person_verifies_the_bot_by_seven_pictures(homeserver, bot, kept, caplog):
    caplog.set_level("INFO", "bot")
    async with sdk_client(homeserver, "amina") as amina, listening(homeserver, bot, kept):
        room = await a_talk(amina, bot, kept)
        seen = await amina.does("verifies", user=bot.user_id, room=room)
        told = await amina.sees(lambda one: "seven pictures" in one["content"].get("body", ""))
        assert all(f"{sign} " in told["content"]["body"] for sign, _name in seen["pictures"])
        assert " ".join(str(number) for number in seen["numbers"]) in told["content"]["body"]
        await amina.does("confirms")
        assert (await amina.sees(lambda one: "verified" in one["type"]))["type"] == "verified"
        await until_trusted(amina, bot, lambda trust: trust["verified"])
        await amina.says(room, "now we know each other")
        messages = await kept.hears(2)
    assert messages[1].text == "now we know each other"
    [compared] = [record for record in caplog.records if record.message == "somebody compares keys with the bot"]
    assert compared.person == amina.user_id
    assert compared.numbers in told["content"]["body"]


async def test_a_device_that_somebody_signed_out_is_there_again_with_its_keys(homeserver, bot, kept):
    async with sdk_client(homeserver, "amina") as amina, listening(homeserver, bot, kept):
        room = await a_talk(amina, bot, kept)
        before = await kept.state()
        await log_out(homeserver, before)
        await kept.keeps(lambda state: state["access_token"] != before["access_token"])
        await until_trusted(amina, bot, lambda trust: trust["signed"] == {before["device_id"]: True})
        await amina.says(room, "still there?")
        messages = await kept.hears(2)
    assert messages[1].text == "still there?"


async def until_trusted(person, bot, wanted) -> None:
    async with asyncio.timeout(SECONDS_TO_WAIT):
        while not wanted(await person.does("trusts", user=bot.user_id)):
            await asyncio.sleep(0.2)


@asynccontextmanager
async def human_as(homeserver, account):
    async with aiohttp.ClientSession(homeserver.url) as web:
        yield Human(web, account)
