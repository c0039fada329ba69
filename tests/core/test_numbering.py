import pytest

from bot.core.messages import Choice, Outgoing
from bot.core.numbering import said

WORDS = {
    ("Yes", "No"): ["1", "2"],
    ("0", "1", "2"): ["0", "1", "2"],
    ("10", "20", "More"): ["10", "20", "3"],
    ("1", "2", "3"): ["1", "2", "3"],
}


@pytest.mark.parametrize("labels", WORDS)
def test_a_scale_is_answered_with_its_own_numbers(labels):
    message = Outgoing(text="?", choices=tuple(Choice(label, label) for label in labels))
    assert [word for word, _choice in said(message)] == WORDS[labels]


def test_the_next_page_of_a_scale_goes_on_with_its_own_numbers():
    message = Outgoing(text="?", choices=(Choice("8", "8"), Choice("9", "9")), first_number=9)
    assert [word for word, _choice in said(message)] == ["8", "9"]


def test_actions_keep_their_words():
    message = Outgoing(text="?", choices=(Choice("Come", "a", word="yes 31"), Choice("Tools", "b")))
    assert [word for word, _choice in said(message)] == ["yes 31", "1"]
