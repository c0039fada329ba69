"""What may be meant by a mistyped word: never more than it takes, and whatever is one sign away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import fold
from bot.domain.practice_search import Told
from bot.domain.practice_spelling import meant, nearest, respelled, spelled

WORDS = st.text(alphabet="abcdeinorst", min_size=4, max_size=12)
SIGN = st.sampled_from("abcdeinorst")


@given(WORDS, SIGN, st.data())
def test_a_sign_left_out_added_changed_or_exchanged_with_its_neighbour_is_looked_for(word, sign, data):
    place = data.draw(st.integers(0, len(word) - 1))
    before, after = word[:place], word[place + 1 :]
    swapped = before + after[:1] + word[place] + after[1:]
    for wrong in (before + after, before + sign + word[place:], before + sign + after, swapped):
        if len(wrong) >= 4 and wrong != word:
            assert word in meant(wrong)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("entreprenariat", "entrepreneuriat"),
        ("apprantisage", "apprentissage"),
        ("مششروع", "مشروع"),
        ("სკოოლა", "სკოლა"),
        ("ситемы", "системы"),
    ],
)
def test_what_is_like_it_is_looked_for_in_every_script(typed, word):
    assert word in meant(typed)
    assert nearest(typed, {word: 1, "x": 9}) == word


@pytest.mark.parametrize("word", ["abc", "", "a" * 25])
def test_of_what_is_very_short_or_long_nobody_can_tell(word):
    assert meant(word) is None


def test_of_several_the_one_most_like_it_is_meant_and_of_two_the_more_usual():
    assert nearest("bred", {"bread": 1, "breed": 3, "bed": 90}) == "breed"
    assert nearest("pannels", {"panels": 1, "channel": 50}) == "panels"
    assert nearest("zebra", {"bread": 5, "solar": 5}) is None
    assert nearest("zebra", {}) is None


def test_words_are_kept_as_they_were_written_and_under_their_terms():
    found = {one.word: one.shown for one in spelled([Told("L’Électricité, du 3D et du bois : 2 ateliers.", "fr", 1)])}
    assert found == {"electricite": "électricité", "bois": "bois", "ateliers": "ateliers"}


@given(st.text(max_size=60), st.sampled_from(["en", "fr", "ar", "ka"]))
def test_whatever_is_written_each_word_is_folded_and_whole(text, language):
    for one in spelled([Told(text, language, 1)]):
        assert one.word == fold(one.shown)
        assert " " not in one.word


def test_only_the_words_that_are_meant_otherwise_change_in_a_question():
    assert respelled("l'Atelir de 3D !", {"atelir": "atelier"}) == "l'atelier de 3D !"
