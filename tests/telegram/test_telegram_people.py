"""What people do becomes updates that python-telegram-bot reads; what the bot may not do is refused."""

import io

import pytest
from PIL import Image
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden


@pytest.fixture
async def bot(telegram):
    async with Bot(telegram.token, base_url=telegram.base_url, base_file_url=telegram.base_file_url) as bot:
        yield bot


async def news(bot):
    updates = await bot.get_updates()
    await bot.get_updates(offset=updates[-1].update_id + 1 if updates else None)
    assert all(isinstance(update, Update) for update in updates)
    return updates


async def test_a_person_has_a_name_a_language_and_a_private_chat(telegram, bot):
    telegram.person(7, "Ana", "sq", username="ana_sq").says("tungjatjeta")
    [update] = await news(bot)
    user, chat = update.effective_user, update.effective_chat
    assert (user.id, user.first_name, user.language_code, user.username) == (7, "Ana", "sq", "ana_sq")
    assert (chat.id, chat.type, update.message.text) == (7, "private", "tungjatjeta")


async def test_a_deep_link_arrives_as_a_start_command_with_its_payload(telegram, bot):
    telegram.person(7).starts("AbC-_9")
    [update] = await news(bot)
    assert update.message.text == "/start AbC-_9"
    assert update.message.parse_entities([MessageEntity.BOT_COMMAND]) == {update.message.entities[0]: "/start"}


async def test_links_and_commands_are_marked_behind_an_emoji_too(telegram, bot):
    telegram.person(7).says("🎓 /help https://x.org/a")
    [update] = await news(bot)
    assert sorted(update.message.parse_entities().values()) == ["/help", "https://x.org/a"]


async def test_a_photo_comes_in_several_sizes_and_can_be_fetched(telegram, bot, picture):
    original = picture(1000, 500)
    telegram.person(7).sends_photo(original, "our workshop")
    [update] = await news(bot)
    assert update.message.caption == "our workshop"
    assert [(size.width, size.height) for size in update.message.photo] == [
        (90, 45),
        (320, 160),
        (800, 400),
        (1000, 500),
    ]
    files = [await (await bot.get_file(size)).download_as_bytearray() for size in update.message.photo]
    assert bytes(files[-1]) == original
    with Image.open(io.BytesIO(files[0])) as thumbnail:
        assert thumbnail.size == (90, 45)


async def test_a_document_keeps_its_name_and_kind(telegram, bot):
    telegram.person(7).sends_document(b"a,b\n", "centres.csv", "text/csv", "the list")
    [update] = await news(bot)
    document = update.message.document
    assert (document.file_name, document.mime_type, document.file_size) == ("centres.csv", "text/csv", 4)
    assert bytes(await (await document.get_file()).download_as_bytearray()) == b"a,b\n"


async def test_voice_sticker_location_and_contact_are_told_apart(telegram, bot):
    ana = telegram.person(7)
    ana.sends_voice(seconds=4)
    ana.sends_sticker("👍")
    ana.sends_location(41.33, 19.82)
    ana.sends_contact("+355 69 000 0000")
    voice, sticker, location, contact = [update.message for update in await news(bot)]
    assert (voice.voice.to_dict()["duration"], sticker.sticker.emoji) == (4, "👍")
    assert (location.location.latitude, contact.contact.user_id) == (41.33, 7)


async def test_an_album_arrives_as_separate_updates_with_one_group_id(telegram, bot, picture):
    telegram.person(7).sends_album([picture(), picture(), picture()], "three views")
    messages = [update.message for update in await news(bot)]
    assert [message.caption for message in messages] == ["three views", None, None]
    assert len({message.media_group_id for message in messages}) == 1
    assert messages[0].media_group_id


async def test_an_edit_arrives_with_the_new_text_under_the_old_number(telegram, bot):
    ana = telegram.person(7)
    message = ana.says("42 learners")
    ana.edits(message, "43 learners")
    first, second = await news(bot)
    assert second.edited_message.text == "43 learners"
    assert second.edited_message.message_id == first.message.message_id


async def test_a_block_is_told_and_refuses_until_it_is_lifted(telegram, bot):
    ana = telegram.person(7)
    ana.says("hello")
    ana.blocks_bot()
    with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(7, "still there?")
    with pytest.raises(AssertionError):
        ana.says("hello?")
    ana.starts()
    _, blocked, unblocked, start = await news(bot)
    statuses = [
        (change.my_chat_member.old_chat_member.status, change.my_chat_member.new_chat_member.status)
        for change in (blocked, unblocked)
    ]
    assert statuses == [("member", "kicked"), ("kicked", "member")]
    assert start.message.text == "/start"
    assert (await bot.send_message(7, "welcome back")).text == "welcome back"


async def test_a_closed_account_is_refused(telegram, bot):
    ana = telegram.person(7)
    ana.says("hello")
    ana.deactivates()
    with pytest.raises(Forbidden, match="Forbidden: user is deactivated"):
        await bot.send_message(7, "x")


