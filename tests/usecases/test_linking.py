"""Two accounts of one person, joined and parted, on both engines."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.storage.announcements import Announcement, AnnouncementState
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer
from bot.usecases import codes, linking, rsvps, session_attendance, session_lists
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
    assert learning.does("fatou", session_lists.seen, str(number)).may_touch is True
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
    amina = learning.number_of("amina")
    assert learning.database.read_now(answers) == {fatou: RsvpAnswer.YES, amina: None}
    learning.does("fatou", linking.undo, str(link))
    parted = {fatou: RsvpAnswer.YES, fatima: RsvpAnswer.NO, amina: None}
    assert learning.database.read_now(answers) == parted


def test_a_code_that_is_older_than_fifteen_minutes_joins_nobody(learning):
    code = learning.does("fatou", linking.new_code)
    learning.now += timedelta(minutes=15)
    assert learning.does("fatima", linking.offer, code) == Refusal(codes.WRONG)
    assert learning.does("fatima", linking.join, code) == Refusal(codes.WRONG)


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(days=7), "The two accounts are separate again. Each has what it had before."),
        (
            timedelta(days=7, seconds=1),
            "The seven days are over. Please ask a coordinator of your programme for help.",
        ),
    ],
)
def test_for_seven_days_two_accounts_can_be_parted(learning, later, said):
    link = join(learning, "fatima", "fatou")
    learning.now += later
    result = learning.does("fatou", linking.undo, str(link))
    assert (result.why if isinstance(result, Refusal) else result.words).msgid == said


def test_nobody_else_parts_two_accounts(learning):
    link = join(learning, "fatima", "fatou")
    assert learning.does("amina", linking.undo, str(link)).why.msgid == "There is nothing to separate."


def test_who_answered_on_two_platforms_counts_once_and_both_answers_come_back(learning):
    number = learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("fatima", rsvps.yes, str(number))
    learning.does("amina", rsvps.maybe, str(number))
    before = learning.does("fatou", session_attendance.attendance, number)
    link = join(learning, "fatima", "amina")
    joined = learning.does("fatou", session_attendance.attendance, number)
    assert (before.yes, before.maybe) == (2, 1)
    assert (joined.yes, joined.maybe) == (1, 1)
    learning.does("amina", linking.undo, str(link))
    assert learning.does("fatou", session_attendance.attendance, number) == before
