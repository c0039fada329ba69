import pytest

from bot.app import translator
from bot.domain.scores import Score
from bot.domain.scores_in_words import explained, explained_over_people, mean_and_why, without_mean
from bot.i18n.translator import Reader

TRANSLATOR = translator()


def said(words, language="en"):
    return TRANSLATOR.render(words, Reader(language))


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (Score(3.2, 5, 6, 1), "3.2 = mean of 5 of 6 indicators, 1 not applicable"),
        (Score(4.0, 1, 1, 0), "4.0 = mean of 1 of 1 indicators"),
        (Score(None, 0, 6, 6), "not applicable"),
        (Score(None, 0, 6, 0), "not rated"),
        (Score(None, 0, 0, 0), "nothing to rate"),
    ],
)
def test_a_score_says_how_it_came_about(score, words):
    assert said(mean_and_why(score)) == words
    assert said(explained(score)) == words.rpartition(" = ")[2]


def test_over_people_it_is_people_that_are_counted():
    assert said(explained_over_people(Score(3.5, 4, 7, 1))) == (
        "mean of what 4 of 7 people say; 1 says that it does not apply"
    )
    assert said(explained_over_people(Score(3.5, 4, 4, 0))) == "mean of what 4 of 4 people say"
    assert said(explained_over_people(Score(None, 0, 4, 2))) == said(without_mean(Score(None, 0, 4, 2)))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_says_so_in_every_language(language):
    for words in (mean_and_why(Score(3.2, 5, 6, 1)), explained_over_people(Score(3.5, 4, 7, 1))):
        assert said(words, language) != said(words)
