"""What makes milestones done by itself: each kind of fact, from the milestone's beginning on, centre by centre."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.domain.areas import PriorityArea
from bot.domain.milestones import DoneBy
from bot.domain.sessions import HostPart
from bot.storage.memberships import Membership, MembershipState
from bot.storage.partners import Partner, Partnership, PartnershipState
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionHost, SessionState
from bot.storage.visits import InGroup, Visit, VisitCall, VisitGroup, VisitGroupCentre, VisitState, VisitWay
from bot.usecases import milestone_facts
from tests.transcripts.assessed import assessed
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

TUNIS, SFAX, TBILISI = 1, 2, 3
ZONES = {TUNIS: "Africa/Tunis", SFAX: "Africa/Tunis", TBILISI: "Asia/Tbilisi"}
PEOPLE = (Named("amina", centre="TN-1"), Named("fatou", centre="TN-2"), Named("nino", centre="GE-1"))
SINCE = date(2023, 3, 1)
DAY = timedelta(days=1)


@pytest.fixture
def learning(database):
    found = Learning(database)
    found.joins(*PEOPLE)
    return found


def first_days(learning, done_by, since=SINCE):
    """By centre."""
    found = learning.does(None, milestone_facts.found, {(done_by, since)}, ZONES)
    return {centre: day.isoformat() for (_fact, centre), day in found.items()}


def add(learning, *rows):
    def job(session):
        for row in rows:
            session.add(row)
            session.flush()
        return [getattr(row, "id", None) for row in rows]

    return learning.database.write_now(job)


def held(learning, organiser, *, starts_at=BEGINNING - 5 * DAY, state=SessionState.PLANNED):
    session = LearningSession(
        programme_id=1,
        organiser_id=learning.number_of(organiser),
        area=PriorityArea.GREEN,
        starts_at=starts_at,
        zone="UTC",
        minutes=60,
        state=state,
        created_at=BEGINNING,
        changed_at=BEGINNING,
    )
    return add(learning, session)[0]


def test_people_who_are_there_count_from_the_beginning_whenever_they_came(learning):
    assert first_days(learning, DoneBy.PEOPLE) == dict.fromkeys(ZONES, "2023-03-01")

    def leave(session):
        number = learning.number_of("fatou")
        session.exec(select(Membership).where(Membership.person_id == number)).one().state = MembershipState.ENDED

    learning.database.write_now(leave)
    assert set(first_days(learning, DoneBy.PEOPLE)) == {TUNIS, TBILISI}


def test_a_self_assessment_counts_if_it_was_signed_since_then_on_the_day_it_was_there(learning):
    late = BEGINNING.replace(day=10, hour=21)  # the eleventh in Tbilisi
    for centre, at in (("TN-1", late), ("GE-1", late), ("TN-2", BEGINNING - 30 * DAY)):
        learning.database.write_now(lambda session, centre=centre, at=at: assessed(session, centre, 3, at, {}))
    assert first_days(learning, DoneBy.ASSESSMENT) == {TUNIS: "2023-03-10", TBILISI: "2023-03-11"}


def test_a_session_counts_for_who_organised_it_or_leads_it(learning):
    held(learning, "amina")
    other = held(learning, "amina", starts_at=BEGINNING - 2 * DAY)
    add(learning, SessionHost(session_id=other, person_id=learning.number_of("nino"), part=HostPart.HOST))
    add(learning, SessionHost(session_id=other, person_id=learning.number_of("fatou"), part=HostPart.INTERPRETER))
    assert first_days(learning, DoneBy.LED) == {TUNIS: "2023-03-09", TBILISI: "2023-03-12"}


@pytest.mark.parametrize(
    ("starts_at", "state"),
    [
        (BEGINNING - 30 * DAY, SessionState.PLANNED),
        (BEGINNING + DAY, SessionState.PLANNED),
        (BEGINNING - DAY, SessionState.CANCELLED),
    ],
    ids=["before the milestone", "to come", "cancelled"],
)
def test_a_session_that_has_not_taken_place_since_then_does_not_count(learning, starts_at, state):
    held(learning, "amina", starts_at=starts_at, state=state)
    assert first_days(learning, DoneBy.LED) == {}


def test_who_came_counts_and_where_nobody_says_so_who_wanted_to(learning):
    number = held(learning, "amina")
    answers = {"amina": (RsvpAnswer.YES, None), "fatou": (RsvpAnswer.YES, False), "nino": (RsvpAnswer.NO, True)}
    add(
        learning,
        *(
            Rsvp(session_id=number, person_id=learning.number_of(name), answer=answer, attended=came, at=BEGINNING)
            for name, (answer, came) in answers.items()
        ),
    )
    assert first_days(learning, DoneBy.JOINED) == {TUNIS: "2023-03-09", TBILISI: "2023-03-09"}


def test_partners_count_when_all_have_said_yes(learning):
    times = {"created_at": BEGINNING, "expires_at": BEGINNING, "settled_at": BEGINNING - DAY}
    states = [PartnershipState.ACCEPTED, PartnershipState.DECLINED]
    yes, no = add(learning, *(Partnership(state=state, **times) for state in states))
    add(
        learning,
        *(Partner(partnership_id=yes, centre_id=centre, fit={}) for centre in (TUNIS, TBILISI)),
        *(Partner(partnership_id=no, centre_id=centre, fit={}) for centre in (TUNIS, SFAX)),
    )
    assert first_days(learning, DoneBy.PARTNER) == {TUNIS: "2023-03-13", TBILISI: "2023-03-13"}


@pytest.mark.parametrize(
    ("state", "counts"), [(VisitState.HELD, True), (VisitState.REPORTED, True), (VisitState.PLANNED, False)]
)
def test_a_visit_counts_for_its_host_and_for_those_who_were_there(learning, state, counts):
    call = VisitCall(
        programme_id=1,
        opened_at=BEGINNING,
        closes_on=BEGINNING.date(),
        closes_at=BEGINNING,
        visits_from=date(2023, 3, 1),
        visits_until=date(2023, 4, 1),
    )
    [call_id] = add(learning, call)
    [group] = add(learning, VisitGroup(call_id=call_id, created_at=BEGINNING))
    parts = {TUNIS: (InGroup.IN, True), SFAX: (InGroup.IN, False), TBILISI: (InGroup.WITHDRAWN, True)}
    add(
        learning,
        *(
            VisitGroupCentre(group_id=group, centre_id=centre, state=part, hosts=True, visits=visits)
            for centre, (part, visits) in parts.items()
        ),
        Visit(
            group_id=group,
            host_centre_id=SFAX,
            way=VisitWay.LIVE,
            visit_on=date(2023, 3, 8),
            state=state,
            created_at=BEGINNING,
        ),
    )
    expected = {TUNIS: "2023-03-08", SFAX: "2023-03-08"} if counts else {}
    assert first_days(learning, DoneBy.VISIT) == expected


def test_what_is_only_said_is_not_looked_for(learning):
    assert first_days(learning, DoneBy.SAID) == {}
