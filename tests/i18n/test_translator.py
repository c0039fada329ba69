import gettext
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import translator
from bot.i18n.languages import LANGUAGES
from bot.i18n.markup import escaped, plain, spans
from bot.i18n.phrase import Lines, Listed, Moment, MomentStyle, Rounded, Variants, _, _n
from bot.i18n.translator import Reader, Translator, isolated

ENGLISH = Translator({})
ARABIC = Translator({"ar": gettext.NullTranslations()})


def test_what_people_typed_is_never_markup():
    assert ENGLISH.render(_("*Hello* {name}", name="*Ada*"), Reader("en")) == "*Hello* \\*Ada\\*"
    assert plain("*Hello* \\*Ada\\*") == "Hello *Ada*"


@given(st.text())
def test_escaping_and_reading_give_back_what_was_typed(text: str):
    assert plain(escaped(text)) == text
    assert not any(span.bold for span in spans(escaped(text)))


def test_plurals_follow_the_count():
    told = [ENGLISH.render(_n("{count} question", "{count} questions", count), Reader("en")) for count in (1, 3)]
    assert told == ["1 question", "3 questions"]


def test_a_moment_is_told_on_the_clock_of_its_reader():
    moment = Moment(datetime(2023, 3, 14, 13, 0, tzinfo=UTC))
    assert ENGLISH.render(moment, Reader("en", "Africa/Tunis")) == "Tuesday 14 March 2023, 14:00 (Tunis)"


def test_what_somebody_wrote_in_another_direction_is_isolated_line_by_line():
    written = "We compared bins.\nOne hour a week."
    apart = "\u2068We compared bins.\u2069\n\u2068One hour a week.\u2069"
    assert ARABIC.render(Lines((written,)), Reader("ar")) == apart
    assert ARABIC.render(_("{words}", words=written), Reader("ar")) == apart
    assert ENGLISH.render(Lines((written, "قارنّا.")), Reader("en")) == f"{written}\n\u2068قارنّا.\u2069"


def test_right_to_left_values_are_isolated_in_a_left_to_right_sentence():
    assert ENGLISH.render(_("Hello {name}", name="ليلى"), Reader("en")) == "Hello \u2068ليلى\u2069"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-12-01 14:00", "\u20682026-12-01 14:00\u2069"),
        ("HACCP", "\u2068HACCP\u2069"),
        (-0.5, "\u2068-0.5\u2069"),
        ("14:00", "14:00"),
        ("1 · – · 3", "1 · – · 3"),  # a row of levels is read in the direction of the sentence
        ("ليلى", "ليلى"),
    ],
)
def test_what_is_typed_from_left_to_right_stays_so_in_a_right_to_left_sentence(value, shown):
    assert ARABIC.render(_("{value}", value=value), Reader("ar")) == shown


def test_variants_fall_back_to_one_language():
    variants = Variants({"fr": "Bonjour", "en": "Hello"})
    assert [ENGLISH.render(variants, Reader(tag)) for tag in ("fr", "tr")] == ["Bonjour", "Hello"]


def test_lists_are_one_sentence():
    assert ENGLISH.render(Listed(("a", "b", "c")), Reader("en")) == "a, b, and c"


def test_lines_stand_below_each_other_and_are_escaped():
    assert ENGLISH.render(Lines((_("*Hello*"), "a*b")), Reader("en")) == "*Hello*\na\\*b"


def test_lines_put_together_alike_say_each_their_own(monkeypatch):
    monkeypatch.setattr(translator, "REMEMBERED", 2)
    ours = Translator({})

    def told(name, at, zone):
        return ours.render(Lines((_("Hello {name}.", name=name), Moment(at, MomentStyle.TIME))), Reader("en", zone))

    nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
    for _time in range(2):
        assert told("Amina", nine, "UTC") == "Hello Amina.\n09:00"
        assert told("Omar", nine, "UTC") == "Hello Omar.\n09:00"
        assert told("Omar", ten, "UTC") == "Hello Omar.\n10:00"
        assert told("Omar", nine, "Africa/Blantyre") == "Hello Omar.\n11:00"
        assert told("Omar", nine, "Asia/Kathmandu") == "Hello Omar.\n14:45"


def test_a_rounded_number_keeps_its_decimals():
    rounded = [ENGLISH.render(_("{mean} of 5", mean=Rounded(value)), Reader("en")) for value in (4.0, 11 / 3)]
    assert rounded == ["4.0 of 5", "3.7 of 5"]


def test_a_day_is_told_without_its_weekday():
    day = Moment(datetime(2023, 3, 14, 13, 0, tzinfo=UTC), MomentStyle.DAY)
    assert ENGLISH.render(day, Reader("en")) == "14 March 2023"


@pytest.mark.parametrize(
    ("day", "style", "told"),
    [
        (1, MomentStyle.DAY, "1er février 2027"),
        (1, MomentStyle.DATE, "lundi 1er février 2027"),
        (11, MomentStyle.DAY, "11 février 2027"),
        (21, MomentStyle.DATE, "dimanche 21 février 2027"),
    ],
)
def test_the_first_of_a_month_is_ordinal_in_french(day, style, told):
    moment = Moment(datetime(2027, 2, day, 12, tzinfo=UTC), style)
    assert Translator({"fr": gettext.NullTranslations()}).render(moment, Reader("fr")) == told


def test_a_last_day_is_told_with_its_hour_where_it_ends_at_another():
    ends = Moment(datetime(2023, 3, 21, 22, 59, tzinfo=UTC), MomentStyle.LAST_DAY)
    translator = Translator({})
    assert translator.render(ends, Reader("en", "Europe/Rome")) == "Tuesday 21 March 2023"
    assert translator.render(ends, Reader("en", "Asia/Tbilisi")) == "Wednesday 22 March 2023, 02:59 (Tbilisi)"


def test_lines_of_another_direction_keep_their_own():
    assert isolated("Announcement from *Amina*:\n\nAt 10:00.", "en") == (
        "\u2066Announcement from *Amina*:\u2069\n\n\u2066At 10:00.\u2069"
    )
    assert isolated("في 10:00.", "ar") == "\u2067في 10:00.\u2069"


def test_the_direction_of_a_language_of_the_network_is_known_without_reading_all_of_its_data(monkeypatch):
    def read(language):
        raise AssertionError(language)

    monkeypatch.setattr(translator, "locale_of", read)
    right_to_left = {one.tag for one in LANGUAGES if translator.is_right_to_left.__wrapped__(one.tag)}
    assert right_to_left == {"ar", "he"}
