import pytest

from bot.app import translator
from bot.domain.scores import Score
from bot.domain.scores_in_words import explained
from bot.i18n.translator import Reader

TRANSLATOR = translator()


def said(words, language="en"):
    return TRANSLATOR.render(words, Reader(language))


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (Score(3.2, 5, 6, 1), "mean of 5 of 6 indicators, 1 not applicable"),
        (Score(4.0, 1, 1, 0), "mean of 1 of 1 indicators"),
        (Score(None, 0, 6, 6), "not applicable"),
        (Score(None, 0, 6, 0), "not rated"),
        (Score(None, 0, 0, 0), "nothing to rate"),
    ],
)
def test_a_score_says_how_it_came_about(score, words):
    assert said(explained(score)) == words


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_says_so_in_every_language(language):
    words = explained(Score(3.2, 5, 6, 1))
    assert said(words, language) != said(words)
