"""Which of several labels somebody means."""

import pytest

from bot.core.reading import folded, place_of

AREAS = ("Going green", "Social inclusion and equity", "Industry 4.0 and digitalisation", "ENAIP Trento", "Grüne Wege")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("going green", 0),
        ("Social", 1),
        ("inclusion", 1),
        ("TRENTO!", 3),
        ("wege", 4),
        ("gr", 4),  # a beginning of the whole label comes before the beginning of a word
        ("and", None),
        ("4.", None),
        ("een", None),
        ("what?", None),
        ("", None),
    ],
)
def test_a_label_is_known_by_its_beginning_or_by_that_of_one_of_its_words(typed, place):
    assert place_of(typed, AREAS) == place


def test_every_apostrophe_is_the_same():
    assert folded("Je l\N{RIGHT SINGLE QUOTATION MARK}écris") == folded("je l'écris") == "je l'ecris"
