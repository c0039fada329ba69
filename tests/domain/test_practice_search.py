"""Which words of a practice count, under which stems they stand, and what of a question tells most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.practice_search import FULL, Told, asked, stem, wanted, weights, words

TEXTS = st.text(alphabet="abc éèا بتمدرسة طрус ’'-.:1٢", max_size=80)
LANGUAGES = st.sampled_from(["en", "fr", "ar", "ka", "tr", "ru", "pt-BR"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'atelier de l’élève", ["atelier", "eleve"]),
        ("How do we train the tutors?", ["train", "tutors"]),
        ("التدريب في الورشة", ["تدريب", "ورشه"]),
        ("3D", ["3d"]),
        ("a", []),
        ("", []),
    ],
)
def test_words_are_folded_and_those_that_say_nothing_are_left_out(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "apprentices", "apprentice"),
        ("fr", "entreprises", "entreprise"),
        ("fr", "électriques", "ELECTRIQUE"),
        ("ar", "المدرسون", "مدرس"),
        ("ar", "مشاريع", "مشروع"),  # a broken plural
        ("ar", "والتدريب", "تدريب"),
        ("ar", "السلامة", "سلامه"),
        ("tr", "öğrenciler", "ogrenci"),
    ],
)
def test_forms_of_a_word_stand_under_one_term(language, one, other):
    assert [stem(word, language) for word in words(one)] == [stem(word, language) for word in words(other)]


def test_a_word_of_another_script_is_taken_as_a_word_of_that_script():
    assert stem("مشاريع", "fr") == stem("مشاريع", "ar")


def test_a_practice_told_in_several_languages_does_not_count_more_for_it():
    once = weights([Told("Welding", "en", 4)])
    twice = weights([Told("Welding", "en", 4), Told("Welding", "fr", 4)])
    assert twice[stem("welding", "en")] == once[stem("welding", "en")]


def test_a_word_of_the_title_says_more_than_one_of_the_text():
    found = weights([Told("welding", "en", 4), Told("welding turning", "en", 1)])
    assert found[stem("welding", "en")] > found[stem("turning", "en")]


@given(st.lists(st.builds(Told, TEXTS, LANGUAGES, st.floats(0.1, 5)), max_size=6))
def test_every_word_has_a_weight_and_no_term_looks_like_a_shelf(told):
    found = weights(told)
    assert all(1 <= weight <= FULL for weight in found.values())
    assert not any(":" in term for term in found)


@given(TEXTS, LANGUAGES)
def test_whatever_is_typed_can_be_looked_for_and_finds_the_text_that_it_was_taken_from(text, language):
    known = weights([Told(text, language, 1)])
    for one in asked(text, language):
        assert set(one.terms) & set(known)


def test_the_rarer_a_word_the_more_it_says_and_what_nearly_all_have_is_left_out():
    question = [one.terms for one in asked("welding in schools", "en")]
    counts = {stem("welding", "en"): 2, stem("schools", "en"): 90}
    assert [one.terms for one in wanted(question, counts, 100)] == [(stem("welding", "en"),)]
    only_common = wanted([one.terms for one in asked("schools", "en")], counts, 100)
    assert [one.terms for one in only_common] == [(stem("schools", "en"),)]
    assert wanted([one.terms for one in asked("zebra", "en")], counts, 100) == []


def test_a_stem_that_stands_everywhere_is_not_looked_for_in_somebody_elses_language():
    assert [one.terms for one in asked("solar", "en")] == [("solar", "sol")]
    assert asked("solar", "tr")[0].terms[0] == "so"  # as it is kept of what is told in Turkish
