"""The page for the staff room tells the same in every language, in words that are understood."""

import re
from pathlib import Path

import pytest

from bot import app
from bot.core.words import Vocabulary
from bot.i18n.translator import Reader
from bot.i18n.typography import ill_set

DOCS = Path(__file__).parent.parent / "docs"
GUIDES = {"en": "participants.md", "fr": "participants.fr.md", "ar": "participants.ar.md"}
TRANSLATOR = app.translator()
TALKS = app.talks(TRANSLATOR)
FIRST_CELL = re.compile(r"^\| (\*.*?) \|", re.MULTILINE)
STARRED = re.compile(r"\*([^*]+)\*")
WITH_A_NUMBER = re.compile(r"`(\S+) 31`")
WITH_NUMBERS = re.compile(r"`(\S+) 31 1 3`")


def page(language):
    return (DOCS / GUIDES[language]).read_text(encoding="utf-8")


def meanings(language):
    """What the words in the first column of the table do, in their order."""
    vocabulary = Vocabulary(TRANSLATOR.bound(Reader(language)))
    for typed in (word for cell in FIRST_CELL.findall(page(language)) for word in STARRED.findall(cell)):
        begins = [one.name for one in TALKS.handlers if one.words is not None and vocabulary.matches(typed, one.words)]
        yield vocabulary.word(typed) or (begins[0] if begins else f"{typed}: not understood")


def answers(language, pattern=WITH_A_NUMBER, *, of_parts=False):
    vocabulary = Vocabulary(TRANSLATOR.bound(Reader(language)))
    actions = [one for one in TALKS.actions if one.word is not None and one.of_parts is of_parts]
    return [
        [one.name for one in actions if vocabulary.matches(typed, one.word)]
        for typed in pattern.findall(page(language))
    ]


@pytest.mark.parametrize("language", TRANSLATOR.languages)
def test_every_language_has_a_guide_that_is_linked(language):
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    assert f"docs/{GUIDES[language]}" in readme


def test_every_guide_tells_the_same_words():
    english = list(meanings("en"))
    assert english[:3] == ["menu", "assessment", "results"]
    assert {language: list(meanings(language)) for language in GUIDES} == dict.fromkeys(GUIDES, english)


def test_every_guide_tells_how_to_answer_an_invitation_and_what_to_say_on_the_day():
    told = [[f"session.{name}"] for name in ("yes", "maybe", "no", "late", "here", "missed")]
    assert {language: answers(language) for language in GUIDES} == dict.fromkeys(GUIDES, told)


def test_every_guide_tells_how_to_say_which_times_suit():
    told = [["times.yes"]]
    assert {language: answers(language, WITH_NUMBERS, of_parts=True) for language in GUIDES} == dict.fromkeys(
        GUIDES, told
    )


@pytest.mark.parametrize("language", GUIDES)
def test_every_guide_is_well_set(language):
    assert [(line, what) for line in page(language).splitlines() for what in ill_set(line, language)] == []
