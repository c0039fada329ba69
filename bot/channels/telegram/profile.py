"""How the bot shows itself on Telegram before anybody has spoken: descriptions, commands, picture, the rights it asks for."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import Bot, ChatAdministratorRights, InputProfilePhotoStatic
from telegram.constants import BotDescriptionLimit

from bot.channels.telegram.commands import Commands, languages_of, lists_of_commands
from bot.channels.telegram.words import shortened
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _
from bot.i18n.translator import BASE_LANGUAGE, Reader, Translator

DESCRIPTION: Words = _(
    "Passerelle leads the people of vocational centres through self-assessment, peer learning and shared practice: in "
    "your language, whenever it suits you. Tap Start to begin. You are asked before anything about you is kept."
)
SHORT_DESCRIPTION: Words = _(
    "Vocational centres learn from each other: self-assessment, sessions, partners, practices."
)
_NOTHING: dict[str, Any] = dict.fromkeys(
    (
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
    ),
    False,
)
# Telegram itself adds the first of them to every administrator of a group.
_IN_GROUPS = _NOTHING | {"can_manage_chat": True, "can_manage_topics": True, "can_pin_messages": True}
_IN_CHANNELS = _NOTHING | {"can_manage_chat": True, "can_post_messages": True, "can_edit_messages": True}


@dataclass(frozen=True)
class Profile:
    """`picture` is a JPEG, for a bot that has none unless it `replaces_picture`."""

    commands: Commands
    in_groups: Commands
    translator: Translator
    picture: bytes
    replaces_picture: bool = False


@dataclass(frozen=True)
class Part:
    """One thing that can be set: what it is, in English, whether it is so already, and how to set it."""

    what: str
    is_so: Callable[[], Awaitable[bool]]
    put: Callable[[], Awaitable[object]]


def parts(bot: Bot, wanted: Profile) -> Iterator[Part]:
    """In an order in which a stop in between leaves the bot well described."""
    for code, tag in languages_of(wanted.translator.languages):
        yield _description(bot, code, _text(wanted, DESCRIPTION, tag, BotDescriptionLimit.MAX_DESCRIPTION_LENGTH))
        short = _text(wanted, SHORT_DESCRIPTION, tag, BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)
        yield _short_description(bot, code, short)
    for one in lists_of_commands(wanted.commands, wanted.in_groups, wanted.translator):
        where = "in private chats" if one.scope is None else "in groups"
        yield Part(f"commands {where} ({_name(one.code)})", partial(one.is_shown, bot), partial(one.show, bot))
    yield _rights(bot, "rights to ask for in groups", ChatAdministratorRights(**_IN_GROUPS), for_channels=False)
    yield _rights(bot, "rights to ask for in channels", ChatAdministratorRights(**_IN_CHANNELS), for_channels=True)
    yield _picture(bot, wanted.picture, replaces=wanted.replaces_picture)


def _text(wanted: Profile, words: Words, tag: str, at_most: int) -> str:
    return shortened(plain(wanted.translator.render(words, Reader(tag))), at_most)


def _name(code: str | None) -> str:
    return code or f"{BASE_LANGUAGE}, and everybody else"


def _description(bot: Bot, code: str | None, text: str) -> Part:
    async def is_so() -> bool:
        return (await bot.get_my_description(language_code=code)).description == text

    return Part(f"description ({_name(code)})", is_so, partial(bot.set_my_description, text, language_code=code))


def _short_description(bot: Bot, code: str | None, text: str) -> Part:
    async def is_so() -> bool:
        return (await bot.get_my_short_description(language_code=code)).short_description == text

    put = partial(bot.set_my_short_description, text, language_code=code)
    return Part(f"short description ({_name(code)})", is_so, put)


def _rights(bot: Bot, what: str, rights: ChatAdministratorRights, *, for_channels: bool) -> Part:
    async def is_so() -> bool:
        return (await bot.get_my_default_administrator_rights(for_channels=for_channels)) == rights

    put = partial(bot.set_my_default_administrator_rights, rights, for_channels=for_channels)
    return Part(what, is_so, put)


def _picture(bot: Bot, jpeg: bytes, *, replaces: bool) -> Part:
    async def is_so() -> bool:
        """What a picture shows cannot be compared: Telegram makes another file of it."""
        return not replaces and (await bot.get_user_profile_photos((await bot.get_me()).id, limit=1)).total_count > 0

    return Part("picture", is_so, partial(bot.set_my_profile_photo, InputProfilePhotoStatic(jpeg)))
