"""Reminders of a round: only to the silent, rung by rung, capped, while people work there, until somebody answers."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.delivery.codec import outgoing_from_json
from bot.domain.nudges import MOST, Rung
from bot.storage.nudges import Nudge, NudgeState
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.usecases import nudges, publication_progress, round_clock, round_nudges, rounds
from bot.usecases.work import SYSTEM, Work
from tests.transcripts.rounds import DEEDS
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.announcing import ALL, EVERYBODY, TRANSLATOR, does, nobody, settled
from tests.usecases.taking_part import ALL_PARTS, hands_in, plan, signs

pytestmark = pytest.mark.slow  # lets weeks pass

DAY = timedelta(days=1)
RIM = Named("rim", centre="TN-2", role="centre_coordinator", scope="centre", channel="scripted")
ANNA = Named("anna", role="network_animator", scope="network:1", channel="scripted")
JOBS = (round_clock, publication_progress, nudges, round_nudges)


@pytest.fixture
def people(database):
    """By name; a round of fifty days is open to everybody."""
    found = settled(database, *ALL, RIM, ANNA)
    does(database, found["paul"], rounds.open, plan(EVERYBODY, closes_at=BEGINNING + 50 * DAY))
    return found


def passes(database, days, until):
    """The clock, every three hours."""
    for hour in range(days * 24, until * 24, 3):
        now = BEGINNING + timedelta(hours=hour)
        for job in JOBS:
            while database.write_now(lambda session, job=job, now=now: job.look_after(_work(session, now))):
                pass


def _work(session, now):
    return Work(session, now, SYSTEM, TRANSLATOR, nobody)


def told(database):
    """(name, rung) → on which days."""

    def job(session):
        rows = session.exec(
            select(Person.name, Nudge.rung, Nudge.sent_at)
            .join(Person, col(Person.id) == col(Nudge.person_id))
            .where(Nudge.state == NudgeState.SENT)
            .order_by(col(Nudge.sent_at), col(Nudge.id))
        )
        found = {}
        for name, rung, at in rows:
            found.setdefault((name.lower(), rung), []).append((at - BEGINNING).days)
        return found

    return database.read_now(job)


def test_it_climbs_while_nobody_answers_and_each_rung_is_capped(database, people):
    passes(database, 0, 49)
    found = told(database)
    assert {name for name, rung in found if rung is Rung.PERSON} == {"amina", "omar", "leila", "nino", "rim"}
    assert {name for name, rung in found if rung is not Rung.PERSON} == {"rim", "anna", "mariam", "paul"}
    first = {rung: min(days[0] for (_name, one), days in found.items() if one is rung) for rung in Rung}
    assert first == {Rung.PERSON: 3, Rung.CENTRE: 7, Rung.NETWORK: 14, Rung.PROGRAMME: 21}
    for (_name, rung), days in found.items():
        assert len(days) == MOST
        apart = 3 if rung is Rung.PERSON else 7
        assert all(later - sooner >= apart for sooner, later in pairwise(days))
    texts = database.read_now(lambda session: session.exec(select(OutboxRow.dedupe_key)).all())
    assert len([key for key in texts if key.startswith("nudge:")]) == MOST * len(found)


def test_a_person_is_left_in_peace_who_has_answered_or_whose_team_lacks_nothing(database, people):
    hands_in(database, people["omar"], "TN-2", parts=ALL_PARTS[:1])
    hands_in(database, people["nino"], "GE-1")
    passes(database, 0, 4)
    assert set(told(database)) == {(name, Rung.PERSON) for name in ("amina", "leila", "rim")}
    hands_in(database, people["omar"], "TN-2")
    hands_in(database, people["amina"], "TN-1", parts=ALL_PARTS[:1])
    passes(database, 4, 7)
    assert all(len(days) == 1 for days in told(database).values())


def test_what_was_written_down_at_night_is_left_out_when_somebody_answers_before_the_morning(database, people):
    night = BEGINNING + timedelta(days=3, hours=12)
    database.write_now(lambda session: round_nudges.look_after(_work(session, night)))
    while database.write_now(lambda session: nudges.look_after(_work(session, night))):
        pass
    waiting = database.read_now(lambda session: session.exec(select(Nudge.state)).all())
    assert waiting == [NudgeState.DUE] * 5
    hands_in(database, people["leila"], "TN-2")  # all parts: nobody of her centre is waited for
    hands_in(database, people["amina"], "TN-1", parts=ALL_PARTS[:1])
    passes(database, 4, 7)  # over the weekend
    assert set(told(database)) == {("nino", Rung.PERSON)}


def test_the_centre_s_coordinator_hears_until_it_is_signed(database, people):
    hands_in(database, people["omar"], "TN-2")
    passes(database, 0, 8)
    assert told(database)["rim", Rung.CENTRE] == [7]
    rows = database.read_now(
        lambda session: session.exec(select(OutboxRow).where(OutboxRow.person_id == people["rim"])).all()
    )
    [said] = [outgoing_from_json(row.payload) for row in rows if f":{Rung.CENTRE}:" in row.dedupe_key]
    assert "waits to be signed off" in said.text
    assert [choice.data for choice in said.choices] == ["a:begin:team:"]
    signs(database, "TN-2")
    passes(database, 8, 40)
    assert told(database)["rim", Rung.CENTRE] == [7]


def test_whoever_has_nothing_silent_any_more_when_the_hour_has_come_is_not_told(database, people):
    evening = BEGINNING + timedelta(days=14, hours=10)
    while database.write_now(lambda session: round_nudges.look_after(_work(session, evening))):
        pass
    for code in ("TN-1", "IT-1"):
        database.write_now(lambda session, code=code: DEEDS["ends"](session, now=evening, about=(code,)))
    hands_in(database, people["omar"], "TN-2")
    signs(database, "TN-2")
    passes(database, 14, 16)
    assert {name for name, rung in told(database) if rung is Rung.NETWORK} == set()
    states = database.read_now(
        lambda session: session.exec(select(Nudge.state).where(Nudge.rung == Rung.NETWORK)).all()
    )
    assert set(states) == {NudgeState.LEFT_OUT}


def test_nobody_is_reminded_of_a_round_that_does_not_want_it_or_has_closed(database, people):
    does(database, people["paul"], lambda work: rounds.remind(work, 1, wanted=False))
    passes(database, 0, 5)
    assert told(database) == {}
    does(database, people["paul"], lambda work: rounds.remind(work, 1, wanted=True), now=BEGINNING + 5 * DAY)
    passes(database, 5, 7)
    before = told(database)
    assert before
    does(database, people["paul"], rounds.close, 1, now=BEGINNING + 7 * DAY)
    passes(database, 7, 12)
    assert told(database) == before


def test_reminders_that_wait_are_called_off_with_the_reminding(database, people):
    night = BEGINNING + timedelta(days=3, hours=12)
    for job in (round_nudges, nudges):
        while database.write_now(lambda session, job=job: job.look_after(_work(session, night))):
            pass
    does(database, people["paul"], lambda work: rounds.remind(work, 1, wanted=False), now=night)
    passes(database, 4, 7)
    assert told(database) == {}


def test_a_coordinator_may_remind_at_once_within_the_caps_and_others_may_not(database, people):
    for _time in range(2):
        assert does(database, people["paul"], round_nudges.nudge, 1) == 1
        passes(database, 0, 1)
    for name in ("mariam", "amina", "rim"):
        assert isinstance(does(database, people[name], round_nudges.nudge, 1), Refusal)
    assert len(told(database)) == 5


def test_it_takes_slices_and_loses_nobody(database, people, monkeypatch):
    for module, name, size in ((nudges, "SLICE", 1), (nudges, "LOOKED_AT", 2), (round_nudges, "SLICE", 1)):
        monkeypatch.setattr(module, name, size)
    passes(database, 0, 8)
    assert {name for name, rung in told(database) if rung is Rung.PERSON} == {"amina", "omar", "leila", "nino", "rim"}
    assert told(database)["rim", Rung.CENTRE] == [7]
