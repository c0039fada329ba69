"""Keeps the parts of a worker going: one that fails is told once and begun again, the others go on meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.delivery.patience import LONGEST_FOR_PEOPLE, Patience, Sleep
from bot.storage.errors import StorageError

LONGEST_FOR_DATABASE = 10.0  # a lock or a full disk is soon over, and everybody waits for it
STEADY_SECONDS = 60.0  # having run so long, a part that failed before counts as working again


async def kept_up(name: str, job: Callable[[], Awaitable[Any]], *, sleep: Sleep = asyncio.sleep) -> None:
    """Ends when `job` does."""
    patience = Patience(f"the {name} failed and is begun again", f"the {name} works again", sleep)
    while True:
        steady = asyncio.create_task(_steady(patience, sleep))
        try:
            await job()
        except Exception as error:  # noqa: BLE001 - a mistake of ours in one part must not end the others
            failure = error
        else:
            return
        finally:
            steady.cancel()
        if isinstance(failure, StorageError):
            await patience.wait(name, longest=LONGEST_FOR_DATABASE, sentence=str(failure))
        else:
            await patience.wait(type(failure).__name__, longest=LONGEST_FOR_PEOPLE, bug=failure)


async def _steady(patience: Patience, sleep: Sleep) -> None:
    await sleep(STEADY_SECONDS)
    patience.end()
