"""What the channel sends arrives once on a real homeserver, and what does not says why."""

import asyncio

import pytest
from aiohttp import ClientConnectionError, web
from aiohttp.test_utils import TestServer

from bot.channels.matrix.answers import HomeserverError
from bot.channels.matrix.channel import RATE, SLOWEST, MatrixChannel
from bot.channels.matrix.send import failure_of
from bot.core.messages import Choice, Outgoing
from bot.delivery.channel import Delivery, LoadedFile
from bot.delivery.failures import (
    NothingToDo,
    NotSent,
    Rejected,
    TooFast,
    UnknownOutcome,
    Unreachable,
)
from bot.i18n.translator import Translator
from tests.matrix.homeserver import NO_LIMITS, Account, running
from tests.matrix.human import Human, human
from tests.matrix.listening import Kept, kept_keys, listening


@pytest.mark.parametrize(
    ("status", "code", "seconds", "failure", "wait"),
    [
        (429, "M_LIMIT_EXCEEDED", 4.2, TooFast, 4.2),
        (429, None, None, TooFast, 5.0),
        (401, "M_UNKNOWN_TOKEN", None, NotSent, None),
        (403, "M_FORBIDDEN", None, Unreachable, None),
        (403, "M_RESOURCE_LIMIT_EXCEEDED", None, NotSent, None),
        (404, "M_NOT_FOUND", None, Unreachable, None),
        (404, None, None, Rejected, None),
        (400, "M_BAD_JSON", None, Rejected, None),
        (413, "M_TOO_LARGE", None, Rejected, None),
        (500, "M_UNKNOWN", None, UnknownOutcome, None),
        (502, None, None, UnknownOutcome, None),
        (200, None, None, UnknownOutcome, None),
    ],
)
def test_each_refusal_says_what_is_to_be_done(status, code, seconds, failure, wait):
    told = failure_of(HomeserverError(status, code, seconds))
    assert (type(told), getattr(told, "seconds", None)) == (failure, wait)


def test_no_answer_leaves_open_what_has_happened():
    assert type(failure_of(TimeoutError())) is UnknownOutcome
    assert type(failure_of(ClientConnectionError())) is UnknownOutcome


async def test_a_homeserver_that_is_down_has_got_nothing():
    async with TestServer(web.Application()) as server:
        url = str(server.make_url("")).rstrip("/")
    channel = MatrixChannel(url, "@bot:centres.example", "secret", Translator({}))
    channel._sign_in.restore({"device_id": "D", "access_token": "T"})
    with pytest.raises(NotSent):
        await channel.send(Delivery("1", "!room:centres.example", Outgoing("hello")))
    await channel.close()


# --- on a real homeserver


@pytest.fixture
async def bot(homeserver) -> Account:
    return await homeserver.register("bot")


@pytest.fixture
def kept(sqlite_database, bot) -> Kept:
    return Kept(sqlite_database, bot.user_id)


async def a_talk(amina: Human, bot: Account, kept: Kept) -> str:
    room = await amina.opens_a_talk_with(bot.user_id, as_equals=False)
    await kept.hears(1)
    return room


@pytest.mark.slow
async def test_a_message_arrives_once_however_often_it_is_sent(homeserver, bot, kept):
    hello = Outgoing("Hello, *Amina*.")
    async with human(homeserver, "amina") as amina:
        async with listening(homeserver, bot, kept) as channel:
            room = await a_talk(amina, bot, kept)
            first = await channel.send(Delivery("out:1", room, hello))
            second = await channel.send(Delivery("out:1", room, hello))
        async with listening(homeserver, bot, kept) as channel:
            third = await channel.send(Delivery("out:1", room, hello))
        seen = await amina.reads(room, bot.user_id, "Hello, Amina.")
        assert [first, second, third] == [seen["event_id"]] * 3
        assert (seen["content"]["msgtype"], seen["content"]["formatted_body"]) == (
            "m.notice",
            "Hello, <strong>Amina</strong>.",
        )
        assert await amina.texts(room, bot.user_id) == ["Hello, Amina."]


