"""Our channel sends, edits and fetches, and says why it cannot."""

import asyncio
import logging

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.problems import TokenRefused
from bot.core.messages import Choice, Link, Outgoing
from bot.delivery.channel import Delivery, LoadedFile
from bot.delivery.failures import (
    ChatMoved,
    NothingToDo,
    NotSent,
    Rejected,
    SendFailure,
    TooFast,
    UnknownOutcome,
    Unreachable,
)
from bot.storage.errors import FileTooLarge
from tests.telegram.emulator import faults
from tests.telegram.emulator.errors import ApiError, bad_request

YES = (Choice("Yes", "q:1:n:0"),)
LONG = "a" * 3000 + "\n\n" + "b" * 3000


@pytest.fixture
def ana(telegram):
    return met(telegram, 7)


def met(telegram, number):
    person = telegram.person(number)
    person.says("hello")
    return person


def to(chat, text="x", *, files=(), edits=None, key="k", **parts):
    return Delivery(key, str(chat), Outgoing(text, **parts), tuple(files), edits)


# -- what stands at the top ----
async def test_in_a_private_chat_a_message_is_pinned_without_a_sound_and_taken_off_again(telegram, channel, ana):
    sent = await channel.send(to(7, "News"))
    for _again in range(2):
        assert await channel.send(to(7, "", edits=sent, pins=True)) == sent
    assert ana.chat.pinned == [int(sent)]
    assert telegram.calls_of("pinChatMessage")[0].params["disable_notification"] == "true"
    assert await channel.send(to(7, "", edits=sent, unpins=True)) == sent
    assert ana.chat.pinned == []
    with pytest.raises(NothingToDo):
        await channel.send(to(7, "", edits=sent, unpins=True))
    with pytest.raises(NothingToDo):
        await channel.send(to(7, "", pins=True))


# -- sending -----------------------------------------------------------------------------------------------------------
async def test_words_and_buttons_arrive_and_the_number_is_told(telegram, channel, ana):
    sent = await channel.send(to(7, "Good *morning* <you>", choices=YES, silent=True))
    [message] = telegram.replies(ana)
    assert (sent, message.text, message.rows) == (str(message.id), "Good morning <you>", [["Yes"]])
    [call] = telegram.calls_of("sendMessage")
    assert (call.params["disable_notification"], call.params["link_preview_options"]) == (
        "true",
        '{"is_disabled": true}',
    )


async def test_of_several_messages_the_last_stands_for_all_and_the_others_are_told(telegram, channel, ana):
    sent = await channel.send(to(7, LONG, choices=YES))
    first, second = telegram.replies(ana)
    assert (sent.message, sent.others) == (f"{second.id}r", (str(first.id),))
    assert (first.rows, second.rows) == ([], [["Yes"]])


async def test_a_picture_has_the_words_as_caption_and_is_edited_there(telegram, channel, ana, picture):
    card = LoadedFile("card.png", "image/png", picture())
    sent = await channel.send(to(7, "Your *card*", files=[card], choices=YES))
    [message] = telegram.replies(ana)
    assert (sent.message, message.caption, message.rows) == (f"{message.id}c", "Your card", [["Yes"]])
    assert await channel.send(to(7, "Thanks", edits=sent.message)) == sent.message
    assert (message.caption, message.rows, list(message.media)) == ("Thanks", [], ["photo"])


async def test_a_document_keeps_its_name(telegram, channel, ana):
    sent = await channel.send(to(7, "The plan", files=[LoadedFile("Plan d’été.pdf", "application/pdf", b"%PDF")]))
    [message] = telegram.replies(ana)
    assert (sent.message, message.media["document"]["file_name"]) == (f"{message.id}c", "Plan d’été.pdf")


async def test_an_album_goes_out_in_one_call(telegram, channel, ana, picture):
    views = [LoadedFile(f"{number}.png", "image/png", picture()) for number in range(2)]
    sent = await channel.send(to(7, "Two views", files=views))
    first, second = telegram.replies(ana)
    assert (sent.message, first.caption, first.album == second.album) == (f"{first.id}c", "Two views", True)


