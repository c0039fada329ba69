"""The program itself, which kills itself at a named point: `python -m tests.faults.killed_at TRAP run`."""

import os
import signal
import sys
from functools import partial
from pathlib import Path

from bot import cli, serve
from bot.delivery import copies
from bot.delivery.reception import Reception
from bot.storage.database import Database

AT_ONCE = 100  # recipients written down in a transaction: so that it can be killed between two


class Death:
    """
    Comes when the point of the trap is reached for the nth time, from the moment on that there is something to lose. The
    trap is a file, so that it can be laid anew, for several workers at once, and taken away while they run.
    """

    def __init__(self, trap):
        self.trap = trap
        self.seen = ""
        self.point = None
        self.left = 0
        self.is_due = False

    def __call__(self, name):
        self.look()
        if self.is_due and name == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def look(self):
        laid = self.trap.read_text()
        if laid != self.seen:
            self.seen = laid
            self.point, nth = laid.split("/")
            self.left = int(nth)

    def may_come_at(self, name):
        self.is_due = True
        self(name)


def lay_in_wait(death):
    """At what the program marks itself (commits, claims, sends, acks, files, rooms, partners), and at two points that it does not know of."""
    opened, expanded = Database.open, copies.expand_slice

    class Fetched(Reception):
        async def accept(self, *arguments):
            death.may_come_at("after-fetch")
            await super().accept(*arguments)

        def _play(self, *arguments):
            death.is_due = True  # another worker may have fetched it
            super()._play(*arguments)

    def expand_slice(*arguments, **settings):
        more = expanded(*arguments, **settings, at_most=AT_ONCE)
        death.may_come_at("in-expansion")
        return more

    Database.open = staticmethod(partial(opened, faults=death))
    serve.Sender = partial(serve.Sender, faults=death)
    serve.Reception = Fetched
    copies.expand_slice = expand_slice
    serve.Fetcher = partial(serve.Fetcher, faults=death.may_come_at)
    serve.RoomKeeper = partial(serve.RoomKeeper, faults=death.may_come_at)
    serve.Matchmaker = partial(serve.Matchmaker, faults=death.may_come_at)


if __name__ == "__main__":
    lay_in_wait(Death(Path(sys.argv.pop(1))))
    cli.main()
