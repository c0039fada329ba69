"""Before drafts are moved to a new version it is told what that would drop; only whose scope it is may do it."""

import pytest

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import HeldRole, Role, ScopeKind
from bot.questionnaires.changes import Extent
from bot.usecases import publication_updates, publishing, rights
from bot.usecases.editions import Editions
from bot.usecases.publication_updates import Drafts, Newer
from bot.usecases.work import Actor, ActorKind, Work
from tests.transcripts.play import Play
from tests.transcripts.published import FORMS, kept

BEGUN = """\
@member amina language=en centre=TN-1
@member bo language=en centre=IT-1
@published workshop.md
amina: /questionnaire
amina: Amina
amina: 7
bo: /questionnaire
bo: Bo
"""


def test_moving_tells_beforehand_how_many_answers_it_drops(database):
    play = Play(database)
    play.play(BEGUN)

    def look(session):
        work = play.work(session)
        version = kept(FORMS / "workshop-less.md", work)
        found = publication_updates.newer(work, Editions(), 1)
        assert isinstance(found, Newer)
        assert (found.version, found.changes.extent) == (version, Extent.INCOMPATIBLE)
        return publication_updates.drafts(work, Editions(), 1, version)

    assert database.write_now(look) == Drafts(inside=2, losing=1, answers=1)


@pytest.mark.parametrize(("country", "may"), [("TN", True), ("IT", False)])
def test_a_country_coordinator_updates_what_stays_in_the_country(database, country, may):
    play = Play(database)
    play.play(BEGUN)

    def update(session):
        work = play.work(session)
        version = kept(FORMS / "workshop-more.md", work)
        number = publishing.publish(work, version, Audience(countries=("TN",)), None)
        coordinator = 1
        rights.give(work, coordinator, HeldRole(Role.COUNTRY_COORDINATOR, ScopeKind.COUNTRY, country))
        session.flush()
        theirs = Work(session, work.now, Actor(ActorKind.PERSON, coordinator), work.translator, work.wake)
        return publication_updates.update(theirs, number, version), number

    result, number = database.write_now(update)
    assert (result == number) if may else isinstance(result, Refusal)


def test_another_questionnaire_is_no_new_version(database):
    play = Play(database)
    play.play(BEGUN)

    def update(session):
        work = play.work(session)
        return publication_updates.update(work, 1, kept(FORMS / "every-type.md", work))

    assert isinstance(database.write_now(update), Refusal)
