import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questionnaires.lint.patterns import rewritten
from tests.questionnaires.xpath.forms import evaluate


@pytest.mark.parametrize(
    ("pattern", "better"),
    [
        (r"^(?=.*\d)(?=.*[a-z]).{8,}$", r"regex(., '\d') and regex(., '[a-z]') and regex(., '^.{8,}$')"),
        (r"^(?!0)[0-9]+$", r"not(regex(., '^0')) and regex(., '^[0-9]+$')"),
        (r"\d{3}(?!\d)", r"regex(., '\d{3}(\D|$)')"),
        ("ab(?![c-e])", "regex(., 'ab([^c-e]|$)')"),
        ("ab(?=cd)", "regex(., 'abcd')"),
        ("(?<=a)b", "regex(., 'ab')"),
        (r"(?<!\d)x", r"regex(., '(^|\D)x')"),
        ("a++b", "regex(., 'a+b')"),
        (r"^(.)\1$", ""),
        ("(?<=a)(?=b)(?!c)d", ""),
        ("^(?=a)b|c", ""),
        ("ab(?!c)$", ""),
    ],
)
def test_a_refused_pattern_is_written_anew_where_that_is_known(pattern, better):
    assert rewritten(".", pattern) == better


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(?=.*\d)(?=.*[a-z]).{4,}$",
        r"^(?!0)[0-9]+$",
        r"\d{2}(?!\d)",
        "ab(?![c-e])",
        "ab(?=cd)",
        "(?<=a)b",
        r"(?<!\d)x",
        "^(?=ab)(?!abc)a.*$",
        "a(?=b|c)",
        "^(?=b|c)[a-c]+$",
    ],
)
@given(text=st.text(st.sampled_from("abcdex012 "), max_size=9))
def test_the_new_pattern_finds_just_what_the_old_one_did(pattern, text):
    asked = rewritten(f"'{text}'", pattern)
    assert asked
    assert evaluate(asked, "<data/>") is (re.search(pattern, text) is not None)
