"""Being told to stop (Ctrl-C, SIGTERM) before there is anybody who listens."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGINT, signal.SIGTERM)


class _ToldToStop(BaseException):
    """Passes through everything that only catches errors; transactions are rolled back on its way."""


@contextmanager
def ending_quietly() -> Iterator[None]:
    """What is under way is undone and the block ends without a word; a loop inside may listen by itself later on."""
    before = {one: signal.signal(one, _stop) for one in STOPPING}
    try:
        yield
    except _ToldToStop:
        pass  # as asked
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _stop(*_: object) -> None:
    for one in STOPPING:
        signal.signal(one, signal.SIG_IGN)  # it is ending: asking again must not disturb that
    raise _ToldToStop
