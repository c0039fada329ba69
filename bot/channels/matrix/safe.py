"""Where the account's keys lie: rows of the database, secrets in them locked with a secret that is not there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from bot.storage import matrix_keys
from bot.storage.database import Database
from bot.storage.matrix_keys import KeyRow, MatrixKeyKind

Owner = tuple[MatrixKeyKind, str]


@dataclass(frozen=True)
class Safe:
    database: Database
    secret: str

    async def rows(self, account: str, owners: Iterable[Owner]) -> list[KeyRow]:
        wanted = list(owners)
        return await self.database.read(lambda session: matrix_keys.owned_by(session, account, wanted))

    async def has(self, account: str, kind: MatrixKeyKind, name: str) -> bool:
        return await self.database.read(lambda session: matrix_keys.has(session, account, kind, name))

    def writing(self, account: str, rows: list[KeyRow]) -> Callable[[Session], None]:
        """To be done in the transaction that stores what they belong to."""
        now = datetime.now(UTC)
        return lambda session: matrix_keys.write(session, account, rows, now)
