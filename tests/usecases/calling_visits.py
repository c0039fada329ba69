"""A call for peer visits as its own use cases lead it, in transactions of their own."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.visits import VisitWay
from bot.i18n.translator import Reader
from bot.matchmaking import Matchmaker
from bot.storage.centres import Centre
from bot.storage.outbox import OutboxRow
from bot.usecases import visit_calls, visit_groups, visit_leaving, visit_offers, visit_planning, visit_reminders
from bot.usecases.visit_calls import Plan
from bot.usecases.visit_offers import Offer
from bot.usecases.work import SYSTEM, Work
from tests.transcripts.attachments import in_this_process
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.assessing import TRANSLATOR, does, looks, settled

PEOPLE = (
    Named("rosa", role="programme_coordinator"),
    Named("amina", centre="TN-1", function="head"),
    Named("hedi", centre="TN-1", role="centre_coordinator", scope="centre:TN-1"),
    Named("karim", centre="TN-1"),
    Named("fatou", centre="TN-2", function="head"),
    Named("nino", centre="GE-1", function="head"),
    Named("omar", centre="MW-1", function="head"),
    Named("giulia", centre="IT-1", function="head"),
)
HEADS = {"amina": "TN-1", "fatou": "TN-2", "nino": "GE-1", "omar": "MW-1", "giulia": "IT-1"}
EVERYBODY = Audience()
CLOSES, FIRST, LAST = date(2023, 3, 24), date(2023, 5, 1), date(2023, 6, 2)
BOTH = Offer(hosts=True, visits=True, areas=(PriorityArea.GREEN,), languages=("fr",))
HOSTS = Offer(hosts=True, visits=False, areas=(PriorityArea.GREEN,), languages=("fr",))
VISITS = Offer(hosts=False, visits=True, areas=(PriorityArea.WBL,), languages=("fr",))
TICKS = (visit_calls.look_after, visit_groups.look_after, visit_leaving.look_after, visit_reminders.send_due)


@dataclass
class Visiting:
    database: object
    now: datetime = BEGINNING

    def __post_init__(self):
        self.people = settled(self.database, *PEOPLE)
        self.centres = self.database.read_now(lambda session: dict(session.exec(select(Centre.code, Centre.id)).all()))

    # -- who does what -------------------------------------------------------------------------------------------------
    def does(self, name, verb, *arguments):
        return does(self.database, self.people[name], verb, *arguments, now=self.now)

    def looks(self, name, query, *arguments):
        return looks(self.database, self.people[name], query, *arguments, now=self.now)

    def says(self, name, verb, argument="1"):
        """In English, what somebody is told who taps or types an action."""
        told = self.does(name, verb, argument)
        return TRANSLATOR.render(told.why if isinstance(told, Refusal) else told.words, Reader("en"))

    def calls(self, name="rosa", *, in_pairs=False, way=VisitWay.EITHER, audience=EVERYBODY, **other):
        values = {
            "closes_on": CLOSES,
            "closes_at": datetime(2023, 3, 24, 23, 59, tzinfo=BEGINNING.tzinfo),
            "visits_from": FIRST,
            "visits_until": LAST,
            **other,
        }
        return self.does(name, visit_calls.open_call, Plan(audience=audience, way=way, in_pairs=in_pairs, **values))

    def offers(self, call=1, **offers):
        for name, offer in offers.items():
            found = self.does(name, visit_offers.offer, call, self.centres[HEADS[name]], offer)
            assert not isinstance(found, Refusal), found

    def clock_ticks(self):
        for tick in TICKS:
            while self.database.write_now(lambda s, tick=tick: tick(Work(s, self.now, SYSTEM, TRANSLATOR, _nobody))):
                pass

    def passes(self, **span):
        """In steps of six hours, as a clock that ticks."""
        until = self.now + timedelta(**span)
        while self.now < until:
            self.now = min(until, self.now + timedelta(hours=6))
            self.clock_ticks()

    def matchmaker(self, **more):
        return Matchmaker(self.database, TRANSLATOR, in_this_process, clock=_Clock(self), wake=_nobody, **more)

    def matches(self, call=1):
        self.does("rosa", visit_calls.match_now, str(call))

        async def all_of_it():
            maker = self.matchmaker()
            while await maker.work_waiting():
                pass

        asyncio.run(all_of_it())

    def sends(self, call=1):
        self.does("rosa", visit_groups.send, str(call))
        self.clock_ticks()

    def runs(self, *, in_pairs=False, way=VisitWay.LIVE, **offers):
        """A group of those who offer something, under way."""
        self.calls(in_pairs=in_pairs, way=way)
        self.offers(**offers)
        self.matches()
        self.sends()
        for name in offers:
            self.says(name, visit_groups.yes)

    def plans(self, name, number, day, hour=10):
        begins = None if hour is None else datetime(day.year, day.month, day.day, hour, tzinfo=BEGINNING.tzinfo)
        return self.does(name, visit_planning.plan, number, day, begins, None)

    # -- what came of it -----------------------------------------------------------------------------------------------
    def told(self, name):
        """Texts of what was queued for somebody."""
        return self.database.read_now(
            lambda session: [
                row.payload["text"]
                for row in session.exec(
                    select(OutboxRow).where(OutboxRow.person_id == self.people[name]).order_by(col(OutboxRow.id))
                )
            ]
        )

    def rows(self, table):
        key = list(table.__table__.primary_key)
        return self.database.read_now(lambda session: list(session.exec(select(table).order_by(*key))))


@dataclass
class _Clock:
    visiting: Visiting

    def now(self):
        return self.visiting.now


def _nobody(*_who):
    """Nobody sleeps here, so nobody is woken."""
