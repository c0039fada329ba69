"""Whatever two of a team say, tap or correct amid an assessment that they share: no step fails, and only what was chosen is handed in."""

from random import Random

import pytest
from sqlmodel import col, select

from bot.i18n.markup import plain
from bot.storage.assessments import Assessment
from bot.storage.questionnaires import Submission
from tests.transcripts.canonical import ISOLATES
from tests.transcripts.play import Play
from tests.transcripts.test_wandering import STEPS

pytestmark = pytest.mark.slow  # wanders for long

TOLD = (
    *("1", "2", "3", "yes", "no", "workshops", "people", "kitchen", "all that nobody has answered yet"),
    *("go on", "another part", "stop for now", "send what I have", "assessment", "back", "back", "keep", "skip"),
    *("send", "send", "send", "change an answer", "change it", "nothing, go back", "undo", "tunis"),
)
FORWARD = ("send", "send what i have", "change it", "nothing, go on", "centre de tunis", "no", "workshops", "growing")
OPENING, LAST = "kitchen", "wish"


def what_they_say(chance: Random, play: Play, written: dict[str, list[str]]) -> str:
    name = chance.choice(("amina", "omar"))
    kind = chance.choices(("say", "tap", "correct"), (60, 30, 10))[0]
    choices = next(message.choices for who, _channel, message, _id in reversed(play.shown) if who == name)
    if kind == "tap" and choices:
        return f"{name} taps: {chance.choice(choices).label}"
    if kind == "correct" and written[name]:
        return f"{name} corrects: {chance.choice(written[name])} -> {chance.choice(TOLD)}"
    written[name].append(chance.choice(TOLD))
    return f"{name}: {written[name][-1]}"


def offered(play: Play) -> set[str]:
    """What amina could answer now, in small letters."""
    message = next(message for who, _channel, message, _id in reversed(play.shown) if who == "amina")
    return {plain(choice.label).translate(ISOLATES).lower() for choice in message.choices}


def test_what_is_handed_in_however_two_wander(database):
    """Some seeds, on a quick form, of which one part depends on an answer."""
    wander(database, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_what_is_handed_in_however_two_wander_for_long(database, seed):
    wander(database, seed)


def wander(database, seed: int) -> None:
    chance, play = Random(seed), Play(database, restarting=bool(seed % 2))
    written: dict[str, list[str]] = {"amina": [], "omar": []}
    play.play(
        "@member amina language=en centre=TN-1\n@member omar language=en centre=TN-1,IT-1 channel=matrix\n"
        "@round shared.md 30\namina: assessment\nomar: !assessment\n"
    )
    for _step in range(STEPS * 2):
        play.play(what_they_say(chance, play, written) + "\n")
    play.play("amina: assessment\n")
    for _step in range(20):  # straight to the end
        play.play(f"amina: {next((word for word in FORWARD if word in offered(play)), 'skip')}\n")
    handed_in = database.read_now(lambda s: s.exec(select(Submission).order_by(col(Submission.id))).all())
    assert handed_in, "they get there, however they wander"
    for row in handed_in:
        tops = {path.split("/")[2] for path in row.answers}
        assert row.parts, "something was chosen"
        assert tops <= {OPENING, LAST, "meta", *row.parts}
        assert ("cooking" in row.parts) <= (row.answers["/data/kitchen"] == "yes")
    for one in database.read_now(lambda s: s.exec(select(Assessment)).all()):
        assert one.parts in (["workshops", "people"], ["workshops", "cooking", "people"])
