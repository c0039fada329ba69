"""Whatever somebody says, taps, sends or corrects amid a questionnaire, in whatever order: no step ever fails."""

from random import Random

import pytest

from tests.transcripts.play import Play
from tests.transcripts.published import FORMS

ANSWERS = ("1", "2", "3", "12", "a", "none", "3/4/2024", "14:30", "3/4/2024 14:30", "36.8 10.2", "37 10.4", "tun", "ok")
COMMANDS = (
    *("back", "back", "back", "keep", "keep", "skip", "skip", "undo", "undo", "done", "more", "yes", "no", "help"),
    *("change an answer", "change an answer", "nothing, go back", "remove it", "leave it as it is", "change it"),
    *("another one", "that is all", "search again", "pause", "stop", "nothing, go on", "menu", "/questionnaire"),
    *("send", "keep for later", "language", "english"),
)
SENT = ("photo", "place 36.8 10.2", "document workshop.md")
STEPS = 45


def what_next(chance: Random, play: Play, written: list[str]) -> str:
    kind = chance.choices(("answer", "command", "send", "tap", "correct"), (30, 40, 5, 15, 10))[0]
    if kind == "tap" and (choices := play.shown[-1][2].choices):
        return f"amina taps: {chance.choice(choices).label}"
    if kind == "correct" and written:
        return f"amina corrects: {chance.choice(written)} -> {chance.choice(ANSWERS)}"
    if kind == "send":
        return f"amina sends: {chance.choice(SENT)}"
    written.append(chance.choice(COMMANDS if kind == "command" else ANSWERS))
    return f"amina: {written[-1]}"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("database_url", "seed", "restarting"),
    [
        ("sqlite", 0, False),
        ("sqlite", 1, True),
        ("postgresql", 2, False),
        ("postgresql", 3, True),
    ],
    indirect=["database_url"],
)
@pytest.mark.parametrize("form", sorted(path.name for path in FORMS.glob("*.md") if path.name != "wrong.md"))
def test_no_step_fails_however_one_wanders(database, form, seed, restarting):
    chance, play, written = Random(seed), Play(database, restarting=restarting), []
    play.play(f"@member amina language=en centre=TN-1\n@published {form}\namina: /questionnaire\n")
    for _step in range(STEPS):
        play.play(what_next(chance, play, written) + "\n")
