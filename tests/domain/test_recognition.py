"""When a centre is recognised, and what it is told is missing."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recognition import KIND_NAMES, Done, Missing, Rule, missing, told
from bot.i18n.translator import Reader
from tests.usecases.learning import TRANSLATOR

KINDS = sorted(KIND_NAMES)
rules = st.builds(Rule, st.integers(1, 600), st.lists(st.sampled_from(KINDS), unique=True).map(tuple))
done = st.builds(Done, st.integers(0, 600), st.frozensets(st.sampled_from([*KINDS, "level", "name"])))


@given(rules, done)
def test_a_rule_is_met_just_when_enough_is_rated_and_everything_asked_for_is_there(rule, what):
    is_met = what.rated >= rule.indicators and set(rule.kinds) <= what.kinds
    assert (not missing(rule, what)) is is_met


@given(rules, done)
def test_who_adds_what_is_missing_meets_the_rule(rule, what):
    gap = missing(rule, what)
    assert not missing(rule, Done(what.rated + gap.indicators, what.kinds | set(gap.kinds)))


@given(rules, done, st.integers(0, 100), st.frozensets(st.sampled_from(KINDS)))
def test_doing_more_never_takes_a_recognition_away(rule, what, more, kinds):
    before, after = missing(rule, what), missing(rule, Done(what.rated + more, what.kinds | kinds))
    assert after.indicators <= before.indicators
    assert set(after.kinds) <= set(before.kinds)


@given(rules, done, st.sampled_from(TRANSLATOR.languages))
def test_each_thing_that_is_missing_is_told_in_a_line_and_nothing_else(rule, what, language):
    gap = missing(rule, what)
    lines = [TRANSLATOR.render(line, Reader(language)) for line in told(rule, gap, what)]
    assert len(lines) == bool(gap.indicators) + len(gap.kinds)
    assert len(set(lines)) == len(lines)


def test_the_words_say_how_many_are_missing_and_why_some_do_not_count():
    rule, what = Rule(40, ("action",)), Done(39)
    assert missing(rule, what) == Missing(1, ("action",))
    lines = [TRANSLATOR.render(line, Reader("en")) for line in told(rule, missing(rule, what), what)]
    assert [line.translate({0x2068: None, 0x2069: None}) for line in lines] == [
        "• 1 indicator more with a level: you have rated 39 of the 40 it takes. What does not apply to you is not counted.",
        "• what will be worked on first (an action in the action plan counts, too)",
    ]
