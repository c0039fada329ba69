"""Platforms that fail at random, for a long time: patience is kept to the second, nothing is lost, order stays."""

import random
import signal
from collections import Counter

import pytest

from bot.core.messages import Priority
from bot.delivery.failures import NotSent, TooFast, UnknownOutcome
from tests.delivery.post_office import PostOffice
from tests.delivery.rows import a_broadcast, message, put, states
from tests.delivery.scripted import ScriptedChannel
from tests.faults.conftest import TYPED
from tests.faults.kill_rounds import GREETED, in_order
from tests.telegram.emulator import faults
from tests.telegram.emulator.errors import ApiError

pytestmark = pytest.mark.slow
CHATS, EACH = 20, 4
LONGEST = 300  # seconds that a platform asks for
HOUR = 3600
PEOPLE = 30


class Stormy(ScriptedChannel):
    """Refuses every message a few times, asking for 1 to 300 seconds; notes whoever does not wait."""

    def __init__(self, seed):
        super().__init__()
        self.chance = random.Random(seed)
        self.time = None
        self.refusals = Counter()
        self.closed = {}  # from when until when: by chat; "" is the whole account
        self.impatient = []
        self.in_doubt = set()  # keys of which an attempt had its effect, and nobody was told

    def _outcome(self, delivery):
        now = self.time.monotonic()
        for began, until in (self.closed.get(where, (0, 0)) for where in ("", delivery.chat)):
            if began < now < until:  # what was under way in the same moment could not know
                self.impatient.append((delivery.key, began, now, until))
        if self.refusals[delivery.key] < self.chance.choice((0, 1, 2)):
            self.refusals[delivery.key] += 1
            self._refuse(delivery, now)
        return super()._outcome(delivery)

    def _refuse(self, delivery, now):
        match self.chance.choice(("chat", "chat", "account", "down", "silence", "silence afterwards")):
            case "down":
                raise NotSent("connection refused")
            case "silence":
                raise UnknownOutcome("no answer")
            case "silence afterwards":
                super()._outcome(delivery)
                self.in_doubt.add(delivery.key)
                raise UnknownOutcome("no answer")
            case whose:
                seconds = self.chance.randint(1, LONGEST if whose == "chat" else LONGEST // 10)
                self.closed["" if whose == "account" else delivery.chat] = (now, now + seconds)
                raise TooFast(seconds, whole_account=whose == "account")


@pytest.mark.parametrize("seed", range(3))
async def test_in_a_storm_of_refusals_every_wish_for_patience_is_kept_and_nothing_is_lost(database, seed):
    channel = Stormy(seed)
    office = PostOffice(database, channel)
    channel.time = office.time
    broadcast = a_broadcast(database)
    replies = [message(f"{chat} {n}", chat=f"c{chat}") for n in range(EACH) for chat in range(CHATS)]
    how = {"priority": Priority.BROADCAST, "broadcast_id": broadcast}
    put(database, *replies, *(message(f"copy {chat}", chat=f"c{chat}", **how) for chat in range(CHATS)))
    async with office.open():
        while {"queued", "claimed"} & set(states(database).values()):
            await office.pass_long_time(10)
    found, appeared = states(database), Counter(channel.texts)
    assert channel.impatient == []
    assert channel.refusals.total() > CHATS
    assert {found[one.dedupe_key] for one in replies} == {"sent"}
    copies = {f"copy {chat}": found[f"copy {chat}"] for chat in range(CHATS)}
    assert set(copies.values()) <= {"sent", "uncertain"}
    assert [words for words, state in copies.items() if state == "sent" and appeared[words] != 1] == []
    assert [words for words in copies if appeared[words] > 1] == []
    for chat in range(CHATS):
        seen = [text for where, text, _ in channel.appeared if where == f"c{chat}" and not text.startswith("copy")]
        assert in_order(seen) == [f"{chat} {n}" for n in range(EACH)]
    twice = {one.dedupe_key for one in replies if appeared[one.dedupe_key] > 1}
    assert twice <= channel.in_doubt


class OutOfOrder(ScriptedChannel):
    """Behind a gateway that answers nothing but its own failure, for an hour."""

    time = None

    def _outcome(self, delivery):
        if self.time.monotonic() < HOUR:
            raise UnknownOutcome("502")
        return super()._outcome(delivery)


async def test_an_hour_behind_a_gateway_that_is_out_of_order_costs_no_reply(database):
    office = PostOffice(database, OutOfOrder())
    office.channel.time = office.time
    replies = [message(f"{chat} {n}", chat=f"c{chat}") for n in range(EACH) for chat in range(CHATS)]
    put(database, *replies)
    async with office.open():
        await office.pass_long_time(HOUR)
        assert set(states(database).values()) <= {"queued", "claimed"}
        tried = len(office.channel.deliveries)
        await office.pass_long_time(60)
        await office.until_rows(lambda found: set(found.values()) == {"sent"})
    assert tried < HOUR / 10  # now and then one finds out
    assert Counter(office.channel.texts) == Counter(one.dedupe_key for one in replies)
    for chat in range(CHATS):
        assert [text for where, text, _ in office.channel.appeared if where == f"c{chat}"] == [
            f"{chat} {n}" for n in range(EACH)
        ]


OUTCOMES = (
    faults.FAILS,
    faults.ServesHtml(502),
    faults.ServesHtml(504, after_effect=True),
    faults.Resets(),
    faults.Resets(after_effect=True),
    faults.floods(1),
    faults.Refuses(ApiError(503, "Service Unavailable")),
)
EVERY = 4  # calls: one of them fails


async def test_where_every_fourth_call_fails_somehow_people_are_answered_in_order_and_only_doubt_doubles(
    program, telegram, on_telegram
):
    chance = random.Random(1)
    struck = []
    for nth in range(EVERY, 10 * PEOPLE, EVERY):
        outcome = chance.choice(OUTCOMES)
        struck.append(telegram.faults.add(outcome, "sendMessage", nth=nth))
        telegram.faults.add(chance.choice(OUTCOMES), "getUpdates", nth=nth)
    people = [telegram.person(1000 + number) for number in range(PEOPLE)]
    undisturbed = telegram.person(7)
    async with program(**on_telegram) as running:
        for person in people:
            person.says(f"hello {TYPED}")
        await telegram.waits_for(lambda: all(len(set(said(telegram, one))) >= GREETED for one in people), 240)
        telegram.faults.clear()
        undisturbed.says(f"hello {TYPED}")
        await telegram.waits_for(lambda: len(said(telegram, undisturbed)) >= GREETED, 120)
        assert await running.end(signal.SIGTERM) == 0
    assert [in_order(said(telegram, person)) for person in people] == [said(telegram, undisturbed)] * PEOPLE
    doubled = sum(len(said(telegram, person)) - GREETED for person in people)
    doubtful = sum(getattr(rule.outcome, "after_effect", False) and rule.seen >= rule.nth for rule in struck)
    assert doubtful > 0
    assert doubled <= doubtful


def said(telegram, person):
    return [words for _at, chat, words in telegram.journal.sends if chat == person.id]
