"""Buttons under a message: how they are labelled, and how many stand side by side on a phone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.words import shortened, width
from bot.core.messages import Choice, Link, Outgoing
from bot.delivery.failures import Rejected
from bot.i18n.markup import plain

LONGEST_LABEL = 18  # columns; what is longer stands in the text
LONGEST_ACTION = 60
LONGEST_DATA = 64  # bytes
TICK = "✓ "
_SIDE_BY_SIDE = ((5, 3), (4, 6), (3, 10), (2, LONGEST_LABEL))  # so many in a row, if none is wider; a tick has its room
_PRIVATE = "private:"
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MENU = "menu"

Row = Sequence[InlineKeyboardButton]


def keyboard(message: Outgoing, bot_name: str) -> InlineKeyboardMarkup | None:
    """Answers, actions, links, and what always works as the last row."""
    numbered = answers(message)
    labels = [str(number) for number in numbers(message)] if carries_numbers(message) else [*map(label, numbered)]
    actions = [choice for choice in message.choices if choice.word is not None]
    links = [link for link in message.links if is_clickable(link)]
    rows = [
        *even(labels, [_button(choice, text) for choice, text in zip(numbered, labels, strict=True)]),
        *packed([(label(choice), _button(choice, label(choice))) for choice in actions]),
        *packed([(plain(link.label), _link(link, bot_name)) for link in links]),
        *packed([(label(choice), _button(choice, label(choice))) for choice in message.controls]),
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def answers(message: Outgoing) -> list[Choice]:
    """The choices that have no word of their own: one answers with their number."""
    return [choice for choice in message.choices if choice.word is None]


def numbers(message: Outgoing) -> range:
    return range(message.first_number, message.first_number + len(answers(message)))


def carries_numbers(message: Outgoing) -> bool:
    """Whether the labels stand in the text only, because one is too long for a button."""
    return any(width(label(choice)) > LONGEST_LABEL for choice in answers(message))


def is_clickable(link: Link) -> bool:
    """Telegram refuses a whole message for one address that it does not like, such as http://localhost."""
    if link.url.startswith(_PRIVATE):
        return True
    try:
        parts = urlsplit(link.url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in host.strip(".") and " " not in link.url


def leads_to_private(message: Outgoing) -> bool:
    """Whether a link leads to our private chat, so that our own name is needed."""
    return any(link.url.startswith(_PRIVATE) for link in message.links)


def label(choice: Choice) -> str:
    return plain(choice.label).strip() or "…"


def even(labels: Sequence[str], buttons: Row) -> Iterator[Row]:
    """Rows of equal length, as short as the widest label asks for."""
    if not buttons:
        return
    widest = max(map(width, labels))
    fitting = _fitting(widest)
    length = ceil(len(buttons) / ceil(len(buttons) / fitting))
    for first in range(0, len(buttons), length):
        yield buttons[first : first + length]


def packed(labelled: Iterable[tuple[str, InlineKeyboardButton]]) -> Iterator[Row]:
    """Each row takes as many as fit, so that one long label stands alone and the others side by side."""
    row: list[InlineKeyboardButton] = []
    widest = 0
    for text, button in labelled:
        widest = max(widest, width(text))
        if row and len(row) >= _fitting(widest):
            yield row
            row, widest = [], width(text)
        row.append(button)
    if row:
        yield row


def _fitting(widest: int) -> int:
    return next((count for count, room in _SIDE_BY_SIDE if widest <= room), 1)


def _button(choice: Choice, text: str) -> InlineKeyboardButton:
    if not 0 < len(choice.data.encode()) <= LONGEST_DATA:
        raise Rejected(f"what a button carries must have 1 to {LONGEST_DATA} bytes, not {len(choice.data.encode())}")
    shown = f"{TICK}{text}" if choice.chosen else text
    return InlineKeyboardButton(shortened(shown, LONGEST_ACTION), callback_data=choice.data)


def _link(link: Link, bot_name: str) -> InlineKeyboardButton:
    url = link.url
    if url.startswith(_PRIVATE):
        url = deep_link(bot_name, url.removeprefix(_PRIVATE))
    return InlineKeyboardButton(shortened(plain(link.label), LONGEST_ACTION) or "…", url=url)


def deep_link(bot_name: str, payload: str) -> str:
    """Starts the bot in private. Telegram takes 64 letters, digits, dashes and low lines; without a payload: the menu."""
    return f"{link_to(bot_name)}{payload if _PAYLOAD.fullmatch(payload) else _MENU}"


def link_to(bot_name: str) -> str:
    """What it is to start with follows."""
    return f"https://t.me/{bot_name}?start="


def link_to_a_group(bot_name: str) -> str:
    """Takes the bot along into a group that one chooses, and says there what follows."""
    return f"https://t.me/{bot_name}?startgroup="