@pytest.mark.parametrize("count", [1, 2])
async def test_what_telegram_does_not_take_as_a_picture_goes_as_a_document(telegram, channel, ana, picture, count):
    steep = [LoadedFile("steep.png", "image/png", picture(2100, 100)) for _ in range(count)]
    await channel.send(to(7, "x", files=steep))
    assert [list(message.media) for message in telegram.replies(ana)] == [["document"]] * count


async def test_a_link_into_the_private_chat_carries_our_name_which_is_asked_once(telegram, channel, ana):
    group = telegram.group(ana)
    group.adds_bot()
    link = (Link("Open a private chat", "private:menu"),)
    await channel.send(to(group.id, links=link))
    await channel.send(to(group.id, links=link))
    assert ana.taps(telegram.replies(group)[1], "Open a private chat") is None
    assert (ana.messages[-1].text, len(telegram.calls_of("getMe"))) == ("/start menu", 1)


# -- edits, taps -------------------------------------------------------------------------------------------------------
async def test_a_message_is_edited_and_loses_its_buttons(telegram, channel, ana):
    sent = await channel.send(to(7, "Sure?", choices=YES))
    assert await channel.send(to(7, "Sure?\n✓ Yes", edits=sent)) == sent
    [message] = telegram.replies(ana)
    assert (message.text, message.rows) == ("Sure?\n✓ Yes", [])


async def test_an_edit_that_changes_nothing_is_nothing_to_do(channel, ana):
    sent = await channel.send(to(7, "Sure?", choices=YES))
    with pytest.raises(NothingToDo, match="Message is not modified"):
        await channel.send(to(7, "Sure?", edits=sent, choices=YES))


async def test_what_follows_an_unchanged_part_is_said_all_the_same(telegram, channel, ana):
    sent = await channel.send(to(7, "a" * 3000))
    edited = await channel.send(to(7, LONG, edits=sent))
    assert edited.others == (f"{telegram.replies(ana)[1].id}r",), "one more that belongs to what was edited"
    assert [message.text[0] for message in telegram.replies(ana)] == ["a", "b"]


async def test_an_edit_of_what_is_gone_is_refused(telegram, channel, ana):
    sent = await channel.send(to(7, "Which?", choices=YES))
    await channel.send(to(7, "", edits=sent, removes=True))
    with pytest.raises(Rejected, match="Message to edit not found"):
        await channel.send(to(7, "Which?\n✓ Yes", edits=sent))


async def test_a_message_is_taken_away_once(telegram, channel, ana):
    sent = await channel.send(to(7, "a secret"))
    await channel.send(to(7, "", edits=sent, removes=True))
    assert telegram.replies(ana) == []
    with pytest.raises(NothingToDo, match="Message to delete not found"):
        await channel.send(to(7, "", edits=sent, removes=True))


async def test_what_is_too_old_to_be_deleted_is_overwritten(telegram, channel, ana):
    sent = await channel.send(to(7, "a secret", choices=YES))
    telegram.faults.add(faults.Refuses(bad_request("Message can't be deleted for everyone")), "deleteMessage")
    await channel.send(to(7, "", edits=sent, removes=True))
    [message] = telegram.replies(ana)
    assert (message.text, message.rows) == ("—", [])


async def test_a_tap_is_answered_with_a_toast_once(telegram, channel, ana):
    await channel.send(to(7, "Which?", choices=YES))
    query = ana.taps(telegram.replies(ana)[0], "Yes")
    assert await channel.send(to(7, "Already *answered*.", acknowledges=query.id)) is None
    assert (query.answered, query.toast) == (True, "Already answered.")
    with pytest.raises(NothingToDo, match="Query is too old"):
        await channel.send(to(7, "", acknowledges=query.id))


async def test_what_is_too_long_for_a_toast_becomes_a_message_even_if_the_tap_is_too_old(telegram, channel, ana):
    await channel.send(to(7, "w" * 201, acknowledges="long ago"))
    assert [message.text for message in telegram.replies(ana)] == ["w" * 201]


