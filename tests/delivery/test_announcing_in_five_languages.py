"""From five languages, two of which we do not speak, and one of these by a volunteer, to a ledger of two thousand: agreed to, held, corrected and sent on; on both engines."""

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import cycle, islice

import pytest
from sqlalchemy import insert
from sqlmodel import select

from bot import app
from bot.app import TRANSLATED
from bot.delivery import ledger
from bot.delivery.ledger import Tally
from bot.domain.audiences import Audience
from bot.storage.addresses import Address, AddressState
from bot.storage.announcements import KIND, TEXT, Announcement, AnnouncementState
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.people import Person, PersonState
from bot.usecases import (
    announcement_actions,
    announcement_amendments,
    announcement_approving,
    announcement_corrections,
    announcement_drafts,
    announcement_progress,
    announcement_states,
    translation_deeds,
    translations,
)
from bot.usecases.announcement_content import Draft
from bot.usecases.announcement_times import HOLD
from bot.usecases.translation_deeds import Judged, Verdict
from bot.usecases.translations import Thing
from bot.usecases.work import SYSTEM, Actor, ActorKind, Work
from tests.delivery.post_office import PostOffice, Time
from tests.delivery.rows import NOW
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.announcing import TRANSLATOR, nobody, settled

pytestmark = pytest.mark.slow  # two thousand messages

PEOPLE = 2_000
HELD_AT = 500
LEADS = [
    Named("paul", role="programme_coordinator", scope="programme:1", channel="scripted"),
    Named("dora", role="programme_coordinator", scope="programme:1", channel="scripted"),
]
VOLUNTEERS = [Named(name, language="tr", centre="TN-1", channel="scripted") for name in ("amina", "omar")]
TEXTS = {"en": "We meet at ten.", "fr": "Rendez-vous à dix heures.", "ar": "نلتقي في العاشرة.", "ka": "ათზე ვხვდებით."}
CORRECTED = "We meet at eleven."
TURKISH = "Saat onda buluşuyoruz."
READ = TEXTS | {"tr": TURKISH}
READERS = dict(zip(range(100, 100 + PEOPLE - len(VOLUNTEERS)), cycle(READ)))  # by the number of a person


def _speaks(read):
    """Whoever reads what we do not speak has us speak something else, or nothing that we know."""
    return {"language": read, "reads": None} if read != "tr" else {"language": "fr", "reads": "tr"}


def fill(session):
    common = {"created_at": BEGINNING, "seen_at": BEGINNING}
    person = {"language_chosen": True, "zone": "UTC", "text_only": False, "state": PersonState.ACTIVE} | common
    session.execute(
        insert(Person),
        [
            {"id": n, "public_id": f"p{n}", "preferred_address_id": n} | _speaks(read) | person
            for n, read in READERS.items()
        ],
    )
    there = {"channel": "scripted", "account": "bot", "state": AddressState.OK} | common
    session.execute(
        insert(Address), [{"id": n, "person_id": n, "external_id": f"x{n}", "chat": f"c{n}"} | there for n in READERS]
    )
    member = {"function": CentreFunction.TEACHER, "state": MembershipState.CONFIRMED, "created_at": BEGINNING}
    session.execute(
        insert(Membership),
        [{"person_id": n, "centre_id": 1 + n % 5, "from_on": BEGINNING.date()} | member for n in READERS],
    )


class Programme:
    def __init__(self, database):
        self.database = database
        self.people = settled(database, *LEADS, *VOLUNTEERS)
        database.write_now(fill)

    def does(self, name, verb, *arguments, now=BEGINNING):
        actor = Actor(ActorKind.PERSON, self.people[name])
        return self.database.write_now(lambda session: verb(Work(session, now, actor, TRANSLATOR, nobody), *arguments))

    def tick(self, now):
        for job in (
            announcement_states.look_after,
            announcement_progress.look_after,
            announcement_amendments.look_after,
        ):
            while self.database.write_now(lambda session, job=job: job(Work(session, now, SYSTEM, TRANSLATOR, nobody))):
                pass

    def state(self):
        return self.database.read_now(lambda s: s.exec(select(Announcement.state)).one())


