"""Three centres that visit each other, and what their people do, for tests of visits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from bot.core.messages import FileKind, FileReference
from bot.storage.addresses import Address
from bot.storage.outbox import OutboxRow
from bot.storage.visits import Visit
from bot.usecases import visit_parts, visit_reports, visit_weeks
from tests.transcripts.visited import visit
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

HOST = Named("nino", member=True, language="en", centre="GE-1", function="head")
VISITORS = (
    Named("amina", member=True, language="ar", centre="TN-1", function="head"),
    Named("karim", member=True, language="fr", centre="TN-1"),
    Named("giulia", member=True, language="en", centre="IT-1", function="head"),
)
STRANGER = Named("paul", member=True, language="en", centre="MW-1", role="programme_coordinator")
OF_THE_VISIT = ("nino", "amina", "karim", "giulia")


@dataclass
class Visiting(Learning):
    """`number` is that of the visit to GE-1 by TN-1 and IT-1."""

    number: int = 1

    def begins(self, way: str, areas: str = "green,inclusion") -> None:
        self.joins(HOST, *VISITORS, STRANGER)
        self.database.write_now(
            lambda session: visit(session, self.now, (way, "GE-1", "TN-1,IT-1", areas)),
        )

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)
        for job in (visit_parts.look_after, visit_weeks.look_after, visit_reports.look_after):
            while self.does(None, job):
                pass

    def address_of(self, name: str) -> int:
        number = self.number_of(name)
        return self.database.read_now(lambda s: s.exec(select(Address.id).where(Address.person_id == number)).one())

    def rows(self, table: Any) -> list[Any]:
        return self.database.read_now(lambda s: list(s.exec(select(table))))

    @property
    def visit(self) -> Visit:
        return self.database.read_now(lambda s: s.get_one(Visit, self.number))

    def told(self, containing: str = "") -> list[str]:
        """To whom what was queued, by the key of the message."""
        return [key for key, _text in self.queued(containing)]

    def due(self) -> list[tuple[str, datetime]]:
        """When what was queued goes out, by the key of the message."""
        return [(row.dedupe_key, row.due_at) for row in self.rows(OutboxRow)]


def photo(reference: str = "file-photo", size: int | None = 1000) -> FileReference:
    return FileReference(FileKind.PHOTO, reference, media_type="image/jpeg", size=size)
