"""What Telegram's refusals mean for us, in its own words and never in ours."""

import re
from datetime import timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.transport import NothingSent
from bot.delivery.failures import (
    ChatMoved,
    NothingToDo,
    NotSent,
    Rejected,
    SendFailure,
    TooFast,
    UnknownOutcome,
    Unreachable,
)
from bot.storage.errors import StorageError

LONGEST_WORDS = 200
_QUOTED = re.compile(r"\"[^\"]*\"|(?<=url )'.*'", re.IGNORECASE | re.DOTALL)
_PAGE = ". Parsing the server response"  # python-telegram-bot quotes the page that came instead of JSON
_AS_GOOD_AS_DONE = (
    "message is not modified",
    "query is too old",
    "message to delete not found",
    "message to unpin not found",
    "chat_not_modified",
    "topic_not_modified",
)
_GONE = ("user is deactivated", "group chat was deleted")
_NOBODY_THERE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "message thread not found",
    "topic_id_invalid",
    "topic_deleted",
    "topic_closed",
)
_NOT_ALLOWED = ("not enough rights", "chat_admin_required")
_TOO_LARGE = "request entity too large"
_CANNOT_BE_DELETED = ("message can't be deleted",)
_UNKNOWN_FILE = ("file identifier", "file_reference_")
_NO_PICTURE = ("photo_invalid_dimensions", "image_process_failed", "too big for a photo", "photo_save_file_invalid")


class TokenRefused(Exception):  # noqa: N818 - says what is the case
    """Telegram does not know our token: nothing works before it is put right."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not accept the bot's token. Ask @BotFather for it with /mybots, put it into "
            "PASSERELLE_TELEGRAM_TOKEN (and look at PASSERELLE_TELEGRAM_BASE_URL, if that is set), then start again. "
            "Nothing is lost: what people write meanwhile waits at Telegram for a day."
        )


def words_of(error: Exception) -> str:
    """What happened, without anything that people or we have written and without any address."""
    if isinstance(error, StorageError):
        return str(error)
    if not isinstance(error, TelegramError):
        return type(error).__name__
    said = _QUOTED.sub("…", str(error).partition(_PAGE)[0])
    return said[:LONGEST_WORDS] or type(error).__name__


def seconds_of(error: RetryAfter) -> float:
    """python-telegram-bot is on its way from one type to the other."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def says(error: Exception, signs: tuple[str, ...]) -> bool:
    said = str(error).lower()
    return any(sign in said for sign in signs)


def cannot_be_deleted(error: BadRequest) -> bool:
    return says(error, _CANNOT_BE_DELETED)


def is_not_allowed(error: TelegramError) -> bool:
    """We are in the group, but nobody has given us this right."""
    return isinstance(error, BadRequest) and says(error, _NOT_ALLOWED)


def is_unknown_file(error: BadRequest) -> bool:
    """Telegram no longer has a file that we named."""
    return says(error, _UNKNOWN_FILE)


def is_no_picture(error: BadRequest) -> bool:
    return says(error, _NO_PICTURE)


def failure_of(error: TelegramError, *, is_repeatable: bool = False) -> SendFailure:  # noqa: PLR0911 - one line a kind
    """`is_repeatable`: doing it twice shows once, so that an unknown outcome can simply be tried again."""
    said = words_of(error)
    match error:
        case RetryAfter():
            return TooFast(seconds_of(error))
        case Forbidden():
            return Unreachable(said, gone=says(error, _GONE))
        case ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case BadRequest():
            return _refusal(error, said)
        case InvalidToken():
            return NotSent(f"Telegram does not accept the token: {said}")
        case NothingSent():
            return NotSent(said)
    if says(error, (_TOO_LARGE,)):
        return Rejected(said)
    # No answer, a gateway in trouble or half an answer: it may have had its effect.
    return NotSent(said) if is_repeatable else UnknownOutcome(said)


def _refusal(error: BadRequest, said: str) -> SendFailure:
    if says(error, _AS_GOOD_AS_DONE):
        return NothingToDo(said)
    return Unreachable(said) if says(error, _NOBODY_THERE) else Rejected(said)
