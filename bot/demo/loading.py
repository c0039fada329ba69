"""One filling of a database: what is known while it goes on, and how rows go in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from bot.core.identifiers import new_public_id
from bot.demo.sources import dice
from bot.demo.world import Texts, World
from bot.storage.variants import TextVariant, VariantState

_CHUNK: Final = 500
_BASE: Final = "en"


@dataclass
class Loading:
    """The numbers that rows got, by the keys of the world."""

    session: Session
    world: World
    now: datetime
    programme: int = 0
    networks: dict[str, int] = field(default_factory=dict)
    centres: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    memberships: dict[tuple[str, str], int] = field(default_factory=dict)  # of a person in a centre
    throws: Random = field(default_factory=lambda: dice("public ids"))

    def public_id(self, at: datetime) -> str:
        return new_public_id(at.timestamp, self.throws.getrandbits)

    def numbered(self, rows: Sequence[SQLModel]) -> list[int]:
        """The numbers of the new rows, in their order; all of one table."""
        model: Any = type(rows[0])
        statement = insert(model).returning(model.id, sort_by_parameter_order=True)
        return [number for chunk in _chunks(rows) for number in self.session.execute(statement, chunk).scalars()]

    def unnumbered(self, rows: Sequence[SQLModel]) -> None:
        for chunk in _chunks(rows):
            self.session.execute(insert(type(rows[0])), chunk)

    def named(self, kind: str, names: Iterable[tuple[int, Texts]]) -> None:
        self.unnumbered(
            [
                TextVariant(
                    subject_kind=kind,
                    subject_id=number,
                    field="name",
                    language=language,
                    text=text,
                    state=VariantState.ORIGINAL if language == _BASE else VariantState.APPROVED,
                    at=self.now,
                )
                for number, texts in names
                for language, text in texts.items()
            ]
        )


def _chunks(rows: Sequence[SQLModel]) -> Iterable[list[dict[str, Any]]]:
    for start in range(0, len(rows), _CHUNK):
        yield [_without_number(row) for row in rows[start : start + _CHUNK]]


def _without_number(row: SQLModel) -> dict[str, Any]:
    values = row.model_dump()
    if values.get("id", 0) is None:
        del values["id"]
    return values


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
