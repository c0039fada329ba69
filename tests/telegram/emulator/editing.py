"""The methods that change what was sent: edits, deletions, answers to taps."""

from typing import Any

from .calls import Call
from .chats import chat_to_edit, chat_to_write
from .errors import NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from .keyboards import Markup, read_markup
from .sending import album_caption, album_content, check_caption_length, check_text_length, read_caption, read_text
from .state import Chat, Message, Payload, World

DELETABLE_SECONDS = 48 * 3600
ANSWERABLE_SECONDS = 15 * 60
LONGEST_TOAST = 200


def find_message(chat: Chat, call: Call, purpose: str) -> Message:
    message = chat.messages.get(call.integer("message_id"))
    if message is None or message.deleted:
        raise bad_request(f"message to {purpose} not found")
    return message


def message_to_edit(world: World, call: Call) -> Message:
    message = find_message(chat_to_edit(world, call), call, "edit")
    if message.sender is not world.bot or message.service or "inline_keyboard" not in (message.markup or EDITABLE):
        raise bad_request("message can't be edited")
    return message


EDITABLE: Markup = {"inline_keyboard": []}


def read_inline_markup(call: Call) -> Markup | None:
    markup = read_markup(call)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("Inline keyboard expected")
    return markup


def change(world: World, message: Message, markup: Markup | None, **parts: Any) -> Payload:
    """Apply an edit; one that changes nothing is refused, and one without a keyboard takes the keyboard away."""
    same = all(getattr(message, name) == value for name, value in parts.items())
    if same and message.markup == markup:
        raise bad_request(NOT_MODIFIED)
    if message.markup is not None and message.markup != markup:
        message.history.append(message.markup)
    for name, value in parts.items():
        setattr(message, name, value)
    message.markup = markup
    message.edited = int(world.clock())
    message.edits += 1
    return message.payload()


def edit_message_text(world: World, call: Call) -> Payload:
    text, entities = read_text(call)
    markup = read_inline_markup(call)
    message = message_to_edit(world, call)
    if not message.text:
        raise bad_request("there is no text in the message to edit")
    check_text_length(text)
    return change(world, message, markup, text=text, entities=entities)


def edit_message_caption(world: World, call: Call) -> Payload:
    markup = read_inline_markup(call)
    caption, entities = read_caption(call)
    message = message_to_edit(world, call)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    check_caption_length(caption)
    return change(world, message, markup, caption=caption, entities=entities)


def edit_message_media(world: World, call: Call) -> Payload:
    """Another file, with its caption; in an album, of the same kind as the former."""
    item = call.json("media", "Can't parse media JSON object")
    markup = read_inline_markup(call)
    caption, entities = album_caption(item)
    message = find_message(chat_to_edit(world, call), call, "edit")
    if message.sender is not world.bot or message.service or not message.media:
        raise bad_request("message media can't be edited")
    media = album_content(world, call, item)
    if message.album and set(media) != set(message.media):
        raise bad_request("can't change media type in the album")
    return change(world, message, markup, media=media, caption=caption, entities=entities)


def edit_message_reply_markup(world: World, call: Call) -> Payload:
    markup = read_inline_markup(call)
    return change(world, message_to_edit(world, call), markup)


def delete_message(world: World, call: Call) -> bool:
    """Own messages, and in a private chat the person's too, for 48 hours."""
    if not call.text("chat_id"):
        raise bad_request("Chat identifier is not specified")
    if not call.integer("message_id"):
        raise bad_request("Message identifier is not specified")
    chat = chat_to_write(world, call)
    message = find_message(chat, call, "delete")
    if message.sender is not world.bot and not chat.private:
        raise bad_request("message can't be deleted")
    if world.clock() - message.date > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    return True


def answer_callback_query(world: World, call: Call) -> bool:
    query = world.queries.get(call.text("callback_query_id"))
    if query is None or query.answered or world.clock() - query.at > ANSWERABLE_SECONDS:
        raise bad_request(QUERY_TOO_OLD)
    if len(call.text("text")) > LONGEST_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    query.answered = True
    query.toast = call.text("text")
    query.alert = call.flag("show_alert")
    return True
