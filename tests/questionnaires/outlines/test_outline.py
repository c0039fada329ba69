import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.questionnaires.outlines.outline import Choice, Outline, Question, QuestionType, Rating, Section

names = st.text(min_size=1, max_size=5)
texts = st.dictionaries(st.sampled_from(["en", "fr", "ar"]), st.text(max_size=5))
ratings = st.builds(Rating, names, names, st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=100))
questions = st.builds(
    Question,
    name=names,
    path=names,
    type=st.sampled_from(QuestionType),
    label=texts,
    hint=texts,
    required=st.booleans(),
    choices=st.lists(st.builds(Choice, names, texts, texts), max_size=3).map(tuple),
    rating=st.none() | ratings,
)
sections = st.builds(Section, names, texts, st.lists(questions, max_size=3).map(tuple))
forms = st.builds(
    Outline,
    id=names,
    version=names,
    title=texts,
    languages=st.lists(names, min_size=1, max_size=3).map(tuple),
    sections=st.lists(sections, max_size=3).map(tuple),
    sha256=names,
)


@given(forms)
def test_a_form_survives_json(form):
    assert Outline.from_json(json.loads(json.dumps(form.to_json()))) == form


def test_json_that_is_no_form_is_refused():
    with pytest.raises(ValidationError):
        Outline.from_json({"id": "x"})


@pytest.mark.parametrize(
    ("language", "wording"),
    [("fr", "Bonjour"), ("fr-CA", "Bonjour"), ("pt-BR", "Olá, Brasil"), ("pt", "Hello"), ("ka", "Hello")],
)
def test_a_text_comes_in_the_language_its_parent_or_the_default(language, wording):
    form = Outline("x", "1", {}, ("en", "fr", "pt-BR"), (), "")
    assert form.wording({"fr": "Bonjour", "en": "Hello", "pt-BR": "Olá, Brasil"}, language) == wording


def test_no_text_is_an_empty_wording():
    assert Outline("x", "1", {}, ("en",), (), "").wording({}, "en") == ""
