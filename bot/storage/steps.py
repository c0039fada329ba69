"""A job on its way through a writer and back to the loop that waits for it."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlmodel import Session


@dataclass(slots=True, eq=False)
class Step:
    job: Callable[[Session], Any]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = None
    callbacks: list[Callable[[], object]] = field(default_factory=list)
    along: dict[str, Callable[[], object]] = field(default_factory=dict)


def settle(steps: Iterable[Step]) -> None:
    """Wakes each waiting loop once, however many of its jobs are done."""
    for loop, waiting in groupby(steps, key=lambda step: step.loop):
        with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits there any more
            loop.call_soon_threadsafe(_settle_on_loop, list(waiting))


def _settle_on_loop(steps: list[Step]) -> None:
    for step in steps:
        if step.future.done():  # the caller was cancelled meanwhile
            continue
        if step.error is None:
            step.future.set_result(step.result)
        else:
            step.future.set_exception(step.error)
