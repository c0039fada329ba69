"""Groups with topics, and pinned messages: what the emulator refuses, and where our channel writes."""

import pytest

from bot.core.messages import Choice, Outgoing
from bot.delivery.channel import Delivery, LoadedFile
from bot.delivery.failures import Unreachable


@pytest.fixture
def ana(telegram):
    person = telegram.person(7)
    person.says("hello")
    return person


@pytest.fixture
def forum(telegram, ana):
    group = telegram.group(ana, "Centres", kind="supergroup", is_forum=True)
    group.adds_bot()
    return group


def bad(words):
    return {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}


async def test_a_topic_needs_a_forum_the_right_and_a_name(telegram, ask, ana, forum):
    plain = telegram.group(ana)
    plain.adds_bot()
    assert await ask("createForumTopic", chat_id=plain.id, name="Bread") == bad("the chat is not a forum")
    assert await ask("createForumTopic", chat_id=forum.id, name="x") == bad("not enough rights to create a topic")
    forum.promotes_bot("can_manage_topics")
    assert await ask("createForumTopic", chat_id=forum.id, name=" ") == bad("title must be non-empty")
    assert await ask("createForumTopic", chat_id=forum.id, name="x", icon_color=1) == bad(
        "invalid icon color specified"
    )
    made = (await ask("createForumTopic", chat_id=forum.id, name="Bread"))["result"]
    assert made["name"] == "Bread"
    sent = (await ask("sendMessage", chat_id=forum.id, message_thread_id=made["message_thread_id"], text="hello"))[
        "result"
    ]
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (made["message_thread_id"], True)
    assert "forum_topic_created" in sent["reply_to_message"]


async def test_general_is_not_written_to_by_its_number(ask, forum):
    assert await ask("sendMessage", chat_id=forum.id, message_thread_id=1, text="x") == bad("message thread not found")
    assert (await ask("sendMessage", chat_id=forum.id, text="x"))["ok"]


async def test_a_closed_topic_takes_words_from_those_who_manage_topics_only(ask, forum):
    forum.promotes_bot("can_manage_topics")
    topic = (await ask("createForumTopic", chat_id=forum.id, name="Bread"))["result"]["message_thread_id"]
    assert await ask("closeForumTopic", chat_id=forum.id, message_thread_id=99) == bad("TOPIC_ID_INVALID")
    assert (await ask("closeForumTopic", chat_id=forum.id, message_thread_id=topic))["ok"]
    assert await ask("closeForumTopic", chat_id=forum.id, message_thread_id=topic) == bad("TOPIC_NOT_MODIFIED")
    assert (await ask("sendMessage", chat_id=forum.id, message_thread_id=topic, text="x"))["ok"]
    forum.promotes_bot()
    assert await ask("sendMessage", chat_id=forum.id, message_thread_id=topic, text="x") == bad("TOPIC_CLOSED")


async def test_pinning_needs_the_right_and_a_message_and_may_be_done_again(telegram, ask, forum):
    sent = (await ask("sendMessage", chat_id=forum.id, text="agenda"))["result"]["message_id"]
    no_right = bad("not enough rights to manage pinned messages in the chat")
    assert await ask("pinChatMessage", chat_id=forum.id, message_id=sent) == no_right
    forum.promotes_bot("can_pin_messages")
    assert await ask("pinChatMessage", chat_id=forum.id, message_id=999) == bad("message to pin not found")
    for _again in range(2):
        assert (await ask("pinChatMessage", chat_id=forum.id, message_id=sent))["ok"]
    assert forum.chat.pinned == [sent]


async def test_what_we_send_to_a_topic_stands_in_it(telegram, channel, forum, picture):
    topic = forum.topic("Bread")
    chat = f"{forum.id}:{topic}"
    sent = await channel.send(Delivery("1", chat, Outgoing("hello", choices=(Choice("Yes", "a:x:1"),))))
    await channel.send(Delivery("2", chat, Outgoing("changed", edits="1"), edits=sent))
    file = LoadedFile("card.png", "image/png", picture(), "a card")
    await channel.send(Delivery("3", chat, Outgoing("one"), (file,)))
    await channel.send(Delivery("4", chat, Outgoing("two"), (file, file)))
    written = telegram.replies(forum)
    assert [(message.words, message.topic) for message in written] == [
        ("changed", topic),
        ("one", topic),
        ("two", topic),
        ("", topic),
    ]


async def test_a_topic_that_is_gone_is_out_of_reach(telegram, channel, forum):
    topic = forum.topic("Bread")
    forum.chat.topics[topic].deleted = True
    with pytest.raises(Unreachable, match="hread not found"):
        await channel.send(Delivery("1", f"{forum.id}:{topic}", Outgoing("hello")))
