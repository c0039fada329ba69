"""How long a session lasts, as people type it."""

from datetime import UTC, datetime

import pytest

from bot.app import translator
from bot.core.given import Accepted, Given, Listener, Unclear
from bot.handlers.session_length import DAY_LENGTHS, LENGTHS
from bot.i18n.translator import Reader

TRANSLATOR = translator()


def parsed(kind, language, text):
    def render(words):
        return TRANSLATOR.render(words, Reader(language))

    return kind.parse(Given(text=text), Listener(language, "UTC", datetime(2026, 11, 29, tzinfo=UTC), render), None)


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("en", "2", "60"),  # the second on offer
        ("en", "30", "30"),
        ("en", "36", "36"),
        ("en", "45", "45"),
        ("en", "45 min", "45"),
        ("en", "2 hours", "120"),
        ("en", "1:30", "90"),
        ("fr", "1h30", "90"),
        ("fr", "1 heure 15", "75"),
        ("fr", "90 minutes", "90"),
        ("ar", "٤٥ دقيقة", "45"),
        ("ar", "2 ساعات", "120"),
        ("ar", "٢", "60"),
        ("en", "an hour", "60"),
        ("en", "Half an hour", "30"),
        ("fr", "une heure", "60"),
        ("fr", "une heure et demie", "90"),
        ("fr", "trois quarts d'heure", "45"),
        ("fr", "an hour", "60"),
        ("ar", "ساعة", "60"),
        ("ar", "ساعة ونصف", "90"),
        ("ar", "ساعتين", "120"),
        ("ar", "نصف ساعة", "30"),
    ],
)
def test_any_length_can_be_typed(language, text, minutes):
    assert parsed(LENGTHS, language, text) == Accepted(minutes)


@pytest.mark.parametrize("text", ["", "5", "10", "14 min", "13 h", "721", "-45", "45 60", "long", "1e9", "9" * 400])
def test_what_is_no_length_or_too_short_or_too_long_is_asked_anew(text):
    assert isinstance(parsed(LENGTHS, "en", text), Unclear)


def test_a_day_of_a_network_may_be_long():
    assert parsed(DAY_LENGTHS, "fr", "7h") == Accepted("420")
