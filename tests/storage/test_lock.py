import subprocess
import sys

import pytest

from bot.storage.errors import DatabaseUnavailable, WorkerRunning
from bot.storage.lock import worker_lock

HOLDER = """
import sys
from pathlib import Path
from bot.storage.lock import worker_lock
with worker_lock(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "locked\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_worker_is_refused_and_told_the_first_one_s_number(holder, tmp_path):
    with pytest.raises(WorkerRunning) as refusal, worker_lock(tmp_path):
        pass
    assert refusal.value.pid == holder.pid
    assert str(refusal.value) == (
        f"Process {holder.pid} works with the data folder {tmp_path} already, and only one may. Stop that one first, "
        "or give this one a folder of its own by PASSERELLE_DATA_DIR. For several workers at the same "
        "time take PostgreSQL: `passerelle copy-database` moves everything there. Nothing was changed."
    )


def test_a_killed_worker_leaves_no_lock(holder, tmp_path):
    holder.kill()
    holder.wait(10)
    with worker_lock(tmp_path):
        pass


def test_the_lock_is_free_again_afterwards(tmp_path):
    for _ in range(2):
        with worker_lock(tmp_path), pytest.raises(WorkerRunning), worker_lock(tmp_path):
            pass


def test_programs_that_a_worker_started_do_not_keep_its_lock(tmp_path):
    with worker_lock(tmp_path):
        child = subprocess.Popen(
            [sys.executable, "-c", "print('here', flush=True); input()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            close_fds=False,
        )
        assert child.stdout.readline() == b"here\n"
    with worker_lock(tmp_path):
        pass
    child.communicate(b"\n")


def test_two_folders_have_two_workers(holder, tmp_path):
    (tmp_path / "other").mkdir()
    with worker_lock(tmp_path / "other"):
        pass


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(DatabaseUnavailable, match="No such file or directory"), worker_lock(tmp_path / "missing"):
        pass