@pytest.mark.slow
async def test_a_message_is_corrected_in_place_and_taken_away_with_its_corrections(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        sent = await channel.send(Delivery("1", room, Outgoing("Which level?", choices=(Choice("Strong", "q"),))))
        assert await channel.send(Delivery("2", room, Outgoing("✓ Strong", edits="1"), edits=sent)) == sent
        edit = await amina.reads(room, bot.user_id, "* ✓ Strong")
        assert edit["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": sent}
        assert edit["content"]["m.new_content"]["body"] == "✓ Strong"
        await channel.send(Delivery("3", room, Outgoing("", edits="1", removes=True), edits=sent))
        for gone in (edit["event_id"], sent):
            taken = await amina.sees(lambda event, gone=gone: event["content"].get("redacts") == gone)
            assert (taken["type"], taken["sender"]) == ("m.room.redaction", bot.user_id)
        with pytest.raises(NothingToDo):
            await channel.send(Delivery("4", room, Outgoing("", edits="0", removes=True), edits="$never"))


@pytest.mark.slow
async def test_files_arrive_before_the_words_that_one_may_answer(homeserver, bot, kept):
    card = bytes(range(256)) * 200
    message = Outgoing("Would you like a plan?", choices=(Choice("Yes", "q:1:n:0"),))
    file = LoadedFile("card.png", "image/png", card, "Growing in six areas of eight.")
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        sent = await channel.send(Delivery("1", room, message, files=(file,)))
        picture = await amina.reads(room, bot.user_id, "Growing in six areas of eight.")
        words = await amina.reads(room, bot.user_id, "Would you like a plan?\n\n1. Yes")
        assert (picture["content"]["msgtype"], words["event_id"]) == ("m.image", sent.message)
        assert sent.files == (picture["event_id"],)
        assert await amina.downloads(picture["content"]["url"]) == card
        assert await amina.texts(room, bot.user_id) == [
            "Growing in six areas of eight.",
            "Would you like a plan?\n\n1. Yes",
        ]


@pytest.mark.slow
async def test_a_file_takes_the_place_of_another_in_its_event_once(homeserver, bot, kept):
    old = LoadedFile("old.png", "image/png", b"old", "The old one.")
    new = LoadedFile("plan.pdf", "application/pdf", b"%PDF new", "plan.pdf")
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        sent = await channel.send(Delivery("1", room, Outgoing("2 files"), (old, old)))
        assert len(set(sent.files)) == 2
        replacing = Delivery("2", room, Outgoing("Replaced on 3 May."), (new,), sent.files[1], replaces_file=True)
        assert [await channel.send(replacing) for _again in range(2)] == [sent.files[1]] * 2
        edit = await amina.reads(room, bot.user_id, "* plan.pdf\nReplaced on 3 May.")
        shown = edit["content"]["m.new_content"]
        assert edit["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": sent.files[1]}
        assert (shown["msgtype"], shown["filename"]) == ("m.file", "plan.pdf")
        assert await amina.downloads(shown["url"]) == new.data
        texts = await amina.texts(room, bot.user_id)
        assert texts == ["The old one.", "The old one.", "2 files", "* plan.pdf\nReplaced on 3 May."]


@pytest.mark.slow
async def test_a_reaction_needs_no_answer_unless_there_is_something_to_say(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        assert await channel.send(Delivery("1", room, Outgoing("", acknowledges="$1"))) is None
        await channel.send(Delivery("2", room, Outgoing("Already answered.", acknowledges="$1")))
        await amina.reads(room, bot.user_id, "Already answered.")
        assert await amina.texts(room, bot.user_id) == ["Already answered."]


@pytest.mark.slow
async def test_a_room_we_are_not_in_cannot_be_reached(homeserver, bot, kept):
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        sent = await channel.send(Delivery("1", room, Outgoing("before")))
        await amina.kicks(room, bot.user_id)
        taken_away = Outgoing("", edits="1", removes=True)
        for number, where in enumerate((room, "!nowhere:centres.example"), start=2):
            with pytest.raises(Unreachable):
                await channel.send(Delivery(f"{number} hello", where, Outgoing("hello")))
            with pytest.raises(Unreachable):
                await channel.send(Delivery(f"{number} away", where, taken_away, edits=sent))


@pytest.mark.slow
async def test_the_longest_messages_fit_and_arrive_whole(homeserver, bot, kept):
    text = "\n\n".join(f"{number} " + "слово " * 900 for number in range(12))
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        sent = await channel.send(Delivery("1", room, Outgoing(text)))
        await channel.send(Delivery("2", room, Outgoing("the end")))
        await amina.reads(room, bot.user_id, "the end")
        texts = await amina.texts(room, bot.user_id)
    assert " ".join(texts).split() == f"{text} the end".split()
    assert len(texts) > 2
    assert len({sent.message, *sent.others}) == len(texts) - 1


@pytest.mark.slow
async def test_under_a_homeservers_own_limits_every_message_arrives_once_and_in_order(
    strict_homeserver, sqlite_database
):
    bot = await strict_homeserver.register("bot")
    kept = Kept(sqlite_database, bot.user_id)
    await kept.accept([], kept_keys(bot))
    waits, longest = [], 0.0
    async with human(strict_homeserver, "amina") as amina, listening(strict_homeserver, bot, kept) as channel:
        room = await a_talk(amina, bot, kept)
        assert channel.rate == RATE
        for number in range(14):
            delivery = Delivery(f"out:{number}", room, Outgoing(f"message {number}"))
            while True:
                try:
                    await channel.send(delivery)
                    break
                except TooFast as failure:
                    waits.append((failure.seconds > 0, failure.whole_account))
                    longest = max(longest, failure.seconds)
                    await asyncio.sleep(failure.seconds)  # as the pace does
        assert await amina.texts(room, bot.user_id) == [f"message {number}" for number in range(14)]
    assert set(waits) == {(True, True)}
    assert channel.rate.per_second == max(SLOWEST, 1 / longest)


@pytest.mark.slow
async def test_a_message_sent_around_a_restart_of_the_homeserver_arrives_once(tmp_path, sqlite_database):
    with running(tmp_path, NO_LIMITS) as homeserver:
        bot = await homeserver.register("bot")
        kept = Kept(sqlite_database, bot.user_id)
        async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
            room = await a_talk(amina, bot, kept)
            await channel.send(Delivery("1", room, Outgoing("once")))
            homeserver.stop()
            with pytest.raises((NotSent, UnknownOutcome)):
                await channel.send(Delivery("1", room, Outgoing("once")))
            homeserver.start()
            await channel.send(Delivery("1", room, Outgoing("once")))
            assert await amina.texts(room, bot.user_id) == ["once"]
