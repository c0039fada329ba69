"""Updates as Telegram sends them, and what they mean to us."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from bot.channels.telegram.receive import read
from bot.core.messages import FileKind, FileReference, Incoming, IncomingKind

NOW = datetime(2023, 3, 14, 12, 0, tzinfo=UTC)
SAID_AT = datetime(2023, 3, 14, 9, 26, 40, tzinfo=UTC)
DATE = 1678786000
BOT = {"id": 123456, "is_bot": True, "first_name": "Passerelle", "username": "passerelle_bot"}
AMINA = {"id": 7, "is_bot": False, "first_name": "Amina", "last_name": "Ben Salah", "language_code": "ar"}
PRIVATE = {"id": 7, "first_name": "Amina", "last_name": "Ben Salah", "type": "private"}
GROUP = {"id": -55, "title": "Green centres", "type": "group", "all_members_are_administrators": True}
HEAD = {"message_id": 31, "from": AMINA, "chat": PRIVATE, "date": DATE}
IN_GROUP = {**HEAD, "chat": GROUP}
CHANNEL_OF_NEWS = {"id": -1002, "title": "News of the network", "type": "channel"}
FORUM = {"id": -1001, "title": "Green centres", "type": "supergroup", "is_forum": True}
TOPIC = {"message_thread_id": 4, "is_topic_message": True}
MADE = {"message_id": 4, "from": AMINA, "chat": FORUM, "date": DATE, "forum_topic_created": {"name": "Bread"}, **TOPIC}
FILE = {"file_id": "F", "file_unique_id": "U", "file_size": 1200}
PICTURE = {"photo": [{"file_id": "S", "file_unique_id": "u", "width": 90, "height": 60, "file_size": 900}]}
QUERY = {"id": "tap-1", "from": AMINA, "chat_instance": "5", "data": "q:4:n:0"}


def said(**parts):
    """What `HEAD` means, with these parts."""
    return {
        "channel": "telegram",
        "account": "123456",
        "external_id": "9001",
        "sender": "7",
        "chat": "7",
        "at": SAID_AT,
        "message_id": "31",
        "language_hint": "ar",
        "name": "Amina Ben Salah",
        **parts,
    }


def of_chat(chat, kind, **parts):
    return {
        "channel": "telegram",
        "account": "123456",
        "external_id": "9001",
        "sender": chat,
        "chat": chat,
        "at": SAID_AT,
        "kind": kind,
        **parts,
    }


def files(kind, reference="F", name=None, media_type=None, size=1200, **more):
    return said(kind=IncomingKind.FILES, files=(FileReference(kind, reference, name, media_type, size),), **more)


def message(**parts):
    return {"message": {**HEAD, **parts}}


def member(chat, old, new):
    user = {"user": BOT}
    return {
        "my_chat_member": {
            "chat": chat,
            "from": AMINA,
            "date": DATE,
            "old_chat_member": {**user, **old},
            "new_chat_member": {**user, **new},
        }
    }


MEMBER, LEFT, KICKED = {"status": "member"}, {"status": "left"}, {"status": "kicked", "until_date": 0}
RIGHTS = ("can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users", "can_restrict_members",
          "can_promote_members", "can_manage_video_chats", "is_anonymous", "can_be_edited", "can_post_stories",
          "can_edit_stories", "can_delete_stories")  # fmt: skip
ADMINISTRATOR = {"status": "administrator", **dict.fromkeys(RIGHTS, True)}
MAY = ("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
       "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
       "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
       "can_edit_tag", "can_react_to_messages")  # fmt: skip
RESTRICTED = {"status": "restricted", "until_date": 0, **dict.fromkeys(MAY, False)}
OURS = {"message_id": 30, "from": BOT, "chat": PRIVATE, "date": DATE}

CASES = {
    "words": (message(text="  bonjour à tous "), said(text="  bonjour à tous ")),
    "a command as it was typed": (
        message(text="/menu@passerelle_bot x", entities=[{"type": "bot_command", "offset": 0, "length": 20}]),
        said(text="/menu@passerelle_bot x"),
    ),
    "a command for another bot": (message(text="/menu@weather_bot"), None),
    "a command with our name in other letters": (message(text="/menu@Passerelle_Bot"), said(text="/menu@Passerelle_Bot")),
    "somebody without a family name and a client language": (
        {"message": {**HEAD, "from": {"id": 7, "is_bot": False, "first_name": "Amina"}, "text": "x"}},
        said(text="x", language_hint=None, name="Amina"),
    ),
    "words in a group": (
        {"message": {**IN_GROUP, "text": "/menu"}},
        said(text="/menu", chat="-55", private=False),
    ),
    "a reply to somebody": (message(text="x", reply_to_message={**HEAD, "message_id": 12, "text": "y"}), said(text="x", reply_to="12")),
    "a reply to a picture of ours": (
        message(text="x", reply_to_message={**OURS, **PICTURE, "caption": "y"}),
        said(text="x", reply_to="30c"),
    ),
    "a photo, its largest size": (
        message(photo=[*PICTURE["photo"], {**FILE, "width": 1280, "height": 853}], caption="our workshop"),
        files(FileKind.PHOTO, media_type="image/jpeg", text="our workshop"),
    ),
    "a photo of an album": (
        message(photo=[{**FILE, "width": 90, "height": 60}], media_group_id="13501"),
        files(FileKind.PHOTO, media_type="image/jpeg", album="13501"),
    ),
    "a document": (
        message(document={**FILE, "file_name": "plan.pdf", "mime_type": "application/pdf"}),
        files(FileKind.DOCUMENT, name="plan.pdf", media_type="application/pdf"),
    ),
    "a voice note": (
        message(voice={**FILE, "duration": 3, "mime_type": "audio/ogg"}),
        files(FileKind.VOICE, media_type="audio/ogg"),
    ),
    "a song is a file, not a voice": (
        message(audio={**FILE, "duration": 3, "file_name": "a.mp3", "mime_type": "audio/mpeg"}),
        files(FileKind.DOCUMENT, name="a.mp3", media_type="audio/mpeg"),
    ),
    "a video": (
        message(video={**FILE, "duration": 3, "width": 4, "height": 3, "mime_type": "video/mp4"}),
        files(FileKind.VIDEO, media_type="video/mp4"),
    ),
    "a round video": (
        message(video_note={**FILE, "duration": 3, "length": 240}),
        files(FileKind.VIDEO, media_type="video/mp4"),
    ),
    "an animation, which is a document as well": (
        message(
            animation={**FILE, "duration": 3, "width": 4, "height": 3, "file_name": "a.mp4", "mime_type": "video/mp4"},
            document={**FILE, "file_name": "a.mp4", "mime_type": "video/mp4"},
        ),
        files(FileKind.VIDEO, name="a.mp4", media_type="video/mp4"),
    ),
    "a place": (
        message(location={"latitude": 36.8, "longitude": 10.18}),
        said(kind=IncomingKind.PLACE, place=(36.8, 10.18)),
    ),
    "a venue is a place too": (
        message(
            location={"latitude": 36.8, "longitude": 10.18},
            venue={"location": {"latitude": 36.8, "longitude": 10.18}, "title": "Centre", "address": "Tunis"},
        ),
        said(kind=IncomingKind.PLACE, place=(36.8, 10.18)),
    ),
    "a contact": (
        message(contact={"phone_number": "+21671000000", "first_name": "Amina", "user_id": 7}),
        said(text="+21671000000"),
    ),
    "a sticker": (
        message(sticker={**FILE, "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}),
        said(kind=IncomingKind.OTHER, data="sticker"),
    ),
    "a poll": (
        message(
            poll={"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False, "members_only": False}
        ),
        said(kind=IncomingKind.OTHER, data="poll"),
    ),
    "a die": (message(dice={"value": 3, "emoji": "🎲"}), said(kind=IncomingKind.OTHER, data="dice")),
    "an edited text": (
        {"edited_message": {**HEAD, "date": DATE - 60, "edit_date": DATE, "text": "43 learners"}},
        said(kind=IncomingKind.EDIT, text="43 learners"),
    ),
    "an edited caption": (
        {"edited_message": {**HEAD, "edit_date": DATE, "caption": "new", "document": {**FILE, "file_name": "a.pdf"}}},
        said(kind=IncomingKind.EDIT, text="new", files=(FileReference(FileKind.DOCUMENT, "F", "a.pdf", None, 1200),)),
    ),
    "a live location that moves on": (
        {"edited_message": {**HEAD, "edit_date": DATE, "location": {"latitude": 36.8, "longitude": 10.18}}},
        None,
    ),
    "a change that nobody made": ({"edited_message": {**HEAD, "text": "42 learners"}}, None),
    "a tap": (
        {"callback_query": {**QUERY, "message": {**OURS, "text": "Which?"}}},
        said(kind=IncomingKind.TAP, data="q:4:n:0", message_id="30", tap_id="tap-1", at=NOW),
    ),
    "a tap under a picture": (
        {"callback_query": {**QUERY, "message": {**OURS, **PICTURE, "caption": "Your card"}}},
        said(kind=IncomingKind.TAP, data="q:4:n:0", message_id="30c", tap_id="tap-1", at=NOW),
    ),
    "a tap under a message that is too old or gone": (
        {"callback_query": {**QUERY, "message": {"message_id": 30, "chat": PRIVATE, "date": 0}}},
        said(kind=IncomingKind.TAP, data="q:4:n:0", message_id="30", tap_id="tap-1", at=NOW),
    ),
    "a tap in a group counts for whoever tapped": (
        {"callback_query": {**QUERY, "message": {**OURS, "chat": GROUP, "text": "Who joins?"}}},
        said(kind=IncomingKind.TAP, data="q:4:n:0", chat="-55", private=False, message_id="30", tap_id="tap-1", at=NOW),
    ),
    "words in a group with topics, outside of them": (
        {"message": {**HEAD, "chat": FORUM, "text": "/menu"}},
        said(text="/menu", chat="-1001", private=False, has_topics=True),
    ),
    "words in a topic answer nobody": (
        {"message": {**HEAD, "chat": FORUM, "text": "/menu", "reply_to_message": MADE, **TOPIC}},
        said(text="/menu", chat="-1001:4", private=False),
    ),
    "an answer in a topic": (
        {"message": {**HEAD, "chat": FORUM, "text": "yes", "reply_to_message": {**OURS, "chat": FORUM, **TOPIC}, **TOPIC}},
        said(text="yes", chat="-1001:4", private=False, reply_to="30"),
    ),
    "a chain of answers is no topic": (
        {"message": {**HEAD, "chat": FORUM, "text": "yes", "message_thread_id": 9}},
        said(text="yes", chat="-1001", private=False, has_topics=True),
    ),
    "a tap in a topic": (
        {"callback_query": {**QUERY, "message": {**OURS, "chat": FORUM, "text": "Who joins?", **TOPIC}}},
        said(kind=IncomingKind.TAP, data="q:4:n:0", chat="-1001:4", private=False, message_id="30", tap_id="tap-1", at=NOW),
    ),
    "a topic was made": ({"message": MADE}, None),
    "a tap on an inline message, which we never send": (
        {"callback_query": {"id": "1", "from": AMINA, "chat_instance": "5", "inline_message_id": "x", "data": "y"}},
        None,
    ),
    "a block": (member(PRIVATE, MEMBER, KICKED), of_chat("7", IncomingKind.BLOCKED)),
    "a block that is lifted": (member(PRIVATE, KICKED, MEMBER), of_chat("7", IncomingKind.JOINED)),
    "the bot is added to a group": (member(GROUP, LEFT, MEMBER), of_chat("-55", IncomingKind.JOINED, private=False)),
    "the bot is added as an administrator": (
        member(GROUP, LEFT, ADMINISTRATOR),
        of_chat("-55", IncomingKind.JOINED, private=False),
    ),
    "somebody takes the bot into a channel, where nobody can speak to it": (
        member(CHANNEL_OF_NEWS, LEFT, ADMINISTRATOR),
        said(chat="-1002", private=False, text="/news", message_id=None),
    ),
    "the bot is put out of a channel": (
        member(CHANNEL_OF_NEWS, ADMINISTRATOR, LEFT),
        of_chat("-1002", IncomingKind.BLOCKED, private=False),
    ),
    "the bot becomes an administrator": (member(GROUP, MEMBER, ADMINISTRATOR), None),
    "the bot is kicked: whoever did it can still be reached": (
        member(GROUP, MEMBER, KICKED),
        of_chat("-55", IncomingKind.BLOCKED, private=False),
    ),
    "the bot is restricted but stays": (member(GROUP, MEMBER, {**RESTRICTED, "is_member": True}), None),
    "the bot is restricted and out": (
        member(GROUP, MEMBER, {**RESTRICTED, "is_member": False}),
        of_chat("-55", IncomingKind.BLOCKED, private=False),
    ),
    "a group becomes a supergroup": (
        {"message": {**IN_GROUP, "migrate_to_chat_id": -1001234567890}},
        of_chat("-55", IncomingKind.MOVED, data="-1001234567890", private=False),
    ),
    "the supergroup tells where it came from": (
        {"message": {**HEAD, "chat": {"id": -1001, "title": "x", "type": "supergroup"}, "migrate_from_chat_id": -55}},
        None,
    ),
    "somebody joined": ({"message": {**IN_GROUP, "new_chat_members": [BOT]}}, None),
    "a message was pinned": ({"message": {**IN_GROUP, "pinned_message": {**IN_GROUP, "text": "x"}}}, None),
    "what another bot says": ({"message": {**IN_GROUP, "from": {**AMINA, "is_bot": True}, "text": "/menu"}}, None),
    "a post without a person": ({"message": {"message_id": 31, "chat": GROUP, "date": DATE, "text": "x"}}, None),
    "a kind of update that does not exist yet": ({"telepathy": {"from": AMINA}}, None),
    "a kind that we did not ask for": ({"poll_answer": {"poll_id": "1", "user": AMINA, "option_ids": [0], "option_persistent_ids": ["0"]}}, None),
}  # fmt: skip


@pytest.mark.parametrize(("update", "meaning"), CASES.values(), ids=CASES)
def test_an_update_means(update, meaning, caplog):
    expected = None if meaning is None else asdict(Incoming(**meaning))
    found = read({"update_id": 9001, **update}, "123456", NOW, "passerelle_bot")
    assert (None if found is None else asdict(found)) == expected
    assert caplog.records == []


def test_an_update_of_a_broken_shape_is_told_without_its_words(caplog):
    broken = {"text": "my secret", "date": "?", "from": {"first_name": "my secret name"}}
    assert read({"update_id": 9001, "message": broken}, "123456", NOW) is None
    [record] = caplog.records
    assert (record.message, record.update) == ("an update of Telegram cannot be read", 9001)
    assert "secret" not in str(record.__dict__)
