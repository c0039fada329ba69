"""Two accounts of one person, joined and parted, on both engines."""

import pytest
from sqlmodel import col, select

from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer
from bot.usecases import linking, rsvps, session_lists
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import ORGANISER, Learning

FATIMA = Named("fatima", member=True, language="fr", centre="TN-1", role="programme_coordinator", channel="matrix")
AMINA = Named("amina", member=True, centre="TN-2")


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(ORGANISER, FATIMA, AMINA)
    return world


def join(learning, joined, kept):
    code = learning.does(kept, linking.new_code)
    return learning.does(joined, linking.join, code)


def organisers(learning):
    return list(
        learning.database.read_now(
            lambda s: s.exec(select(LearningSession.organiser_id).order_by(col(LearningSession.id))).all()
        )
    )


def test_a_session_is_looked_after_by_the_account_that_stays(learning):
    fatou, fatima = learning.number_of("fatou"), learning.number_of("fatima")
    number = learning.proposes("fatima")
    link = join(learning, "fatima", "fatou")
    assert organisers(learning) == [fatou]
    assert learning.does("fatou", session_lists.seen, str(number)).is_organiser is True
    learning.does("fatou", linking.undo, str(link))
    assert organisers(learning) == [fatima]


def test_announcements_stay_with_their_author(learning):
    def announce(session):
        session.add(Announcement(programme_id=1, author_id=fatima, state=AnnouncementState.SENT, created_at=BEGINNING))

    fatou, fatima = learning.number_of("fatou"), learning.number_of("fatima")
    learning.database.write_now(announce)
    link = join(learning, "fatima", "fatou")
    assert learning.database.read_now(lambda s: s.exec(select(Announcement.author_id)).all()) == [fatou]
    learning.does("fatima", linking.undo, str(link))
    assert learning.database.read_now(lambda s: s.exec(select(Announcement.author_id)).all()) == [fatima]


def test_of_two_answers_to_one_invitation_that_of_the_account_that_stays_holds(learning):
    number = str(learning.proposes("fatou"))
    learning.clock_ticks()
    learning.does("fatima", rsvps.no, number)
    link = join(learning, "fatima", "fatou")

    def answers(session):
        return dict(session.exec(select(Rsvp.person_id, Rsvp.answer)).all())

    fatou, fatima = learning.number_of("fatou"), learning.number_of("fatima")
    expected = {fatou: RsvpAnswer.YES, fatima: RsvpAnswer.NO, learning.number_of("amina"): None}
    assert learning.database.read_now(answers) == expected
    learning.does("fatou", linking.undo, str(link))
    assert learning.database.read_now(answers) == expected
