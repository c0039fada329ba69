"""Answers that could mean something else than what was read: they are echoed in full, and count once they are confirmed."""

from datetime import UTC, date, datetime
from decimal import Decimal as Exact

import pytest

from bot import app
from bot.core.amounts import Decimal
from bot.core.given import Accepted, Given, Halfway, Listener
from bot.core.moments import Date, DateTime
from bot.i18n.translator import Reader

TRANSLATOR = app.translator()
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)  # a Tuesday


def listener(language):
    reader = Reader(language, "Africa/Tunis")
    return Listener(language, "Africa/Tunis", NOW, TRANSLATOR.bound(reader))


def echoed(kind, typed, language):
    """The draft, and the words that ask whether it is meant."""
    result = kind.parse(Given(typed), listener(language), None)
    assert isinstance(result, Halfway)
    return result.draft, TRANSLATOR.render(result.note, Reader(language, "Africa/Tunis"))


@pytest.mark.parametrize(
    ("kind", "language", "typed", "echo", "value"),
    [
        (Decimal(), "en", "1,234", "That is *1234*. Right? Write *yes*, or the number once more.", Exact(1234)),
        (
            Decimal(),
            "fr",
            "1,234",
            "Est-ce bien *1,234* ? Écrivez *oui*, ou le nombre encore une fois.",
            Exact("1.234"),
        ),
        (Decimal(), "ar", "1.234", "*1.234*: هل هذا صحيح؟ اكتبوا *نعم*، أو العدد مرة أخرى.", Exact("1.234")),
        (
            Date(),
            "en",
            "03/04/2026",
            "That is *Friday 3 April 2026*. Right? Write *yes*, or another day.",
            date(2026, 4, 3),
        ),
        (
            Date(to_come=True),
            "fr",
            "demain",
            "Est-ce bien *mercredi 25 novembre 2026* ? Écrivez *oui*, ou un autre jour.",
            date(2026, 11, 25),
        ),
        (
            Date(),
            "ar",
            "أمس",
            "*الاثنين، 23 نوفمبر 2026*: هل هذا صحيح؟ اكتبوا *نعم*، أو يومًا آخر.",
            date(2026, 11, 23),
        ),
        (
            DateTime(to_come=False),
            "en",
            "friday 10:30",
            "That is *Friday 20 November 2026, 10:30 (Tunis)*. Right? Write *yes*, or another day and hour.",
            datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        ),
    ],
)
def test_it_is_echoed_and_counts_once_it_is_confirmed(kind, language, typed, echo, value):
    draft, words = echoed(kind, typed, language)
    assert (
        words.replace("\u2068", "").replace("\u2069", "").replace("\u00a0", " ").replace("\u202f", " "),
        kind.controls(draft),
    ) == (
        echo,
        ("yes",),
    )
    confirmed = kind.parse(Given(control="yes"), listener(language), draft)
    assert confirmed == Accepted(value)
    assert (kind.load(kind.dump(value)), kind.admits(kind.dump(value))) == (value, True)


@pytest.mark.parametrize(("kind", "typed"), [(Decimal(), "12,5"), (Decimal(), "1234")])
def test_what_can_mean_one_thing_only_is_not_asked_about(kind, typed):
    assert isinstance(kind.parse(Given(typed), listener("en"), None), Accepted)


def test_another_answer_instead_of_yes_is_echoed_in_its_turn():
    draft, _ = echoed(Date(), "yesterday", "en")
    again = Date().parse(Given("today"), listener("en"), draft)
    assert isinstance(again, Halfway)
    assert again.draft == {"day": "2026-11-24"}


@pytest.mark.parametrize(
    ("value", "english", "french"), [("0.50", "0.5", "0,5"), ("1E+2", "100", "100"), ("-1.25", "-1.25", "-1,25")]
)
def test_a_decimal_is_shown_with_its_own_decimals_and_the_readers_mark(value, english, french):
    shown = Decimal().show(Exact(value))
    assert [TRANSLATOR.render(shown, Reader(language)) for language in ("en", "fr")] == [english, french]
