"""Practices in other languages: asked for by readers, written by volunteers, found by their new words; on both engines."""

import pytest

from bot.app import TRANSLATED
from bot.core.refusal import Refusal
from bot.domain.practices import KIND, PracticeField, PracticeState
from bot.storage.practices import Practice
from bot.usecases import practice_spelling, practice_translations, translation_deeds, translations
from bot.usecases.translation_deeds import Judged, Verdict
from bot.usecases.translations import Thing
from tests import practised
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

ENGLISH = Thing(KIND, 1, "en")
WORDS = {PracticeField.WHAT: "Les élèves ouvrent un restaurant."}
TOLD = {"title": "A restaurant of their own", "what": "Everybody bakes pancakes."}


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("amina", language="fr", centre="TN-1"),
        Named("omar", language="fr", centre="TN-2"),
        Named("nino", language="en", centre="GE-1"),
    )
    world.database.write_now(
        lambda s: practised.published(s, world.now, title="Un restaurant", language="fr", words=WORDS) and None
    )
    for name in ("amina", "omar"):
        world.does(name, translations.help_in, ["en", "fr"])
    return world


def translated(learning):
    pieces = learning.does("amina", translations.missing_pieces, ENGLISH)
    digests = {one.field: one.digest for one in pieces}
    learning.does("amina", translation_deeds.propose, TRANSLATED, ENGLISH.key, TOLD, digests)
    judged = {
        one.proposal_id: Judged(Verdict.APPROVE) for one in learning.does("omar", translations.waiting_pieces, ENGLISH)
    }
    return learning.does("omar", translation_deeds.judge, TRANSLATED, ENGLISH.key, judged)


def test_whoever_asked_is_told_once_all_of_it_is_there_and_it_is_found_by_its_new_words(learning):
    assert learning.does("nino", practice_translations.has_gaps, 1)
    assert not isinstance(learning.does("nino", practice_translations.ask, "1"), Refusal)
    (task,) = learning.does("amina", translations.tasks, TRANSLATED)
    assert sorted(task.missing) == ["title", "what"]
    assert learning.does("nino", practice_spelling.search, "pancakes", "en").lines == ()
    assert translated(learning) == 2
    search = learning.does("nino", practice_spelling.search, "pancakes", "en")
    assert [one.title for one in search.lines] == [TOLD["title"]]
    ((key, _text),) = learning.queued("translated:")
    assert key.endswith(f":{learning.number_of('nino')}")
    assert isinstance(learning.does("nino", practice_translations.ask, "1"), Refusal)  # it is there


def test_its_author_is_told_once_for_a_language_and_not_twice_where_they_asked_themselves(learning):
    def told(who):
        def by(session):
            row = session.get_one(Practice, 1)
            row.author_id = learning.number_of(who)
            session.add(row)

        learning.database.write_now(by)
        learning.does("nino", practice_translations.ask, "1")
        translated(learning)
        return [text for key, text in learning.queued("translated:en")]

    (text,) = told("amina")
    assert "traduite" in text


def test_what_is_not_published_or_not_there_is_not_asked_for_and_what_is_withdrawn_needs_nobody(learning):
    for wrong in ("2", "x", ""):
        assert isinstance(learning.does("nino", practice_translations.ask, wrong), Refusal)
    learning.does("nino", practice_translations.ask, "1")

    def withdraw(session):
        row = session.get_one(Practice, 1)
        row.state = PracticeState.WITHDRAWN
        session.add(row)

    learning.database.write_now(withdraw)
    assert learning.does("amina", translations.tasks, TRANSLATED) == ()
    assert isinstance(learning.does("nino", practice_translations.ask, "1"), Refusal)
