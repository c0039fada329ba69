"""The report of a peer visit: who may do what, what goes on by itself, and what is kept in the end."""

from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from sqlmodel import select

from bot.core.messages import FileKind, FileReference
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.visit_findings import FindingKind, NoteKind
from bot.domain.visit_timetable import VisitStep
from bot.i18n.markup import plain
from bot.i18n.phrase import Moment, MomentStyle
from bot.i18n.translator import Reader, unisolated
from bot.storage.audit import AuditLine
from bot.storage.sessions import LearningSession, SessionState
from bot.storage.visit_reports import ReportState, VisitFinding, VisitNote, VisitPart, VisitReportRow, VisitReview
from bot.storage.visits import InGroup, Visit, VisitGroup, VisitGroupCentre, VisitGroupState, VisitState, VisitTask
from bot.usecases import forgetting, papers, retention, visit_notes, visit_places, visit_report_sources, visit_reports
from tests.usecases.announcing import TRANSLATOR
from tests.usecases.visiting import OF_THE_VISIT, Visiting

pytestmark = pytest.mark.slow  # fifty worlds of three centres
GREEN = PriorityArea.GREEN
STARTS = timedelta(hours=2)


@pytest.fixture
def live(database):
    visiting = Visiting(database)
    visiting.begins("live")
    return visiting


def notes(visiting, name, kind=NoteKind.STRENGTH, text="They weigh their waste.", area=GREEN):
    return visiting.does(name, visit_notes.add, visiting.number, kind, text, area)


def drafted(visiting):
    """Once the visit is over."""
    visiting.passes(hours=3)
    notes(visiting, "giulia")
    visiting.does("giulia", visit_reports.draft, visiting.number)


def with_host(visiting):
    drafted(visiting)
    visiting.does("amina", visit_reports.agree, "1")


def said(words) -> str:
    """As somebody reads it, without the invisible signs around values."""
    return unisolated(plain(TRANSLATOR.bound(Reader("en", "UTC"))(words)))


def state(visiting) -> ReportState:
    return visiting.rows(VisitReportRow)[0].state


# -- rights ------------------------------------------------------------------------------------------------------------
def test_only_visitors_take_notes(live, subtests):
    for name in ["paul", "nino"]:
        with subtests.test(name=name):
            assert isinstance(notes(live, name), Refusal)
            assert live.rows(VisitNote) == []


def test_somebody_of_no_centre_of_the_visit_may_nothing_whatever_their_role(live, subtests):
    drafted(live)
    for verb in [
        partial(visit_reports.draft, number=1),
        partial(visit_reports.agree, argument="1"),
        partial(visit_reports.open_again, argument="1"),
        partial(visit_reports.comment, number=1, text="x"),
        partial(visit_reports.nothing_to_add, argument="1"),
        partial(visit_notes.of_my_side, number=1),
        partial(visit_notes.questions, number=1),
        partial(visit_report_sources.report, number=1),
        partial(visit_reports.standing, number=1),
        partial(papers.send_of_visit, argument="1"),
    ]:
        with subtests.test(verb=verb.func.__name__):
            assert live.does("paul", verb) == Refusal(visit_places.UNKNOWN)


def test_a_visit_that_is_not_there_is_told_so(live, subtests):
    for number in ["2", "0", "-1", "9" * 30, "x", ""]:
        with subtests.test(number=number):
            assert live.does("giulia", visit_places.place, number) == Refusal(visit_places.UNKNOWN)


def test_a_centre_that_has_left_the_group_sees_nothing_any_more(live):
    def leaves(session):
        centre = session.get_one(VisitGroupCentre, (1, _centre(live, "giulia")))
        centre.state = InGroup.WITHDRAWN

    notes(live, "giulia")
    live.database.write_now(leaves)

    assert live.does("giulia", visit_notes.of_my_side, 1) == Refusal(visit_places.UNKNOWN)
    found = live.does("amina", visit_report_sources.report, 1)
    assert found.areas[0].found[FindingKind.STRENGTH][0].text == "They weigh their waste."


def _centre(visiting, name):
    return next(iter(visiting.does(name, visit_places.own_centres)))


def test_a_visit_that_is_cancelled_takes_no_notes(live):
    def cancels(session):
        session.get_one(Visit, 1).state = VisitState.CANCELLED

    live.database.write_now(cancels)

    assert notes(live, "giulia") == Refusal(visit_places.CANCELLED)
    assert live.does("giulia", visit_places.is_in_one) is False


