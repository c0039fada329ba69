"""A visit by diary: what is asked and told when, who may do what, and what happens to files."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.core.messages import FileKind
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.delivery.channel import Rate
from bot.delivery.wanted_files import Fetcher
from bot.domain.areas import PriorityArea
from bot.domain.visit_findings import NoteKind
from bot.file_purposes import file_purposes
from bot.i18n.translator import Reader
from bot.i18n.zones import zone_of
from bot.reports.visit_pages import document
from bot.reports.without_position import without_position
from bot.storage import blobs
from bot.storage.people import Person
from bot.storage.visit_diary import EntryKind, VisitDay, VisitEntry, VisitReaction
from bot.storage.visit_files import VisitFile
from bot.storage.visits import Visit, VisitState
from bot.storage.wanted_files import WantedFile
from bot.usecases import (
    forgetting,
    visit_diary,
    visit_files,
    visit_notes,
    visit_places,
    visit_planning,
    visit_report_sources,
    visit_reports,
    visit_weeks,
)
from bot.usecases.work import SYSTEM, Work
from tests.reports.test_without_position import photo as photographed
from tests.transcripts.attachments import in_this_process
from tests.transcripts.holidays import rest
from tests.transcripts.play import ManualClock
from tests.usecases.announcing import TRANSLATOR
from tests.usecases.visiting import Visiting, photo

pytestmark = pytest.mark.slow  # weeks go by, in thirty worlds of three centres
READER = Reader("en", "UTC")
TBILISI = zone_of("Asia/Tbilisi")


@pytest.fixture
def diary(database):
    """Tuesday 14 March 2023, 9:00 UTC, 13:00 in Tbilisi; the first question is asked."""
    visiting = Visiting(database)
    visiting.begins("diary")
    visiting.passes(minutes=1)
    return visiting


def told(diary, text="The big hall is from 1974.", *files, day=1, name="nino"):
    return diary.does(name, visit_diary.add, day, text, files, diary.address_of(name))


def arrive(diary):
    """All files that are wanted, with 300 kB each."""

    def job(session):
        work = Work(session, diary.now, SYSTEM, TRANSLATOR, lambda *_: None)
        for row in session.exec(select(WantedFile)).all():
            row.sha256 = blobs.store(session, f"{row.id}".encode(), "image/jpeg", diary.now)
            visit_files.arrived(work, row, 300_000)

    diary.database.write_now(job)


def at_home(diary, moment: datetime) -> str:
    return moment.astimezone(TBILISI).strftime("%a %d %H:%M")


# -- the clock ---------------------------------------------------------------------------------------------------------
def test_the_week_begins_on_its_first_day_at_the_hosts_and_not_before(database):
    visiting = Visiting(database)
    visiting.begins("diary")

    def later(session):
        session.get_one(Visit, 1).visit_on = datetime(2023, 3, 16, tzinfo=TBILISI).date()

    database.write_now(later)
    visiting.passes(hours=34, minutes=59)  # 23:59 in Tbilisi on the 15th
    assert visiting.rows(VisitDay) == []
    visiting.passes(minutes=2)
    assert [at_home(visiting, row.ask_at) for row in visiting.rows(VisitDay)] == [
        "Thu 16 09:00",
        "Fri 17 09:00",
        "Mon 20 09:00",
        "Tue 21 09:00",
        "Wed 22 09:00",
    ]


def test_no_question_comes_on_a_public_holiday_of_the_hosts_country(database):
    """Easter is from Friday to Monday in Georgia, and no holiday in Tunisia."""
    visiting = Visiting(database)
    visiting.begins("diary")

    def at_easter(session):
        session.get_one(Visit, 1).visit_on = date(2023, 4, 13)
        rest(session, visiting.now, ("GE", "TN", "IT"))

    database.write_now(at_easter)
    visiting.passes(days=30)
    assert [at_home(visiting, row.ask_at) for row in sorted(visiting.rows(VisitDay), key=lambda row: row.ask_at)] == [
        "Thu 13 09:00",
        "Tue 18 09:00",
        "Wed 19 09:00",
        "Thu 20 09:00",
        "Fri 21 09:00",
    ]


def test_the_host_is_asked_each_working_morning_once(diary):
    asked = diary.told("visit:1:day")
    for _hour in range(24 * 8):
        before = len(diary.told("visit:1:day"))
        diary.passes(hours=1)
        new = diary.told("visit:1:day")[before:]
        asked += new
        assert not new or 9 <= diary.now.astimezone(TBILISI).hour < 10

    nino = diary.number_of("nino")
    assert asked == [f"visit:1:day:{number}:{nino}" for number in range(1, 6)]


def test_after_an_absence_old_questions_are_not_asked_but_may_be_answered(diary):
    diary.passes(days=2, hours=22)  # Friday, 11:00

    assert len(diary.told("visit:1:day")) == 2
    assert [day.title.at.day for day in diary.does("nino", visit_diary.days, 1)] == [17, 16, 15, 14]
    assert not isinstance(told(diary, day=2), Refusal)


def test_a_day_after_the_last_question_the_notes_are_wanted(diary):
    diary.passes(days=7)
    assert diary.visit.state is VisitState.HELD
    assert len(diary.told("visit:1:after")) == 2
    diary.passes(days=1)
    assert len(diary.told("visit:1:after")) == 2


def test_a_visit_that_is_cancelled_is_asked_nothing_more(diary):
    def cancels(session):
        session.get_one(Visit, 1).state = VisitState.CANCELLED

    told(diary)
    diary.database.write_now(cancels)
    diary.passes(days=8)

    assert len(diary.told("visit:1:day")) == 1
    assert diary.told("visit:1:told") == []


def test_visitors_hear_once_at_the_end_of_the_day_of_all_that_came_in(diary):
    told(diary)
    told(diary, "And the yard.", photo())
    diary.passes(hours=3, minutes=58)
    assert diary.told("visit:1:told") == []
    diary.passes(minutes=2)
    diary.passes(hours=1)

    [words, _other] = [text for _key, text in diary.queued("visit:1:told")]
    assert ("1974" in words, "And the yard." in words) == (True, True)
    told(diary, "One more.")
    diary.passes(days=1)
    latest = diary.queued("visit:1:told")[-1][1]
    assert ("One more." in latest, "1974" in latest) == (True, False)


# -- rights ------------------------------------------------------------------------------------------------------------
def test_nobody_else_sees_asks_or_tells_anything(diary):
    told(diary, "x", photo())

    assert diary.does("paul", visit_diary.days, 1) == Refusal(visit_places.UNKNOWN)
    assert diary.does("paul", visit_diary.show, "1") == Refusal(visit_places.UNKNOWN)
    assert diary.does("paul", visit_diary.useful, "1") == Refusal(visit_places.UNKNOWN)
    assert diary.does("paul", visit_diary.ask, 1, "x") == Refusal(visit_places.UNKNOWN)
    assert told(diary, "y", name="paul") == Refusal(visit_places.UNKNOWN)
    assert len(diary.rows(VisitEntry)) == 1


def test_visitors_ask_and_the_host_tells_not_the_other_way_round(diary):
    assert told(diary, name="giulia") == Refusal(visit_places.FOR_HOST)
    assert diary.does("nino", visit_diary.ask, 1, "x") == Refusal(visit_places.FOR_VISITORS)
    assert diary.does("nino", visit_diary.useful, "1") == Refusal(visit_places.FOR_VISITORS)
    question = diary.does("giulia", visit_diary.ask, 1, "How many?")
    assert diary.does("amina", visit_diary.answer, question, "Two") == Refusal(visit_diary.NO_QUESTION)
    assert not isinstance(diary.does("nino", visit_diary.answer, question, "Two"), Refusal)


def test_a_day_that_is_not_there_yet_is_told_so(diary, subtests):
    for day in ["2", "0", "x", "", "9" * 30, "-1", "1;2"]:
        with subtests.test(day=day):
            assert diary.does("giulia", visit_diary.useful, day) == Refusal(visit_diary.NO_DAY)


def test_a_live_visit_has_no_diary(database):
    visiting = Visiting(database)
    visiting.begins("live")

    assert visiting.does("giulia", visit_diary.days, 1) == Refusal(visit_diary.NO_DIARY)


def test_while_the_report_is_being_written_the_diary_is_closed(diary):
    question = diary.does("giulia", visit_diary.ask, 1, "How many?")
    diary.passes(days=7)
    diary.does("giulia", visit_notes.add, 1, NoteKind.STRENGTH, "Open doors", PriorityArea.GREEN)
    diary.does("giulia", visit_reports.draft, 1)

    assert told(diary) == Refusal(visit_diary.OVER)
    assert diary.does("giulia", visit_diary.ask, 1, "x") == Refusal(visit_diary.OVER)
    assert diary.does("nino", visit_diary.answer, question, "Two") == Refusal(visit_diary.OVER)


# -- questions and answers ---------------------------------------------------------------------------------------------
def test_a_question_goes_to_the_host_at_once_and_the_answer_to_all_visitors(diary):
    question = diary.does("amina", visit_diary.ask, 1, "كم متعلّمًا على الطاولة؟")
    [(key, words)] = diary.queued("visit:1:question")
    assert key.endswith(f":{diary.number_of('nino')}")
    assert "كم متعلّمًا على الطاولة؟" in words

    diary.does("nino", visit_diary.answer, question, "Two")
    assert [key.rpartition(":")[2] for key, _words in diary.queued("visit:1:answer")] == [
        str(diary.number_of(name)) for name in ("amina", "giulia")
    ]
    kinds = [(one.kind, one.language) for one in diary.rows(VisitEntry)]
    assert kinds == [(EntryKind.QUESTION, "ar"), (EntryKind.ANSWER, "en")]


def test_useful_counts_once_for_each_person_and_names_nobody_to_the_host(diary):
    told(diary)
    for name in ("giulia", "giulia", "karim"):
        diary.does(name, visit_diary.useful, "1")

    assert len(diary.rows(VisitReaction)) == 2
    [day] = diary.does("giulia", visit_report_sources.report, 1).diary
    assert day.useful == 2


# -- files -------------------------------------------------------------------------------------------------------------
def test_files_are_told_with_their_size_and_sent_on_request_a_few_at_a_time(diary):
    told(diary, "", *(photo() for _number in range(7)), replace(photo(), kind=FileKind.VOICE, media_type="audio/ogg"))
    diary.passes(hours=4)
    [text, _other] = [text for _key, text in diary.queued("visit:1:told")]
    assert "7" in text
    on_its_way = diary.does("giulia", visit_diary.show, "1")
    assert (on_its_way.after, on_its_way.stays) == ((), True)

    arrive(diary)
    first = diary.does("giulia", visit_diary.show, "1")
    [more] = first.acts
    rest = diary.does("giulia", visit_diary.show, more.argument)

    names = [one.attachments[0].name for told in (first, rest) for one in told.after]
    assert names == [*(f"photo-{number}.jpg" for number in range(1, 8)), "voice-8.ogg"]
    assert (len(first.after), rest.acts) == (visit_files.MOST_AT_ONCE, ())
    assert first.after[0].attachments[0].description == "Akhali Talga, Tuesday 14 March 2023: 1 photo (0.3 MB)"
    assert diary.does("giulia", visit_diary.show, "1-8").after == ()
    assert diary.does("giulia", visit_diary.show, "1-x").after == ()


def test_whoever_wants_text_only_gets_files_when_they_ask_for_them(diary):
    def chooses(session):
        session.get_one(Person, diary.number_of("giulia")).text_only = True

    told(diary, "", photo())
    arrive(diary)
    diary.database.write_now(chooses)
    answer = diary.does("giulia", visit_diary.show, "1")

    assert isinstance(answer, Told)
    assert [one.attachments[0].name for one in answer.after] == ["photo-1.jpg"]


def test_a_file_that_never_came_is_not_counted_and_its_sender_is_told(diary):
    told(diary, "", photo(), photo())
    row = diary.rows(WantedFile)[0]

    diary.does("nino", lambda work: visit_files.lost(work, row))

    [day] = diary.does("giulia", visit_diary.days, 1)
    assert TRANSLATOR.bound(READER)(day.files) == "1 photo (0.1 MB)"
    assert diary.told("file:") == [f"file:{row.id}:{diary.number_of('nino')}"]


def test_a_file_whose_owner_was_forgotten_on_its_way_is_nobodys(diary):
    told(diary, "Words", photo())
    row = diary.rows(WantedFile)[0]
    diary.does("nino", forgetting.ask)
    diary.now += timedelta(days=8)
    diary.does(None, forgetting.erase_due)

    assert diary.rows(VisitFile) == []
    diary.does("giulia", lambda work: visit_files.arrived(work, row, 10))
    assert [(one.text, one.by_id) for one in diary.rows(VisitEntry)] == [("Words", None)]


# -- the report --------------------------------------------------------------------------------------------------------
def test_the_report_is_put_together_from_the_diary(diary):
    told(diary, "The big hall is from 1974.", photo(size=1_300_000))
    question = diary.does("giulia", visit_diary.ask, 1, "How many?")
    diary.does("nino", visit_diary.answer, question, "Two")
    diary.passes(days=1)

    found = diary.does("giulia", visit_report_sources.report, 1)
    paper = document(found, "en", TRANSLATOR.bound(READER))

    first, second = found.diary
    assert ([one.text for one in first.entries], second.entries) == (["The big hall is from 1974."], ())
    assert [(one.question.text, [each.text for each in one.answers]) for one in first.questions] == [
        ("How many?", ["Two"])
    ]
    assert ("When", "Tuesday 14 March 2023 to Monday 20 March 2023") in paper.facts
    words = [block.text for section in paper.sections for block in section.blocks if block.kind == "paragraph"]
    assert "With it: 1 photo (1.2 MB). In the chat, diary 1 shows them." in words


def test_nothing_is_asked_twice_by_two_workers(diary):
    assert diary.does(None, visit_weeks.look_after) is False


def test_nobody_is_told_of_a_visit_at_night_on_their_own_clock(diary):
    diary.now = datetime(2023, 3, 14, 20, 30, tzinfo=UTC)  # 0:30 in Tbilisi, 21:30 in Tunis and in Trento
    question = diary.does("giulia", visit_diary.ask, 1, "How many?")
    diary.does("nino", visit_diary.answer, question, "Two")

    due = {key: at for key, at in diary.due() if "question" in key or "answer" in key}
    assert sorted(due.values()) == [
        datetime(2023, 3, 15, 4, tzinfo=UTC),  # 8:00 in Tbilisi
        datetime(2023, 3, 15, 7, tzinfo=UTC),
        datetime(2023, 3, 15, 7, tzinfo=UTC),
    ]


def test_a_host_who_says_on_the_first_day_that_it_took_place_is_asked_on_the_others_all_the_same(diary):
    def says(session):
        session.get_one(Visit, 1).state = VisitState.HELD

    diary.database.write_now(says)
    for _day in range(8):
        diary.passes(days=1)

    assert len(diary.told("visit:1:day")) == 5
    assert len(diary.told("visit:1:after")) == 2


def test_a_week_that_has_begun_cannot_be_moved(diary):
    assert diary.does("nino", visit_planning.choice, "1") == Refusal(visit_planning.BEGUN)


class Phone:
    """A platform from which photos come as phones write them: with the place."""

    name, account, rate, idempotent = "telegram", "bot", Rate(), False

    async def fetch(self, _reference):
        return photographed("JPEG")


def test_a_photo_is_stored_without_the_place_where_it_was_taken(diary):
    told(diary, "", photo())
    purposes = file_purposes(TRANSLATOR, lambda *_: None, in_this_process)
    fetcher = Fetcher(diary.database, Phone(), purposes, clock=ManualClock(diary.now))
    asyncio.run(fetcher.work_waiting())

    [file] = diary.rows(VisitFile)
    stored = diary.database.read_now(lambda session: blobs.load(session, file.sha256))
    assert stored == without_position(data=photographed("JPEG"))
    assert b"A phone" in photographed("JPEG")
    assert b"A phone" not in stored
    assert file.size == len(stored)
    assert [one.size for one in diary.rows(blobs.Blob)] == [len(stored)]
