"""What Telegram would refuse, the emulator refuses with the same code and words."""

import json

import aiohttp
import pytest

from tests.telegram.emulator.media import LARGEST_DOWNLOAD, LARGEST_PHOTO, LARGEST_UPLOAD

ANA = 7
OK = (200, None)


def button(**parts):
    return {"text": "Yes", **parts}


def inline(*rows):
    return json.dumps({"inline_keyboard": list(rows)})


def answer(body):
    return (200, None) if body["ok"] else (body["error_code"], body["description"])


def bad(words):
    return (400, f"Bad Request: {words}")


WITH_DATA = button(callback_data="a")
LONG_CAPTION = "x" * 1025

CALLS = [
    # the chat
    ("no chat", "sendMessage", {"text": "x"}, bad("chat_id is empty")),
    ("unknown chat", "sendMessage", {"chat_id": 99, "text": "x"}, bad("chat not found")),
    ("chat by name", "sendMessage", {"chat_id": "@somebody", "text": "x"}, bad("chat not found")),
    ("somebody who never wrote", "sendMessage", {"chat_id": 8, "text": "x"}, bad("chat not found")),
    ("unknown chat to look at", "getChat", {"chat_id": 99}, bad("chat not found")),
    ("leaving a private chat", "leaveChat", {"chat_id": ANA}, bad("chat member status can't be changed in private chats")),
    # the text
    ("no text", "sendMessage", {"chat_id": ANA}, bad("message text is empty")),
    ("text is looked at before the chat", "sendMessage", {"chat_id": 99, "text": ""}, bad("message text is empty")),
    ("only spaces", "sendMessage", {"chat_id": ANA, "text": " \n"}, bad("text must be non-empty")),
    ("nothing left of the markup", "sendMessage", {"chat_id": ANA, "text": "<b></b>", "parse_mode": "HTML"}, bad("text must be non-empty")),
    ("4,096 letters", "sendMessage", {"chat_id": ANA, "text": "x" * 4096}, OK),
    ("4,097 letters", "sendMessage", {"chat_id": ANA, "text": "x" * 4097}, bad("message is too long")),
    ("2,048 emoji", "sendMessage", {"chat_id": ANA, "text": "🎓" * 2048}, OK),
    ("2,049 emoji", "sendMessage", {"chat_id": ANA, "text": "🎓" * 2049}, bad("message is too long")),
    ("spaces at the ends do not count", "sendMessage", {"chat_id": ANA, "text": "x" * 4096 + " \n"}, OK),
    ("tags do not count", "sendMessage", {"chat_id": ANA, "text": f"<b>{'x' * 4096}</b>", "parse_mode": "HTML"}, OK),
    ("far too long", "sendMessage", {"chat_id": ANA, "text": "x" * 32_769}, bad("text is too long")),
    ("bad markup", "sendMessage", {"chat_id": ANA, "text": "a<x>", "parse_mode": "HTML"}, bad("can't parse entities: Unsupported start tag \"x\" at byte offset 1")),
    ("unknown markup", "sendMessage", {"chat_id": ANA, "text": "x", "parse_mode": "RTF"}, bad("unsupported parse_mode")),
    ("entity without offset", "sendMessage", {"chat_id": ANA, "text": "x", "entities": '[{"type": "bold"}]'}, bad("can't parse MessageEntity: Can't find field \"offset\"")),
    ("reply to nothing", "sendMessage", {"chat_id": ANA, "text": "x", "reply_parameters": '{"message_id": 999}'}, bad("message to be replied not found")),
    ("reply to nothing, allowed", "sendMessage", {"chat_id": ANA, "text": "x", "reply_parameters": '{"message_id": 999, "allow_sending_without_reply": true}'}, OK),
    ("a thread where none are", "sendMessage", {"chat_id": ANA, "text": "x", "message_thread_id": 5}, bad("message thread not found")),
    # the keyboard
    ("no JSON", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": "{"}, bad("can't parse reply keyboard markup JSON object")),
    ("no object", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": "[]"}, bad("object expected as reply markup")),
    ("one row only", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline(WITH_DATA)}, bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')),
    ("button without words", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline([{"callback_data": "a"}])}, bad("can't parse inline keyboard button: Can't find field \"text\"")),
    ("empty label", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline([{"text": "", "callback_data": "a"}])}, bad("inline keyboard button text must be non-empty")),
    ("button without effect", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline([button()])}, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")),
    ("no byte of data", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline([button(callback_data="")])}, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")),
    ("64 bytes of data", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline([button(callback_data="é" * 32)])}, OK),
    ("65 bytes of data", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline([button(callback_data="é" * 32 + "x")])}, bad("BUTTON_DATA_INVALID")),
    ("link to nowhere", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline([button(url="http://localhost")])}, bad("inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL")),
    ("eight in a row", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline([WITH_DATA] * 8)}, OK),
    ("nine in a row", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline([WITH_DATA] * 9)}, bad("reply markup is too long")),
    ("100 buttons", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline(*[[WITH_DATA] * 5] * 20)}, OK),
    ("101 buttons", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline(*[[WITH_DATA]] * 101)}, bad("reply markup is too long")),
    ("more than 10 kB", "sendMessage", {"chat_id": ANA, "text": "x", "reply_markup": inline(*[[button(callback_data="x" * 64)] * 2] * 50)}, bad("reply markup is too long")),
    # files
    ("no photo", "sendPhoto", {"chat_id": ANA}, bad("there is no photo in the request")),
    ("photo not sent along", "sendPhoto", {"chat_id": ANA, "photo": "attach://picture"}, bad("there is no photo in the request")),
    ("unknown file id", "sendPhoto", {"chat_id": ANA, "photo": "AgACAgI"}, bad("wrong file identifier/HTTP URL specified")),
    ("long caption", "sendDocument", {"chat_id": ANA, "document": b"x", "caption": LONG_CAPTION}, bad("message caption is too long")),
    ("1,024 letters of caption", "sendDocument", {"chat_id": ANA, "document": b"x", "caption": "x" * 1024}, OK),
    ("bad markup in a caption", "sendDocument", {"chat_id": ANA, "document": b"x", "caption": "<b>x", "parse_mode": "HTML"}, bad("can't parse entities: Can't find end tag corresponding to start tag \"b\"")),
    ("no document", "sendDocument", {"chat_id": ANA}, bad("there is no document in the request")),
    ("empty document", "sendDocument", {"chat_id": ANA, "document": b""}, bad("file must be non-empty")),
    ("no picture at all", "sendPhoto", {"chat_id": ANA, "photo": b"%PDF-1.7"}, bad("IMAGE_PROCESS_FAILED")),
    ("unknown file", "getFile", {"file_id": "x"}, bad("invalid file_id")),
    ("no file named", "getFile", {}, bad("file_id not specified")),
    # albums
    ("album without list", "sendMediaGroup", {"chat_id": ANA, "media": "{}"}, bad("expected an Array of InputMedia")),
    ("empty album", "sendMediaGroup", {"chat_id": ANA, "media": "[]"}, bad("there are no messages to send")),
    ("album of eleven", "sendMediaGroup", {"chat_id": ANA, "media": json.dumps([{"type": "photo"}] * 11)}, bad("too many messages to send as an album")),
    ("album with nothing in it", "sendMediaGroup", {"chat_id": ANA, "media": '[{"type": "photo", "media": "attach://a"}]'}, bad("can't parse InputMedia: media not found")),
    ("mixed album", "sendMediaGroup", {"chat_id": ANA, "media": '[{"type": "photo"}, {"type": "document"}]'}, bad("document can't be mixed with other media types")),
    # the rest
    ("unknown action", "sendChatAction", {"chat_id": ANA, "action": "dancing"}, bad("wrong parameter action in request")),
    ("typing", "sendChatAction", {"chat_id": ANA, "action": "typing"}, OK),
    ("unknown method", "sendTelepathy", {"chat_id": ANA}, (404, "Not Found")),
    ("methods in small letters", "sendmessage", {"chat_id": ANA, "text": "x"}, OK),
    ("message to edit gone", "editMessageText", {"chat_id": ANA, "message_id": 999, "text": "x"}, bad("message to edit not found")),
    ("message to edit not named", "editMessageText", {"chat_id": ANA, "text": "x"}, bad("message to edit not found")),
    ("message of the person", "editMessageText", {"chat_id": ANA, "message_id": 1, "text": "x"}, bad("message can't be edited")),
    ("message to delete gone", "deleteMessage", {"chat_id": ANA, "message_id": 999}, bad("message to delete not found")),
    ("message to delete not named", "deleteMessage", {"chat_id": ANA}, bad("message identifier is not specified")),
    ("unknown tap", "answerCallbackQuery", {"callback_query_id": "1"}, bad("query is too old and response timeout expired or query ID is invalid")),
    ("command with capitals", "setMyCommands", {"commands": '[{"command": "Menu", "description": "x"}]'}, bad("BOT_COMMAND_INVALID")),
    ("command too long", "setMyCommands", {"commands": json.dumps([{"command": "m" * 33, "description": "x"}])}, bad("command length must not exceed 32")),
    ("command without description", "setMyCommands", {"commands": '[{"command": "menu", "description": ""}]'}, bad("command description must be non-empty")),
    ("description too long", "setMyCommands", {"commands": json.dumps([{"command": "menu", "description": "x" * 257}])}, bad("command description length must not exceed 256")),
    ("101 commands", "setMyCommands", {"commands": json.dumps([{"command": f"c{n}", "description": "x"} for n in range(101)])}, bad("BOT_COMMANDS_TOO_MUCH")),
    ("regional language", "setMyCommands", {"commands": "[]", "language_code": "pt-BR"}, bad("invalid language code specified")),
    ("unknown scope", "setMyCommands", {"commands": "[]", "scope": '{"type": "moon"}'}, bad("can't parse BotCommandScope: Unsupported type specified")),
    ("webhook without TLS", "setWebhook", {"url": "http://x.org"}, bad("bad webhook: An HTTPS URL must be provided for webhook")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "params", "expected"), [case[1:] for case in CALLS], ids=[case[0] for case in CALLS]
)
async def test_a_call_is_answered_as_telegram_answers_it(telegram, ask, method, params, expected):
    telegram.person(ANA).says("hello")
    telegram.person(8)
    assert answer(await ask(method, **params)) == expected


