"""Pinned messages, and the topics of groups that have them: what a bot may do there is its rights'."""

from .calls import Call
from .chats import chat_to_write
from .errors import bad_request
from .state import Chat, Message, Payload, Topic, User, World

LONGEST_NAME = 128
COLOURS = frozenset({0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F})
MANAGE_TOPICS, PIN = "can_manage_topics", "can_pin_messages"
NO_PINS = "not enough rights to manage pinned messages in the chat"


def may(chat: Chat, right: str) -> bool:
    return chat.rights is not None and right in chat.rights


def topic_to_write(chat: Chat, call: Call) -> int:
    """0 outside of topics. General has the number 1 and is not written to by it."""
    number = call.integer("message_thread_id")
    if not number:
        return 0
    topic = chat.topics.get(number)
    if topic is None or topic.deleted:
        raise bad_request("message thread not found")
    if topic.closed and not may(chat, MANAGE_TOPICS):
        raise bad_request("TOPIC_CLOSED")
    return number


# -- pins --------------------------------------------------------------------------------------------------------------
def message_to_pin(chat: Chat, call: Call) -> Message:
    message = chat.messages.get(call.integer("message_id"))
    if message is None or message.deleted or message.service:
        raise bad_request("message to pin not found")
    return message


def pin_chat_message(world: World, call: Call) -> bool:
    """Pinned already, it is pinned still, and nobody is told again."""
    chat = chat_to_write(world, call)
    if not chat.private and not may(chat, PIN):
        raise bad_request(NO_PINS)
    message = message_to_pin(chat, call)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        world.post(chat, world.bot, service={"pinned_message": message.payload(nested=True)}, topic=message.topic)
    return True


def unpin_chat_message(world: World, call: Call) -> bool:
    chat = chat_to_write(world, call)
    if not chat.private and not may(chat, PIN):
        raise bad_request(NO_PINS)
    number = call.integer("message_id")
    if number not in chat.messages:
        raise bad_request("message to unpin not found")
    if number not in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED")
    chat.pinned.remove(number)
    return True


# -- topics ------------------------------------------------------------------------------------------------------------
def create_forum_topic(world: World, call: Call) -> Payload:
    chat = chat_to_write(world, call)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if not may(chat, MANAGE_TOPICS):
        raise bad_request("not enough rights to create a topic")
    name = " ".join(call.text("name").split())
    if not name:
        raise bad_request("Title must be non-empty")
    if "icon_color" in call.params and call.integer("icon_color") not in COLOURS:
        raise bad_request("Invalid icon color specified")
    topic = begun(world, chat, world.bot, name[:LONGEST_NAME])
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": min(COLOURS)}


def begun(world: World, chat: Chat, maker: User, name: str) -> Topic:
    service = {"forum_topic_created": {"name": name, "icon_color": min(COLOURS)}}
    message = world.post(chat, maker, service=service)
    message.topic = message.id
    chat.topics[message.id] = Topic(message.id, name, message.sender)
    return chat.topics[message.id]


def close_forum_topic(world: World, call: Call) -> bool:
    chat, topic = topic_to_manage(world, call, "close")
    if topic.closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = True
    world.post(chat, world.bot, service={"forum_topic_closed": {}}, topic=topic.id)
    return True


def edit_forum_topic(world: World, call: Call) -> bool:
    """Without a name it keeps the one that it has."""
    chat, topic = topic_to_manage(world, call, "edit")
    name = " ".join(call.text("name").split())[:LONGEST_NAME] or topic.name
    if name == topic.name:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = name
    world.post(chat, world.bot, service={"forum_topic_edited": {"name": name}}, topic=topic.id)
    return True


def topic_to_manage(world: World, call: Call, what: str) -> tuple[Chat, Topic]:
    """An administrator's right; whoever made the topic may too."""
    chat = chat_to_write(world, call)
    topic = chat.topics.get(call.integer("message_thread_id"))
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    if topic is None or topic.deleted:
        raise bad_request("TOPIC_ID_INVALID")
    if not may(chat, MANAGE_TOPICS) and topic.maker is not world.bot:
        raise bad_request(f"not enough rights to {what} the topic")
    return chat, topic
