import pytest

from bot.core.messages import Choice, Outgoing
from bot.core.offers import Offer, Offers, may_mean_offers, offers_of
from bot.core.talk import Pending
from tests.core.test_advised import NOW

SEE = Offer("1", "See the *vote*", "a:begin:vote:3")
LATER = Offer("2", "On another day", "a:begin:remind:7")


def question(kind, *offered):
    return Pending(kind=kind, key="k", nonce="n", position=0, asked_at=NOW, address_id=1, offered=offered)


def test_what_has_a_word_of_its_own_and_the_answers_of_a_question_are_no_offers():
    choices = (
        Choice("Yes", "a:session:31", word="yes 31"),
        Choice("See the *vote*", "a:begin:vote:3"),
        Choice("On another day", "a:begin:remind:7"),
    )
    found = offers_of(Outgoing(text="Choose", choices=choices))
    assert [(one.number, one.label, one.data) for one in found] == [
        ("1", "See the vote", "a:begin:vote:3"),
        ("2", "On another day", "a:begin:remind:7"),
    ]
    assert offers_of(Outgoing(text="Choose", choices=(Choice("One", "q:1:abc:0"), Choice("Two", "q:1:abc:1")))) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2", LATER.data),
        ("٢.", LATER.data),
        (" on ANOTHER day ", LATER.data),
        ("see the *vote*", SEE.data),
        ("3", None),
        ("another", None),
        ("", None),
    ],
)
def test_an_offer_is_meant_by_its_number_or_all_its_words(text, meant):
    assert Offers(NOW, (SEE, LATER)).meant(text) == meant


@pytest.mark.parametrize(
    ("text", "pending", "may"),
    [
        ("1", None, True),
        ("See the vote", None, True),
        ("1", question("choice", "yes", "no"), True),
        ("1", question("integer"), False),
        ("See the vote", question("date"), True),
        ("1", question("text"), False),
        ("See the vote", question("text"), False),
    ],
)
def test_a_question_that_takes_any_words_or_any_number_takes_them(text, pending, may):
    assert may_mean_offers(text, pending) is may