@pytest.mark.parametrize(
    ("method", "size", "expected"),
    [
        ("sendDocument", LARGEST_UPLOAD, OK),
        ("sendDocument", LARGEST_UPLOAD + 1, (413, "Request Entity Too Large")),
        ("sendPhoto", LARGEST_PHOTO, bad("IMAGE_PROCESS_FAILED")),
        (
            "sendPhoto",
            LARGEST_PHOTO + 1,
            bad("file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes"),
        ),
    ],
)
async def test_files_are_weighed(telegram, ask, method, size, expected):
    telegram.person(ANA).says("hello")
    file = {method.removeprefix("send").lower(): bytes(size)}
    assert answer(await ask(method, chat_id=ANA, **file)) == expected


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((400, 300), OK),
        ((9000, 1000), OK),
        ((9000, 1001), bad("PHOTO_INVALID_DIMENSIONS")),
        ((2000, 100), OK),
        ((2001, 100), bad("PHOTO_INVALID_DIMENSIONS")),
    ],
)
async def test_photos_are_measured_by_their_content(telegram, ask, picture, size, expected):
    telegram.person(ANA).says("hello")
    assert answer(await ask("sendPhoto", chat_id=ANA, photo=picture(*size))) == expected


async def test_a_document_is_no_photo(telegram, ask):
    telegram.person(ANA).says("hello")
    sent = await ask("sendDocument", chat_id=ANA, document=b"x")
    refused = await ask("sendPhoto", chat_id=ANA, photo=sent["result"]["document"]["file_id"])
    assert answer(refused) == bad("can't use file of type Document as Photo")


