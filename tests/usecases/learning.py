"""A small world of people, and the verbs of sessions in transactions of their own."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from bot.app import translator
from bot.delivery.codec import outgoing_from_json
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.i18n.phrase import Words
from bot.i18n.translator import Reader
from bot.storage.database import Database
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.usecases import reminders, session_proposals, session_rounds
from bot.usecases.session_proposals import Proposal
from bot.usecases.work import SYSTEM, Actor, ActorKind, Work
from tests.transcripts.world import BEGINNING, Named, furnish, settle

TRANSLATOR = translator()
STARTS = BEGINNING + timedelta(days=2, hours=4)  # 16 March 2023, 14:00 in Tunis


@dataclass
class Learning:
    database: Database
    now: datetime = BEGINNING
    numbers: dict[str, int] = field(default_factory=dict)  # of people by name, as far as they were asked for

    def __post_init__(self) -> None:
        self.database.write_now(furnish)

    def joins(self, *people: Named) -> None:
        for named in people:
            self.database.write_now(lambda session, named=named: settle(session, named))

    def number_of(self, name: str) -> int:
        if name not in self.numbers:
            by_name = select(Person.id).where(Person.name == name.title())
            self.numbers[name] = self.database.read_now(lambda s: s.exec(by_name).one())
        return self.numbers[name]

    def does(self, name: str | None, verb: Any, *args: Any, **kwargs: Any) -> Any:
        actor = SYSTEM if name is None else Actor(ActorKind.PERSON, self.number_of(name))
        return self.database.write_now(
            lambda s: verb(Work(s, self.now, actor, TRANSLATOR, lambda *_: None), *args, **kwargs)
        )

    def proposes(self, name: str, **given: Any) -> Any:
        values = {
            "title": "Mentors; in companies",
            "area": PriorityArea.WBL,
            "starts_at": STARTS,
            "minutes": 60,
            "link": "https://meet.example.org/m",
            "audience": Audience(),
            **given,
        }
        return self.does(name, session_proposals.propose, Proposal(**values))

    def keeps(self, name: str, **given: Any) -> Any:
        """A draft, without a time unless one is given."""
        values = {"title": "Mentors", "area": PriorityArea.WBL, "minutes": 60, "audience": Audience(), **given}
        return self.does(name, session_proposals.keep, Proposal(**values))

    def clock_ticks(self) -> None:
        for job in (session_rounds.tell_next, reminders.send_due):
            while self.does(None, job):
                pass

    def said(self, words: Words) -> str:
        """In English."""
        return TRANSLATOR.render(words, Reader("en"))

    def queued(self, containing: str = "") -> list[tuple[str, str]]:
        """(dedupe key, text) of what waits to be sent, in order."""
        rows = self.database.read_now(
            lambda s: [
                (row.dedupe_key, outgoing_from_json(row.payload).text)
                for row in s.exec(select(OutboxRow).order_by(col(OutboxRow.id)))
            ]
        )
        return [row for row in rows if containing in row[0]]


ORGANISER = Named("fatou", member=True, language="fr", centre="TN-1", role="programme_coordinator")
