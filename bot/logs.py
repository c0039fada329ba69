"""Structured logs: events and identifiers, never what people write and never a secret."""

import logging
import logging.config
import re
import sys
import traceback
from collections.abc import MutableMapping, Sequence
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from bot.storage.errors import StorageError

# A bot token, a Matrix access token, a password or a secret in an address: wherever they might slip in.
_SECRETS = (
    re.compile(r"\b\d{6,12}:[A-Za-z0-9_-]{30,}"),
    re.compile(r"\bsyt_[A-Za-z0-9_-]+"),
    re.compile(r"(?<=/calendar/)[A-Za-z0-9_-]{20,}"),  # the address of somebody's calendar
    re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"),
)
HIDDEN = "[hidden]"
# Their words name columns, files and attributes; those of a ValueError or KeyError are often a person's.
_TELLING = (StorageError, DBAPIError, OSError, TypeError, AttributeError, ImportError, NameError)
QUIET = (
    "alembic",
    "uvicorn.error",
    "httpx",
    "nio",
    "uvicorn.access",
    "aiohttp.access",
    "asyncio",
    "telegram",
)


def tell_from(level: str) -> None:
    """Of our own doings, what is as important as this; libraries stay quiet, since they may quote what people write."""
    logging.getLogger("bot").setLevel(level.upper())


def without_secrets(text: str, own: Sequence[str] = ()) -> str:
    """`own`: those of the settings, the longest first (`settings.secrets_of`); whatever else looks like one goes, too."""
    for secret in own:
        text = text.replace(secret, HIDDEN)
    for pattern in _SECRETS:
        text = pattern.sub(HIDDEN, text)
    return text


def _hide(own: Sequence[str], _logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if not isinstance(value, int | float | None) and not key.startswith("_"):  # of structlog's own
            is_list = isinstance(value, list | tuple)
            event[key] = (
                [without_secrets(str(one), own) for one in value] if is_list else without_secrets(str(value), own)
            )
    return event


def _traceback(exc_info: structlog.typing.ExcInfo) -> str:
    """Where it happened and of what kind it is; its own words only where they cannot quote what people wrote."""
    error: BaseException | None = exc_info[1]
    told: list[str] = []
    while error is not None:
        words = without_secrets(str(error)) if isinstance(error, _TELLING) else HIDDEN
        kind = f"{type(error).__module__}.{type(error).__qualname__}"
        told.append("".join(traceback.format_tb(error.__traceback__)) + f"{kind}: {words}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich came of:\n".join(told)


def set_up_logs(*, machine_readable: bool, level: int = logging.INFO, secrets: Sequence[str] = ()) -> None:
    """All loggers of the process write one line per event to standard error; `secrets` stand in none of them."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,  # which message is being worked, which one sent
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_traceback),
        partial(_hide, secrets),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if machine_readable
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # that a tick still runs is no news
