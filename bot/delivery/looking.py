"""What a worker does beside receiving and sending: looks whether there is something to do, does it, and looks again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.delivery.trouble import Trouble
from bot.storage.errors import StorageError

log = logging.getLogger(__name__)


async def keep_looking(
    look: Callable[[], Awaitable[object]],
    every: float,
    *,
    sentence: str,
    failures: tuple[type[Exception], ...] = (StorageError,),
) -> None:
    """Until cancelled: at once again where something was done, else after `every` seconds.

    `sentence` says for the log what cannot be done while one of the `failures` lasts.
    """
    trouble = Trouble(log)
    while True:
        try:
            found = await look()
        except failures as error:
            trouble.tell(f"{sentence}: {error}")
        else:
            trouble.end()
            if found:
                continue
        await asyncio.sleep(every)
