"""A day where some are on offer: tapped, or typed as ever."""

from datetime import UTC, date, datetime

import pytest

from bot.app import translator
from bot.core.given import Accepted, Given, Halfway, Listener, Unclear
from bot.core.moments_on_offer import DateOnOffer
from bot.i18n.translator import Reader, unisolated

TRANSLATOR = translator()
NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)  # a Saturday
DAYS = (date(2026, 3, 20), date(2026, 3, 27), date(2026, 4, 10))
KIND = DateOnOffer(days=DAYS)


def listener(language="en"):
    return Listener(language, "Europe/Rome", NOW, TRANSLATOR.bound(Reader(language, "Europe/Rome")))


def parsed(text="", draft=None, language="en", **given):
    return KIND.parse(Given(text=text, **given), listener(language), draft)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "2"), ("en", "Friday 27 March 2026"), ("fr", "vendredi 27 mars 2026"), ("ar", "٢"), ("en", "27/3/2026")],
)
def test_one_on_offer_is_taken_without_asking_once_more(language, text):
    assert parsed(text, language=language) == Accepted(DAYS[1])


def test_a_tap_is_taken():
    assert parsed(option=2) == Accepted(DAYS[2])


def test_another_day_is_echoed_and_confirmed_and_nothing_else_is_on_offer_meanwhile():
    understood = parsed("1 april")
    assert isinstance(understood, Halfway)
    assert unisolated(listener().render(understood.note)).startswith("That is *Wednesday 1 April 2026*.")
    assert KIND.options_after(understood.draft) == ()
    assert KIND.asked_after(understood.draft) == understood.note
    assert parsed("yes", understood.draft, control="yes") == Accepted(date(2026, 4, 1))


def test_one_that_has_passed_is_asked_for_anew():
    assert isinstance(parsed("1/3/2026"), Unclear)
