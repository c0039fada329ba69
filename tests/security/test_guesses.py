"""Codes that let in are guessed at five times an hour, whatever they are for, and no more."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.storage.centres import Centre
from bot.storage.invitations import Invitation
from bot.storage.memberships import CentreFunction
from bot.usecases import invitations
from tests.transcripts.play import Play

pytestmark = pytest.mark.slow  # whole conversations
WRONG = [f"WRNG234{letter}" for letter in "ABCDE"]


@pytest.fixture
def play(sqlite_database):
    return Play(sqlite_database)


def invitation(play) -> str:
    def made(session):
        centre = session.exec(select(Centre).where(Centre.code == "TN-1")).one()
        found = invitations.invite(play.work(session), centre.id, CentreFunction.TEACHER)
        assert isinstance(found, Invitation)
        return found.code

    return play.database.write_now(made)


def answer(play, line: str) -> str:
    """What is said to it."""
    before = len(play.lines) + 1
    play.play(line)
    return "\n".join(play.lines[before:])


GUESSES = {
    "invitations": [f"nadia: /start {code}" for code in WRONG],
    "voices": [f"nadia: /start voice-{code}" for code in WRONG],
    "claims": [f"nadia: /claim {code}" for code in WRONG],
    "other accounts": [f"nadia: /link {code}" for code in WRONG],
    "certificates": [f"nadia: /check {code}" for code in WRONG],
}


@pytest.mark.parametrize("lines", GUESSES.values(), ids=GUESSES.keys())
def test_after_five_wrong_codes_a_right_one_helps_nobody_for_an_hour(play, lines):
    code = invitation(play)
    play.play("@person nadia client=en\n" + "\n".join(lines))
    refused = answer(play, f"nadia: /start {code}")
    play.clock.at += timedelta(minutes=61)
    let_in = answer(play, f"nadia: /start {code}")
    assert "too many wrong codes" in refused, play.lines
    assert "too many wrong codes" not in let_in, play.lines
