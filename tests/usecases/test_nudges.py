"""Reminders of a questionnaire: only who has not answered, at most three in all, three days apart, by day."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.subscriptions import QUESTIONNAIRES
from bot.storage.nudges import Nudge, NudgeState
from bot.storage.outbox import OutboxRow
from bot.usecases import nudges, publishing, questionnaires, subscriptions
from bot.usecases.questionnaires import Filled
from bot.usecases.work import COMMAND, SYSTEM, Work
from tests.transcripts.published import FORMS, kept
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import TRANSLATOR, TUNISIA, does, nobody, settled

NOON = BEGINNING + timedelta(hours=3)
DAYS = timedelta(days=3, minutes=1)


@pytest.fixture
def people(database):
    """By name; a questionnaire is published to the three of Tunisia."""
    found = settled(database)

    def job(session):
        version = kept(FORMS / "workshop.md", Work(session, BEGINNING, COMMAND, TRANSLATOR, nobody))
        assert version == 1

    database.write_now(job)
    assert does(database, found["mariam"], lambda work: publishing.publish(work, 1, TUNISIA, None, tells=False)) == 1
    return found


def answers(database, person_id):
    begun = does(database, person_id, questionnaires.begin, 1)
    assert does(database, person_id, questionnaires.submit, Filled(1, begun, "en", {}, {}), now=NOON) == 1


def look(database, now):
    while database.write_now(lambda session: nudges.look_after(Work(session, now, SYSTEM, TRANSLATOR, nobody))):
        pass


def reminded(database):
    """By person, how often."""
    keys = database.read_now(lambda session: session.exec(select(OutboxRow.dedupe_key, OutboxRow.person_id)).all())
    found = {}
    for key, person in keys:
        if key.startswith("nudge:"):
            found[person] = found.get(person, 0) + 1
    return found


def test_only_who_has_not_answered_is_reminded_once_and_of_three_days_nobody_again(database, people):
    answers(database, people["omar"])
    assert does(database, people["mariam"], nudges.nudge, 1, now=NOON) == 2
    look(database, NOON)
    look(database, NOON)
    assert reminded(database) == {people["amina"]: 1, people["leila"]: 1}
    later = NOON + timedelta(days=2, hours=23)
    assert isinstance(does(database, people["mariam"], nudges.nudge, 1, now=later), Refusal)


def test_three_are_the_most(database, people):
    now = NOON
    for _round in range(3):
        assert does(database, people["mariam"], nudges.nudge, 1, now=now) == 3
        look(database, now)
        now += DAYS
    assert isinstance(does(database, people["mariam"], nudges.nudge, 1, now=now), Refusal)
    assert set(reminded(database).values()) == {3}


def test_at_night_they_wait_for_the_morning_and_whoever_answers_meanwhile_is_left_out(database, people):
    night = BEGINNING + timedelta(hours=13)  # 23:00 in Tunis
    assert does(database, people["mariam"], nudges.nudge, 1, now=night) == 3
    look(database, night)
    assert reminded(database) == {}
    answers(database, people["omar"])
    look(database, night + timedelta(hours=9))
    assert reminded(database) == {people["amina"]: 1, people["leila"]: 1}
    rows = database.read_now(lambda session: session.exec(select(Nudge.person_id, Nudge.state)).all())
    assert dict(rows)[people["omar"]] is NudgeState.LEFT_OUT


def test_what_is_closed_meanwhile_reminds_nobody(database, people):
    night = BEGINNING + timedelta(hours=13)
    does(database, people["mariam"], nudges.nudge, 1, now=night)
    look(database, night)
    does(database, people["mariam"], publishing.close, 1, now=night)
    look(database, night + timedelta(hours=9))
    assert reminded(database) == {}


def test_it_takes_slices_and_loses_nobody(database, people, monkeypatch):
    monkeypatch.setattr(nudges, "SLICE", 1)
    monkeypatch.setattr(nudges, "LOOKED_AT", 2)
    does(database, people["mariam"], nudges.nudge, 1, now=NOON)
    look(database, NOON)
    assert reminded(database) == dict.fromkeys((people["amina"], people["omar"], people["leila"]), 1)


def test_only_whose_scope_it_is_may_remind(database, people):
    assert isinstance(does(database, people["amina"], nudges.nudge, 1, now=NOON), Refusal)


def test_who_has_turned_reminders_of_questionnaires_off_gets_none_even_if_it_is_written_down(database, people):
    night = NOON + timedelta(hours=12)
    assert does(database, people["mariam"], nudges.nudge, 1, now=night) == 3
    look(database, night)  # written down, and not told before the morning
    does(database, people["omar"], subscriptions.turn_off, [QUESTIONNAIRES])
    look(database, night + timedelta(hours=12))
    assert people["omar"] not in reminded(database)
    assert len(reminded(database)) == 2
    assert does(database, people["mariam"], nudges.possible, 1, now=night + timedelta(days=4)) == 2
