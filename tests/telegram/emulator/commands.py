"""The menu of commands: checked, kept per scope and language."""

import json
import re
from typing import Any

from .calls import Call
from .errors import bad_request
from .state import Payload, World

SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)
MOST_COMMANDS = 100
LONGEST_NAME = 32
LONGEST_DESCRIPTION = 256
NAME = re.compile("[a-z0-9_]+")


def set_my_commands(world: World, call: Call) -> bool:
    commands = call.json("commands", "Can't parse commands JSON object") or []
    if not isinstance(commands, list):
        raise bad_request("Expected an Array of BotCommand")
    key = (scope(call), language(call))
    checked = [command(each) for each in commands]
    if len(checked) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands[key] = checked
    return True


def get_my_commands(world: World, call: Call) -> list[Payload]:
    return world.commands.get((scope(call), language(call)), [])


def delete_my_commands(world: World, call: Call) -> bool:
    world.commands.pop((scope(call), language(call)), None)
    return True


def scope(call: Call) -> str:
    given = call.json("scope", "Can't parse BotCommandScope JSON object")
    if given is None:
        return json.dumps({"type": "default"})
    if not isinstance(given, dict):
        raise bad_request("Can't parse BotCommandScope: BotCommandScope must be an Object")
    if given.get("type") not in SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    return json.dumps(given, sort_keys=True)


def language(call: Call) -> str:
    """Only two small letters are a language here: a regional tag such as pt-BR is refused."""
    code = call.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def command(given: Any) -> Payload:
    if not isinstance(given, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{name}\"")
    word, description = given["command"].strip().removeprefix("/"), given["description"].strip()
    if not word:
        raise bad_request("command must be non-empty")
    if len(word) > LONGEST_NAME:
        raise bad_request(f"command length must not exceed {LONGEST_NAME}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > LONGEST_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {LONGEST_DESCRIPTION}")
    if NAME.fullmatch(word) is None:
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": word, "description": description}
