"""What authors and reviewers are told that may be the same, judged by labelled examples in three languages; on both engines."""

import tomllib
from itertools import combinations
from pathlib import Path

import pytest
from sqlmodel import select

from bot.domain.practice_likeness import ALIKE, gist, likeness
from bot.domain.practices import PracticeField
from bot.storage.practices import Practice
from bot.usecases import practice_likeness
from tests.practices import labelled
from tests.practices.labelled import LANGUAGES, corpus, publish_all
from tests.practised import kept
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

EXAMPLES = tomllib.loads((Path(labelled.__file__).parent / "alike.toml").read_text())
SIX = ("solar", "compost", "rainwater", "bikes", "insulation", "tutors")


def of_the_corpus(key, language):
    title, what, _why = corpus()[key].texts[language]
    return gist(title, what, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_again_in_other_words_is_alike_to_that_and_to_nothing_else(language):
    assert len(EXAMPLES[language]["same"]) >= 5
    for key, title, what in EXAMPLES[language]["same"]:
        own = gist(title, what, language)
        assert [one for one in corpus() if likeness(own, of_the_corpus(one, language)) >= ALIKE] == [key], title


@pytest.mark.parametrize("language", LANGUAGES)
def test_something_else_is_alike_to_nothing_whatever_words_it_shares(language):
    assert len(EXAMPLES[language]["other"]) >= 5
    for title, what in EXAMPLES[language]["other"]:
        own = gist(title, what, language)
        assert [one for one in corpus() if likeness(own, of_the_corpus(one, language)) >= ALIKE] == [], title


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_practices_of_the_corpus_are_alike(language):
    known = {key: of_the_corpus(key, language) for key in corpus()}
    assert [pair for pair in combinations(known, 2) if likeness(known[pair[0]], known[pair[1]]) >= ALIKE] == []


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(Named("amina", member=True, centre="TN-1"))
    return world


def told_alike(learning, title, what, language):
    """Numbers of practices that are named beside a new one."""

    def share(session):
        return kept(session, learning.now, title=title, language=language, words={PracticeField.WHAT: what}).id

    number = learning.database.write_now(share)
    lines = learning.does("amina", practice_likeness.alike, number, language)
    titles = [line.values["number"] for line in lines]
    return [int(one) for one in titles]


@pytest.mark.slow  # sixty practices in three languages are published
@pytest.mark.parametrize("in_the_library", [len(SIX), None], ids=["six practices", "all"])
def test_the_same_is_named_whether_the_library_is_small_or_large(learning, monkeypatch, in_the_library):
    if in_the_library:
        few = {key: corpus()[key] for key in SIX}
        monkeypatch.setattr(labelled, "corpus", lambda: few)
    numbers = {key: number for number, key in learning.does(None, publish_all).items()}
    assert learning.database.read_now(lambda s: len(s.exec(select(Practice.id)).all())) == len(numbers)
    for language in LANGUAGES:
        for key, title, what in EXAMPLES[language]["same"]:
            assert told_alike(learning, title, what, language) == [numbers[key]], title
        for title, what in EXAMPLES[language]["other"]:
            assert told_alike(learning, title, what, language) == [], title
