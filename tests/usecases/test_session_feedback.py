"""After a session: who is asked how it was, who was there, what may be read of it, and who gets the summary."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.sessions import HostPart, SessionKind
from bot.storage.people import Person
from bot.storage.questionnaires import Publication, Submission
from bot.storage.sessions import LearningSession, Rsvp, SessionHost
from bot.usecases import (
    audiences,
    publication_lists,
    questionnaires,
    rsvps,
    session_attendance,
    session_day,
    session_feedback,
    session_rounds,
    session_summaries,
    sessions,
)
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, STARTS, Learning

pytestmark = pytest.mark.slow  # whole sessions, from the proposal to the summary

AMINA = Named("amina", member=True, centre="TN-2")
OMAR = Named("omar", member=True, centre="MW-1")
NINO = Named("nino", member=True, centre="GE-1")
LUCA = Named("luca", member=True, centre="IT-1")
ENDS = STARTS + timedelta(minutes=60)


@pytest.fixture
def learning(database):
    """Amina and Omar say yes, Nino maybe, and Luca nothing."""
    world = Learning(database)
    world.joins(ORGANISER, AMINA, OMAR, NINO, LUCA)
    world.proposes("fatou")
    world.clock_ticks()
    for name, verb in (("amina", rsvps.yes), ("omar", rsvps.yes), ("nino", rsvps.maybe)):
        world.does(name, verb, "1")
    return world


def ticks(learning):
    for job in (session_feedback.look_after, session_rounds.tell_next):
        while learning.does(None, job):
            pass


def names_told(learning, containing):
    rows = learning.database.read_now(lambda s: s.exec(select(Person.id, Person.name)).all())
    people = {str(number): name.lower() for number, name in rows if name}
    return sorted(people[key.rpartition(":")[2]] for key, _text in learning.queued(containing))


def is_over(learning):
    learning.now = ENDS
    ticks(learning)


def answers(learning, *given):
    """Submissions to the feedback, one after the other."""
    number = learning.database.read_now(lambda s: s.exec(select(Publication.id)).one())
    version = learning.database.read_now(lambda s: s.exec(select(Publication.version_id)).one())

    def hand_in(session):
        for one in given:
            session.add(
                Submission(
                    publication_id=number,
                    version_id=version,
                    language="en",
                    started_at=learning.now,
                    finished_at=learning.now,
                    answers={f"/data/{name}": value for name, value in one.items()},
                )
            )
            session.flush()

    learning.database.write_now(hand_in)


def test_nobody_is_asked_before_the_end_and_everybody_once(learning):
    learning.now = ENDS - timedelta(seconds=1)
    ticks(learning)
    assert learning.queued(":over:") == []
    is_over(learning)
    ticks(learning)
    assert names_told(learning, ":over:") == ["fatou"]
    assert names_told(learning, ":feedback:") == ["amina", "omar"]


def test_whoever_checked_in_is_asked_and_whoever_said_they_missed_it_is_not(learning):
    learning.now = STARTS + timedelta(minutes=5)
    learning.does("nino", session_day.say_here, "1")
    learning.does("omar", session_day.say_missed, "1")
    is_over(learning)
    assert names_told(learning, ":feedback:") == ["amina", "nino"]


def test_whoever_helped_to_lead_hears_that_it_is_over_and_is_not_asked(learning):
    amina = learning.number_of("amina")
    learning.database.write_now(lambda s: s.add(SessionHost(session_id=1, person_id=amina, part=HostPart.CO_HOST)))
    is_over(learning)
    assert names_told(learning, ":over:") == ["amina", "fatou"]
    assert names_told(learning, ":feedback:") == ["omar"]


@pytest.mark.parametrize(
    "state", [{"kind": SessionKind.PEER_VISIT}, {"starts_at": STARTS - session_feedback.LOOKS_BACK}]
)
def test_of_peer_visits_and_of_what_is_long_over_nobody_is_asked(learning, state):
    def change(session):
        row = session.get_one(LearningSession, 1)
        for name, value in state.items():
            setattr(row, name, value)
        session.add(row)

    learning.database.write_now(change)
    is_over(learning)
    assert learning.queued(":feedback:") == []


def test_of_what_was_called_off_nobody_is_asked(learning):
    learning.does("fatou", sessions.cancel, 1, None)
    is_over(learning)
    assert learning.queued(":feedback:") == []


def test_only_those_who_were_there_find_the_questionnaire(learning):
    is_over(learning)
    waiting = {name: len(learning.does(name, questionnaires.waiting)) for name in ("amina", "nino", "luca", "fatou")}
    assert waiting == {"amina": 1, "nino": 0, "luca": 0, "fatou": 1}
    selected = learning.does(
        None, lambda work: set(work.session.exec(audiences.people_in(work, Audience(sessions=(1,)))).scalars())
    )
    assert selected == {learning.number_of(name) for name in ("amina", "omar", "fatou")}


def test_coordinators_do_not_find_it_among_what_they_published(learning):
    is_over(learning)
    assert learning.does("fatou", publication_lists.in_sight) == ()


def test_ratings_are_read_from_five_answers_on_and_words_as_they_were_written(learning):
    is_over(learning)
    answers(learning, *[{"useful": "4", "language": "yes", "try": f"A jury {n}"} for n in range(4)])
    few = learning.does("fatou", session_feedback.results, 1)
    assert (few.answers, few.ratings.mean, few.ratings.answers) == (4, None, 0)
    assert few.tries == ("A jury 0", "A jury 1", "A jury 2", "A jury 3")
    answers(learning, {"useful": "1", "better": "More *time*"}, {"useful": "1"})
    enough = learning.does("fatou", session_feedback.results, 1)
    assert (enough.answers, enough.ratings.answers, enough.ratings.mean) == (6, 5, 3.4)
    assert enough.betters == ("More *time*",)


def test_whoever_did_not_lead_it_reads_notes_and_sums_up_nothing(learning, subtests):
    is_over(learning)
    for name in ["amina", "luca"]:
        with subtests.test(name=name):
            assert learning.does(name, session_feedback.is_asked, 1) is False
            for verb, args in (
                (session_feedback.results, ()),
                (session_attendance.note, ((), ())),
                (session_summaries.send, ("It was good.",)),
            ):
                assert isinstance(learning.does(name, verb, 1, *args), Refusal)


def attended(learning):
    rows = learning.database.read_now(
        lambda s: s.exec(select(Person.name, Rsvp.attended).join(Rsvp, Rsvp.person_id == Person.id)).all()
    )
    return {name.lower(): was for name, was in rows if was is not None}


def test_the_host_notes_who_was_there_and_whoever_checked_in_stays(learning):
    learning.now = STARTS + timedelta(minutes=5)
    learning.does("amina", session_day.say_here, "1")
    asked = learning.does("fatou", session_attendance.to_be_noted, 1)
    assert [one.name for one in asked] == ["Nino", "Omar"]
    people = [one.person_id for one in asked]
    assert learning.does("fatou", session_attendance.note, 1, people, people[:1]) == 3  # and who leads it
    assert attended(learning) == {"amina": True, "nino": True, "omar": False}
    learning.does("fatou", session_attendance.note, 1, [*people, learning.number_of("amina")], ())
    assert attended(learning) == {"amina": True, "nino": False, "omar": False}


def test_whoever_said_that_they_were_not_there_is_neither_asked_about_nor_overruled(learning):
    learning.now = STARTS + timedelta(minutes=5)
    learning.does("nino", session_day.say_missed, "1")
    assert [one.name for one in learning.does("fatou", session_attendance.to_be_noted, 1)] == ["Amina", "Omar"]
    learning.does("fatou", session_attendance.note, 1, [learning.number_of("nino")], [learning.number_of("nino")])
    assert attended(learning) == {"nino": False}
    learning.does("nino", session_day.say_here, "1")
    assert attended(learning) == {"nino": True}


def test_nobody_is_noted_before_it_begins(learning):
    assert isinstance(learning.does("fatou", session_attendance.note, 1, (), ()), Refusal)


def test_the_summary_goes_to_those_who_were_there_and_in_other_words_to_those_who_missed_it(learning):
    learning.does("luca", rsvps.no, "1")
    learning.now = ENDS
    learning.does("omar", session_day.say_missed, "1")
    assert learning.does("fatou", session_summaries.reached, 1) == (1, 3)
    assert learning.does("fatou", session_summaries.send, 1, "It was *good*.") is None
    ticks(learning)
    told = {key.rpartition(":")[2]: text for key, text in learning.queued(":summary:")}
    assert len(told) == 4
    assert "You were at this session" in told[str(learning.number_of("amina"))]
    for name in ("omar", "nino", "luca"):
        assert "You could not be at this session" in told[str(learning.number_of(name))]
    assert all("It was \\*good\\*." in text for text in told.values())


def test_who_never_answered_the_invitation_is_left_in_peace(learning):
    learning.now = ENDS
    learning.does("fatou", session_summaries.send, 1, "It was good.")
    ticks(learning)
    assert names_told(learning, ":summary:") == ["amina", "nino", "omar"]


def test_a_second_summary_replaces_the_first_and_is_told_anew(learning):
    learning.now = ENDS
    for text in ("First.", "Second."):
        learning.does("fatou", session_summaries.send, 1, text)
        ticks(learning)
    assert len(learning.queued(":summary:")) == 6


def test_nothing_is_summed_up_before_the_end(learning):
    learning.now = ENDS - timedelta(seconds=1)
    assert isinstance(learning.does("fatou", session_summaries.send, 1, "Too soon."), Refusal)


def test_names_are_shown_to_others_who_come_only_of_those_who_agree(learning):
    assert learning.does("nino", session_attendance.company, 1) is None
    before = learning.does("amina", session_attendance.company, 1)
    assert (before.others, before.names, before.shows_mine) == (2, (), False)
    learning.does("omar", session_attendance.show_name, 1, shows=True)
    assert learning.does("amina", session_attendance.company, 1).names == ("Omar",)
    learning.does("omar", session_attendance.show_name, 1, shows=False)
    assert learning.does("amina", session_attendance.company, 1).names == ()


def test_who_leads_sees_who_may_need_an_interpreter(learning):
    amina = learning.number_of("amina")

    def change(session):
        session.get_one(LearningSession, 1).languages = ["en", "fr"]
        session.get_one(Person, amina).language = "ar-TN"

    learning.database.write_now(change)
    found = learning.does("fatou", session_attendance.attendance, 1)
    assert found.languages == (("ar", 1),)
    assert found.places is None
    assert isinstance(learning.does("omar", session_attendance.attendance, 1), Refusal)
