"""One worker for one SQLite data folder: the operating system lets go of the lock when its process ends, however."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.storage.errors import DataFolderUnusable, WorkerRunning

FILE = "worker.lock"


@contextmanager
def worker_lock(folder: Path) -> Iterator[None]:
    """Raises WorkerRunning with the process id of whoever has it. Other commands need no lock and run beside it."""
    path = folder / FILE
    try:
        # Python closes the file in programs that it starts, so that a helper process never keeps the lock.
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DataFolderUnusable(str(folder), error.strerror or str(error)) from error
    try:
        _take(file, folder)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(file)  # the file stays: removing it would let two processes lock two files of one name


def _take(file: int, folder: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise WorkerRunning(folder, os.pread(file, 20, 0).decode().strip()) from error
    os.ftruncate(file, 0)
