"""What the channel does in a group that was given to it as a room, and how it says what it may not do."""

import pytest

from bot.core.messages import Outgoing
from bot.delivery.channel import Delivery, KeepsRooms, WantedRoom
from bot.delivery.failures import ChatMoved, NotAllowed, NothingToDo, Rejected, TooFast, UnknownOutcome, Unreachable
from tests.telegram.emulator import faults


@pytest.fixture
def ana(telegram):
    person = telegram.person(7)
    person.says("hello")
    return person


@pytest.fixture
def forum(telegram, ana):
    group = telegram.group(ana, "Bakers", kind="supergroup", is_forum=True)
    group.adds_bot()
    group.promotes_bot("can_manage_topics", "can_pin_messages")
    return group


def wanted(group, name="Bread"):
    return WantedRoom("k", name, "session 31 (Bread)", None if group is None else str(group.id))


async def says(channel, chat):
    return await channel.send(Delivery("k", chat, Outgoing("the agenda")))


def test_it_keeps_rooms(channel):
    assert isinstance(channel, KeepsRooms)


async def test_a_topic_is_made_written_in_pinned_in_and_closed(channel, forum):
    chat = await channel.open_room(wanted(forum, "Bread " * 40))
    [topic] = forum.chat.topics.values()
    assert (chat, topic.name) == (f"{forum.id}:{topic.id}", ("Bread " * 40)[:127] + "…")
    sent = await says(channel, chat)
    for _again in range(2):
        await channel.pin(chat, sent)
    assert forum.chat.pinned == [int(sent)]
    await channel.rename_room(chat, wanted(forum, "Rye bread"))
    assert topic.name == "Rye bread"
    with pytest.raises(NothingToDo):
        await channel.rename_room(chat, wanted(forum, "Rye bread"))
    await channel.close_room(chat, is_ours=True)
    assert topic.closed
    with pytest.raises(NothingToDo):
        await channel.close_room(chat, is_ours=True)


async def test_the_topic_and_the_group_of_others_are_left_open(channel, forum):
    topic = forum.topic("Our own")
    await channel.close_room(f"{forum.id}:{topic}", is_ours=False)
    await channel.close_room(str(forum.id), is_ours=False)
    assert forum.chat.topics[topic].closed is False


async def test_a_missing_right_is_told_from_being_out(channel, forum):
    sent = await says(channel, str(forum.id))
    forum.promotes_bot()
    with pytest.raises(NotAllowed, match="topic"):
        await channel.open_room(wanted(forum))
    with pytest.raises(NotAllowed, match="pinned"):
        await channel.pin(str(forum.id), sent)
    with pytest.raises(NotAllowed, match="edit the topic"):
        await channel.rename_room(f"{forum.id}:{forum.topic('Our own')}", wanted(forum))
    forum.kicks_bot()
    with pytest.raises(Unreachable):
        await channel.open_room(wanted(forum))
    with pytest.raises(Unreachable):
        await channel.pin(str(forum.id), sent)


async def test_a_basic_group_pins_for_its_administrators_only_and_may_move(telegram, channel, ana):
    group = telegram.group(ana)
    group.adds_bot()
    chat = str(group.id)
    sent = await says(channel, chat)
    with pytest.raises(NotAllowed):
        await channel.pin(chat, sent)
    group.promotes_bot("can_pin_messages")
    await channel.pin(chat, sent)
    moved_to = group.migrates()
    with pytest.raises(ChatMoved) as moved:
        await channel.pin(chat, sent)
    assert moved.value.chat == str(moved_to)


async def test_a_group_without_topics_has_none_to_make(telegram, channel, ana):
    group = telegram.group(ana)
    group.adds_bot()
    with pytest.raises(Rejected, match="not a forum"):
        await channel.open_room(wanted(group))


async def test_no_group_is_opened_and_nobody_invited(channel):
    with pytest.raises(Rejected):
        await channel.open_room(wanted(None))
    with pytest.raises(Rejected):
        await channel.invite("-5", "7")


async def test_a_topic_of_which_nobody_knows_whether_it_was_made_is_in_doubt(telegram, channel, forum):
    telegram.faults.add(faults.Resets(after_effect=True), "createForumTopic", times=1)
    with pytest.raises(UnknownOutcome):
        await channel.open_room(wanted(forum))
    assert len(forum.chat.topics) == 1


async def test_patience_is_asked_for_in_seconds(telegram, channel, forum):
    telegram.faults.add(faults.floods(17), "createForumTopic", times=1)
    with pytest.raises(TooFast) as asked:
        await channel.open_room(wanted(forum))
    assert asked.value.seconds == 17


async def test_what_is_no_message_of_ours_is_not_pinned(channel, forum):
    with pytest.raises(Rejected):
        await channel.pin(str(forum.id), "$event")
    with pytest.raises(Rejected, match="to pin not found"):
        await channel.pin(str(forum.id), "999")
