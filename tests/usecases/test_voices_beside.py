"""What others say of a centre beside its own view: in its result, in its report, and who hears when that it is there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.domain.areas import PriorityArea
from bot.domain.scores import profile
from bot.handlers.assessment.card import chart
from bot.handlers.assessment.telling import in_words
from bot.i18n.translator import Reader
from bot.questionnaires.form import Form
from bot.reports import centre_pages
from bot.reports.drawing import report as drawn
from bot.storage.assessments import Assessment, AssessmentState, Settled, SettledLevel
from bot.storage.memberships import Membership, MembershipState
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.storage.questionnaires import Publication, PublicationWay, QuestionnaireVersion, Voice
from bot.usecases import assessment_scores, centre_reports, results, voices_sealing, voices_telling
from bot.usecases.editions import Editions
from bot.usecases.forms import indicators
from bot.usecases.results_beside import View
from tests.reports.screen_reader import told
from tests.transcripts.voiced import closed, voiced
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import TRANSLATOR, Learning
from tests.usecases.test_voices import Asking

pytestmark = pytest.mark.slow  # fills a round with voices each time

TEAM = (
    Named("nadia", member=True, language="fr", centre="TN-1", role="centre_coordinator", scope="centre"),
    Named("omar", member=True, language="en", centre="TN-1"),
    Named("lina", member=True, language="en", centre="TN-2"),
)
INCLUSION = PriorityArea.INCLUSION


@pytest.fixture
def asking(database):
    """Learners and teachers are asked about two centres; both teams say 4."""
    world = Learning(database)
    world.joins(*TEAM)
    world_asking = Asking(world, *world.does(None, voiced, Voice.LEARNERS, Voice.TEACHERS))
    for centre in ("TN-1", "TN-2"):
        signs(world_asking, centre, inclusion_voice=4)
    return world_asking


def signs(asking, centre, **levels):
    number, now = asking.centre(centre), asking.world.now

    def job(work):
        session = work.session
        team = session.exec(select(Publication).where(Publication.way == PublicationWay.TEAM)).one()
        when = {"opened_at": now, "signed_at": now, "first_signed_at": now, "state": AssessmentState.SIGNED}
        one = Assessment(centre_id=number, publication_id=team.id, version_id=team.version_id, **when)
        session.add(one)
        session.flush()
        session.add_all(
            SettledLevel(assessment_id=one.id, indicator=indicator, level=level, how=Settled.ONE, at=now)
            for indicator, level in levels.items()
        )
        form = Form.from_json(session.get_one(QuestionnaireVersion, team.version_id).compiled)
        assessment_scores.write(work, one.id, profile(indicators(form), levels))

    asking.does(None, job)


def views(asking, centre, name):
    """(group, people, levels by area) of the centre's result."""
    found = of_centre(asking, centre, name, results.result).views
    return [(one.group.msgid, one.people, dict(one.levels)) for one in found]


def report(asking, centre, name):
    return of_centre(asking, centre, name, centre_reports.report)


def of_centre(asking, centre, name, query):
    number = asking.centre(centre)

    def read(work):
        assessment = work.session.exec(select(Assessment.id).where(Assessment.centre_id == number)).one()
        return query(work, Editions(), assessment)

    return asking.does(name, read)


def seals(asking):
    while asking.does(None, voices_sealing.look_after):
        pass


def tells(asking):
    while asking.does(None, voices_telling.tell_next):
        pass
    return told_of(asking)


def told_of(asking):
    """Whom, by name."""
    notices = asking.world.database.read_now(
        lambda s: s.exec(select(OutboxRow.person_id).where(col(OutboxRow.dedupe_key).contains(":voices:"))).all()
    )
    people = asking.world.database.read_now(lambda s: dict(s.exec(select(Person.id, Person.name)).all()))
    return sorted(people[one] for one in notices)


# -- what is shown -----------------------------------------------------------------------------------------------------
def test_a_result_shows_what_a_group_says_beside_the_own_level_once_the_round_is_over(asking):
    asking.say("TN-1", 1, 2, 3, 4, 5, 3)
    assert views(asking, "TN-1", "omar") == []
    asking.does(None, closed)
    assert views(asking, "TN-1", "omar") == []  # not sealed
    seals(asking)
    assert views(asking, "TN-1", "omar") == [("learners", 6, {INCLUSION: (4.0, 3.0)})]


def test_four_are_not_shown_to_anybody_neither_their_levels_nor_their_words(asking):
    for centre, levels in (("TN-1", [2] * 4), ("TN-2", [2] * 5)):
        asking.say(centre, *levels)
        asking.say(centre, *levels, publication=asking.teachers, remark="More time")
    asking.ends()
    assert (views(asking, "TN-1", "nadia"), report(asking, "TN-1", "nadia").remarks) == ([], ())
    assert views(asking, "TN-2", "lina") == [("learners", 5, {INCLUSION: (4.0, 2.0)})]
    assert len(report(asking, "TN-2", "lina").remarks) == 5


