import pytest

from bot.reports.drawable import drawable


@pytest.mark.parametrize(
    ("typed", "fit"),
    [
        ("", ""),
        ("École n° 3", "École n° 3"),
        ("  two\n lines\tand  a tab ", "two lines and a tab"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("half a sign \ud83d", "half a sign"),
        ("Lycée 🎓 👩🏽‍🏫 Hô 1️⃣", "Lycée Hô 1"),
        ("\u202egnihton\u202c", "gnihton"),
        ("\u2068isolated\u2069", "\u2068isolated\u2069"),
        ("می\u200cروم", "می\u200cروم"),
        ("word " * 40, "word " * 17 + "word…"),
        ("a" * 26, "a" * 26),
        ("a" * 27, "\u200b".join("a" * 27)),
        ("e\u0301" * 14, "\u200b".join(["e\u0301"] * 14)),
    ],
)
def test_text_is_made_fit_for_a_picture(typed, fit):
    assert drawable(typed) == fit


def test_a_text_without_spaces_is_shortened_too():
    assert drawable("W" * 300).replace("\u200b", "") == "W" * 89 + "…"
