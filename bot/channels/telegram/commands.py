"""The list of commands that Telegram shows, in every language we speak."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllGroupChats
from telegram.error import TelegramError

from bot.channels.telegram.problems import words_of
from bot.channels.telegram.words import shortened
from bot.core.words import Word
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _
from bot.i18n.translator import BASE_LANGUAGE, Reader, Translator

MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
log = logging.getLogger(__name__)

Commands = Sequence[tuple[str, Words]]
"""(name as typed without its slash, what it does)"""

IN_GROUPS: Commands = ((Word.MENU.value, _("What I can do for you, in private")),)
ALWAYS: Commands = (
    (Word.MENU.value, _("What I can do for you")),
    (Word.HELP.value, _("How to talk with me")),
    (Word.BACK.value, _("Back to the question before")),
    (Word.SKIP.value, _("Leave this question out")),
    (Word.PAUSE.value, _("Go on later; everything is kept")),
    (Word.UNDO.value, _("Undo the last thing you did")),
    (Word.LANGUAGE.value, _("Change the language")),
    (Word.STOP.value, _("Stop this talk, or all my messages")),
)


@dataclass(frozen=True)
class ListOfCommands:
    """What is shown in the chats of a scope to those whose app speaks a language; no scope, no code: to everybody."""

    commands: tuple[BotCommand, ...]
    scope: BotCommandScope | None
    code: str | None

    async def is_shown(self, bot: Bot) -> bool:
        return await bot.get_my_commands(scope=self.scope, language_code=self.code) == self.commands

    async def show(self, bot: Bot) -> None:
        await bot.set_my_commands(self.commands, scope=self.scope, language_code=self.code)


def lists_of_commands(commands: Commands, in_groups: Commands, translator: Translator) -> Iterator[ListOfCommands]:
    lists: tuple[tuple[Commands, BotCommandScope | None], ...] = (
        ((*commands, *ALWAYS), None),
        ((*in_groups, *IN_GROUPS), BotCommandScopeAllGroupChats()),
    )
    for wanted, scope in lists:
        for code, tag in languages_of(translator.languages):
            yield ListOfCommands(tuple(_described(wanted, Reader(tag), translator)), scope, code)


async def set_commands(bot: Bot, commands: Commands, in_groups: Commands, translator: Translator) -> None:
    """What cannot be set is logged only: the commands work all the same."""
    try:
        for one in lists_of_commands(commands, in_groups, translator):
            await one.show(bot)
    except TelegramError as error:
        log.warning("the list of commands could not be set", extra={"why": words_of(error)})


def languages_of(tags: Iterable[str]) -> list[tuple[str | None, str]]:
    """(code, tag): Telegram knows two letters only, and no code at all stands for everybody else."""
    bases: dict[str, str] = {}
    for tag in tags:
        base = tag.partition("-")[0]
        if _LANGUAGE.fullmatch(base) and base != BASE_LANGUAGE:
            bases.setdefault(base, tag)
    return [(None, BASE_LANGUAGE), *bases.items()]


def _described(commands: Commands, reader: Reader, translator: Translator) -> list[BotCommand]:
    """What Telegram cannot show as a command can still be typed."""
    described = [(name, plain(translator.render(words, reader)).strip()) for name, words in commands]
    shown = {name: text for name, text in described if text and _NAME.fullmatch(name)}
    return [
        BotCommand(name, shortened(text[0].upper() + text[1:], LONGEST_DESCRIPTION)) for name, text in shown.items()
    ][:MOST_COMMANDS]
