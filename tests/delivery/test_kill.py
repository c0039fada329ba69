"""kill -9 at named points: nothing is lost or overtaken, little is doubled, and copies of broadcasts never are."""

import signal
import subprocess
import sys
from collections import Counter

import pytest
from sqlmodel import select

from bot.core.messages import Priority
from bot.delivery import ledger
from bot.delivery.shift import MOST_HELD
from bot.storage.database import Database
from bot.storage.leases import LeaseRow
from tests.delivery.rows import a_broadcast, message, put, states

REPLIES, COPIES = 600, 400


def fill(database):
    put(database, *(message(f"reply {n}", chat=f"r{n % 300}") for n in range(REPLIES)))
    broadcast = a_broadcast(database)
    how = {"priority": Priority.BROADCAST, "broadcast_id": broadcast}
    put(database, *(message(f"copy {n}", chat=f"c{n}", **how) for n in range(COPIES)))


def run_worker(url, path, point="none", nth=1):
    arguments = [sys.executable, "-m", "tests.delivery.killed_worker", url, path, point, str(nth)]
    return subprocess.run(arguments, check=False, timeout=120).returncode


def bury(database):
    """The dead owner's lease runs out."""

    def job(session):
        for row in session.exec(select(LeaseRow)):
            row.expires_at = row.expires_at.replace(year=2000)

    database.write_now(job)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "nth"),
    [
        ("after-claim", 1),
        ("after-claim", 2),
        ("after-send", 1),
        ("after-send", 300),
        ("before-ack", 3),
        ("before-commit", 5),
        ("after-commit", 5),
    ],
)
def test_nothing_is_lost_at_a_kill_and_what_is_doubled_is_less_than_a_slice(database_url, tmp_path, point, nth):
    path = tmp_path / "appeared"
    database = Database.open(database_url, durable=False)
    fill(database)
    assert run_worker(database_url, path, point, nth) == -signal.SIGKILL
    assert {"queued", "claimed"} & set(states(database).values())  # it was not done
    bury(database)
    assert run_worker(database_url, path) == 0
    appeared = Counter(path.read_text().splitlines())
    found = states(database)
    tally = database.read_now(lambda session: ledger.tally(session, 1))
    database.close()
    lost = [key for key, state in found.items() if state == "sent" and key not in appeared]
    assert lost == []
    assert {found[f"reply {n}"] for n in range(REPLIES)} == {"sent"}
    assert {found[f"copy {n}"] for n in range(COPIES)} <= {"sent", "uncertain"}
    assert tally == ledger.Tally(sent=COPIES - tally.uncertain, uncertain=tally.uncertain)
    chats = [[key for key in appeared if key in {f"reply {n}", f"reply {n + 300}"}] for n in range(300)]
    assert chats == [[f"reply {n}", f"reply {n + 300}"] for n in range(300)]  # in the order of their first appearance
    twice = [key for key, times in appeared.items() if times > 1]
    assert [key for key in twice if key.startswith("copy")] == []
    assert len(twice) <= MOST_HELD
    assert max(appeared.values()) <= 2
