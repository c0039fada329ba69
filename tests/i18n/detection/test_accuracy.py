"""How often the language of a short message is guessed right, on messages that teachers might type."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.i18n.countries import COUNTRIES
from bot.i18n.detection import Guess, detect
from bot.i18n.languages import BY_TAG

PHRASES = {
    path.stem: path.read_text("utf-8").splitlines() for path in sorted(Path(__file__).parent.glob("phrases/*.txt"))
}
# What people type first: a greeting, a short answer, a question. Written without a look at the word lists.
OPENERS = {
    path.stem: path.read_text("utf-8").splitlines() for path in sorted(Path(__file__).parent.glob("openers/*.txt"))
}
# What teachers tell each other, of everyday things: those that we made profiles for, and the neighbours they are taken for.
# Written before the profiles were, and apart from what they are counted from.
CHATS = [
    (path.stem.split("-")[0], line)
    for path in sorted(Path(__file__).parent.glob("chats/*.txt"))
    for line in path.read_text("utf-8").splitlines()
]
# For each language a country where it comes first, or else second.
HOMES = {
    tag: country.code
    for rank in (1, 0)
    for country in reversed(COUNTRIES)
    for tag in country.languages[rank : rank + 1]
}
# What a phrase alone must reach, in percent: Croatian and Serbian share most of their words, Portuguese many with Spanish.
LEAST_ALONE = {"hr": 65, "sr": 80, "pt": 88, "mk": 92}
LEAST = 95


def guesses(language: str, country: str | None = None, hint: str | None = None) -> list[Guess]:
    return [detect(phrase, country, hint) for phrase in PHRASES[language]]


def percent(language: str, found: list[Guess]) -> float:
    return 100 * sum(guess.language == language for guess in found) / len(found)


def every(*, country: bool = False, hint: bool = False) -> Iterator[tuple[str, Guess]]:
    for language in PHRASES:
        for guess in guesses(language, HOMES[language] if country else None, language if hint else None):
            yield language, guess


def rightly(found: list[tuple[str, Guess]]) -> float:
    return 100 * sum(guess.language == language for language, guess in found) / len(found)


def test_every_language_has_at_least_twenty_phrases_and_none_twice():
    assert sorted(PHRASES) == sorted(BY_TAG)
    assert {language: len(set(phrases)) >= 20 for language, phrases in PHRASES.items()} == dict.fromkeys(PHRASES, True)
    assert {language: len(set(phrases)) for language, phrases in PHRASES.items()} == {
        language: len(phrases) for language, phrases in PHRASES.items()
    }


@pytest.mark.parametrize("language", PHRASES)
def test_a_language_is_recognised_from_the_phrase_alone(language):
    missed = [
        phrase for phrase, guess in zip(PHRASES[language], guesses(language), strict=True) if guess.language != language
    ]
    assert percent(language, guesses(language)) >= LEAST_ALONE.get(language, LEAST), missed


@pytest.mark.parametrize("language", PHRASES)
def test_a_language_is_recognised_in_its_own_country_and_client(language):
    assert percent(language, guesses(language, HOMES[language], language)) >= LEAST


@pytest.mark.parametrize("language", PHRASES)
def test_a_phone_set_to_english_does_not_hide_the_language_of_the_country(language):
    assert percent(language, guesses(language, HOMES[language], "en-US")) >= LEAST


def test_of_all_phrases_96_in_100_are_right_alone_and_99_with_country_and_client():
    assert rightly(list(every())) >= 96
    assert rightly(list(every(country=True))) >= 98
    assert rightly(list(every(country=True, hint=True))) >= 99


@pytest.mark.parametrize(("country", "hint"), [(False, False), (True, False), (False, True), (True, True)])
def test_a_guess_that_may_be_spoken_at_once_is_right_98_times_in_100(country, hint):
    sure = [(language, guess) for language, guess in every(country=country, hint=hint) if guess.confidence >= 0.9]
    assert rightly(sure) >= 98


def test_most_phrases_need_no_picker():
    found = [guess for _, guess in every()]
    assert sum(guess.confidence >= 0.9 for guess in found) / len(found) >= 0.9


@pytest.mark.parametrize(
    ("text", "country", "hint", "language"),
    [
        ("Bonjour, je voudrais m'inscrire", "GE", "ka", "fr"),
        ("Hello, when does it start?", "TN", "ar", "en"),
        ("Guten Tag, wann beginnt der Kurs?", "TR", "tr", "de"),
        ("Здравствуйте, когда занятие?", "UA", "uk", "ru"),
        ("Moni, ndikufuna thandizo", "ZW", "en", "ny"),
    ],
)
def test_a_clear_phrase_wins_over_country_and_client(text, country, hint, language):
    assert detect(text, country, hint).language == language


@pytest.mark.parametrize(
    ("text", "country", "hint", "language"),
    [
        ("Vidimo se u petak", "HR", None, "hr"),
        ("Vidimo se u petak", "RS", None, "sr"),
        ("Да, може", "RS", None, "sr"),
        ("Да, може", "MK", None, "mk"),
        ("Guardar", "PT", None, "pt"),
        ("Guardar", "MX", None, "es"),
        ("Guardar", None, "es-AR", "es"),
        ("da", "RO", None, "ro"),
        ("da", None, "hr", "hr"),
        ("salam", "AZ", None, "az"),
    ],
)
def test_country_and_client_decide_where_the_words_do_not(text, country, hint, language):
    assert detect(text, country, hint).language == language


def test_every_language_has_at_least_fifteen_openers():
    assert sorted(OPENERS) == sorted(BY_TAG)
    fresh = {language: len(set(openers)) for language, openers in OPENERS.items()}
    assert all(count >= 15 for count in fresh.values()), fresh


@pytest.mark.parametrize(
    ("country", "hint", "least"), [(False, None, 96), (True, None, 99), (True, "en-US", 99), (True, "own", 99)]
)
def test_openers_are_guessed_rightly_and_what_may_be_spoken_at_once_is_right_99_times_in_100(country, hint, least):
    found = [
        (language, detect(opener, HOMES[language] if country else None, language if hint == "own" else hint))
        for language, openers in OPENERS.items()
        for opener in openers
    ]
    assert rightly(found) >= least
    assert rightly([(language, guess) for language, guess in found if guess.confidence >= 0.9]) >= 99


@pytest.mark.parametrize(("at_home", "least"), [(False, 97), (True, 99)])
def test_what_teachers_tell_each_other_is_guessed_rightly(at_home, least):
    found = [(language, detect(line, HOMES[language] if at_home else None)) for language, line in CHATS]
    assert rightly(found) >= least
    assert rightly([(language, guess) for language, guess in found if guess.confidence >= 0.9]) >= 99


@pytest.mark.parametrize("language", ["sr", "az", "kk", "sn", "ny", "am", "ka", "hy"])
def test_the_languages_that_langdetect_lacks_are_recognised_in_a_chat(language):
    lines = [line for tag, line in CHATS if tag == language]
    assert len(lines) >= 20
    missed = [line for line in lines if detect(line).language != language]
    assert len(missed) <= len(lines) * 0.12, missed
    assert [line for line in lines if detect(line, HOMES[language]).language != language] == []