# -- failures ----------------------------------------------------------------------------------------------------------
REFUSALS = {
    "blocked": (faults.BLOCKS, Unreachable, "Forbidden: bot was blocked by the user"),
    "no such chat": (faults.Refuses(bad_request("Chat not found")), Unreachable, "Chat not found"),
    "no right to write": (
        faults.Refuses(bad_request("Not enough rights to send text messages to the chat")),
        Unreachable,
        "Not enough rights to send text messages to the chat",
    ),
    "moved": (faults.migrates(-1005), ChatMoved, "the chat has moved"),
    "bad request": (
        faults.Refuses(bad_request('Can\'t parse entities: unsupported start tag "my secret" at byte offset 3')),
        Rejected,
        "Can't parse entities: unsupported start tag … at byte offset 3",
    ),
    "bad address": (
        faults.Refuses(bad_request("Inline keyboard button URL 'https://my.secret' is invalid: Wrong HTTP URL")),
        Rejected,
        "Inline keyboard button url … is invalid: wrong http url",
    ),
    "too large": (faults.Refuses(ApiError(413, "Request Entity Too Large")), Rejected, "Request Entity Too Large"),
    "too fast": (faults.floods(3), TooFast, "asked to wait 3 s"),
    "broken server": (faults.FAILS, UnknownOutcome, "Internal Server Error"),
    "broken gateway": (faults.ServesHtml(502), UnknownOutcome, "Bad Gateway (502)"),
    "cut after the effect": (faults.Resets(after_effect=True), UnknownOutcome, "no answer: ClientOSError"),
}


@pytest.mark.parametrize(("fault", "kind", "words"), REFUSALS.values(), ids=REFUSALS)
async def test_a_refusal_is_told_by_its_kind_in_telegrams_words(telegram, channel, ana, fault, kind, words):
    telegram.faults.add(fault, "sendMessage")
    with pytest.raises(kind) as failed:
        await channel.send(to(7))
    assert (type(failed.value), str(failed.value)) == (kind, words)


async def test_a_closed_account_is_told_from_a_block(channel, ana):
    ana.blocks_bot()
    with pytest.raises(Unreachable) as blocked:
        await channel.send(to(7))
    ana.deactivates()
    with pytest.raises(Unreachable) as closed:
        await channel.send(to(7))
    assert (blocked.value.gone, closed.value.gone) == (False, True)


async def test_whoever_was_only_seen_in_a_group_cannot_be_reached(channel):
    with pytest.raises(Unreachable, match="nobody has begun a private chat here yet"):
        await channel.send(to(""))


async def test_a_moved_chat_tells_its_new_number_and_a_flood_its_seconds(telegram, channel, ana):
    telegram.faults.add(faults.migrates(-1005), "sendMessage")
    telegram.faults.add(faults.floods(3), "sendMessage", nth=2)
    with pytest.raises(ChatMoved) as moved:
        await channel.send(to(7))
    with pytest.raises(TooFast) as flooded:
        await channel.send(to(7))
    assert (moved.value.chat, flooded.value.seconds, flooded.value.whole_account) == ("-1005", 3.0, False)


@pytest.mark.parametrize("fault", [faults.FAILS, faults.Resets(after_effect=True), faults.ServesHtml(502)])
async def test_what_shows_once_however_often_it_is_done_can_be_tried_again(telegram, channel, ana, fault):
    sent = await channel.send(to(7, "Which?", choices=YES))
    query = ana.taps(telegram.replies(ana)[0], "Yes")
    for method in ("editMessageText", "answerCallbackQuery", "deleteMessage"):
        telegram.faults.add(fault, method)
    for delivery in (
        to(7, "new", edits=sent),
        to(7, "", acknowledges=query.id),
        to(7, "", edits=sent, removes=True),
    ):
        with pytest.raises(NotSent):
            await channel.send(delivery)


async def test_without_a_connection_nothing_was_sent(telegram):
    channel = TelegramChannel(telegram.token, base_url="http://127.0.0.1:1/bot", file_url="http://127.0.0.1:1/file/bot")
    for delivery in (to(7), to(7, links=(Link("x", "private:menu"),))):
        with pytest.raises(NotSent, match="no connection"):
            await channel.send(delivery)
    await channel.close()
    with pytest.raises(NotSent, match="the transport is not open"):
        await channel.send(to(7))


