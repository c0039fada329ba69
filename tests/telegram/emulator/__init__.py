"""A strict emulator of the Telegram Bot API."""

from .emulator import Emulator
from .groups import Group
from .people import Person
from .state import Message

__all__ = ["Emulator", "Group", "Message", "Person"]
