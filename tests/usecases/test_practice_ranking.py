"""In which order practices are found: judged by questions that people type in three languages, on both engines."""

from statistics import mean

import pytest

from bot.usecases import practice_library
from tests.practices.labelled import LANGUAGES, corpus, ndcg, publish_all, questions
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

pytestmark = pytest.mark.slow  # sixty practices in three languages are published for each test
GOOD = 0.8


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(Named("amina", member=True, centre="TN-1"))
    return world


def test_what_is_looked_for_stands_among_the_first_five_in_each_language(learning):
    keys = learning.does(None, publish_all)
    assert len(corpus()) >= 60
    reached = {}
    for language in LANGUAGES:
        asked = questions(language)
        assert len(asked) >= 40
        assert all(set(grades) <= set(corpus()) for _typed, grades in asked)
        scores = {}
        for typed, grades in asked:
            found = [keys[one.number] for one in learning.does("amina", practice_library.find, typed, language)]
            scores[typed] = ndcg(found, grades)
        reached[language] = mean(scores.values())
    assert all(score >= GOOD for score in reached.values()), reached
