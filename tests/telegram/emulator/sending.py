"""The methods that send: messages, photos, documents, albums, chat actions."""

from typing import Any

from .calls import Call
from .chats import chat_to_write
from .errors import bad_request
from .forums import topic_to_write
from .html import parse_html
from .keyboards import read_markup
from .media import chosen_upload, document, photo
from .state import Chat, Message, Payload, World
from .texts import LONGEST_CAPTION, LONGEST_TEXT, clean, trim, utf16_length

LONGEST_SOURCE = 1 << 15
LARGEST_ALBUM = 10
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "cancel",
    ]
)


def formatted(source: str, parse_mode: str, entities: Any = None) -> tuple[str, list[Payload]]:
    """Parse, clean and trim a text or caption."""
    if len(source.encode()) > LONGEST_SOURCE:
        raise bad_request("Text is too long")
    source = clean(source)
    mode = parse_mode.lower()
    if mode in ("", "none"):
        return trim(source, explicit_entities(entities))
    if mode == "html":
        return trim(*parse_html(source))
    if mode in ("markdown", "markdownv2"):
        raise NotImplementedError("this emulator reads HTML only")
    raise bad_request("Unsupported parse_mode")


def explicit_entities(given: Any) -> list[Payload]:
    if not isinstance(given, list):
        return []
    for entity in given:
        if not isinstance(entity, dict):
            raise bad_request("Can't parse MessageEntity: expected an Object")
        for name, kind in (("offset", int), ("length", int), ("type", str)):
            if not isinstance(entity.get(name), kind):
                raise bad_request(f"Can't parse MessageEntity: Can't find field \"{name}\"")
    return given


def read_text(call: Call) -> tuple[str, list[Payload]]:
    """Read `text` as sendMessage and editMessageText do; its length is checked apart, after the chat."""
    text = call.text("text")
    if not text:
        raise bad_request("Message text is empty")
    call.json("link_preview_options", "Can't parse link preview options JSON object")
    text, entities = formatted(text, call.text("parse_mode"), call.json("entities", "Can't parse entities"))
    if not text:
        raise bad_request("Text must be non-empty")
    return text, entities


def read_caption(call: Call) -> tuple[str, list[Payload]]:
    entities = call.json("caption_entities", "Can't parse entities")
    return formatted(call.text("caption"), call.text("parse_mode"), entities)


def check_text_length(text: str) -> None:
    if utf16_length(text) > LONGEST_TEXT:
        raise bad_request("Message is too long")


def check_caption_length(caption: str) -> None:
    if utf16_length(caption) > LONGEST_CAPTION:
        raise bad_request("Message caption is too long")


def replied(call: Call, chat: Chat) -> Message | None:
    given = call.json("reply_parameters", "Can't parse reply parameters JSON object")
    if given is not None and not isinstance(given, dict):
        raise bad_request("Object expected as reply parameters")
    wanted = given or {"message_id": call.integer("reply_to_message_id")}
    number = wanted.get("message_id", 0)
    if not number:
        return None
    message = chat.messages.get(number)
    if message is not None and not message.deleted:
        return message
    if wanted.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


Place = dict[str, Any]


def place(world: World, call: Call, markup_allowed: bool = True) -> tuple[Chat, Place]:
    """Return what every sending method reads: the chat, and of its message the keyboard, the one replied to, the topic."""
    known = world.chats.get(call.chat_id)
    markup = read_markup(call, private=known is None or known.private) if markup_allowed else None
    chat = chat_to_write(world, call)
    topic = topic_to_write(chat, call)
    return chat, {"markup": markup, "reply_to": replied(call, chat), "topic": topic}


def send_message(world: World, call: Call) -> Payload:
    text, entities = read_text(call)
    chat, where = place(world, call)
    check_text_length(text)
    message = world.post(chat, world.bot, text=text, entities=entities, **where)
    return message.payload()


def send_photo(world: World, call: Call) -> Payload:
    source = chosen_upload(call, "photo")
    if source is None:
        raise bad_request("There is no photo in the request")
    caption, entities = read_caption(call)
    chat, where = place(world, call)
    check_caption_length(caption)
    media = photo(world, source)
    message = world.post(chat, world.bot, caption=caption, entities=entities, media=media, **where)
    return message.payload()


def send_document(world: World, call: Call) -> Payload:
    source = chosen_upload(call, "document")
    if source is None:
        raise bad_request("There is no document in the request")
    caption, entities = read_caption(call)
    chat, where = place(world, call)
    check_caption_length(caption)
    media = document(world, source)
    message = world.post(chat, world.bot, caption=caption, entities=entities, media=media, **where)
    return message.payload()


def send_media_group(world: World, call: Call) -> list[Payload]:
    items = call.json("media", "Can't parse media JSON object")
    if not isinstance(items, list):
        raise bad_request("Expected an Array of InputMedia")
    if not items:
        raise bad_request("There are no messages to send")
    if len(items) > LARGEST_ALBUM:
        raise bad_request("Too many messages to send as an album")
    kinds = {item.get("type") for item in items if isinstance(item, dict)}
    if "document" in kinds and len(kinds) > 1:
        raise bad_request("Document can't be mixed with other media types")
    captions = [album_caption(item) for item in items]
    chat, where = place(world, call, markup_allowed=False)
    contents = [album_content(world, call, item) for item in items]
    album = str(world.number()) if len(items) > 1 else ""
    return [
        world.post(chat, world.bot, caption=caption, entities=entities, media=media, album=album, **where).payload()
        for (caption, entities), media in zip(captions, contents, strict=True)
    ]


def album_caption(item: Any) -> tuple[str, list[Payload]]:
    if not isinstance(item, dict):
        raise bad_request("Can't parse InputMedia: expected an Object")
    caption, entities = formatted(item.get("caption") or "", item.get("parse_mode") or "", item.get("caption_entities"))
    check_caption_length(caption)
    return caption, entities


def album_content(world: World, call: Call, item: Payload) -> Payload:
    source = chosen_upload(call, "", str(item.get("media") or ""))
    if source is None or source == "":
        raise bad_request("Can't parse InputMedia: media not found")
    if item.get("type") == "photo":
        return photo(world, source)
    if item.get("type") == "document":
        return document(world, source)
    raise bad_request(f"Can't parse InputMedia: type \"{item.get('type')}\" can't be used in sendMediaGroup")


def send_chat_action(world: World, call: Call) -> bool:
    action = call.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = chat_to_write(world, call)
    world.actions.append((chat.id, action))
    return True
