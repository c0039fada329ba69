"""The program itself, which kills itself at a named point: `python -m tests.faults.killed_at POINT NTH run`."""

import os
import signal
import sys
from functools import partial

from bot import cli, serve
from bot.delivery import copies
from bot.delivery.reception import Reception
from bot.storage.database import Database

AT_ONCE = 100  # recipients written down in a transaction: so that it can be killed between two


class Death:
    """Comes when the point is reached for the nth time, from the moment on that there is something to lose."""

    def __init__(self, point, nth):
        self.point = point
        self.left = nth
        self.is_due = False

    def __call__(self, name):
        if self.is_due and name == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def may_come_at(self, name):
        self.is_due = True
        self(name)


def lay_in_wait(death):
    """At what the program marks itself (commits, claims, sends, acks, files, rooms, partners), and at two points that it does not know of."""
    opened, expanded = Database.open, copies.expand_slice

    class Fetched(Reception):
        async def accept(self, channel, account, messages, state):
            death.may_come_at("after-fetch")
            await super().accept(channel, account, messages, state)

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
    point, nth = sys.argv[1], int(sys.argv[2])
    del sys.argv[1:3]
    lay_in_wait(Death(point, nth))
    cli.main()