async def test_files_over_twenty_megabytes_cannot_be_downloaded(telegram, ask):
    ana = telegram.person(ANA)
    files = [
        ana.sends_document(bytes(size)).media["document"]["file_id"]
        for size in (LARGEST_DOWNLOAD, LARGEST_DOWNLOAD + 1)
    ]
    assert [answer(await ask("getFile", file_id=file)) for file in files] == [OK, bad("file is too big")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/bot123456:another-secret/getMe", (401, "Unauthorized")),
        ("/botnonsense/getMe", (404, "Not Found")),
        ("/", (404, "Not Found")),
        ("/file/bot123456:emulated-bot-token/photos/nothing.jpg", (404, "Not Found")),
    ],
)
async def test_a_wrong_address_or_token_is_told_apart(telegram, path, expected):
    async with aiohttp.ClientSession() as session, session.get(telegram.address + path) as reply:
        assert answer(await reply.json()) == expected
        assert reply.status == expected[0]


@pytest.mark.parametrize("form", ["query", "form", "json", "multipart"])
async def test_parameters_may_come_in_any_encoding(telegram, form):
    telegram.person(ANA).says("hello")
    url = f"{telegram.base_url}{telegram.token}/sendMessage"
    params = {"chat_id": str(ANA), "text": "é <b>x</b>", "parse_mode": "HTML", "reply_markup": inline([WITH_DATA])}
    multipart = aiohttp.FormData(default_to_multipart=True)
    for name, value in params.items():
        multipart.add_field(name, value)
    sent = {
        "query": {"params": params},
        "form": {"data": params},
        "json": {"json": {**params, "chat_id": ANA, "reply_markup": {"inline_keyboard": [[WITH_DATA]]}}},
        "multipart": {"data": multipart},
    }[form]
    async with aiohttp.ClientSession() as session, session.post(url, **sent) as reply:
        message = (await reply.json())["result"]
    assert (message["text"], message["entities"]) == ("é x", [{"type": "bold", "offset": 2, "length": 1}])
    assert message["reply_markup"] == {"inline_keyboard": [[WITH_DATA]]}


async def test_control_characters_and_ends_are_cleaned_but_isolates_stay(telegram, ask):
    telegram.person(ANA).says("hello")
    sent = await ask("sendMessage", chat_id=ANA, text="\r\n a\tb\u202e \u2068x\u2069 \n")
    assert sent["result"]["text"] == "a b \u2068x\u2069"
