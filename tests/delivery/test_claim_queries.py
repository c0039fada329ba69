"""How both engines go about the queries of the hot path, with 100,000 rows waiting."""

import re

import pytest
from sqlalchemy import insert, text

from bot.core.messages import Priority
from bot.delivery.claims import claim, waiting
from bot.delivery.results import recover
from bot.storage.outbox import OutboxRow, OutboxState
from tests.delivery.listening import overheard
from tests.delivery.rows import NOW, a_broadcast, keys

ROWS = 100_000


def fill(session, broadcast):
    """A fifth each: replies, copies of a broadcast, what is sent, reminders for later, and edits of what is sent."""
    common = {"channel": "scripted", "account": "bot", "created_at": NOW, "due_at": NOW}
    kinds = (
        {"priority": Priority.REPLY, "payload": {"text": "here"}},
        {"priority": Priority.BROADCAST, "broadcast_id": broadcast},
        {"priority": Priority.REPLY, "state": OutboxState.SENT, "external_id": "17"},
        {"priority": Priority.REMINDER, "due_at": NOW.replace(year=2023)},
        {"priority": Priority.COSMETIC, "payload": {"text": "better", "edits": "that"}},
    )
    for kind, values in enumerate(kinds):
        ids = range(kind + 1, ROWS + 1, len(kinds))
        edits = values["priority"] == Priority.COSMETIC
        session.connection().execute(
            insert(OutboxRow.__table__),
            [
                {"id": n, "dedupe_key": str(n), "chat": f"chat {n // 8}", "edits_id": n - 2 if edits else None}
                | common
                | values
                for n in ids
            ],
        )


def plans(database, job):
    """How the engine goes about each statement of the job."""
    explain = "EXPLAIN QUERY PLAN " if database.engine_name == "sqlite" else "EXPLAIN "
    with overheard(database.backend.writing) as statements:
        database.write_now(job)

    def plan(session, statement, parameters):
        return [row[-1].strip() for row in session.connection().exec_driver_sql(explain + statement, parameters)]

    return database.write_now(lambda session: {one[0]: plan(session, *one) for one in statements if "outbox" in one[0]})


@pytest.mark.slow
def test_no_query_of_the_hot_path_reads_or_sorts_the_whole_outbox(database):
    broadcast = a_broadcast(database)
    database.write_now(lambda session: fill(session, broadcast))
    database.write_now(lambda session: session.execute(text("ANALYZE")))
    limits = {"replies": 30, "broadcasts": 24, "cosmetic": 30, "closed_chats": ["chat 1", "chat 2"]}

    def job(session):
        waiting(session, "scripted", "bot", NOW)
        claimed = claim(session, "scripted", "bot", 1, NOW, **limits)
        assert len(claimed) == 84
        assert keys(claimed)[:4] == ["1", "6", "26", "31"]
        recover(session, "scripted", "bot", 2, idempotent=False)

    found = plans(database, job)
    assert len(found) == 7
    whole_table = re.compile(r"SCAN (?!CONSTANT|broadcast|\(subquery)|Seq Scan on outbox")
    assert [line for plan in found.values() for line in plan if whole_table.search(line)] == []
    # The only thing to sort is whose turn it is among the broadcasts, of which there are few.
    sorting = [statement for statement, plan in found.items() if any(re.search("Sort|TEMP", line) for line in plan)]
    assert [statement for statement in sorting if "FROM broadcast" not in statement] == []