def test_the_host_reads_questions_without_names_and_the_draft_only_once_it_is_asked(live):
    notes(live, "giulia", NoteKind.QUESTION, "How?")

    asked = [said(one) for one in live.does("nino", visit_notes.questions, 1)]
    assert asked == ["• Going green: How? (ENAIP Trento)"]
    assert live.does("nino", visit_notes.of_my_side, 1) == ()
    drafted(live)
    assert live.does("nino", visit_report_sources.report, 1) == Refusal(visit_report_sources.NOT_YET)
    live.does("amina", visit_reports.agree, "1")
    assert not isinstance(live.does("nino", visit_report_sources.report, 1), Refusal)


def test_visitors_see_who_of_all_of_them_wrote_what(live):
    notes(live, "giulia")
    notes(live, "karim", NoteKind.SEEN, "A lesson", None)

    seen = live.does("amina", visit_notes.of_my_side, 1)

    assert [(one.by, one.is_own) for one in seen] == [("Giulia", False), ("Karim", True)]


def test_a_note_is_deleted_or_written_down_by_its_own_centre_only(live):
    number = notes(live, "karim")

    assert live.does("giulia", visit_notes.drop, number) == Refusal(visit_notes.NO_NOTE)
    assert live.does("giulia", visit_notes.write_down, number, "Else") == Refusal(visit_notes.NO_NOTE)
    assert live.does("amina", visit_notes.drop, number) == 1
    assert live.rows(VisitNote) == []


# -- from draft to final -----------------------------------------------------------------------------------------------
def test_there_is_no_draft_before_the_visit_is_over(live):
    notes(live, "giulia")

    assert live.does("giulia", visit_reports.draft, 1) == Refusal(visit_reports.NOT_HELD)
    assert not live.does("giulia", visit_reports.standing, 1).can_draft


def test_there_is_no_draft_without_a_finding_in_words(live):
    notes(live, "giulia", NoteKind.SEEN, "A lesson", None)
    live.passes(hours=3)

    assert live.does("giulia", visit_reports.draft, 1) == Refusal(visit_reports.NO_FINDINGS)


def test_a_draft_goes_to_the_host_once_all_visiting_centres_agree(live):
    drafted(live)
    assert state(live) is ReportState.REVIEW
    told = live.does("karim", visit_reports.agree, "1")

    assert isinstance(told, Told)
    assert state(live) is ReportState.COMMENTS
    assert live.told("visit:1:comments") == [f"visit:1:comments:1:{live.number_of('nino')}"]


def test_agreeing_twice_changes_nothing(live):
    with_host(live)
    before = len(live.rows(AuditLine))

    assert live.does("amina", visit_reports.agree, "1") == Refusal(visit_reports.NOT_IN_REVIEW)
    assert (len(live.rows(VisitReview)), len(live.rows(AuditLine))) == (2, before)


def test_what_is_missing_opens_the_notes_and_the_next_draft_is_read_anew(live):
    drafted(live)
    live.does("amina", visit_reports.open_again, "1")

    assert state(live) is ReportState.NOTES
    assert live.rows(VisitReview) == []
    assert not isinstance(notes(live, "amina", NoteKind.NEED, "Time"), Refusal)
    live.does("amina", visit_reports.draft, 1)
    assert live.rows(VisitReportRow)[0].drafts == 2
    assert state(live) is ReportState.REVIEW


def test_silence_of_the_visitors_and_of_the_host_ends_by_itself_never_early(live):
    drafted(live)
    live.passes(days=6, hours=23)
    assert state(live) is ReportState.REVIEW
    live.passes(hours=2)
    assert state(live) is ReportState.COMMENTS
    live.passes(days=13, hours=23)
    assert state(live) is ReportState.COMMENTS
    live.passes(hours=2)
    assert (state(live), live.visit.state) == (ReportState.FINAL, VisitState.REPORTED)


def test_all_centres_of_the_group_are_told_once_that_the_report_is_final(live):
    with_host(live)
    live.does("nino", visit_reports.comment, 1, "Thank you.")
    live.does("nino", visit_reports.nothing_to_add, "1")
    live.does("nino", visit_reports.nothing_to_add, "1")

    people = {live.number_of(name) for name in ("nino", "amina", "giulia")}
    assert set(live.told("visit:1:final")) == {f"visit:1:final:{person}" for person in people}


def test_what_was_found_is_kept_once_for_plans_and_practices_to_lean_on(live):
    notes(live, "karim", NoteKind.PRACTICE, "Pesées du vendredi : dix minutes, une page.", PriorityArea.INCLUSION)
    notes(live, "giulia", NoteKind.ORAL, "Thank you", None)
    with_host(live)
    assert live.rows(VisitFinding) == []
    live.does("nino", visit_reports.nothing_to_add, "1")
    live.does("nino", visit_reports.nothing_to_add, "1")

    found = [(one.kind, one.area, one.text, one.language) for one in live.rows(VisitFinding)]
    assert found == [
        (FindingKind.PRACTICE, PriorityArea.INCLUSION, "Pesées du vendredi : dix minutes, une page.", "fr"),
        (FindingKind.STRENGTH, GREEN, "They weigh their waste.", "en"),
    ]


