"""How the bot shows itself: descriptions, picture, and the rights that it asks for."""

from typing import Any

from . import media
from .calls import Call
from .commands import language
from .errors import bad_request
from .state import Payload, World

LONGEST_DESCRIPTION = 512
LONGEST_SHORT_DESCRIPTION = 120
NEEDED_RIGHTS = (
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
OF_GROUPS, OF_CHANNELS = ("can_pin_messages", "can_manage_topics"), ("can_post_messages", "can_edit_messages")


def set_my_description(world: World, call: Call) -> bool:
    return _write(world.descriptions, call, "description", LONGEST_DESCRIPTION)


def get_my_description(world: World, call: Call) -> Payload:
    return {"description": world.descriptions.get(language(call), "")}


def set_my_short_description(world: World, call: Call) -> bool:
    return _write(world.short_descriptions, call, "short_description", LONGEST_SHORT_DESCRIPTION)


def get_my_short_description(world: World, call: Call) -> Payload:
    return {"short_description": world.short_descriptions.get(language(call), "")}


def _write(texts: dict[str, str], call: Call, field: str, at_most: int) -> bool:
    """An empty text takes the one of that language away."""
    code, text = language(call), call.text(field)
    if len(text) > at_most:
        raise bad_request(f"{field.replace('_', ' ')} is too long")
    if text:
        texts[code] = text
    else:
        texts.pop(code, None)
    return True


def set_my_default_administrator_rights(world: World, call: Call) -> bool:
    given = call.json("rights", "Can't parse ChatAdministratorRights JSON object") or {}
    if given and not set(NEEDED_RIGHTS) <= set(given):
        raise bad_request("Can't parse ChatAdministratorRights: a field is missing")
    world.default_rights[call.flag("for_channels")] = _rights(given, for_channels=call.flag("for_channels"))
    return True


def get_my_default_administrator_rights(world: World, call: Call) -> Payload:
    for_channels = call.flag("for_channels")
    return world.default_rights.get(for_channels) or _rights({}, for_channels=for_channels)


def _rights(given: Payload, *, for_channels: bool) -> Payload:
    """Fields of the other kind of chat are left out of what Telegram tells."""
    known = (*NEEDED_RIGHTS, *(OF_CHANNELS if for_channels else OF_GROUPS))
    return {name: bool(given.get(name, False)) for name in known}


def set_my_profile_photo(world: World, call: Call) -> bool:
    """A new file each time, a JPEG: neither an identifier nor an address will do."""
    given: Any = call.json("photo", "Can't parse InputProfilePhoto JSON object")
    if not isinstance(given, dict) or given.get("type") not in {"static", "animated"}:
        raise bad_request("Can't parse InputProfilePhoto: Unsupported type specified")
    upload = media.chosen_upload(call, "photo", given.get("photo", ""))
    if upload is None or isinstance(upload, str):
        raise bad_request("profile photo must be uploaded as a new file")
    if not upload.body.startswith(b"\xff\xd8\xff"):
        raise bad_request("PHOTO_EXT_INVALID")
    world.profile_photos.insert(0, media.photo(world, upload)["photo"])
    return True


def remove_my_profile_photo(world: World, _call: Call) -> bool:
    del world.profile_photos[:1]
    return True


def get_user_profile_photos(world: World, call: Call) -> Payload:
    if call.integer("user_id") != world.bot.id:
        raise bad_request("user not found")
    first = call.integer("offset", low=0)
    shown = world.profile_photos[first : first + call.integer("limit", 100, 1, 100)]
    return {"total_count": len(world.profile_photos), "photos": shown}
