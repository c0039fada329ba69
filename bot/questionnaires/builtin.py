"""The questionnaires that come with the bot, compiled beforehand so that a start stays quick."""

import json
from functools import cache
from importlib.resources import files

from bot.questionnaires.form import Form


@cache
def eight_areas() -> Form:
    compiled = files("bot.questionnaires") / "instruments" / "eight_areas.json"
    return Form.from_json(json.loads(compiled.read_text(encoding="utf-8")))
