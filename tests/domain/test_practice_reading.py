"""In which language a practice is read, part by part."""

import pytest

from bot.domain.practice_reading import Text, readable, reading
from bot.domain.practices import PracticeField as F


def told(**languages):
    """`fr={F.TITLE: "…"}` → texts by field."""
    found = {}
    for language, parts in languages.items():
        for field, text in parts.items():
            found.setdefault(field, {})[language] = text if isinstance(text, Text) else Text(text)
    return found


WHOLE = {F.TITLE: "t", F.WHAT: "w", F.HOW: "h", F.WHY: "y", F.COST: "c"}
NEEDED = {field: text for field, text in WHOLE.items() if field is not F.COST}


@pytest.mark.parametrize(
    ("wished", "language"),
    [(["fr"], "fr"), (["ar"], "en"), (["en"], "en"), (["ar", "fr"], "fr"), ([], "en")],
)
def test_the_readers_language_where_it_is_told_in_it_else_the_authors(wished, language):
    found = reading(told(en=WHOLE, fr=NEEDED, ar={F.TITLE: "t"}), "en", wished)
    assert (found.language, found.is_original) == (language, language == "en")
    assert all(part.text for part in found.parts)


def test_what_nobody_has_translated_yet_is_named_and_never_put_between():
    found = reading(told(en=WHOLE, fr={**NEEDED, F.WHY: Text("y", is_stale=True)}), "en", ["fr"])
    assert found.missing == (F.COST,)
    assert [part.field for part in found.parts if part.is_stale] == [F.WHY]
    assert found.others == ("en",)


def test_a_language_counts_once_all_that_is_needed_is_told_in_it():
    assert readable(told(en=WHOLE, fr=NEEDED, ar={F.TITLE: "t", F.WHAT: "w"}), "en") == ("en", "fr")
    assert readable({}, "en") == ("en",)
