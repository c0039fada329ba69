"""Sends one delivery, and tells why it could not be sent."""

import hashlib
import logging
from dataclasses import replace

from aiohttp import ClientConnectorError

from bot.channels.matrix.answers import UNAUTHORIZED, HomeserverError, words_of
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.post import Post
from bot.channels.matrix.render import Content, Renderer, as_edited_file, file_content
from bot.core.messages import Outgoing
from bot.delivery.channel import Arrived, Delivery, LoadedFile
from bot.delivery.failures import (
    NothingToDo,
    NotSent,
    Rejected,
    SendFailure,
    TooFast,
    UnknownOutcome,
    Unreachable,
)

PATIENCE = 5.0  # seconds, where a homeserver asks for some and does not say how much
_TOO_LARGE = 413
_FORBIDDEN = 403
_NOT_FOUND = 404
_TOO_MANY = 429
_NOT_IN_THE_ROOM = {"M_FORBIDDEN", "M_NOT_FOUND"}
log = logging.getLogger(__name__)


def transaction(key: str, part: str = "") -> str:
    """The same for the same part of the same delivery, so that the homeserver takes it once."""
    return hashlib.sha256(f"{key}\0{part}".encode()).hexdigest()[:40]


async def send(post: Post, renderer: Renderer, delivery: Delivery) -> str | Arrived | None:
    """Files first, so that what one may answer stands last. The ids of the last message of words and of the files."""
    message = delivery.message
    if message.only_touches:
        return await _remove(post.homeserver, delivery)
    if delivery.edits is not None and delivery.replaces_file:
        return await _replace(post, delivery, delivery.edits)
    sent = delivery.edits
    files: list[str | None] = []
    words: list[str] = []
    for number, file in enumerate(delivery.files):
        content = await _uploaded(post, delivery.chat, renderer, message, file)
        is_file = content is not None and "filename" in content  # else words in its place
        if content is not None:
            sent = await post.send(delivery.chat, content, transaction(delivery.key, f"file {number}"))
            words += [] if is_file else [sent]
        files.append(sent if is_file else None)
    for number, content in enumerate(renderer.contents(message, edits=delivery.edits, rings=delivery.rings)):
        sent = await post.send(delivery.chat, content, transaction(delivery.key, f"words {number}"))
        words.append(sent)
    stands_for_all = delivery.edits or sent
    # Of an edit the first words are no message of their own: they go with the one that they change.
    others = tuple(one for one in words[1 if delivery.edits else 0 :] if one != stands_for_all)
    return Arrived(stands_for_all, tuple(files), others) if files or others else stands_for_all


async def _replace(post: Post, delivery: Delivery, event_id: str) -> str:
    (file,) = delivery.files
    file = replace(file, description=f"{file.description or file.name}\n{delivery.message.text}")
    try:
        content = file_content(file, await post.upload(delivery.chat, file))
    except HomeserverError as error:
        if error.status == _TOO_LARGE:
            raise Rejected("the new file is too large for the homeserver") from error
        raise
    await post.send(delivery.chat, as_edited_file(content, event_id), transaction(delivery.key, "file 0"))
    return event_id


async def _remove(homeserver: Homeserver, delivery: Delivery) -> str | None:
    """With the events that gave it other words: taking away the first leaves theirs to be read."""
    if delivery.edits is None:
        return None
    try:
        for edit in await homeserver.edits_of(delivery.chat, delivery.edits):
            await homeserver.redact(delivery.chat, edit, transaction(delivery.key, edit))
        await homeserver.redact(delivery.chat, delivery.edits, transaction(delivery.key))
    except HomeserverError as error:
        if error.status == _NOT_FOUND:
            raise NothingToDo("the message is not there any more") from error
        raise
    return delivery.edits


async def _uploaded(
    post: Post, room_id: str, renderer: Renderer, message: Outgoing, file: LoadedFile
) -> Content | None:
    """Where the homeserver takes no file of this size, its words stand alone."""
    try:
        return file_content(file, await post.upload(room_id, file))
    except HomeserverError as error:
        if error.status != _TOO_LARGE:
            raise
        log.warning("file too large for the homeserver", extra={"bytes": len(file.data)})
    described = Outgoing(text=file.description, language=message.language)
    return next(iter(renderer.contents(described)), None)


def failure_of(error: Exception) -> SendFailure:
    if isinstance(error, HomeserverError):
        return _refusal(error)
    if isinstance(error, ClientConnectorError):
        return NotSent("the homeserver cannot be reached")
    return UnknownOutcome(f"no answer from the homeserver ({type(error).__name__})")


def _refusal(error: HomeserverError) -> SendFailure:
    said = words_of(error)
    if error.status == _TOO_MANY:
        return TooFast(PATIENCE if error.seconds is None else error.seconds, whole_account=True)
    if error.is_temporary:
        return UnknownOutcome(said)
    if error.status in {_FORBIDDEN, _NOT_FOUND} and error.code in _NOT_IN_THE_ROOM:
        return Unreachable(said)
    # Other reasons to be forbidden are the whole server's: it is full, or wants its terms accepted.
    return NotSent(said) if error.status in {UNAUTHORIZED, _FORBIDDEN} else Rejected(said)
