"""The aiohttp transport under python-telegram-bot's own Bot, against the emulator."""

import asyncio
import io
import socket
import traceback

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.channels.telegram.transport import NoAnswer, NothingSent, Transport
from tests.telegram.emulator import faults


def connected(telegram, request, **more):
    urls = {"base_url": telegram.base_url, "base_file_url": telegram.base_file_url}
    return Bot(telegram.token, request=request, get_updates_request=Transport(1), **urls, **more)


@pytest.fixture
async def bot(telegram):
    async with connected(telegram, Transport(read_timeout=5)) as bot:
        yield bot


@pytest.fixture
def ana(telegram):
    ana = telegram.person(7)
    ana.says("hello")
    return ana


async def test_texts_keyboards_and_markup_arrive_whole(telegram, bot, ana):
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Oui & non +", callback_data="é=1&b=2")]])
    sent = await bot.send_message(7, "<b>مرحبا</b> 🎓 a+b=c&d %20", parse_mode="HTML", reply_markup=keyboard)
    [message] = telegram.replies(ana)
    assert (message.text, message.rows) == ("مرحبا 🎓 a+b=c&d %20", [["Oui & non +"]])
    assert ana.taps(message, "Oui & non +").data == "é=1&b=2"
    assert sent.message_id == message.id


@pytest.mark.parametrize("request_class", [Transport, HTTPXRequest])
async def test_files_go_out_and_come_back_as_with_the_default_transport(telegram, ana, picture, request_class):
    photo = picture(90, 60)
    async with connected(telegram, request_class()) as bot:
        sent = await bot.send_photo(7, photo, caption="Ã©té", filename="été.png")
        document = await bot.send_document(7, io.BytesIO(b"%PDF-1.7"), filename="Réponses 2027 à lire.pdf")
        back = [
            await (await bot.get_file(file)).download_as_bytearray() for file in (sent.photo[-1], document.document)
        ]
    assert back == [photo, b"%PDF-1.7"]
    assert (sent.caption, document.document.mime_type) == ("Ã©té", "application/pdf")
    assert document.document.file_name == "Réponses 2027 à lire.pdf"


async def test_an_album_goes_out_in_one_request(telegram, bot, ana, picture):
    first, second = picture(80, 60), picture(60, 80)
    await bot.send_media_group(7, [InputMediaPhoto(first, caption="one"), InputMediaPhoto(second)])
    await bot.send_media_group(
        7, [InputMediaDocument(b"a", filename="a.txt"), InputMediaDocument(b"b", filename="b.txt")]
    )
    messages = telegram.replies(ana)
    assert [message.caption for message in messages] == ["one", "", "", ""]
    assert len({message.album for message in messages}) == 2
    assert [message.media["document"]["file_name"] for message in messages[2:]] == ["a.txt", "b.txt"]


async def test_a_large_file_passes(telegram, bot, ana):
    sent = await bot.send_document(7, bytes(20_000_000), filename="large.bin")
    assert len(await (await bot.get_file(sent.document)).download_as_bytearray()) == 20_000_000


async def test_a_long_poll_may_last_longer_than_the_read_timeout(telegram):
    async with Bot(
        telegram.token, base_url=telegram.base_url, get_updates_request=Transport(1, read_timeout=0.5)
    ) as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=30))
        await telegram.waits_for(lambda: telegram.updates.polled)
        telegram.person(7).says("hello")
        [update] = await poll
    assert update.message.text == "hello"


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (faults.BLOCKS, (Forbidden, "Forbidden: bot was blocked by the user")),
        (faults.migrates(-1005), (ChatMigrated, "Group migrated to supergroup. New chat id: -1005")),
        (faults.FAILS, (NetworkError, "Internal Server Error")),
        (faults.ServesHtml(), (NetworkError, "Bad Gateway (502). Parsing the server response b'<html><head><title>502</title></head><body><center>nginx</center></body></html>' failed")),
        (faults.floods(3), (RetryAfter, "Flood control exceeded. Retry in 3 seconds")),
    ],
)  # fmt: skip
async def test_answers_of_the_platform_keep_their_own_errors(telegram, bot, ana, outcome, expected):
    telegram.faults.add(outcome, "sendMessage")
    with pytest.raises(TelegramError) as failed:
        await bot.send_message(7, "x")
    assert (type(failed.value), str(failed.value)) == expected


