"""Whoever says that they do not know is told what they can do, and may leave the question."""

from datetime import UTC, datetime

import pytest

from bot.core.advised import LEFT, Advised
from bot.core.amounts import WholeNumber
from bot.core.answers import OneOf, SeveralOf
from bot.core.given import Accepted, Given, Halfway, Listener, Option, Unclear
from bot.core.sent_files import Files
from bot.i18n.catalogues import shipped
from bot.i18n.translator import Reader

NOW = datetime(2023, 3, 14, 9, tzinfo=UTC)
ADVICE = "You can leave it."
LEVELS = (Option("1", "Not yet"), Option("2", "Growing"))
UNSURE = Option("x", "I do not know")


def listener(language):
    return Listener(language, "UTC", NOW, shipped().bound(Reader(language, "UTC")))


def asked(kind, typed, language="en", draft=None, **given):
    return kind.parse(Given(text=typed, **given), listener(language), draft)


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "I do not know"),
        ("en", "I don’t know."),
        ("en", "NO IDEA!"),
        ("fr", "je ne sais pas"),
        ("fr", "Aucune idée…"),
        ("fr", "i don't know"),
        ("ar", "لا أعرف"),
        ("ar", "لا ادري"),
        ("ar", "مش عارفة"),
    ],
)
@pytest.mark.parametrize("kind", [OneOf(LEVELS), SeveralOf(LEVELS), WholeNumber(0, 9), Files(at_most=1)])
def test_not_knowing_is_understood_whatever_is_asked(kind, language, typed):
    understood = asked(Advised(kind, ADVICE), typed, language)
    assert understood == Unclear(ADVICE, draft={"advised": True})


@pytest.mark.parametrize("typed", ["I do not know much", "knows", "لا", ""])
def test_other_words_are_what_the_question_makes_of_them(typed):
    understood = asked(Advised(OneOf(LEVELS), ADVICE), typed)
    assert understood == asked(OneOf(LEVELS), typed)


def test_an_answer_that_says_so_itself_is_chosen():
    assert asked(Advised(OneOf((*LEVELS, UNSURE)), ADVICE), "i do not know") == Accepted("x")


@pytest.mark.parametrize("control", ["leave", "skip"])
def test_the_question_is_left_by_either_word(control):
    assert asked(Advised(OneOf(LEVELS), ADVICE), "", control=control) == Accepted(LEFT)


def test_what_must_be_answered_now_is_not_left():
    kind = Advised(OneOf(LEVELS), ADVICE, may_leave=False)
    assert asked(kind, "", control="skip") == Unclear(ADVICE, draft={"advised": True})
    assert kind.controls({"advised": True}) == ()


@pytest.mark.parametrize("kind", [OneOf(LEVELS), SeveralOf(LEVELS), Files(at_most=1)])
def test_leaving_is_offered_to_those_who_were_advised_only(kind):
    own = tuple(kind.controls(None))
    assert Advised(kind, ADVICE).controls(None) == own
    assert Advised(kind, ADVICE).controls({"key": "q", "advised": True}) == (*own, "leave")


def test_what_was_chosen_so_far_and_the_offer_stay_beside_each_other():
    kind = Advised(SeveralOf(LEVELS), ADVICE)
    half = asked(kind, "", draft={"key": "q", "advised": True}, option=0)
    assert half == Halfway({"picked": ["1"], "advised": True})
    assert asked(kind, "no idea", draft=half.draft) == Unclear(ADVICE, draft=half.draft)
    assert asked(kind, "", draft=half.draft, control="done") == Accepted(("1",))


def test_a_left_question_is_kept_as_such_beside_answers():
    kind = Advised(OneOf(LEVELS), ADVICE)
    for value in (LEFT, "2"):
        assert kind.load(kind.dump(value)) == value
        assert kind.admits(kind.dump(value))
    assert not Advised(OneOf(LEVELS), ADVICE, may_leave=False).admits(kind.dump(LEFT))
