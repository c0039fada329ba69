"""The questionnaires that come with the bot, as their tests read them and fill them in."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import bot.questionnaires
from bot.questionnaires.check import checked
from bot.questionnaires.form import Form, tag_of
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import lists
from bot.questionnaires.live import path_of
from bot.questionnaires.plan import plan

FOLDER = Path(bot.questionnaires.__file__).parent / "instruments"
NAMES = sorted(source.stem for source in FOLDER.glob("*.md"))
LANGUAGES = ("en", "fr", "ar")
MOMENT = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


@cache
def source(name):
    return checked((FOLDER / f"{name}.md").read_bytes(), ".md", name)


@cache
def form(name):
    """As the bot reads it."""
    return Form.from_json(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def leaves(of, **marks):
    """What has these values in the columns `bind::passerelle:…`, in the form's order."""
    return [part for part in of.root.walk() if all(part.marks.get(mark) == value for mark, value in marks.items())]


def questions(of):
    return [part for part in of.root.walk() if part.is_asked and not part.is_told]


def wording(of, name):
    """By language tag, with a figure for what is filled in."""
    return {
        tag_of(language): "".join(piece if isinstance(piece, str) else "3" for piece in text.text)
        for language, text in of.texts[name].items()
        if not text.borrowed
    }


def guidance(of, name):
    """What explains that text further, by language tag; empty where nothing does."""
    return {tag_of(language): "".join(text.guidance) for language, text in of.texts[name].items() if text.guidance}


def described(of, part):
    """The sentences of its choices, by the choice's name."""
    return of_list(of, part.itemset.unfiltered.split("'")[1])


def of_list(of, name):
    return {row["name"]: wording(of, row["itextId"]) for row in of.lists[name]}


@cache
def planned_form(name):
    return plan(form(name))


def begun(name, language="en"):
    planned = planned_form(name)
    return Interview.begin(planned, lists(planned.form, {}), moment=MOMENT, language=language, seed="1")


def give(interview, **answers):
    """By name, which is unique in these forms; the last piece of a path tells it from others."""
    for name, value in answers.items():
        path = next(path_of(node) for node in interview.asked() if path_of(node).endswith(f"/{name}"))
        refused = interview.answer(path, value, MOMENT)
        assert refused is None, (name, refused)


def asked(interview):
    return [node.part.name for node in interview.asked()]


def said(interview, name):
    return interview.label(next(node for node in interview.asked() if node.part.name == name))
