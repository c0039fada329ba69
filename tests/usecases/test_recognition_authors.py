"""The certificate of whoever shared a practice: as long as it is published, and theirs alone; on both engines."""

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.practices import PracticeState
from bot.storage.credentials import Credential, CredentialKind, Revocation
from bot.storage.practices import Practice
from bot.usecases import (
    compendium,
    forgetting,
    practice_approval,
    practice_publishing,
    recognition_authors,
    recognition_checks,
    recognition_lists,
    recognition_revoking,
)
from bot.usecases.recognition_revoking import Replaced
from tests.practised import published
from tests.transcripts.world import Named
from tests.usecases.learning import Learning


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("omar", member=True, centre="MW-1"),
        Named("amina", member=True, centre="TN-1", language="fr"),
        Named("fatou", member=True, centre="TN-1", role="programme_coordinator"),
    )
    world.database.write_now(lambda s: published(s, world.now, title="Bees on the roof", centre="MW-1", author="omar"))
    return world


def given(learning):
    rows = select(Credential).order_by(col(Credential.id))
    return learning.database.read_now(lambda s: list(s.exec(rows)))


def changes(learning, what, *more):
    learning.does(None, lambda work: what(work, work.session.get_one(Practice, 1), *more))


def held(learning, name):
    return [(one.kind, one.holds, one.edition) for one in learning.does(name, recognition_lists.held)]


def test_it_is_there_once_however_often_a_practice_is_published_anew(learning):
    changes(learning, practice_publishing.publish)
    assert [(one.kind, one.practice_id, one.person_id) for one in given(learning)] == [
        (CredentialKind.AUTHOR, 1, learning.number_of("omar"))
    ]
    assert held(learning, "omar") == [(CredentialKind.AUTHOR, True, None)]
    assert held(learning, "fatou") == held(learning, "amina") == []


def test_what_nobody_wrote_gets_none(learning):
    learning.database.write_now(lambda s: published(s, learning.now, title="Of a centre"))
    assert [one.practice_id for one in given(learning)] == [1]


def test_withdrawn_it_holds_no_longer_and_published_again_there_is_a_new_one(learning):
    learning.does("omar", practice_approval.withdraw, 1, "We do it no more.")
    (first,) = given(learning)
    assert (first.revocation, first.reason) == (Revocation.UNPUBLISHED, "")
    assert held(learning, "omar") == [(CredentialKind.AUTHOR, False, None)]
    changes(learning, practice_publishing.publish)
    assert held(learning, "omar") == [(CredentialKind.AUTHOR, True, None)]
    assert [one.revoked_at is None for one in given(learning)] == [False, True]


def test_it_says_since_which_edition_the_practice_is_in_the_compendium(learning):
    assert learning.does("fatou", compendium.make) == 1
    learning.database.write_now(lambda s: published(s, learning.now, title="Another", author="omar"))
    assert learning.does("fatou", compendium.make) == 2
    assert sorted(edition for _kind, _holds, edition in held(learning, "omar")) == [1, 2]


def test_it_is_seen_by_its_author_and_those_who_may_take_it_back_only(learning):
    (row,) = given(learning)
    assert learning.does("omar", recognition_lists.one, row.id).person == "Omar"
    assert learning.does("fatou", recognition_lists.one, row.id).person == "Omar"
    assert isinstance(learning.does("amina", recognition_lists.one, row.id), Refusal)


def test_it_is_replaced_while_the_practice_is_published_and_never_afterwards(learning):
    (row,) = given(learning)
    new = learning.does("fatou", recognition_revoking.reissue, row.id, "The name was wrong.")
    assert isinstance(new, Replaced)
    old = learning.does("amina", recognition_checks.by_words, row.code)
    assert (old.held.holds, old.held.revocation) == (False, Revocation.REPLACED)
    assert learning.does("amina", recognition_checks.by_words, new.code).held.holds
    assert isinstance(learning.does("fatou", recognition_revoking.reissue, row.id, "Again"), Refusal)
    learning.does("omar", practice_approval.withdraw, 1, "No more")
    assert isinstance(learning.does("fatou", recognition_revoking.reissue, given(learning)[-1].id, "Why"), Refusal)
    assert isinstance(learning.does("amina", recognition_revoking.reissue, row.id, "Mine"), Refusal)


def test_it_goes_with_whoever_is_forgotten_and_the_practice_stays(learning):
    (row,) = given(learning)
    learning.does(None, forgetting.erase, [learning.number_of("omar")])
    assert given(learning) == []
    assert learning.does("amina", recognition_checks.by_words, row.code) == Refusal(recognition_checks.UNKNOWN, "code")
    changes(learning, lambda _work, practice: practice.state is PracticeState.PUBLISHED or pytest.fail("it stays"))
    changes(learning, recognition_authors.recognise)
    assert given(learning) == []