async def test_a_refused_message_and_a_wrong_token_are_told_apart(telegram, bot):
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(99, "x")
    with pytest.raises(InvalidToken):
        async with Bot(
            "123456:wrong", base_url=telegram.base_url, request=Transport(), get_updates_request=Transport(1)
        ):
            pass


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (faults.Silent(after_effect=False), "no answer: SocketTimeoutError"),
        (faults.Silent(after_effect=True), "no answer: SocketTimeoutError"),
        (faults.Resets(after_effect=False), "no answer: ClientOSError"),
        (faults.Resets(after_effect=True), "no answer: ClientOSError"),
    ],
)
async def test_without_an_answer_nobody_knows_whether_it_was_sent(telegram, bot, ana, fault, words):
    telegram.faults.add(fault, "sendMessage")
    with pytest.raises(NoAnswer) as failed:
        await bot.send_message(7, "x", read_timeout=0.05)
    assert (str(failed.value), isinstance(failed.value, TimedOut)) == (words, True)
    assert len(telegram.replies(ana)) == fault.after_effect
    assert (await bot.send_message(7, "y")).text == "y"


async def test_a_cut_answer_to_a_file_is_no_answer_either(telegram, bot, ana):
    telegram.faults.add(faults.Resets(after_effect=True), "sendDocument")
    with pytest.raises(NoAnswer):
        await bot.send_document(7, bytes(3_000_000), filename="x.bin")


async def test_without_a_connection_nothing_was_sent(telegram, bot, ana):
    listener = socket.create_server(("127.0.0.1", 0))
    nobody = f"http://127.0.0.1:{listener.getsockname()[1]}/bot"
    listener.close()
    with pytest.raises(NothingSent) as failed:
        async with Bot(telegram.token, base_url=nobody, request=Transport(), get_updates_request=Transport(1)):
            pass
    assert (str(failed.value), isinstance(failed.value, TimedOut)) == ("no connection: ClientConnectorError", False)


async def test_without_a_free_connection_nothing_was_sent(telegram, ana):
    async with connected(telegram, Transport(1, connect_timeout=0.05, pool_timeout=0.05)) as bot:
        hold = faults.Holds()
        telegram.faults.add(hold, "sendMessage")
        first = asyncio.create_task(bot.send_message(7, "first"))
        await telegram.waits_for(lambda: telegram.calls_of("sendMessage"))
        with pytest.raises(NothingSent, match="no connection: ConnectionTimeoutError"):
            await bot.send_message(7, "second")
        hold.gate.set()
        await first
    assert [message.text for message in telegram.replies(ana)] == ["first"]


async def test_a_closed_transport_sends_nothing():
    transport = Transport()
    await transport.initialize()
    await transport.shutdown()
    await transport.shutdown()
    with pytest.raises(NothingSent, match="the transport is not open"):
        await transport.do_request("http://127.0.0.1:1/", "POST")


async def test_no_error_tells_the_token(telegram, bot, ana):
    telegram.faults.add(faults.Silent(), "sendMessage")
    with pytest.raises(NoAnswer) as failed:
        await bot.send_message(7, "x", read_timeout=0.01)
    assert telegram.token not in "".join(traceback.format_exception(failed.value))


async def test_the_environment_names_no_proxy(telegram, ana, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with connected(telegram, Transport()) as bot:
        assert (await bot.send_message(7, "x")).text == "x"


async def test_many_requests_share_the_connections(telegram, ana):
    async with connected(telegram, Transport(8)) as bot:
        sent = await asyncio.gather(*(bot.send_message(7, str(number)) for number in range(200)))
    assert [message.text for message in sent] == [str(number) for number in range(200)]
    assert sorted(int(message.text) for message in telegram.replies(ana)) == list(range(200))
