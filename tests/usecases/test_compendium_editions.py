"""Editions of the compendium: who makes one, what it holds, and what is told in which language; on both engines."""

import pytest

from bot.core.refusal import Refusal
from bot.domain.practices import KIND, PracticeField, PracticeState
from bot.domain.transfers import TransferOutcome
from bot.storage.practices import Practice
from bot.usecases import compendium, forgetting, transfer_news, transfers, variants
from bot.usecases.work import SYSTEM, Work
from tests.practised import kept, published
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import TRANSLATOR, Learning


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("fatou", member=True, centre="TN-1", role="programme_coordinator"),
        Named("leila", member=True, centre="TN-1", role="country_coordinator", scope="country:TN"),
        Named("giulia", member=True, centre="IT-1", function="head"),
    )
    return world


def has(learning, title, **more):
    return learning.database.write_now(lambda s: published(s, BEGINNING, title=title, centre="IT-1", **more).id)


def test_only_who_coordinates_the_programme_makes_an_edition_and_only_of_what_is_published(learning):
    learning.database.write_now(lambda s: kept(s, BEGINNING, title="A draft"))
    assert isinstance(learning.does("fatou", compendium.make), Refusal)
    has(learning, "No waste")
    for who in ("leila", "giulia"):
        assert isinstance(learning.does(who, compendium.make), Refusal)
        assert learning.does(who, compendium.any_to_see) is False
    assert learning.does("fatou", compendium.make) == 1
    assert learning.does("giulia", compendium.any_to_see) is True
    assert [one.title.text for one in learning.does("giulia", compendium.contents, "en").entries] == ["No waste"]


def test_nothing_new_is_no_edition_and_an_earlier_one_holds_what_it_held(learning):
    has(learning, "No waste")
    learning.does("fatou", compendium.make)
    assert isinstance(learning.does("fatou", compendium.make), Refusal)
    has(learning, "Looms")
    assert learning.does("fatou", compendium.make) == 2
    assert [len(learning.does("fatou", compendium.contents, "en", one).entries) for one in (1, 2)] == [1, 2]
    assert [(one.number, one.practices) for one in learning.does("fatou", compendium.editions)] == [(2, 2), (1, 1)]


def test_an_author_is_named_where_they_want_to_be(learning):
    has(learning, "No waste", author="giulia", names_author=True)
    has(learning, "Looms", author="giulia")
    learning.does("fatou", compendium.make)
    entries = learning.does("fatou", compendium.contents, "en").entries
    assert [one.author for one in entries] == ["Giulia", ""]


def test_what_was_withdrawn_since_is_left_out_and_what_was_revised_is_said(learning):
    first, second = has(learning, "No waste"), has(learning, "Looms")
    learning.does("fatou", compendium.make)

    def later(session):
        session.get_one(Practice, first).state = PracticeState.WITHDRAWN
        session.get_one(Practice, second).revision = 2

    learning.database.write_now(later)
    [one] = learning.does("fatou", compendium.contents, "en").entries
    assert (one.title.text, one.is_changed) == ("Looms", True)


def test_each_text_is_in_the_readers_language_where_there_is_one_and_in_its_own_elsewhere(learning):
    number = has(learning, "No waste")

    def translated(session):
        work = Work(session, BEGINNING, SYSTEM, TRANSLATOR, lambda *_: None)
        variants.write(work, KIND, number, PracticeField.TITLE, {"fr": "Rien ne se perd"}, "en")

    learning.database.write_now(translated)
    learning.does("fatou", compendium.make)
    [one] = learning.does("fatou", compendium.contents, "fr").entries
    assert (one.title.text, one.title.language, one.parts[PracticeField.WHAT].language) == (
        "Rien ne se perd",
        "fr",
        "en",
    )
    [same] = learning.does("fatou", compendium.contents, "ar").entries
    assert same.title.language == "en"


def test_transfers_are_counted_and_their_story_is_told(learning):
    has(learning, "No waste")
    learning.does("fatou", compendium.make)
    centre = learning.does("leila", transfers.offer, "1").centres[0][0]
    learning.does("leila", transfers.ask, 1, centre, None)
    learning.does("giulia", transfers.yes, "1")
    learning.does("leila", transfer_news.tell_here, 1, TransferOutcome.WORKS, "It does.")
    [one] = learning.does("fatou", compendium.contents, "en").entries
    assert (one.tried, one.works, [learning.said(story.here) for story in one.stories]) == (1, 1, ["It does."])


def test_an_edition_stays_without_whoever_made_it(learning):
    has(learning, "No waste")
    learning.does("fatou", compendium.make)
    learning.does(None, forgetting.erase, [learning.number_of("fatou")])
    assert len(learning.does("giulia", compendium.contents, "en").entries) == 1