async def test_a_bot_hears_of_being_added_and_kicked(telegram, bot):
    ana = telegram.person(7)
    group = telegram.group(ana, "Green centres")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(group.id, "x")
    group.adds_bot()
    await bot.send_message(group.id, "hello all")
    group.kicks_bot()
    with pytest.raises(Forbidden, match="Forbidden: bot was kicked from the group chat"):
        await bot.send_message(group.id, "x")
    updates = await news(bot)
    changes = [update.my_chat_member for update in updates if update.my_chat_member]
    assert [(change.chat.title, change.new_chat_member.status) for change in changes] == [
        ("Green centres", "member"),
        ("Green centres", "kicked"),
    ]
    assert [message.text for message in telegram.replies(group)] == ["hello all"]


async def test_a_bot_may_leave_a_group(telegram, bot):
    group = telegram.group(telegram.person(7), kind="supergroup")
    group.adds_bot()
    assert await bot.leave_chat(group.id)
    with pytest.raises(Forbidden, match="Forbidden: bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "x")


async def test_in_a_group_a_bot_hears_only_what_is_meant_for_it(telegram, bot):
    ana = telegram.person(7)
    group = telegram.group(ana)
    group.adds_bot()
    sent = await bot.send_message(group.id, "who joins?")
    await news(bot)
    reply_to = telegram.replies(group)[0]
    assert reply_to.id == sent.message_id
    for text in ("just talking", "/menu", "/menu@passerelle_bot", "/menu@other_bot", "ask @passerelle_bot"):
        ana.says(text, to=group)
    ana.says("me!", to=group, reply_to=reply_to)
    messages = [update.message for update in await news(bot)]
    assert [message.text for message in messages] == ["/menu", "/menu@passerelle_bot", "ask @passerelle_bot", "me!"]
    assert messages[-1].reply_to_message.message_id == sent.message_id


async def test_a_link_button_in_a_group_starts_the_bot_in_private(telegram, bot):
    ana = telegram.person(7)
    group = telegram.group(ana)
    group.adds_bot()
    button = InlineKeyboardButton("Open the menu", url="https://t.me/passerelle_bot?start=menu")
    await bot.send_message(group.id, "In private, please:", reply_markup=InlineKeyboardMarkup.from_button(button))
    await news(bot)
    assert ana.taps(telegram.replies(group)[0], "Open the menu") is None
    [update] = await news(bot)
    assert (update.message.text, update.effective_chat.type) == ("/start menu", "private")


async def test_who_was_only_seen_in_a_group_cannot_be_written_to_before_a_start(telegram, bot):
    ana, ben = telegram.person(7), telegram.person(8, "Ben")
    telegram.group(ana, members=[ben]).adds_bot()
    with pytest.raises(Forbidden, match="Forbidden: bot can't initiate conversation with a user"):
        await bot.send_message(8, "hello Ben")
    ben.starts()
    assert (await bot.send_message(8, "hello Ben")).chat.id == 8


async def test_a_group_that_became_a_supergroup_answers_with_its_new_number(telegram, bot):
    group = telegram.group(telegram.person(7))
    group.adds_bot()
    old = group.id
    await news(bot)
    new = group.migrates()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(old, "x")
    assert moved.value.new_chat_id == new
    assert (await bot.send_message(new, "here we are")).message_id == 2
    farewell, welcome = [update.message for update in await news(bot)]
    assert (farewell.chat.id, farewell.migrate_to_chat_id) == (old, new)
    assert (welcome.chat.id, welcome.migrate_from_chat_id) == (new, old)


async def test_telephone_numbers_can_be_asked_for_in_private_only(telegram, bot):
    ana = telegram.person(7)
    ana.says("hello")
    group = telegram.group(ana)
    group.adds_bot()
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("My number", request_contact=True)]])
    await bot.send_message(7, "x", reply_markup=keyboard)
    assert telegram.replies(ana)[-1].rows == [["My number"]]
    with pytest.raises(BadRequest, match="Phone number can be requested in private chats only"):
        await bot.send_message(group.id, "x", reply_markup=keyboard)


async def test_people_cannot_type_more_than_a_message_holds(telegram):
    with pytest.raises(AssertionError):
        telegram.person(7).says("x" * 4097)


async def test_a_chat_tells_what_it_is(telegram, bot):
    ana = telegram.person(7, "Ana")
    ana.says("hello")
    group = telegram.group(ana, "Green centres")
    group.adds_bot()
    assert (await bot.get_chat(7)).first_name == "Ana"
    assert (await bot.get_chat(group.id)).title == "Green centres"


async def test_commands_are_kept_per_language_and_scope(bot):
    await bot.set_my_commands([("menu", "The list")])
    await bot.set_my_commands([("menu", "La liste")], language_code="fr")
    assert [command.description for command in await bot.get_my_commands()] == ["The list"]
    assert [command.description for command in await bot.get_my_commands(language_code="fr")] == ["La liste"]
    assert await bot.get_my_commands(language_code="ar") == ()
