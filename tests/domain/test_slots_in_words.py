import pytest

from bot.app import translator
from bot.domain.slots import Comfort
from bot.domain.slots_in_words import explained
from bot.i18n.translator import Reader

TRANSLATOR = translator()


def said(comfort, language="en"):
    return TRANSLATOR.render(explained(comfort), Reader(language))


@pytest.mark.parametrize(
    ("comfort", "words"),
    [
        (Comfort(work=40), "within working hours for everybody"),
        (Comfort(work=37, early=3), "within working hours for 37 of 40 people and early for 3"),
        (
            Comfort(work=30, early=3, late=4, off=2, night=1),
            "within working hours for 30 of 40 people, early for 3, late for 4, a day off for 2, and at night for 1",
        ),
        (Comfort(off=2, night=1), "a day off for 2 and at night for 1"),
    ],
)
def test_one_sentence_says_how_a_slot_lies_in_peoples_days(comfort, words):
    assert said(comfort) == words


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_says_so_in_every_language(language):
    comfort = Comfort(work=30, early=3, late=4, off=2, night=1)
    assert said(comfort, language) != said(comfort)
