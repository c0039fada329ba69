"""The questionnaires that come with the bot, compiled beforehand so that a start stays quick."""

import json
from functools import cache
from importlib.resources import files

from bot.questionnaires.form import Form
from bot.questionnaires.outline import Outline, outline


@cache
def eight_areas() -> Outline:
    compiled = files("bot.questionnaires") / "instruments" / "eight_areas.json"
    return outline(Form.from_json(json.loads(compiled.read_text(encoding="utf-8"))))
