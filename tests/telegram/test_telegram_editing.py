"""Edits, deletions and taps follow Telegram's rules about state and time."""

import json

import pytest

from tests.telegram.emulator import Emulator
from tests.telegram.emulator.errors import NOT_MODIFIED, QUERY_TOO_OLD

YES_NO = json.dumps(
    {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]]}
)
HOUR = 3600


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def telegram(clock):
    async with Emulator(clock=clock) as emulator:
        yield emulator


@pytest.fixture
def ana(telegram):
    ana = telegram.person(7)
    ana.says("hello")
    return ana


async def words(asked):
    body = await asked
    return "ok" if body["ok"] else body["description"].removeprefix("Bad Request: ")


async def test_an_edit_shows_and_takes_the_keyboard_away_unless_it_is_given_again(telegram, ana, ask):
    sent = await ask("sendMessage", chat_id=7, text="Ready?", reply_markup=YES_NO)
    where = {"chat_id": 7, "message_id": sent["result"]["message_id"]}
    kept = await ask("editMessageText", **where, text="Really?", reply_markup=YES_NO)
    assert kept["result"]["reply_markup"] == json.loads(YES_NO)
    await ask("editMessageText", **where, text="Good.")
    [message] = telegram.replies(ana)
    assert (message.text, message.rows, message.edits) == ("Good.", [], 2)


async def test_an_edit_without_a_change_is_refused(ana, ask):
    sent = await ask("sendMessage", chat_id=7, text="<b>Ready?</b>", parse_mode="HTML", reply_markup=YES_NO)
    where = {"chat_id": 7, "message_id": sent["result"]["message_id"]}
    same = ask("editMessageText", **where, text="<b>Ready?</b>", parse_mode="HTML", reply_markup=YES_NO)
    assert await words(same) == NOT_MODIFIED
    assert await words(ask("editMessageReplyMarkup", **where, reply_markup=YES_NO)) == NOT_MODIFIED
    assert await words(ask("editMessageText", **where, text="Ready?", reply_markup=YES_NO)) == "ok"
    assert await words(ask("editMessageReplyMarkup", **where)) == "ok"
    assert await words(ask("editMessageReplyMarkup", **where)) == NOT_MODIFIED


async def test_texts_and_captions_are_edited_each_by_its_own_method(ana, ask):
    text = (await ask("sendMessage", chat_id=7, text="x"))["result"]["message_id"]
    file = (await ask("sendDocument", chat_id=7, document=b"x", caption="x"))["result"]["message_id"]
    assert await words(ask("editMessageCaption", chat_id=7, message_id=text, caption="y")) == (
        "there is no caption in the message to edit"
    )
    assert await words(ask("editMessageText", chat_id=7, message_id=file, text="y")) == (
        "there is no text in the message to edit"
    )
    assert await words(ask("editMessageCaption", chat_id=7, message_id=file, caption="y")) == "ok"


MEDIA_GROUP = '[{"type": "photo", "media": "attach://a"}, {"type": "photo", "media": "attach://b"}]'


async def test_media_are_replaced_with_their_caption_and_in_an_album_by_their_kind(telegram, ana, ask, picture):
    text = (await ask("sendMessage", chat_id=7, text="x"))["result"]["message_id"]
    file = (await ask("sendDocument", chat_id=7, document=b"x", caption="x"))["result"]
    album = (await ask("sendMediaGroup", chat_id=7, media=MEDIA_GROUP, a=picture(), b=picture()))["result"]

    def replace(number, kind, media="attach://new", **files):
        item = json.dumps({"type": kind, "media": media})
        return words(ask("editMessageMedia", chat_id=7, message_id=number, media=item, **files))

    assert await replace(text, "document", new=b"y") == "message media can't be edited"
    assert await replace(404, "document", new=b"y") == "message to edit not found"
    assert await replace(file["message_id"], "document", new=b"y") == "ok"
    assert "caption" not in telegram.replies(ana)[1].payload()
    same = telegram.replies(ana)[1].media["document"]["file_id"]
    assert await replace(file["message_id"], "document", same) == NOT_MODIFIED
    assert await replace(file["message_id"], "photo", new=picture()) == "ok"
    assert await replace(album[1]["message_id"], "document", new=b"y") == "can't change media type in the album"
    assert await replace(album[1]["message_id"], "photo", new=picture()) == "ok"
    assert await replace(album[0]["message_id"], "photo", "unknown") == "wrong file identifier/HTTP URL specified"


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(ana, ask):
    sent = await ask("sendMessage", chat_id=7, text="x", reply_markup='{"keyboard": [["Yes"]]}')
    edit = ask("editMessageText", chat_id=7, message_id=sent["result"]["message_id"], text="y")
    assert await words(edit) == "message can't be edited"


async def test_messages_can_be_deleted_for_two_days(telegram, ana, ask, clock):
    first, second = [(await ask("sendMessage", chat_id=7, text="x"))["result"]["message_id"] for _ in range(2)]
    clock.now += 48 * HOUR
    assert await words(ask("deleteMessage", chat_id=7, message_id=first)) == "ok"
    assert [message.id for message in telegram.replies(ana)] == [second]
    assert await words(ask("editMessageText", chat_id=7, message_id=first, text="y")) == "message to edit not found"
    clock.now += 1
    assert await words(ask("deleteMessage", chat_id=7, message_id=second)) == "message can't be deleted for everyone"


async def test_a_tap_is_answered_once_and_in_time(telegram, ana, ask, clock):
    await ask("sendMessage", chat_id=7, text="Ready?", reply_markup=YES_NO)
    [message] = telegram.replies(ana)
    tap, late = ana.taps(message, "Yes"), ana.taps(message, "No")
    assert await words(ask("answerCallbackQuery", callback_query_id=tap.id, text="x" * 201)) == "MESSAGE_TOO_LONG"
    assert await words(ask("answerCallbackQuery", callback_query_id=tap.id, text="Noted")) == "ok"
    assert (tap.answered, tap.toast) == (True, "Noted")
    assert await words(ask("answerCallbackQuery", callback_query_id=tap.id)) == QUERY_TOO_OLD
    clock.now += HOUR
    assert await words(ask("answerCallbackQuery", callback_query_id=late.id)) == QUERY_TOO_OLD


async def test_only_buttons_that_are_there_can_be_tapped(telegram, ana, ask):
    sent = await ask("sendMessage", chat_id=7, text="Ready?", reply_markup=YES_NO)
    [message] = telegram.replies(ana)
    with pytest.raises(AssertionError, match="no button 'Perhaps' under 'Ready\\?', only \\['Yes', 'No'\\]"):
        ana.taps(message, "Perhaps")
    await ask("editMessageText", chat_id=7, message_id=sent["result"]["message_id"], text="Good.")
    with pytest.raises(AssertionError):
        ana.taps(message, "Yes")
    assert ana.taps(message, "Yes", on_old_keyboard=True).data == "y"
