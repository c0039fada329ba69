"""The questionnaires that come with the bot, compiled beforehand so that a start stays quick."""

import json
from functools import cache
from importlib.resources import files

from bot.questionnaires.form import Form
from bot.questionnaires.outline import Outline, outline

KIND = ".md"
_FEEDBACK = files("bot.questionnaires") / "feedback"
_FOLDER = files("bot.questionnaires") / "instruments"
# The names of their files, and their form_id.
NAMES = tuple(sorted(file.name.removesuffix(KIND) for file in _FOLDER.iterdir() if file.name.endswith(KIND)))


def source(name: str) -> bytes:
    """Of one of `NAMES`, as its author wrote it."""
    return _file(name, KIND)


@cache
def form(name: str) -> Form:
    """One of `NAMES`."""
    return Form.from_json(json.loads(_file(name, ".json")))


@cache
def session_feedback() -> Form:
    """What those who were at a session are asked; none of the instruments that coordinators choose among."""
    return Form.from_json(json.loads((_FEEDBACK / "session_feedback.json").read_bytes()))


@cache
def eight_areas() -> Outline:
    return outline(form("eight_areas"))


def _file(name: str, ending: str) -> bytes:
    return (_FOLDER / f"{name}{ending}").read_bytes()
