"""Whatever people write behind a command: it is data, and no step fails."""

import pytest

from bot import app
from tests.transcripts.play import Play

NAMES = [handler.name for handler in app.talks(app.translator()).handlers]
ARGUMENTS = (
    "1",
    "0",
    "-1",
    "٣",
    "²",
    "99999999999999999999999",
    "1 2",
    "1-99999999999999999999",
    "day-99999999999999999999",
    "ask-99999999999999999999",
    "answer-99999999999999999999",
    "a:b",
    "'; --",
    "\u200f",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_argument_of_a_command_makes_a_step_fail(sqlite_database, name):
    play = Play(sqlite_database)
    play.play("@member paul language=en centre=TN-1 role=programme_coordinator scope=programme:1")
    for argument in ARGUMENTS:
        before = len(play.lines)
        play.play(f"paul: /{name} {argument}\n")
        assert any(line.startswith("bot") for line in play.lines[before:]), (name, argument)
