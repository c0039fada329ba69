"""A machine drafts what people asked for: for volunteers only, and never over what a person wrote; on both engines."""

import asyncio
from datetime import timedelta

import pytest

from bot.app import TRANSLATED
from bot.domain.audiences import Audience
from bot.machine_translation import AGAIN_AFTER, MachineDrafts
from bot.storage.announcements import KIND, TEXT
from bot.storage.variants import digest_of, texts
from bot.usecases import announcement_drafts, translation_deeds, translations
from bot.usecases.announcement_content import Draft, Extras
from bot.usecases.translations import Thing
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import TRANSLATOR, Learning

FRENCH = Thing(KIND, 1, "fr")


class Shouting:
    """Puts everything into capital letters; does on the way what a test wants."""

    def __init__(self, meanwhile=None, answer=None):
        self.meanwhile, self.answer, self.asked = meanwhile, answer, []

    async def translate(self, texts, source, target):
        self.asked.append((tuple(texts), source, target))
        if self.meanwhile is not None:
            await asyncio.to_thread(self.meanwhile)
        if self.answer is not None:
            return self.answer()
        return [text.upper() for text in texts]


class Clock:
    def __init__(self):
        self.at = BEGINNING

    def now(self):
        return self.at


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("paul", role="programme_coordinator", scope="programme:1"),
        Named("amina", language="fr", centre="TN-1"),
    )
    world.does("amina", translations.help_in, ["en", "fr"])
    draft = Draft({"en": "Hello"}, "en", Audience(), extras=Extras(choices={"en": ("Yes", "No")}))
    world.does("paul", announcement_drafts.keep_and_ask, draft, ["fr"])
    return world


def drafts(learning, machine, clock=None):
    return MachineDrafts(
        learning.database, TRANSLATOR, machine, TRANSLATED, clock=clock or Clock(), wake=lambda *_: None
    )


def looks(keeper):
    async def until_nothing_is_left():
        count = 0
        while await keeper.work_waiting():
            count += 1
        return count

    return asyncio.run(until_nothing_is_left())


def proposals(learning):
    pieces = learning.does("amina", translations.missing_pieces, FRENCH)
    return {one.field: one.proposal for one in pieces if one.is_machines}


def test_all_texts_of_a_thing_are_drafted_once_and_nobody_reads_them(learning):
    machine = Shouting()
    assert looks(drafts(learning, machine)) == 1
    assert machine.asked == [(("Hello", "Yes", "No"), "en", "fr")]
    assert proposals(learning) == {TEXT: "HELLO", "choice:1": "YES", "choice:2": "NO"}
    assert learning.database.read_now(lambda s: texts(s, KIND, [1], TEXT)) == {1: {"en": "Hello"}}
    assert looks(drafts(learning, machine)) == 0


def test_what_a_person_wrote_while_the_machine_worked_stays(learning):
    def proposes():
        digests = {TEXT: digest_of("Hello")}
        learning.does("amina", translation_deeds.propose, TRANSLATED, FRENCH.key, {TEXT: "Bonjour"}, digests)

    looks(drafts(learning, Shouting(meanwhile=proposes)))
    assert proposals(learning) == {"choice:1": "YES", "choice:2": "NO"}


def test_a_new_original_is_drafted_anew(learning):
    looks(drafts(learning, Shouting()))
    learning.does("paul", announcement_drafts.write, 1, "en", "Good morning")
    machine = Shouting()
    looks(drafts(learning, machine))
    assert machine.asked == [(("Good morning",), "en", "fr")]
    assert proposals(learning)[TEXT] == "GOOD MORNING"


def fails():
    raise ConnectionError("no network")


@pytest.mark.parametrize("answer", [fails, lambda: ["too few"], lambda: [None, "", " "]], ids=["fails", "few", "none"])
def test_where_the_machine_fails_nothing_is_kept_and_it_is_asked_again_half_an_hour_later(learning, answer):
    machine, clock = Shouting(answer=answer), Clock()
    keeper = drafts(learning, machine, clock)
    assert looks(keeper) == 1
    assert proposals(learning) == {}
    clock.at += AGAIN_AFTER - timedelta(seconds=1)
    assert looks(keeper) == 0
    clock.at += timedelta(seconds=1)
    machine.answer = None
    assert looks(keeper) == 1
    assert proposals(learning)[TEXT] == "HELLO"
