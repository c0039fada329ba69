"""A centre leaves the programme amid peer visits, or comes back: nobody of it is written to in vain, nobody waits for it."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.subscriptions import SESSIONS
from bot.domain.visit_findings import NoteKind
from bot.domain.visit_timetable import VisitStep
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.outbox import OutboxRow
from bot.storage.sessions import Rsvp, RsvpAnswer
from bot.storage.subscriptions import TopicOff
from bot.storage.visit_reports import ReportState, VisitReportRow
from bot.storage.visits import (
    InGroup,
    Visit,
    VisitCall,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    VisitState,
    VisitTask,
)
from bot.usecases import (
    visit_calls,
    visit_exchange,
    visit_groups,
    visit_notes,
    visit_places,
    visit_planning,
    visit_reports,
    visit_tasks,
)
from tests.transcripts.world import BEGINNING
from tests.usecases.calling_visits import BOTH, HEADS, VISITS, Visiting

pytestmark = pytest.mark.slow  # whole calls
MONDAY = date(2023, 5, 15)
GONE = "no longer takes part in the programme"


@pytest.fixture
def visiting(database):
    return Visiting(database)


@pytest.fixture
def running(visiting):
    """Tunis and Trento host and visit, Mikolongwe visits: live, nothing planned yet."""
    visiting.runs(amina=BOTH, giulia=BOTH, omar=VISITS)
    return visiting


def becomes(visiting, state, *codes):
    """As an import of the list of centres writes it."""

    def changes(session):
        for code in codes:
            row = session.get_one(Centre, visiting.centres[code])
            row.state = state
            session.add(row)

    visiting.database.write_now(changes)


def ends(visiting, *codes):
    becomes(visiting, CentreState.CLOSED, *codes)


def members(visiting):
    """Of all groups, who is in, by code."""
    codes = {number: code for code, number in visiting.centres.items()}
    return [codes[one.centre_id] for one in visiting.rows(VisitGroupCentre) if one.state is InGroup.IN]


def alone(visiting):
    return {int(centre) for centre in visiting.rows(VisitCall)[0].alone}


def matched(visiting, **offers):
    visiting.calls()
    visiting.offers(**offers)
    visiting.matches()


# -- while the call is open --------------------------------------------------------------------------------------------
def test_the_answer_of_a_centre_that_is_gone_is_not_counted_and_nobody_of_it_is_told_of_the_end(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, omar=VISITS)
    ends(visiting, "MW-1")
    assert visiting.says("rosa", visit_calls.keep).splitlines()[1] == "2 of 4 centres have answered."
    visiting.does("rosa", visit_calls.drop_now, "1")
    told_of_the_end = [
        name for name in HEADS if any("no peer visits from call 1" in text for text in visiting.told(name))
    ]
    assert told_of_the_end == ["amina", "giulia"]


def test_back_before_the_call_closes_its_answer_counts_again(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, omar=VISITS)
    ends(visiting, "MW-1")
    becomes(visiting, CentreState.ACTIVE, "MW-1")
    visiting.matches()
    assert sorted(members(visiting)) == ["IT-1", "MW-1", "TN-1"]


# -- before it is asked ------------------------------------------------------------------------------------------------
def test_before_the_centres_are_asked_it_is_taken_out_and_its_author_told_once(visiting):
    matched(visiting, amina=BOTH, giulia=BOTH, omar=BOTH)
    ends(visiting, "MW-1")
    visiting.clock_ticks()
    visiting.clock_ticks()
    assert members(visiting) == ["TN-1", "IT-1"]
    assert sum(GONE in text for text in visiting.told("rosa")) == 1
    before = len(visiting.told("omar"))
    visiting.sends()
    assert len(visiting.told("omar")) == before
    assert "with another centre (visit group 1)" in visiting.told("amina")[-1]


def test_a_call_that_is_sent_at_once_asks_nobody_with_a_centre_that_is_gone(visiting):
    matched(visiting, amina=BOTH, giulia=BOTH, omar=BOTH)
    ends(visiting, "MW-1")
    visiting.sends()  # the groups are looked at before centres that are gone
    visiting.clock_ticks()
    assert not any("with 2 other centres" in text for text in visiting.told("amina"))
    assert visiting.told("amina")[-1].startswith("Your centre could be in a group")
    assert not any("visit group" in text for text in visiting.told("omar"))


def test_where_the_others_cannot_be_a_group_they_hear_of_it_with_the_call(visiting):
    matched(visiting, amina=BOTH, giulia=BOTH)
    ends(visiting, "IT-1")
    visiting.clock_ticks()
    assert [row.state for row in visiting.rows(VisitGroup)] == [VisitGroupState.DROPPED]
    visiting.sends()
    assert sum("there is none for your centre" in text for text in visiting.told("amina")) == 1
    assert not any("there is none for your centre" in text for text in visiting.told("giulia"))


def test_back_before_the_call_is_sent_it_is_among_those_without_a_group(visiting):
    matched(visiting, amina=BOTH, giulia=BOTH, omar=BOTH)
    ends(visiting, "MW-1")
    visiting.clock_ticks()
    own = str(visiting.centres["MW-1"])
    assert own not in {one.value for one in visiting.does("rosa", visit_exchange.centres, "1")}
    becomes(visiting, CentreState.ACTIVE, "MW-1")
    visiting.clock_ticks()
    assert own in {one.value for one in visiting.does("rosa", visit_exchange.centres, "1")}
    visiting.does("rosa", visit_exchange.move, "1", int(own), "to 1")
    assert sorted(members(visiting)) == ["IT-1", "MW-1", "TN-1"]


def test_a_centre_that_was_taken_out_by_hand_hears_that_it_has_no_group(visiting):
    matched(visiting, amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.does("rosa", visit_exchange.move, "1", visiting.centres["MW-1"], visit_exchange.OUT)
    visiting.sends()
    assert sum("there is none for your centre" in text for text in visiting.told("omar")) == 1


# -- while it is asked -------------------------------------------------------------------------------------------------
def test_while_it_is_asked_the_others_go_on_and_its_own_people_are_told(visiting):
    matched(visiting, amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.sends()
    visiting.says("omar", visit_groups.yes)
    ends(visiting, "MW-1")
    visiting.clock_ticks()
    assert "One of visit group 1 does not take part" in visiting.told("amina")[-1]
    assert GONE in visiting.told("omar")[-1]
    assert not any(GONE in text or "Mikolongwe" in text for text in visiting.told("giulia"))


def test_of_several_that_go_at_once_no_group_begins_for_a_moment(visiting):
    matched(visiting, amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.sends()
    for name in ("amina", "giulia"):
        visiting.says(name, visit_groups.yes)
    ends(visiting, "IT-1", "MW-1")
    visiting.clock_ticks()
    assert visiting.rows(Visit) == []
    assert not any("All have said yes" in text for name in HEADS for text in visiting.told(name))
    assert "may find another group" in visiting.told("amina")[-1]


def test_the_last_yes_waits_until_a_centre_that_is_gone_has_left(visiting):
    matched(visiting, amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.sends()
    for name in ("omar", "giulia"):
        visiting.says(name, visit_groups.yes)
    ends(visiting, "MW-1")
    assert visiting.says("amina", visit_groups.yes).startswith("Thank you. I tell you as soon as")
    visiting.clock_ticks()
    assert [row.state for row in visiting.rows(VisitGroup)] == [VisitGroupState.RUNNING]
    assert not any("Mikolongwe" in text for text in visiting.told("amina"))


# -- with the day fixed ------------------------------------------------------------------------------------------------
def answers(visiting):
    return {one.person_id: one for one in visiting.rows(Rsvp)}


def invites(visiting, **given):
    """To the first session, with what they have answered."""

    def adds(session):
        for name, answer in given.items():
            waits = visiting.now if answer is RsvpAnswer.WAITING else None
            person = visiting.people[name]
            session.add(
                Rsvp(
                    session_id=1,
                    person_id=person,
                    answer=answer,
                    in_calendar=answer is RsvpAnswer.YES or None,
                    waiting_since=waits,
                    at=visiting.now,
                )
            )

    visiting.database.write_now(adds)


def test_its_people_are_freed_from_the_session_and_told_so_with_a_file_where_they_have_one(running):
    running.plans("giulia", 2, MONDAY)
    invites(running, karim=RsvpAnswer.YES, omar=RsvpAnswer.YES)
    ends(running, "TN-1")
    running.clock_ticks()
    found = answers(running)
    assert [found[running.people[name]].answer for name in ("karim", "omar")] == [RsvpAnswer.NO, RsvpAnswer.YES]
    [row] = running.database.read_now(
        lambda session: session.exec(
            select(OutboxRow).where(
                OutboxRow.person_id == running.people["karim"], OutboxRow.dedupe_key.contains(":without:")
            )
        ).all()
    )
    assert "not expected at this session" in row.payload["text"]
    assert [one["name"] for one in row.payload["attachments"]] == ["session-1.ics"]
    assert found[running.people["karim"]].in_calendar is False
    assert not any("not expected" in text for text in running.told("omar"))


def test_whoever_waits_for_a_place_is_freed_too(running):
    running.plans("giulia", 2, MONDAY)
    invites(running, karim=RsvpAnswer.WAITING)
    ends(running, "TN-1")
    running.clock_ticks()
    karim = answers(running)[running.people["karim"]]
    assert (karim.answer, karim.waiting_since) == (RsvpAnswer.NO, None)


def test_whoever_belongs_to_a_centre_that_stays_stays_invited(running):
    def belongs_to_both(session):
        session.add(
            Membership(
                person_id=running.people["karim"],
                centre_id=running.centres["MW-1"],
                function=CentreFunction.TEACHER,
                state=MembershipState.CONFIRMED,
                from_on=date(2023, 1, 1),
                created_at=running.now,
            )
        )

    running.database.write_now(belongs_to_both)
    running.plans("giulia", 2, MONDAY)
    invites(running, karim=RsvpAnswer.YES)
    ends(running, "TN-1")
    running.clock_ticks()
    assert answers(running)[running.people["karim"]].answer is RsvpAnswer.YES


def test_whoever_turned_sessions_off_and_said_nothing_is_left_in_peace(running):
    def turns_off(session):
        session.add(TopicOff(person_id=running.people["karim"], topic=SESSIONS, at=running.now))

    running.plans("giulia", 2, MONDAY)
    invites(running, karim=None)
    running.database.write_now(turns_off)
    ends(running, "TN-1")
    running.clock_ticks()
    assert answers(running)[running.people["karim"]].answer is RsvpAnswer.NO
    assert not any("not expected" in text for text in running.told("karim"))


def test_what_its_people_were_writing_is_refused_with_the_reason(running):
    running.plans("amina", 1, MONDAY)
    [task] = [one for one in running.rows(VisitTask) if one.kind is VisitStep.SELF_REPORT]
    ends(running, "TN-1")
    for verb, argument in ((visit_tasks.to_write, str(task.id)), (visit_planning.choice, "1")):
        assert running.does("amina", verb, argument) == Refusal(visit_tasks.LEFT)
        assert running.does("karim", verb, argument) == Refusal(visit_tasks.LEFT)
        assert running.does("fatou", verb, argument) != Refusal(visit_tasks.LEFT)


# -- while the report is written ---------------------------------------------------------------------------------------
def held(running):
    """Visit 1, to Tunis, with a note of Trento and one of Mikolongwe."""
    running.plans("amina", 1, MONDAY)
    running.now = datetime(2023, 5, 15, 15, tzinfo=BEGINNING.tzinfo)
    [task] = [one for one in running.rows(VisitTask) if (one.visit_id, one.kind) == (1, VisitStep.VISIT)]
    running.says("amina", visit_tasks.done, str(task.id))
    for name in ("giulia", "omar"):
        running.does(name, visit_notes.add, 1, NoteKind.RECOMMENDATION, "Show more.", PriorityArea.GREEN)


def test_a_host_that_is_gone_is_waited_for_by_nobody_and_offered_nothing(running):
    held(running)
    running.does("giulia", visit_reports.draft, 1)
    running.does("omar", visit_reports.agree, "1")
    assert running.rows(VisitReportRow)[0].state is ReportState.COMMENTS
    before = len(running.told("hedi"))
    ends(running, "TN-1")
    running.clock_ticks()
    assert running.rows(VisitReportRow)[0].state is ReportState.FINAL
    assert running.rows(Visit)[0].state is VisitState.REPORTED
    assert any("is final" in text for text in running.told("omar"))
    assert [text for text in running.told("hedi")[before:] if GONE not in text] == []
    assert running.rows(VisitReportRow)[0].until is None


def test_a_draft_goes_past_a_host_that_is_gone(running):
    held(running)
    ends(running, "TN-1")
    running.clock_ticks()
    assert any(GONE in text and "The other visits go on" in text for text in running.told("omar"))
    running.does("giulia", visit_reports.draft, 1)
    assert running.says("omar", visit_reports.agree).endswith("is final, and all centres are told.")


def test_a_visitor_that_goes_as_well_is_not_waited_for(running):
    held(running)
    ends(running, "TN-1")
    running.clock_ticks()
    assert [row.state for row in running.rows(VisitGroup)] == [VisitGroupState.RUNNING]
    running.does("giulia", visit_reports.draft, 1)
    ends(running, "MW-1")
    running.clock_ticks()
    assert running.rows(VisitReportRow)[0].state is ReportState.FINAL
    assert [row.state for row in running.rows(VisitGroup)] == [VisitGroupState.DONE]


def test_a_group_is_done_although_one_of_its_reports_can_never_be_written(running):
    """Nobody noted anything of the first visit, and who visited is gone; that on the second is all that is waited for."""
    running.plans("amina", 1, MONDAY)
    running.plans("giulia", 2, MONDAY + timedelta(days=1))
    running.now = datetime(2023, 5, 16, 15, tzinfo=BEGINNING.tzinfo)
    for task in running.rows(VisitTask):
        if task.kind is VisitStep.VISIT:
            running.says({1: "amina", 2: "giulia"}[task.visit_id], visit_tasks.done, str(task.id))
    running.does("amina", visit_notes.add, 2, NoteKind.STRENGTH, "They bake.", PriorityArea.GREEN)
    ends(running, "IT-1", "MW-1")
    running.clock_ticks()
    assert [row.state for row in running.rows(VisitGroup)] == [VisitGroupState.RUNNING]
    running.does("amina", visit_reports.draft, 2)
    assert [row.state for row in running.rows(Visit)] == [VisitState.HELD, VisitState.REPORTED]
    assert [row.state for row in running.rows(VisitGroup)] == [VisitGroupState.DONE]


def test_the_people_of_a_host_that_has_left_can_read_the_report_on_it(running):
    held(running)
    ends(running, "TN-1")
    running.clock_ticks()
    assert [one.number for one in running.looks("karim", visit_places.choices)] == [1]
