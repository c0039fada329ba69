from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.messages import Choice, Outgoing
from bot.core.offers import Offer, Offers, meant, offers_of
from bot.core.talk import Pending
from tests.core.test_advised import NOW

SEE = Offer("1", "See the *vote*", "a:begin:vote:3")
LATER = Offer("2", "On another day", "a:begin:remind:7")


USEFUL = Offer("useful 4", "Useful", "a:practice.useful:4")
OTHERS_USEFUL = Offer("useful 7", "Useful", "a:practice.useful:7")
BEFORE, LATE = NOW - timedelta(minutes=5), NOW + timedelta(minutes=5)


def question(kind, *offered, **more):
    values = {"labels": offered, **more}
    return Pending(kind=kind, key="k", nonce="n", position=0, asked_at=NOW, address_id=1, offered=offered, **values)


def test_the_answers_of_a_question_are_no_offers():
    choices = (
        Choice("Yes", "a:session:31", word="yes 31"),
        Choice("See the *vote*", "a:begin:vote:3"),
        Choice("On another day", "a:begin:remind:7"),
    )
    found = offers_of(Outgoing(text="Choose", choices=choices))
    assert [(one.number, one.label, one.data) for one in found] == [
        ("yes 31", "Yes", "a:session:31"),
        ("1", "See the vote", "a:begin:vote:3"),
        ("2", "On another day", "a:begin:remind:7"),
    ]
    assert offers_of(Outgoing(text="Choose", choices=(Choice("One", "q:1:abc:0"), Choice("Two", "q:1:abc:1")))) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2", (LATER,)),
        ("٢.", (LATER,)),
        (" on ANOTHER day ", (LATER,)),
        ("see the *vote*", (SEE,)),
        ("useful", (USEFUL,)),
        ("3", ()),
        ("another", ()),
        ("", ()),
    ],
)
def test_an_offer_is_meant_by_its_number_or_all_its_words(text, wanted):
    assert meant(text, [Offers(NOW, (SEE, LATER, USEFUL))], None) == wanted


@pytest.mark.parametrize(
    ("text", "pending", "may"),
    [
        ("1", None, True),
        ("See the *vote*", None, True),
        ("1", question("one of", "yes", "no"), True),
        ("1", question("whole number"), False),
        ("See the *vote*", question("day"), True),
        ("1", question("text"), False),
        ("See the *vote*", question("text"), False),
    ],
)
def test_a_question_that_takes_any_words_or_any_number_takes_them(text, pending, may):
    assert meant(text, [Offers(LATE, (SEE,))], pending) == ((SEE,) if may else ())


@pytest.mark.parametrize(
    ("at", "text", "pending", "is_meant"),
    [
        (LATE, "useful", question("day"), True),
        (NOW, "useful", question("one of", "Read it"), True),  # right above it, in the same breath
        (BEFORE, "useful", question("one of", "Read it"), False),
        (BEFORE, "useful", question("one of", "Read it", brief=True), True),  # a menu
        (BEFORE, "useful", question("one of", "Useful tools", brief=True), False),  # the answer
        (BEFORE, "useful", question("words or one of", "By area", brief=True), False),  # words to look for
        (NOW, "useful", question("day"), False),
    ],
)
def test_words_are_of_a_button_in_sight_unless_they_are_the_answer(at, text, pending, is_meant):
    assert meant(text, [Offers(at, (USEFUL,))], pending) == ((USEFUL,) if is_meant else ())


def test_a_number_is_of_the_list_seen_last():
    menu = question("one of", "Read it", brief=True)
    assert meant("1", [Offers(BEFORE, (SEE,))], menu) == ()
    assert meant("1", [Offers(LATE, (USEFUL,)), Offers(NOW, (SEE,))], None) == (SEE,)


def test_the_same_words_below_several_messages_are_told_apart_by_their_number():
    several = [Offers(LATE, (OTHERS_USEFUL,)), Offers(NOW, (USEFUL,)), Offers(BEFORE, (USEFUL,))]
    assert meant("useful", several, None) == (OTHERS_USEFUL, USEFUL)
    long_ago = Offers(NOW - timedelta(days=2), (USEFUL,))
    assert meant("useful", [several[0], long_ago], None) == (OTHERS_USEFUL,)
    menu = question("one of", "Read it", brief=True)
    assert meant("useful", [Offers(NOW, (OTHERS_USEFUL,)), Offers(BEFORE, (USEFUL,))], menu) == (OTHERS_USEFUL,)
    answers = (replace(SEE, label="Answer"), replace(LATER, label="Answer"))
    assert meant("answer", [Offers(LATE, answers[:1]), Offers(NOW, answers[1:])], None) == answers[:1]


def test_an_action_may_be_called_in_other_words_too():
    is_said = {"practice.useful"}.__contains__
    assert meant("yes", [Offers(BEFORE, (SEE, USEFUL))], question("one of", "Go", brief=True), is_said) == (USEFUL,)
    assert meant("yes", [Offers(BEFORE, (SEE, USEFUL))], question("one of", "Yes, go", brief=True), is_said) == ()
    assert meant("see the *vote*", [Offers(NOW, (SEE, USEFUL))], None, is_said) == (SEE,)
