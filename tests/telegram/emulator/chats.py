"""Which chat is meant, and whether the bot may act there."""

from typing import Any

from .calls import Call
from .errors import BLOCKED, bad_request, forbidden, upgraded
from .state import Access, Chat, Payload, World

REFUSALS = {
    Access.BLOCKED: BLOCKED,
    Access.DEACTIVATED: "user is deactivated",
    Access.NOT_STARTED: "bot can't initiate conversation with a user",
    Access.LEFT: "bot is not a member of the {kind} chat",
    Access.KICKED: "bot was kicked from the {kind} chat",
}
READABLE = frozenset({Access.OPEN, Access.BLOCKED, Access.NOT_STARTED, Access.MIGRATED})


def find_chat(world: World, call: Call) -> Chat:
    """Find the chat to read; nothing is said about writing there."""
    text = call.text("chat_id")
    if not text:
        raise bad_request("chat_id is empty")
    chat = world.chats.get(call.chat_id)
    if chat is None or chat.access is Access.UNKNOWN:
        raise bad_request("chat not found")
    return chat


def chat_to_write(world: World, call: Call) -> Chat:
    """Find the chat and refuse, in Telegram's words, where the bot may not write."""
    chat = find_chat(world, call)
    if chat.access is Access.OPEN:
        return chat
    if chat.access is Access.MIGRATED:
        raise upgraded(chat.migrated_to)
    raise forbidden(REFUSALS[chat.access].format(kind=chat.kind))


def chat_to_edit(world: World, call: Call) -> Chat:
    """What was once sent may still be edited where the bot is blocked."""
    chat = find_chat(world, call)
    return chat if chat.access is Access.BLOCKED else chat_to_write(world, call)


def get_chat(world: World, call: Call) -> Payload:
    chat = find_chat(world, call)
    if chat.access not in READABLE:
        raise forbidden(REFUSALS[chat.access].format(kind=chat.kind))
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), True
    )
    return {**chat.payload(), "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def leave_chat(world: World, call: Call) -> bool:
    chat = chat_to_write(world, call)
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.access = Access.LEFT
    return True


def get_me(world: World, _: Call) -> Payload:
    flags: dict[str, Any] = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return world.bot.payload() | flags