def test_what_the_team_did_not_rate_has_no_own_level_beside_it(asking):
    asking.say("TN-1", 1, 2, 3, 4, 5)

    def other(session):
        for row in session.exec(select(SettledLevel)):
            row.level, row.not_applicable = None, True

    asking.world.database.write_now(other)
    asking.ends()
    assert views(asking, "TN-1", "omar") == []
    assert tells(asking) == []


def test_the_report_holds_words_of_their_own_under_their_question_and_no_day(asking):
    asking.say("TN-1", *[2] * 5, publication=asking.teachers, remark="Time & <b>tools</b>")
    assert report(asking, "TN-1", "omar").remarks == ()
    asking.ends()
    found = report(asking, "TN-1", "omar")
    assert [(one.text, one.group.msgid) for one in found.remarks] == [("Time & <b>tools</b>", "teachers")] * 5
    document = centre_pages.document(found, "en", TRANSLATOR.bound(Reader("en", "Africa/Tunis")))
    text = " ".join(told(drawn(data=document.as_data())).text.split())
    assert text.count("Time & <b>tools</b>") == 5
    assert "What one thing should the centre improve first?" in text


def test_a_picture_draws_three_groups_those_that_most_answered(asking):
    result = replace(
        of_centre(asking, "TN-1", "omar", results.result),
        views=tuple(view(f"Group {people}", people) for people in (9, 5, 7, 8)),
    )
    drawing = chart(result, plainly)
    assert drawing.legends.views == ("Group 9", "Group 8", "Group 7")
    assert {row.label: row.views for row in drawing.rows}["Social inclusion and equity"] == (2.0, 2.0, 2.0)


def test_words_tell_of_each_group_where_views_differ_most(asking):
    levels = {
        PriorityArea.WBL: (4.0, 3.9),
        INCLUSION: (4.0, 2.5),
        PriorityArea.GREEN: (3.0, 4.0),
    }
    result = replace(of_centre(asking, "TN-1", "omar", results.result), views=(View("Learners", 12, levels),))
    assert plainly(in_words(result, thanks=False)).splitlines()[-1] == (
        "• Learners (12 people): Social inclusion and equity *2.5* (own view 4.0); Going green *4.0* (own view 3.0)"
    )


# -- who is told -------------------------------------------------------------------------------------------------------
def test_teams_are_told_once_when_all_is_sealed_and_only_where_there_is_something_to_show(asking):
    asking.say("TN-1", 1, 2, 3, 4, 5)
    asking.say("TN-2", 1, 2, 3, 4)
    assert tells(asking) == []
    asking.does(None, closed)
    assert asking.does(None, voices_sealing.look_after)  # the first of two
    assert tells(asking) == []
    seals(asking)
    assert tells(asking) == ["Nadia", "Omar"]
    assert tells(asking) == ["Nadia", "Omar"]


def test_whoever_has_left_the_centre_is_not_told(asking):
    asking.say("TN-1", 1, 2, 3, 4, 5)
    omar = asking.world.number_of("omar")

    def leaves(session):
        place = session.exec(select(Membership).where(Membership.person_id == omar)).one()
        place.state = MembershipState.ENDED

    asking.world.database.write_now(leaves)
    asking.ends()
    assert tells(asking) == ["Nadia"]


def test_nobody_is_woken_up_by_it(asking):
    asking.say("TN-1", 1, 2, 3, 4, 5)
    asking.ends()
    asking.world.now = BEGINNING.replace(hour=23)
    tells(asking)
    due = asking.world.database.read_now(
        lambda s: s.exec(select(OutboxRow.due_at).where(col(OutboxRow.dedupe_key).contains(":voices:"))).all()
    )
    assert set(due) == {BEGINNING.replace(hour=7) + timedelta(days=1)}


def test_centres_are_told_some_at_a_time_and_none_is_left_out(asking, monkeypatch):
    monkeypatch.setattr(voices_telling, "CENTRES", 1)
    for centre in ("TN-1", "TN-2"):
        asking.say(centre, 1, 2, 3, 4, 5)
    asking.ends()
    assert asking.does(None, voices_telling.tell_next)
    assert told_of(asking) == ["Nadia", "Omar"]
    assert tells(asking) == ["Lina", "Nadia", "Omar"]


def view(name, people):
    return View(name, people, {INCLUSION: (4.0, 2.0)})


def plainly(words):
    return TRANSLATOR.bound(Reader("en", "Africa/Tunis"))(words)
