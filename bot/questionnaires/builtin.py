"""The questionnaires that come with the bot, compiled beforehand so that a start stays quick."""

import json
from functools import cache
from importlib.resources import files

from bot.questionnaires.form import Form
from bot.questionnaires.outline import Outline, outline

# The names of their files, and their form_id.
NAMES = (
    "eight_areas",
    "eight_areas_in_depth",
    "social_inclusion",
    "voices_leaders",
    "voices_teachers",
    "voices_learners",
    "voices_families",
    "voices_trainers",
    "voices_companies",
    "voices_associations",
)
KIND = ".md"


def source(name: str) -> bytes:
    """Of one of `NAMES`, as its author wrote it."""
    return _file(name, KIND)


@cache
def form(name: str) -> Form:
    """One of `NAMES`."""
    return Form.from_json(json.loads(_file(name, ".json")))


@cache
def eight_areas() -> Outline:
    return outline(form("eight_areas"))


def _file(name: str, ending: str) -> bytes:
    return (files("bot.questionnaires") / "instruments" / f"{name}{ending}").read_bytes()
