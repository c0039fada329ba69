"""What was read of a row before it was locked may be old: whoever locks it reads it anew."""

import ast
from pathlib import Path

from sqlalchemy import update
from sqlmodel import select

from bot.storage.locked import locked_row
from bot.storage.networks import Network, NetworkState
from bot.storage.programmes import Programme

LOCKS = "with_for_update"
PROGRAM = Path(__file__).parents[2] / "bot"
# What the clock takes (`skip_locked`), it reads first of all that it does.
ENOUGH = ("populate_existing", "refresh(", "skip_locked")
# Of these it counts which rows there are, or that nobody else does it now, not what is in them; or nothing was read before.
OTHERS = {
    "compendium.make",
    "recognition_keys.key_row",
    "roles._standing_administrators",
    "session_wish_telling.news_of",
    "voices_telling.tell_next",
    "room_acts.job",
    "wanted_files.job",
}


def test_a_row_that_is_locked_is_as_it_is_now(database):
    def look(session):
        session.add(Programme(slug="ene"))
        session.flush()
        number = session.exec(select(Programme.id)).one()
        session.add(Network(programme_id=number, slug="hotels", trade="hotel"))
        session.flush()
        before = session.exec(select(Network)).one()
        session.connection().execute(update(Network).values(state=NetworkState.CLOSED))
        return before.state, locked_row(session, Network, before.id).state, locked_row(session, Network, 99)

    assert database.write_now(look) == (NetworkState.ACTIVE, NetworkState.CLOSED, None)


def test_whatever_is_locked_is_read_anew():
    locking = [path for path in PROGRAM.rglob("*.py") if LOCKS in path.read_text(encoding="utf-8")]
    found = {
        f"{path.stem}.{node.name}"
        for path in locking
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and _is_old(ast.unparse(node))
    }
    assert found == OTHERS


def _is_old(function: str) -> bool:
    return LOCKS in function and not any(word in function for word in ENOUGH)
