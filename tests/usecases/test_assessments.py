"""Handing in a self-assessment: what is written, by whom, how often."""

from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.settling import Settled
from bot.storage.assessments import (
    Assessment,
    AssessmentScore,
    AssessmentState,
    Rating,
    ScoreKind,
    SettledLevel,
)
from bot.storage.audit import AuditLine
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.questionnaires import QuestionnaireVersion, Submission
from bot.usecases import assessments
from bot.usecases.assessments import Filled
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.assessing import FORMS, RATED, begins, does, everywhere, hands_in, looks, settled

AMINA = Named("amina", centre="TN-1")
LATER = BEGINNING + timedelta(minutes=12)


def rows(database, *tables):
    return database.read_now(lambda s: [s.exec(select(func.count()).select_from(table)).one() for table in tables])


def test_answers_means_and_a_line_of_the_audit_land_together(database):
    amina = settled(database, AMINA)["amina"]
    begun = begins(database, amina)
    levels = everywhere(3) | dict(zip(RATED[PriorityArea.GREEN], (5, 4, None), strict=True))
    filled = Filled(begun, begun.places[0].membership, levels, {"proud": "Our restaurant"})
    number = does(database, amina, assessments.finish, FORMS, filled, now=LATER)

    def kept(session):
        row = session.get_one(Assessment, number)
        scores = {one.key: one for one in session.exec(select(AssessmentScore))}
        handed_in = session.exec(select(Submission)).one()
        ratings = {one.indicator: one for one in session.exec(select(Rating))}
        settled = {one.indicator: one for one in session.exec(select(SettledLevel))}
        written = select(AuditLine).where(AuditLine.subject_kind == "assessment").order_by(col(AuditLine.id))
        lines = session.exec(written).all()
        return row, scores, handed_in, ratings, settled, lines

    row, scores, handed_in, ratings, counting, lines = database.read_now(kept)
    assert (row.state, row.public_id, row.opened_at, row.signed_at) == (
        AssessmentState.SIGNED,
        begun.assessment,
        BEGINNING,
        LATER,
    )
    green = scores[PriorityArea.GREEN]
    assert (green.mean, green.answered, green.total, green.not_applicable) == (4.5, 2, 3, 1)
    assert (len(scores), scores[PriorityArea.WBL].mean, row.overall) == (8, 3.0, pytest.approx(72 / 23))
    green_ones = RATED[PriorityArea.GREEN]
    assert {(one.kind, len(scores)) for one in scores.values()} == {(ScoreKind.AREA, 8)}
    assert [(ratings[name].level, ratings[name].not_applicable) for name in green_ones] == [
        (5, False),
        (4, False),
        (None, True),
    ]
    assert [(counting[name].level, counting[name].how) for name in green_ones] == [
        (5.0, Settled.ONE),
        (4.0, Settled.ONE),
        (None, Settled.ONE),
    ]
    assert (len(ratings), len(counting), handed_in.assessment_id, handed_in.person_id) == (24, 24, number, amina)
    assert (len(handed_in.answers), handed_in.answers[FORMS.current.question("proud").path]) == (25, "Our restaurant")
    assert [(line.verb, line.subject_id, line.scope) for line in lines] == [("finish", str(number), "centre:1")]


def test_handing_in_twice_writes_once_and_gives_the_same_number(database):
    amina = settled(database, AMINA)["amina"]
    begun = begins(database, amina)
    filled = Filled(begun, begun.places[0].membership, everywhere(2), {})
    first, second = (does(database, amina, assessments.finish, FORMS, filled, now=now) for now in (BEGINNING, LATER))
    assert (first == second, rows(database, Assessment, AssessmentScore, Submission, Rating)) == (True, [1, 8, 1, 24])


def test_a_centre_may_be_assessed_again_and_the_questionnaire_is_kept_once(database):
    amina = settled(database, AMINA)["amina"]
    numbers = [hands_in(database, amina, everywhere(level), now=now) for level, now in ((2, BEGINNING), (4, LATER))]
    kept = database.read_now(
        lambda s: s.exec(select(Assessment.id, Assessment.overall).order_by(col(Assessment.id))).all()
    )
    assert [tuple(row) for row in kept] == [(numbers[0], 2.0), (numbers[1], 4.0)]
    assert rows(database, QuestionnaireVersion) == [1]


def test_an_assessment_of_some_areas_has_means_of_those_alone(database):
    amina = settled(database, AMINA)["amina"]
    number = hands_in(database, amina, dict.fromkeys(RATED[PriorityArea.WBL], 4))
    scores = database.read_now(
        lambda s: [(one.key, one.mean, one.answered) for one in s.exec(select(AssessmentScore)) if one.answered]
    )
    overall = database.read_now(lambda s: s.get_one(Assessment, number).overall)
    assert (scores, overall) == ([(PriorityArea.WBL, 4.0, 3)], 4.0)


def test_where_nothing_applies_there_is_no_mean(database):
    amina = settled(database, AMINA)["amina"]
    number = hands_in(database, amina, everywhere(None))
    means = database.read_now(lambda s: set(s.exec(select(AssessmentScore.mean))))
    assert (database.read_now(lambda s: s.get_one(Assessment, number).overall), means) == (None, {None})


@pytest.mark.parametrize("change", ["left", "ended", "closed"])
def test_who_no_longer_speaks_for_the_centre_cannot_send_and_loses_nothing(database, change):
    amina = settled(database, AMINA)["amina"]
    begun = begins(database, amina)

    def happens(session):
        membership = session.get_one(Membership, begun.places[0].membership)
        match change:
            case "left":
                membership.to_on = BEGINNING.date() - timedelta(days=1)
            case "ended":
                membership.state = MembershipState.ENDED
            case "closed":
                session.get_one(Centre, membership.centre_id).state = CentreState.CLOSED

    database.write_now(happens)
    filled = Filled(begun, begun.places[0].membership, everywhere(3), {})
    refusal = does(database, amina, assessments.finish, FORMS, filled)
    assert isinstance(refusal, Refusal)
    assert (refusal.key, rows(database, Assessment)) == (assessments.SEND, [0])


def test_nobody_hands_in_for_the_membership_of_somebody_else(database):
    people = settled(database, AMINA, Named("omar", centre="TN-2"))
    begun = begins(database, people["amina"])
    filled = Filled(begun, begun.places[0].membership, everywhere(3), {})
    assert isinstance(does(database, people["omar"], assessments.finish, FORMS, filled), Refusal)


def test_each_centre_of_a_person_is_on_offer_once(database):
    amina = settled(database, Named("amina", centre="TN-1,IT-1"))["amina"]
    also = Membership(
        person_id=amina,
        centre_id=1,
        function=CentreFunction.COORDINATOR,
        state=MembershipState.CONFIRMED,
        from_on=BEGINNING.date(),
        created_at=BEGINNING,
    )
    database.write_now(lambda session: session.add(also))
    names = [next(iter(place.centre.texts.values())) for place in begins(database, amina).places]
    assert names == ["Centre de Tunis", "ENAIP Trento"]


def test_only_who_has_a_confirmed_place_may_answer(database):
    people = settled(database, AMINA, Named("paul", role="programme_coordinator", scope="programme:1"))
    assert [looks(database, people[name], assessments.may_answer) for name in ("amina", "paul")] == [True, False]
    assert isinstance(does(database, people["paul"], assessments.begin, FORMS), Refusal)
