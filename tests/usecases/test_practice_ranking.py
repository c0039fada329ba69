"""In which order practices are found: judged by questions that people type in three languages, on both engines."""

from statistics import mean

import pytest

from bot.usecases import practice_spelling
from tests.practices.labelled import LANGUAGES, corpus, ndcg, publish_all, questions
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

pytestmark = pytest.mark.slow  # sixty practices in three languages are published for each test
GOOD = 0.8
NEARLY_AS_GOOD = 0.75


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
            search = learning.does("amina", practice_spelling.search, typed, language)
            found = [keys[one.number] for one in search.lines]
            scores[typed] = ndcg(found, grades)
        reached[language] = mean(scores.values())
    assert all(score >= GOOD for score in reached.values()), reached


def test_what_is_looked_for_stands_there_too_where_its_longest_word_is_mistyped(learning):
    keys = learning.does(None, publish_all)
    for language in LANGUAGES:
        scores = {}
        for typed, grades in questions(language):
            wrong = mistyped(typed)
            search = learning.does("amina", practice_spelling.search, wrong, language)
            scores[wrong] = ndcg([keys[one.number] for one in search.lines], grades)
        assert mean(scores.values()) >= NEARLY_AS_GOOD, (language, scores)


def mistyped(question):
    """With two signs exchanged in its longest word."""
    longest = max(question.split(), key=len)
    middle = len(longest) // 2
    return question.replace(
        longest, longest[: middle - 1] + longest[middle] + longest[middle - 1] + longest[middle + 1 :]
    )
