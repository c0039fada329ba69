"""Photos that people shared, made small for a chat: read from the database, made in the helper process."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.reports.process import HelperProcess

JOB = "small_photo"


async def small_photo(
    helper: HelperProcess, load: Callable[[str], Awaitable[bytes]], wanted: Mapping[str, Any]
) -> bytes:
    """`wanted`: the sha256 of the photo. Raises LookupError where it is gone by now, JobProblem where it is none."""
    photo = await load(wanted["sha256"])
    if not photo:
        raise LookupError(wanted["sha256"])
    small = await helper.call("small_photo", photo=photo)
    assert isinstance(small, bytes), "a photo is bytes"
    return small