def translated_by_volunteers(programme):
    turkish = Thing(KIND, 1, "tr")
    for name in ("amina", "omar"):
        programme.does(name, translations.help_in, ["en", "tr"])
    pieces = programme.does("amina", translations.missing_pieces, turkish)
    digests = {one.field: one.digest for one in pieces}
    programme.does("amina", translation_deeds.propose, TRANSLATED, turkish.key, {TEXT: TURKISH}, digests)
    (waiting,) = programme.does("omar", translations.waiting_pieces, turkish)
    judged = {waiting.proposal_id: Judged(Verdict.APPROVE)}
    assert programme.does("omar", translation_deeds.judge, TRANSLATED, turkish.key, judged) == 1


async def until(is_so):
    async with asyncio.timeout(60):
        while not is_so():
            await asyncio.sleep(0.001)


STARTS = ("Announcement from", "*Paul* vous annonce", "إعلان من")


def copies_of(office):
    """(chat, text), as each appeared."""
    return [(chat, text) for chat, text, edits in office.channel.appeared if edits is None and text.startswith(STARTS)]


def corrections_of(office):
    """Of copies that were there."""
    return [(chat, text) for chat, text, edits in office.channel.appeared if edits and text.startswith(STARTS)]


def english(copies):
    return {chat for chat, _text in copies if chat[1:].isdecimal() and READERS[int(chat[1:])] == "en"}


async def test_each_of_two_thousand_reads_it_once_in_their_own_language(database):
    programme = Programme(database)
    draft = Draft({tag: text for tag, text in TEXTS.items() if tag != "fr"}, "en", Audience())
    assert programme.does("paul", announcement_drafts.keep_and_ask, draft, ["tr"]) == 1
    assert programme.does("paul", announcement_drafts.send, 1, None).key == "fallback"
    programme.does("paul", announcement_drafts.write, 1, "fr", TEXTS["fr"])
    translated_by_volunteers(programme)
    assert programme.does("paul", announcement_drafts.send, 1, None) == 1
    assert programme.state() is AnnouncementState.APPROVING  # more than one may write to alone
    programme.does("dora", announcement_approving.approve, "1")
    assert programme.state() is AnnouncementState.HELD
    programme.tick(BEGINNING + timedelta(seconds=1))
    programme.tick(BEGINNING + HOLD)

    time = Time()
    time.seconds = (BEGINNING - NOW + HOLD).total_seconds()
    office = PostOffice(database, time=time, compose=app.compose(TRANSLATOR))
    async with office.open():
        await until(lambda: len(copies_of(office)) >= HELD_AT)
        office.channel.gate.clear()
        programme.does("paul", announcement_actions.hold, "1")
        office.channel.gate.set()
        await office.quiet()
        stopped_at = len(copies_of(office))
        assert stopped_at < PEOPLE
        office.pass_time(2)
        await office.quiet()
        assert len(copies_of(office)) == stopped_at
        had_it = english(copies_of(office))
        programme.does("paul", announcement_corrections.correct, "1", {"en": CORRECTED}, now=BEGINNING + HOLD)
        programme.does("paul", announcement_actions.send_on, "1")
        programme.tick(BEGINNING + HOLD + timedelta(seconds=15))
        await office.pass_long_time(15)
        await until(lambda: len(copies_of(office)) == PEOPLE and len(corrections_of(office)) == len(had_it))
        await office.quiet()
    programme.tick(BEGINNING + timedelta(hours=1))

    assert database.read_now(lambda session: ledger.tally(session, 1)) == Tally(sent=PEOPLE)
    seen = Counter(chat for chat, _text in copies_of(office))
    assert (len(seen), set(seen.values())) == (PEOPLE, {1})
    assert {chat for chat, _text in corrections_of(office)} == had_it
    now = dict(copies_of(office)) | dict(corrections_of(office))
    wrong = [(chat, text) for chat, text in now.items() if chat[1:].isdecimal() and not _is_theirs(chat, text)]
    assert list(islice(wrong, 5)) == []


def _is_theirs(chat, text):
    return (READ | {"en": CORRECTED})[READERS[int(chat[1:])]] in text
