"""
Starts the program without its imports: a process that has done them already becomes it, by a fork. What runs from there on
is what `python -m bot` runs; a start is cheaper by two or three seconds of computing.
"""

import asyncio
import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOADED = ("bot.cli", "bot.cli_running", "bot.cli_database")
MOST = 2**20  # bytes of an order
STATUS = 32  # bytes of a number


class Forked:
    """As a process of asyncio's."""

    def __init__(self, told: socket.socket, pid: int) -> None:
        """`told` says how it ended."""
        self.told = told
        self.pid = pid
        self.returncode: int | None = None

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    async def wait(self) -> int:
        if self.returncode is None:
            status = await asyncio.get_running_loop().sock_recv(self.told, STATUS)
            self.told.close()
            self.returncode = os.waitstatus_to_exitcode(int(status))
        return self.returncode


async def start(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], *outputs: int) -> Forked:
    """`arguments`: of Python, "-m" first; `outputs`: the descriptors that become its standard output and error."""
    told, telling = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    told.setblocking(False)
    with telling:
        order = json.dumps({"words": arguments[1:], "folder": str(folder), "environment": dict(environment)})
        socket.send_fds(forker(), [order.encode()], [telling.fileno(), *outputs])
    return Forked(told, int(await asyncio.get_running_loop().sock_recv(told, STATUS)))


@cache
def forker() -> socket.socket:
    """Takes orders. One for each process that runs tests, and it ends with it."""
    orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", "tests.faults.forking", str(theirs.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)

    def end() -> None:
        orders.close()
        process.wait()

    atexit.register(end)
    return orders


# -- in the process that forks -----------------------------------------------------------------------------------------
def next_program(orders: socket.socket) -> str:
    """In the process that forks this never returns; in each program that comes of it, with what was ordered."""
    while True:
        order, descriptors, _flags, _address = socket.recv_fds(orders, MOST, 3)
        if not order:
            os._exit(0)  # nobody runs tests any more
        if os.fork() == 0:
            orders.close()
            attended(*descriptors)
            return order.decode()
        for one in descriptors:
            os.close(one)


def attended(telling: int, *outputs: int) -> None:
    """Returns in a child, to which the outputs belong; its parent stays, and tells how the child ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(telling)
        for target, output in enumerate(outputs, start=1):
            os.dup2(output, target)
            os.close(output)
        return
    for output in (1, 2, *outputs):
        os.close(output)
    with suppress(OSError):  # whoever asked is gone
        os.write(telling, str(child).encode())
        os.write(telling, str(os.waitpid(child, 0)[1]).encode())
    os._exit(0)


def main() -> None:
    orders = socket.socket(fileno=int(sys.argv[1]))
    for name in LOADED:
        import_module(name)
    gc.collect()
    gc.freeze()  # a collection would copy the pages of all that is loaded
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the end of those who attend is of no interest
    order = json.loads(next_program(orders))
    gc.unfreeze()
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv[1:] = order["words"][1:]
    runpy.run_module(order["words"][0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
