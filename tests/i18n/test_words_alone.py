"""Whatever a text says, its words say: with signs and pictures left out nothing is lost, and nothing gets mixed up."""

import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

import bot
from bot.i18n.upkeep import WORDS_TYPED, read, said_by, strings

pytestmark = pytest.mark.slow  # reads all that the code says, and all catalogues

CODE = Path(bot.__file__).parent
LANGUAGES = ("ar", "en", "fr")
# Signs that repeat what words say, and that fonts on old phones have: done, go on (as one reads), from … to.
SIGNS = frozenset("✓▶◀→")
# Said with a sign on a button or beside an answer, and without it elsewhere: the same thing.
THE_SAME = {"✓ {answer}", "✓ {area}: does not apply", "▶ Go on"}


@pytest.fixture(scope="module")
def texts():
    """What the bot says, in every language: read from all of its code."""
    found = defaultdict(set)
    for message in said_by(CODE):
        if message.id and message.context != WORDS_TYPED:
            found["en"] |= set(message.id if isinstance(message.id, tuple | list) else (message.id,))
    for path in CODE.parent.joinpath("locales").glob("*.po"):
        found[path.stem] |= {
            text for message in read(path) if message.id and message.context != WORDS_TYPED for text in strings(message)
        }
    return found


@pytest.fixture(scope="module")
def signs(texts):
    return {
        sign
        for sign in set("".join(text for of_language in texts.values() for text in of_language))
        if sign in SIGNS or unicodedata.category(sign) in {"So", "Sk", "Cs", "Co"}
    }


@pytest.fixture(scope="module")
def signed(texts, signs):
    """The texts with signs, by language."""
    return {
        language: {text for text in of_language if not signs.isdisjoint(text)}
        for language, of_language in texts.items()
    }


def words_of(text, signs):
    return " ".join(text.translate(str.maketrans(dict.fromkeys(signs, " "))).split())


def test_there_is_something_to_look_at(texts, signed):
    assert sorted(texts) == sorted(LANGUAGES)
    assert all(len(of_language) > 20 for of_language in signed.values())


def test_no_emoji_is_in_any_text_and_of_signs_only_a_few(signs):
    assert signs == SIGNS


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_its_signs_every_text_still_says_something(language, signed, signs):
    assert [text for text in signed[language] if not any(map(str.isalpha, words_of(text, signs)))] == []


def test_no_two_texts_differ_by_signs_alone(texts, signed, signs):
    others = {words_of(text, signs) for text in texts["en"] - signed["en"]}
    assert {text for text in signed["en"] if words_of(text, signs) in others} <= THE_SAME
