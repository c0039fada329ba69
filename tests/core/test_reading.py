"""Which of several labels somebody means."""

import pytest

from bot.core.reading import folded, place_of, whole_number, word_beside_numbers

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("القائمة", "القائمه"),
        ("أكمل", "اكمل"),
        ("تخطي", "تخطى"),
        ("رجوع", "رجـوع"),
        ("شيء", "شي"),
        ("نعم", "نَعَم"),
        ("ایران", "إيران"),  # with the letters of a Persian keyboard
        ("sœur", "soeur"),
        ("Évaluation", "evaluation"),
        ("Non, merci.", "non merci"),
        ("٦٠ دقيقة", "60 دقيقه"),
        ("لا، شكرًا", "لا شكرا"),
    ],
)
def test_two_spellings_of_one_word_are_the_same(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3),
        ("٣", 3),
        ("۳", 3),
        ("１２", 12),
        ("(3)", 3),
        ("3.", 3),
        ("3-", 3),
        ("№ 3", 3),
        ("3️⃣", 3),
        ("1 000", 1000),
        ("-3", -3),
        ("−٣", -3),
        ("²", None),
        ("3 or 4", None),
        ("-", None),
        ("", None),
    ],
)
def test_a_number_is_read_in_the_digits_of_any_script(typed, number):
    assert whole_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("yes 31", "yes"),
        ("Yes 31: 1, 3 and 4", "yes"),
        ("oui n° 31", "oui n°"),
        ("oui 31 1 et 3", "oui"),
        ("نعم ٣١ ١ و٣", "نعم"),
        ("#31 if need be", "if need be"),
        ("31 1", ""),
    ],
)
def test_what_stands_beside_the_numbers_is_the_word_of_an_action(typed, word):
    assert word_beside_numbers(typed) == word
