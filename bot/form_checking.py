"""A questionnaire that came as a file, looked at in the helper process."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import PurePath
from typing import Any

from bot.questionnaires.checked import Checked
from bot.reports.process import JobProblem
from bot.storage.wanted_files import WantedFile

Call = Callable[..., Awaitable[Any]]
"""Does a job of the helper process: its name, and its arguments by name."""

log = logging.getLogger(__name__)


async def read(call: Call, row: WantedFile, data: bytes) -> Checked | None:
    """None where it cannot even be looked at: too big, or made to be."""
    name = PurePath(row.name or "")
    try:
        plain = await call("check_form", source=data, kind=name.suffix.lower(), name=name.stem, beside={})
    except JobProblem as problem:
        log.warning("a questionnaire could not be looked at: %s", type(problem).__name__, extra={"wanted_file": row.id})
        return None
    return await asyncio.to_thread(Checked.from_json, plain)
