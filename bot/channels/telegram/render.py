"""From an Outgoing to the calls of the Bot API that show it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from telegram import InlineKeyboardMarkup

from bot.channels.telegram.keyboard import TICK, answers, carries_numbers, is_clickable, keyboard, numbers
from bot.channels.telegram.shown import Shown
from bot.channels.telegram.words import LONGEST_CAPTION, LONGEST_TEXT, fits, parts, shortened
from bot.core.messages import Outgoing
from bot.delivery.channel import Delivery, LoadedFile
from bot.delivery.failures import NothingToDo
from bot.i18n.markup import escaped, plain

LONGEST_TOAST = 200
LARGEST_PHOTO = 10 * 1024 * 1024
MOST_IN_ALBUM = 10
_WORDLESS = "—"  # Telegram takes no message without words
_PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True)
class SendWords:
    html: str
    keyboard: InlineKeyboardMarkup | None = None
    is_rest: bool = False


@dataclass(frozen=True)
class SendFiles:
    """One file, or an album of one kind; the keyboard only with one. A caption belongs to the file at its place."""

    files: tuple[LoadedFile, ...]
    as_photos: bool
    captions: tuple[str, ...]
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True)
class ReplaceFile:
    """In a message of its own, or in an album."""

    shown: Shown
    file: LoadedFile
    as_photo: bool
    caption: str


@dataclass(frozen=True)
class EditWords:
    shown: Shown
    html: str
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True)
class Remove:
    shown: Shown
    instead: str  # where it is too old to be deleted


@dataclass(frozen=True)
class Pin:
    shown: Shown
    is_on: bool


@dataclass(frozen=True)
class Acknowledge:
    tap_id: str
    toast: str


Call = SendWords | SendFiles | ReplaceFile | EditWords | Remove | Pin | Acknowledge


def calls(delivery: Delivery, bot_name: str = "") -> tuple[Call, ...]:
    """In the order in which they are made; the last one stands for the message from then on."""
    message = delivery.message
    shown = Shown.parse(delivery.edits) if delivery.edits is not None else None
    if message.acknowledges is not None:
        return _acknowledgement(message, message.acknowledges)
    if message.only_touches and shown is None:
        raise NothingToDo("there is no such message")
    if shown is not None:
        return _changed(delivery, shown, bot_name)
    if message.attachments or delivery.files:
        return _sent(message, delivery.files, keyboard(message, bot_name))
    return _said(message, bot_name)


def _changed(delivery: Delivery, shown: Shown, bot_name: str) -> tuple[Call, ...]:
    message = delivery.message
    if message.pins or message.unpins:
        return (Pin(shown, is_on=message.pins),)
    if message.removes:
        return (Remove(shown, (*parts(message.text, message.language, room_of(shown)), _WORDLESS)[0]),)
    if delivery.replaces_file:
        (file,) = delivery.files
        described = "" if file.description == file.name else _described(file, message.language)
        caption = "\n".join(filter(None, (described, *parts(message.text, message.language, LONGEST_CAPTION // 2))))
        return (ReplaceFile(shown, file, is_photo(file), caption),)
    return (*_edited(message, shown, keyboard(message, bot_name)), *_files(message, delivery.files))


@lru_cache(maxsize=16)
def _said(message: Outgoing, bot_name: str) -> tuple[Call, ...]:
    """Copies of an announcement are the same message over and over."""
    return _sent(message, (), keyboard(message, bot_name))


def words(message: Outgoing) -> str:
    """The text in our markup, with what no button can show."""
    listed = []
    if carries_numbers(message) and not message.listed:
        for number, choice in zip(numbers(message), answers(message), strict=True):
            listed.append(f"{number}. {TICK if choice.chosen else ''}{choice.label}")
    links = [f"{link.label}: {escaped(link.url)}" for link in message.links if not is_clickable(link)]
    blocks = [message.text, "\n".join(links), "\n".join(listed)]
    return "\n\n".join(block for block in blocks if block.strip())


def _acknowledgement(message: Outgoing, tap_id: str) -> tuple[Call, ...]:
    """A toast passes by quickly and holds little: what is longer becomes a message."""
    toast = plain(message.text).strip()
    if len(toast) <= LONGEST_TOAST:
        return (Acknowledge(tap_id, toast),)
    return (Acknowledge(tap_id, ""), *_texts(parts(message.text, message.language), None))


def _edited(message: Outgoing, shown: Shown, buttons: InlineKeyboardMarkup | None) -> tuple[Call, ...]:
    """What does not fit into the message that is there follows it."""
    html = parts(words(message), message.language, room_of(shown)) or (_WORDLESS,)
    if shown.is_rest or len(html) == 1:
        return (EditWords(shown, html[-1], buttons),)
    return (EditWords(shown, html[0]), *_texts(html[1:], buttons, is_rest=True))


def _sent(message: Outgoing, files: Sequence[LoadedFile], buttons: InlineKeyboardMarkup | None) -> tuple[Call, ...]:
    said = words(message)
    groups = list(_groups(files))
    if len(groups) == 1 and fits(said, message.language, LONGEST_CAPTION) and (len(files) == 1 or buttons is None):
        caption = "".join(parts(said, message.language)) or _described(files[0], message.language)
        captions = (caption, *("" for _ in files[1:]))
        return (SendFiles(groups[0], is_photo(files[0]), captions, buttons),)
    html = parts(said, message.language)
    if not html and (buttons is not None or not files):
        html = (_WORDLESS,)
    return (*_files(message, files), *_texts(html, buttons, is_rest=len(html) > 1))


def room_of(shown: Shown) -> int:
    return LONGEST_CAPTION if shown.is_caption else LONGEST_TEXT


def _texts(html: Sequence[str], buttons: InlineKeyboardMarkup | None, *, is_rest: bool = False) -> Iterator[SendWords]:
    for number, part in enumerate(html, 1):
        is_last = number == len(html)
        yield SendWords(part, buttons if is_last else None, is_rest=is_rest and is_last)


def _files(message: Outgoing, files: Sequence[LoadedFile]) -> Iterator[SendFiles]:
    """Files whose words stand elsewhere: each with its own description."""
    for group in _groups(files):
        captions = tuple(_described(file, message.language) for file in group)
        yield SendFiles(group, is_photo(group[0]), captions)


def _groups(files: Sequence[LoadedFile]) -> Iterator[tuple[LoadedFile, ...]]:
    """Telegram's albums hold ten, and mix no documents with pictures."""
    for _kind, alike in groupby(files, key=is_photo):
        run = tuple(alike)
        for first in range(0, len(run), MOST_IN_ALBUM):
            yield run[first : first + MOST_IN_ALBUM]


def is_photo(file: LoadedFile) -> bool:
    return file.media_type in _PHOTOS and len(file.data) <= LARGEST_PHOTO


def _described(file: LoadedFile, language: str) -> str:
    """Telegram's pictures have no other text for those who do not see them."""
    return "".join(parts(escaped(shortened(plain(file.description), LONGEST_CAPTION // 2)), language))
