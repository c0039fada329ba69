"""How PostgreSQL goes about what concerns a few rows of large tables."""

from sqlalchemy import Connection, func, select

from bot.storage.prepared import Prepared

_LOOK_UP = Prepared(
    select(
        *(
            func.set_config(f"enable_{way}", "off", True).label(way)
            for way in ("hashjoin", "mergejoin", "bitmapscan", "seqscan")
        )
    )
)


def look_up_one_by_one(connection: Connection) -> None:
    """
    Until the transaction ends: as long as it knows little of tables that have grown, it would rather read all of them
    for each slice than look up the few rows that it needs.
    """
    if connection.dialect.name == "postgresql":
        _LOOK_UP.rows(connection, {})
