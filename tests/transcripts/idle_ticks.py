"""
While time passes in a transcript: asks what looks at the clock, but not what can find nothing at whatever time, because the
tables that it looks into are empty. Which these are it shows itself, when it finds nothing.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, event, exists, select
from sqlmodel import Session

from bot.scheduling.ticks import Tick
from bot.storage.all_tables import metadata

LOOKED_INTO = re.compile(r"\bFROM (\w+)")  # the first table of a statement: where it is empty, nothing is found
TABLES = sorted(metadata.tables)
FILLED = select(*(exists().select_from(metadata.tables[name]).label(name) for name in TABLES))


@dataclass
class IdleTicks:
    """One for each database."""

    waits_for: dict[str, frozenset[str]] = field(
        default_factory=dict
    )  # by name of a tick: one of these has to be filled

    def found(self, session: Session, ticks: Iterable[Tick], now: datetime) -> Iterator[Tick]:
        """Those that found something to do, each as often as it did."""
        filled = _filled(session)
        with _noted(session.connection()) as statements:
            for tick in ticks:
                if (wanted := self.waits_for.get(tick.name)) is not None and wanted.isdisjoint(filled):
                    continue
                statements.clear()
                while tick.job(session, now):
                    yield tick
                    filled = _filled(session)
                    statements.clear()
                looked_into = [LOOKED_INTO.findall(statement)[:1] for statement in statements]
                tables = frozenset(name for names in looked_into for name in names)
                if all(looked_into) and tables and tables.isdisjoint(filled):
                    self.waits_for[tick.name] = tables


def _filled(session: Session) -> frozenset[str]:
    session.flush()
    return frozenset(
        name for name, any_ in zip(TABLES, session.connection().execute(FILLED).one(), strict=True) if any_
    )


@contextmanager
def _noted(connection: Connection) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)
