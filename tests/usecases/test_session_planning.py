"""A session that has no time yet gets one, once; who leads it may touch it, on both engines."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.sessions import HostPart
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionHost, SessionState, hosts_of
from bot.usecases import forgetting, rsvps, session_lists, sessions
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import ORGANISER, STARTS, Learning


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(ORGANISER, Named("amina", member=True, language="ar", centre="TN-2"), Named("nino", centre="GE-1"))
    return world


def stands(learning, state, **more):
    """A session without a time, of Fatou's, to which everybody belongs."""

    def job(session):
        row = LearningSession(
            programme_id=1,
            organiser_id=session.exec(select(Person.id).where(Person.name == "Fatou")).one(),
            area=PriorityArea.WBL,
            zone="Africa/Tunis",
            minutes=60,
            state=state,
            created_at=BEGINNING,
            changed_at=BEGINNING,
            **more,
        )
        session.add(row)
        session.flush()
        return row.id

    return learning.database.write_now(job)


def plans(learning, number, at, minutes=90):
    return learning.does(
        "fatou", lambda work: sessions.plan_at(work, work.session.get_one(LearningSession, number), at, minutes)
    )


def row_of(learning, number):
    return learning.database.read_now(lambda s: s.get_one(LearningSession, number))


def test_when_the_time_is_found_those_who_sought_it_hear_so_and_the_others_are_invited(learning):
    number = stands(learning, SessionState.SEEKING)
    amina = learning.number_of("amina")
    learning.database.write_now(lambda s: s.add(Rsvp(session_id=number, person_id=amina, at=BEGINNING)))
    assert plans(learning, number, STARTS) is None
    learning.clock_ticks()
    told = {key.split(":")[2]: text for key, text in learning.queued(f"session:{number}:") if key.endswith(f":{amina}")}
    assert list(told) == ["time"]
    invited = [key for key, _text in learning.queued(":invitation:")]
    assert invited == [f"session:{number}:invitation:{learning.number_of('nino')}"]
    row = row_of(learning, number)
    assert (row.state, row.starts_at, row.minutes, row.sequence) == (SessionState.PLANNED, STARTS, 90, 1)


def test_whoever_organises_comes_to_what_is_planned_and_is_reminded(learning):
    number = stands(learning, SessionState.DRAFT)
    plans(learning, number, STARTS)
    fatou = learning.number_of("fatou")
    rsvp = learning.database.read_now(lambda s: s.exec(select(Rsvp).where(Rsvp.person_id == fatou)).one())
    assert (rsvp.answer, rsvp.in_calendar) == (RsvpAnswer.YES, True)
    learning.now = STARTS - timedelta(hours=1)
    learning.clock_ticks()
    assert [key for key, _text in learning.queued("reminder:")] == [f"reminder:{number}:hour:0:{fatou}"]


def test_of_two_confirmations_the_first_counts_and_nobody_is_told_twice(learning):
    number = stands(learning, SessionState.SEEKING)
    assert plans(learning, number, STARTS) is None
    assert isinstance(plans(learning, number, STARTS + timedelta(days=1)), Refusal)
    learning.clock_ticks()
    assert row_of(learning, number).starts_at == STARTS
    keys = [key for key, _text in learning.queued()]
    assert len(keys) == len(set(keys)) == 3  # the organiser, Amina, Nino


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.SEEKING])
def test_a_time_that_has_passed_plans_nothing(learning, state):
    number = stands(learning, state)
    refusal = plans(learning, number, BEGINNING)
    assert isinstance(refusal, Refusal)
    assert refusal.key == "starts_at"
    assert row_of(learning, number).state is state


def test_what_was_called_off_is_not_planned_any_more(learning):
    number = stands(learning, SessionState.SEEKING)
    assert learning.does("fatou", sessions.cancel, number, "No teachers") is None
    assert isinstance(plans(learning, number, STARTS), Refusal)


def test_a_planned_session_without_a_beginning_cannot_be_kept(learning):
    with pytest.raises(IntegrityError):
        stands(learning, SessionState.PLANNED)


def test_a_draft_that_is_dropped_is_told_to_nobody(learning):
    number = stands(learning, SessionState.DRAFT)
    learning.does("fatou", sessions.cancel, number, None)
    learning.clock_ticks()
    assert learning.queued() == []


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.SEEKING])
def test_nobody_says_yes_to_what_has_no_time(learning, state):
    number = stands(learning, state)
    amina = learning.number_of("amina")
    learning.database.write_now(lambda s: s.add(Rsvp(session_id=number, person_id=amina, at=BEGINNING)))
    learning.does("amina", rsvps.yes, str(number))
    kept = learning.database.read_now(lambda s: s.exec(select(Rsvp.answer).where(Rsvp.person_id == amina)).one())
    assert kept is None
    assert learning.does("amina", session_lists.seen, str(number)).may_answer is False


@pytest.mark.parametrize(
    ("part", "may_touch"), [(HostPart.HOST, True), (HostPart.CO_HOST, True), (HostPart.INTERPRETER, False)]
)
def test_hosts_and_co_hosts_touch_a_session_interpreters_do_not(learning, part, may_touch):
    number = learning.proposes("fatou")
    amina = learning.number_of("amina")
    learning.database.write_now(lambda s: s.add(SessionHost(session_id=number, person_id=amina, part=part)))
    assert (learning.does("amina", sessions.change, number, minutes=30) is None) is may_touch


def leaves(learning, name):
    learning.does(name, forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)


def test_who_helps_to_lead_takes_over_from_an_organiser_who_is_forgotten(learning):
    amina = learning.number_of("amina")
    number = stands(learning, SessionState.PLANNED, starts_at=STARTS + timedelta(days=30))
    learning.database.write_now(lambda s: s.add(SessionHost(session_id=number, person_id=amina, part=HostPart.CO_HOST)))
    leaves(learning, "fatou")
    assert row_of(learning, number).organiser_id == amina
    assert [key for key, _text in learning.queued("sessions:left")] == [f"sessions:left:{number}:{amina}"]
    assert learning.does("amina", sessions.cancel, number, None) is None


def test_where_nobody_leads_it_those_who_coordinate_the_programme_hear_of_it_and_a_draft_goes(learning):
    learning.joins(Named("omar", member=True, centre="TN-1", role="programme_coordinator"))
    planned = stands(learning, SessionState.PLANNED, starts_at=STARTS + timedelta(days=30))
    draft = stands(learning, SessionState.DRAFT)
    leaves(learning, "fatou")
    told = [key for key, _text in learning.queued("sessions:left")]
    assert told == [f"sessions:left:{planned}:{learning.number_of('omar')}"]
    assert row_of(learning, planned).state is SessionState.PLANNED
    assert row_of(learning, draft).state is SessionState.CANCELLED


def test_whoever_is_forgotten_leads_nothing_any_more(learning):
    number = learning.proposes("fatou")
    amina = learning.number_of("amina")
    learning.database.write_now(lambda s: s.add(SessionHost(session_id=number, person_id=amina, part=HostPart.HOST)))
    learning.does("amina", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    assert learning.database.read_now(lambda s: hosts_of(s, [number])) == {}
