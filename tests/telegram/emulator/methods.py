"""The methods that this Bot API knows."""

from collections.abc import Callable
from typing import Any

from . import chats, commands, editing, files, forums, profile, sending, updates
from .calls import Call
from .state import World
from .updates import Updates

METHODS: dict[str, Callable[[World, Call], Any]] = {
    "getme": chats.get_me,
    "getchat": chats.get_chat,
    "leavechat": chats.leave_chat,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendmediagroup": sending.send_media_group,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagemedia": editing.edit_message_media,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "pinchatmessage": forums.pin_chat_message,
    "unpinchatmessage": forums.unpin_chat_message,
    "createforumtopic": forums.create_forum_topic,
    "closeforumtopic": forums.close_forum_topic,
    "editforumtopic": forums.edit_forum_topic,
    "answercallbackquery": editing.answer_callback_query,
    "getfile": files.get_file,
    "setmycommands": commands.set_my_commands,
    "getmycommands": commands.get_my_commands,
    "deletemycommands": commands.delete_my_commands,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
    "setmydefaultadministratorrights": profile.set_my_default_administrator_rights,
    "getmydefaultadministratorrights": profile.get_my_default_administrator_rights,
    "setmyprofilephoto": profile.set_my_profile_photo,
    "removemyprofilephoto": profile.remove_my_profile_photo,
    "getuserprofilephotos": profile.get_user_profile_photos,
}

OF_UPDATES: dict[str, Callable[[Updates, Call], Any]] = {
    "getupdates": Updates.get,
    "setwebhook": updates.set_webhook,
    "deletewebhook": updates.delete_webhook,
    "getwebhookinfo": updates.get_webhook_info,
}