async def test_a_flood_means_the_chat_until_a_second_chat_in_a_row_meets_it(telegram, channel):
    for number in (7, 8, 9):
        met(telegram, number)

    async def flooded(number):
        telegram.faults.add(faults.floods(3), "sendMessage")
        with pytest.raises(TooFast) as failed:
            await channel.send(to(number))
        return failed.value.whole_account

    assert [await flooded(7), await flooded(7), await flooded(8)] == [False, False, True]
    await channel.send(to(9))
    assert [await flooded(8), await flooded(-55), await flooded(8)] == [False, False, False]


async def test_a_message_of_several_goes_on_where_it_stopped(telegram, channel, ana):
    telegram.faults.add(faults.floods(3), "sendMessage", nth=2)
    with pytest.raises(TooFast):
        await channel.send(to(7, LONG))
    await channel.send(to(7, LONG))
    await channel.send(to(7, LONG, key="another"))
    assert [message.text[0] for message in telegram.replies(ana)] == ["a", "b", "a", "b"]


async def test_a_token_that_was_revoked_is_told_loudly_once(telegram, channel, ana, caplog):
    telegram.faults.add(faults.Refuses(ApiError(401, "Unauthorized")), "sendMessage", times=2)
    for _ in range(2):
        with pytest.raises(NotSent, match="Telegram does not accept the token: Unauthorized"):
            await channel.send(to(7))
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("CRITICAL", "Telegram does not accept the bot's token any more: nothing can be sent")
    ]


# -- opening, fetching -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("token", ["", "nonsense", "123456:", ":secret", "12a:secret"])
def test_what_is_no_token_is_refused_at_once(token):
    with pytest.raises(TokenRefused, match=r"Telegram does not accept the bot's token\. Ask @BotFather"):
        TelegramChannel(token)


async def test_a_file_is_fetched(telegram, channel, ana, picture):
    body = picture()
    sent = ana.sends_photo(body)
    assert await channel.fetch(sent.media["photo"][-1]["file_id"]) == body


async def test_files_are_looked_for_on_the_same_server_where_no_other_is_told(telegram, ana, picture):
    sent = ana.sends_photo(picture())
    channel = TelegramChannel(telegram.token, base_url=telegram.base_url)
    assert await channel.fetch(sent.media["photo"][-1]["file_id"]) == picture()
    await channel.close()


async def test_a_file_over_twenty_megabytes_is_refused_before_it_is_fetched(channel, ana):
    sent = ana.sends_document(bytes(20 * 1024 * 1024 + 1))
    with pytest.raises(FileTooLarge):
        await channel.fetch(sent.media["document"]["file_id"])


async def test_a_file_that_is_not_there_is_told_apart_from_a_bad_line(telegram, channel, ana):
    with pytest.raises(FileNotFoundError):
        await channel.fetch("unknown")
    telegram.faults.add(faults.FAILS, "getFile")
    with pytest.raises(NotSent):
        await channel.fetch("unknown")


async def test_sixty_four_messages_are_on_their_way_at_once(telegram, channel, ana):
    hold = faults.Holds()
    telegram.faults.add(hold, "sendMessage", times=None)
    sending = [asyncio.create_task(channel.send(to(7, str(number), key=str(number)))) for number in range(64)]
    await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) == 64)
    hold.gate.set()
    assert len(set(await asyncio.gather(*sending))) == 64


async def test_neither_tokens_nor_texts_are_logged(telegram, channel, ana, caplog):
    caplog.set_level(logging.DEBUG)
    for fault in (faults.FAILS, faults.BLOCKS, faults.ServesHtml(), faults.Resets(), faults.floods(1)):
        telegram.faults.add(fault, "sendMessage")
        with pytest.raises(SendFailure) as failed:
            await channel.send(to(7, "my secret words"))
        assert telegram.token not in repr(failed.value)
    await channel.send(to(7, "my secret words"))
    logged = "".join(
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if record.name != "asyncio"
    )
    assert [word for word in (telegram.token, "emulated-bot-token", "secret") if word in logged] == []
