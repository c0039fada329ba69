"""How several levels become one: by the round's rule, whatever order they come in."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.settling import Counting, Decision, Settled, Settling, View, differ, holds, needs_the_team, settle

NOON = datetime(2023, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOT_APPLICABLE = "does not apply"


def views(*said, since=NOON):
    """A level each; None: would rather not say."""
    return tuple(
        View(who, None if level == NOT_APPLICABLE else level, level == NOT_APPLICABLE, None, since)
        for who, level in enumerate(said)
    )


def after(level):
    """Decided an hour later; None: to keep both."""
    na = level == NOT_APPLICABLE
    return Decision(None if na else level, na, NOON + HOUR)


@pytest.mark.parametrize(
    ("said", "rule", "decision", "level", "how"),
    [
        ((3,), Settling.AGREE, None, 3, Settled.ONE),
        ((3, None), Settling.AGREE, None, 3, Settled.ONE),
        ((NOT_APPLICABLE,), Settling.KEEP, None, None, Settled.ONE),
        ((2, 2, 2), Settling.AVERAGE, None, 2, Settled.ALIKE),
        ((NOT_APPLICABLE, NOT_APPLICABLE), Settling.AGREE, None, None, Settled.ALIKE),
        ((1, 4), Settling.AVERAGE, None, Fraction(5, 2), Settled.AVERAGE),
        ((1, 2, 2), Settling.KEEP, None, Fraction(5, 3), Settled.KEPT),
        ((2, NOT_APPLICABLE), Settling.AVERAGE, None, 2, Settled.AVERAGE),
        ((2, 4), Settling.AGREE, None, 3, Settled.KEPT),
        ((2, 4), Settling.AGREE, after(4), 4, Settled.AGREED),
        ((2, 4), Settling.AGREE, after(NOT_APPLICABLE), None, Settled.AGREED),
        ((2, 4), Settling.AGREE, after(None), 3, Settled.KEPT),
        ((4, 4), Settling.AGREE, after(2), 4, Settled.ALIKE),
    ],
)
def test_what_counts_follows_from_what_was_said_and_the_rule(said, rule, decision, level, how):
    assert settle(views(*said), rule, decision) == Counting(level, None, how)


def test_nothing_counts_where_nobody_says_anything():
    assert settle((), Settling.AVERAGE) is None
    assert settle(views(None, None), Settling.AGREE, after(3)) is None


def test_relevance_is_the_mean_of_those_who_give_one():
    both = (View("a", 2, False, 3, NOON), View("b", 2, False, 0, NOON), View("c", 2, False, None, NOON))
    assert settle(both, Settling.AGREE) == Counting(Fraction(2), Fraction(3, 2), Settled.ALIKE)


def test_a_decision_ends_when_somebody_says_something_else_later():
    decision = after(3)
    later = (*views(2), View("late", 4, False, None, NOON + 2 * HOUR))
    assert holds(decision, views(2, 4))
    assert not needs_the_team(views(2, 4), Settling.AGREE, decision)
    assert not holds(decision, later)
    assert needs_the_team(later, Settling.AGREE, decision)
    assert settle(later, Settling.AGREE, decision) == Counting(Fraction(3), None, Settled.KEPT)


saying = st.lists(st.sampled_from([1, 2, 3, 4, 5, NOT_APPLICABLE, None]), min_size=1, max_size=8)
rules = st.sampled_from(Settling)
decisions = st.none() | st.builds(after, st.sampled_from([1, 3, 5, NOT_APPLICABLE, None]))


@given(saying, rules, decisions, st.randoms())
def test_the_order_of_people_never_matters(said, rule, decision, random):
    mixed = list(views(*said))
    random.shuffle(mixed)
    assert settle(mixed, rule, decision) == settle(views(*said), rule, decision)


@given(saying, rules, decisions)
def test_without_a_decision_the_level_lies_between_those_that_were_given(said, rule, decision):
    counting = settle(views(*said), rule, decision)
    levels = [one for one in said if isinstance(one, int)]
    if counting is None:
        assert not any(said)
    elif counting.how is not Settled.AGREED:
        assert counting.not_applicable == (not levels)
        if counting.level is not None:
            assert min(levels) <= counting.level <= max(levels)


@given(saying, rules, decisions)
def test_only_the_rule_to_agree_asks_the_team_and_only_where_levels_differ(said, rule, decision):
    seen = views(*said)
    asks = needs_the_team(seen, rule, decision)
    assert asks == (rule is Settling.AGREE and differ(seen) and decision is None)
    if asks:
        assert settle(seen, rule, decision).how is Settled.KEPT


@given(saying, rules, decisions)
def test_whoever_joins_a_team_of_one_mind_changes_nothing(said, rule, decision):
    first = next((one for one in said if one is not None), 3)
    before, joined = views(first, first), views(first, first, first)
    assert settle(before, rule, decision) == settle(joined, rule, decision)