def test_comments_are_taken_while_the_host_has_the_draft_only(live):
    drafted(live)
    assert live.does("nino", visit_reports.comment, 1, "Early") == Refusal(visit_notes.NO_COMMENTS)
    live.does("amina", visit_reports.agree, "1")
    assert live.does("giulia", visit_reports.comment, 1, "Not ours") == Refusal(visit_places.FOR_HOST)
    assert not isinstance(live.does("nino", visit_reports.comment, 1, "Thank you."), Refusal)
    live.does("nino", visit_reports.nothing_to_add, "1")
    assert live.does("nino", visit_reports.comment, 1, "Late") == Refusal(visit_notes.NO_COMMENTS)


def test_the_report_says_whether_it_is_a_draft(live):
    with_host(live)
    assert live.does("nino", visit_report_sources.report, 1).is_draft
    live.does("nino", visit_reports.nothing_to_add, "1")
    assert not live.does("nino", visit_report_sources.report, 1).is_draft


def test_two_who_make_the_draft_at_once_make_one(live):
    notes(live, "giulia")
    live.passes(hours=3)
    together = Barrier(2)

    def makes(name):
        together.wait()
        live.does(name, visit_reports.draft, 1)

    threads = [Thread(target=makes, args=(name,)) for name in ("giulia", "amina")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert live.rows(VisitReportRow)[0].drafts == 1


# -- a live visit under way --------------------------------------------------------------------------------------------
def test_visitors_are_asked_once_for_each_part_and_never_early(live):
    live.passes(hours=1, minutes=59)
    assert live.told() == []
    for minutes, part in ((2, "during"), (44, "oral"), (15, "after")):
        live.passes(minutes=minutes)
        live.passes(minutes=0)
        keys = live.told(f"visit:1:{part}")
        assert keys == [f"visit:1:{part}:{live.number_of(name)}" for name in ("amina", "giulia")]
    assert (live.visit.state, live.rows(VisitReportRow)[0].part) == (VisitState.HELD, VisitPart.AFTER)
    assert live.told("visit:1:thanks") == [f"visit:1:thanks:{live.number_of('nino')}"]


def test_after_an_absence_only_what_still_helps_is_asked_for(live):
    live.passes(days=1)

    assert live.told("visit:1:during") + live.told("visit:1:oral") == []
    assert len(live.told("visit:1:after")) == 2


def test_a_session_that_was_moved_or_cancelled_moves_the_questions(live):
    def moves(session):
        row = session.get_one(LearningSession, 1)
        row.starts_at = live.now + timedelta(hours=5)

    live.database.write_now(moves)
    live.passes(hours=4, minutes=59)
    assert live.told() == []

    def cancels(session):
        session.get_one(LearningSession, 1).state = SessionState.CANCELLED

    live.database.write_now(cancels)
    live.passes(hours=3)
    assert live.told() == []


def test_the_draft_is_due_four_weeks_after_the_visit(live):
    live.passes(hours=3)

    assert live.rows(VisitReportRow)[0].due_on == (live.now + timedelta(days=28)).date()


def test_the_report_tells_the_day_of_its_session(live):
    drafted(live)

    when = live.does("giulia", visit_report_sources.report, 1).when
    assert when == Moment(datetime(2023, 3, 14, 11, tzinfo=UTC), MomentStyle.DAY)


# -- people who leave --------------------------------------------------------------------------------------------------
def test_of_somebody_who_is_forgotten_the_notes_stay_without_a_name_and_the_voice_goes(live):
    notes(live, "giulia")
    voice = FileReference(FileKind.VOICE, "file-voice", size=1000)
    live.does("giulia", visit_notes.add_spoken, 1, NoteKind.SEEN, voice, live.address_of("giulia"))
    number = live.number_of("giulia")

    live.does("giulia", forgetting.ask)
    live.now += timedelta(days=8)
    live.does(None, forgetting.erase_due)

    assert [(one.text, one.by_id) for one in live.rows(VisitNote)] == [("They weigh their waste.", None)]
    assert number not in {one.by_id for one in live.rows(VisitNote)}
    [seen] = live.does("amina", visit_notes.of_my_side, 1)
    assert seen.by == ""


def test_a_voice_goes_after_a_year_and_what_was_written_down_of_it_stays(live):
    voice = FileReference(FileKind.VOICE, "file-voice", size=1000)
    address = live.address_of("karim")
    written = live.does("karim", visit_notes.add_spoken, 1, NoteKind.SEEN, voice, address)
    live.does("karim", visit_notes.add_spoken, 1, NoteKind.ORAL, voice, address)
    live.does("amina", visit_notes.write_down, written, "A lesson")

    live.now += timedelta(days=366)
    while live.does(None, retention.clear_next):
        pass

    assert [(one.text, one.file_id) for one in live.rows(VisitNote)] == [("A lesson", None)]


def test_everybody_of_the_visit_has_it_on_their_menu_and_nobody_else(live):
    assert [live.does(name, visit_places.is_in_one) for name in OF_THE_VISIT] == [True] * 4
    assert live.does("paul", visit_places.is_in_one) is False
    assert live.does("giulia", visit_places.is_in_a_diary) is False


# -- beside the steps of the timetable ---------------------------------------------------------------------------------
def steps(visiting, *wanted):
    """(centre, step) → whether it is done."""

    def adds(session):
        today = visiting.now.date()
        session.add_all(
            VisitTask(visit_id=1, centre_id=_centre(visiting, name), kind=step, due_on=today) for name, step in wanted
        )

    visiting.database.write_now(adds)


def done(visiting):
    return {one.kind: one.done_at is not None for one in visiting.rows(VisitTask)}


def test_steps_are_done_by_doing_them(live):
    steps(
        live,
        ("giulia", VisitStep.QUESTIONS),
        ("nino", VisitStep.VISIT),
        ("amina", VisitStep.DRAFT),
        ("nino", VisitStep.COMMENTS),
        ("amina", VisitStep.FINAL),
    )
    notes(live, "giulia", NoteKind.QUESTION, "How?")
    assert [step for step, is_done in done(live).items() if is_done] == [VisitStep.QUESTIONS]
    live.passes(hours=3)
    assert done(live)[VisitStep.VISIT]
    drafted(live)
    assert (done(live)[VisitStep.DRAFT], done(live)[VisitStep.COMMENTS]) == (True, False)
    live.does("amina", visit_reports.agree, "1")
    live.does("nino", visit_reports.nothing_to_add, "1")
    assert set(done(live).values()) == {True}


def test_what_was_written_as_a_step_stands_before_the_questions_noted_one_by_one(live):
    steps(live, ("amina", VisitStep.QUESTIONS))

    def writes(session):
        session.exec(select(VisitTask)).one().words = "Who teaches?"

    live.database.write_now(writes)
    notes(live, "giulia", NoteKind.QUESTION, "How?")

    asked = [said(one) for one in live.does("nino", visit_notes.questions, 1)]
    assert asked == ["Centre de Tunis\nWho teaches?", "• Going green: How? (ENAIP Trento)"]


def test_a_host_who_says_that_the_visit_took_place_does_not_keep_the_notes_from_being_asked_for(live):
    def says(session):
        session.get_one(Visit, 1).state = VisitState.HELD

    live.database.write_now(says)
    live.passes(hours=3)
    live.passes(hours=3)

    assert len(live.told("visit:1:after")) == 2


def test_the_visitors_are_reminded_of_the_draft_before_it_is_due_on_the_day_and_once_when_it_is_late(live):
    live.passes(hours=3)
    reminded = []
    for day in range(50):
        before = len(live.told("visit:1:due"))
        live.passes(days=1)
        if len(live.told("visit:1:due")) > before:
            reminded.append(day + 1)

    assert reminded == [21, 28, 35]
    assert live.queued("visit:1:due")[-1][1].endswith("It can still be made.")


def test_nobody_is_reminded_of_a_draft_that_was_made(live):
    live.passes(hours=3)
    drafted(live)
    live.passes(days=40)

    assert live.told("visit:1:due") == []


def test_a_group_is_done_once_all_its_visits_are_reported(live):
    with_host(live)
    assert live.rows(VisitGroup)[0].state is VisitGroupState.RUNNING
    live.does("nino", visit_reports.nothing_to_add, "1")

    assert live.rows(VisitGroup)[0].state is VisitGroupState.DONE
    assert not isinstance(live.does("giulia", papers.of_visit, 1), Refusal)


def test_the_session_of_a_visit_leads_its_visitors_to_their_notes(live):
    found = {name: live.does(name, visit_places.visited_in, 1) for name in (*OF_THE_VISIT, "paul")}

    assert found == {"nino": None, "amina": 1, "karim": 1, "giulia": 1, "paul": None}
    assert live.does("giulia", visit_places.visited_in, 2) is None
