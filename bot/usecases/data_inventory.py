"""The data inventory: which tables there are, for what, whose data they hold, how long, and what becomes of them. From the tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Table
from sqlmodel import SQLModel

from bot.storage.privacy import Basis, Whose
from bot.usecases import erasing, mydata

# Rows that name nobody themselves, and are about somebody all the same.
GO_ALONG: Mapping[str, str] = {
    "answer": "the row goes with its talk",
    "audit": "the line stays and holds a number that points at an emptied person",
    "blob": "the bytes go once nothing points at them any more",
    "blob_chunk": "as its blob",
    "inbox": "as its retention says",
    "matrix_key": "those of their devices and rooms go",
    "pace": "as its retention says",
    "rating": "stays with what was handed in, without them",
    "room_act": "an invitation that is about their address goes",
    "shown_file": "the row goes",
    "voice": "nobody can tell whose it is: it stays",
    "voice_rating": "as its voice",
    "voice_remark": "as its voice",
    "web_browser": "stays without its messages; it is a random number",
    "web_file": "the row goes",
    "web_message": "the row goes",
}
_LEAD = (
    "Written from the tables themselves by `passerelle data-inventory`; please do not change it by hand. What it means for a "
    "data protection officer: [privacy](privacy.md)."
)
_HEADINGS = ("Table", "For what", "Whose data", "Legal basis", "How long", "When somebody is forgotten", "In `mydata`")


@dataclass(frozen=True)
class Entry:
    table: str
    purpose: str
    whose: Whose
    basis: Basis
    retention: str
    forgotten: tuple[str, ...]
    is_told: bool  # to the person concerned, by `mydata`


def entries() -> list[Entry]:
    """By name. Raises KeyError for a table that tells too little of itself."""
    deeds = _deeds()
    return [_entry(table, deeds.get(table.name, ())) for _name, table in sorted(SQLModel.metadata.tables.items())]


def written() -> str:
    """As Markdown: what there is of people first, then the tables that hold nothing of them."""
    found = entries()
    of_people = [one for one in found if one.whose is not Whose.NOBODY]
    rest = [one for one in found if one.whose is Whose.NOBODY]
    lines = [
        "# Data inventory",
        "",
        _LEAD,
        "",
        "## What is kept about people",
        "",
        *_rows(_HEADINGS, (_cells(one) for one in of_people)),
        "",
        "## Tables that hold nothing about people",
        "",
        *_rows(("Table", "For what", "How long"), ((one.table, one.purpose, one.retention) for one in rest)),
        "",
    ]
    return "\n".join(lines)


def _entry(table: Table, deeds: tuple[str, ...]) -> Entry:
    told = table.info
    whose, basis = Whose(told["whose"]), Basis(told["basis"])
    forgotten = deeds or (() if whose is Whose.NOBODY else (GO_ALONG[table.name],))
    is_told = mydata.condition_of(table, 0) is not None
    return Entry(table.name, told["purpose"], whose, basis, told["retention"], forgotten, is_told)


def _deeds() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {"person": {erasing.Deed.EMPTIED.value: None}}
    for rule in erasing.rules(datetime.now(UTC)):
        table = rule.column.class_.__tablename__
        if table != "person":
            found.setdefault(table, {})[_deed_of(rule)] = None
    return {table: tuple(deeds) for table, deeds in found.items()}


def _deed_of(rule: erasing.Rule) -> str:
    return f"`{rule.column.key}`: {rule.deed.value}"


def _cells(entry: Entry) -> tuple[str, ...]:
    told = "yes" if entry.is_told else "no"
    forgotten = "; ".join(entry.forgotten)
    return (entry.table, entry.purpose, entry.whose.value, entry.basis.value, entry.retention, forgotten, told)


def _rows(headings: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
