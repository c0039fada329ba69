"""How the program runs in its process: the event loop, and a garbage collector that knows what stays."""

import asyncio
import gc
import sys
from collections.abc import Coroutine
from typing import Any

SWITCH_SECONDS = 0.0005  # a thread that works out results gives way ten times as often as by default
YOUNG_OBJECTS = 10_000  # some three messages' worth; looking after every 700 found the same things still in use


def run(main: Coroutine[Any, Any, None]) -> None:
    """As `asyncio.run`, on a loop that takes a tenth less of a message's time where the system has it."""
    if sys.platform == "win32":
        asyncio.run(main)
    else:
        import uvloop  # noqa: PLC0415 - there is none for Windows

        uvloop.run(main)


def settle() -> None:
    """
    What is loaded now stays: looking through all of it again and again held each reply up for a tenth of a second.

    A reply passes from thread to thread some ten times; each waits for whoever computes, so that must not be for long.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
