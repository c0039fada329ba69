"""From what a team handed in and signed to the report that it reads."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.action_plans import ActionState
from bot.domain.settling import Settling
from bot.i18n.translator import Reader, Translator
from bot.reports import centre_pages
from bot.reports.drawing import report
from bot.storage.action_plans import KIND as PLAN
from bot.storage.action_plans import WHAT, PlannedAction
from bot.storage.assessments import Assessment, AssessmentComment, AssessmentState
from bot.storage.centres import Centre
from bot.storage.questionnaires import Submission
from bot.usecases import centre_reports, signing, variants
from bot.usecases.editions import Editions
from bot.usecases.round_results import NOT_SIGNED
from bot.usecases.team_views import NONE_SUCH
from tests.delivery.listening import overheard
from tests.reports.sample_words import LOCALES
from tests.reports.screen_reader import told
from tests.transcripts.teams import begun, contributed, round_opened
from tests.transcripts.world import BEGINNING
from tests.usecases.assessing import does, looks, settled
from tests.usecases.test_signing import HOUR, LATER, OTHERS, TEAM, by_command

pytestmark = pytest.mark.slow  # draws whole reports

OF_AMINA = {"green_campus": 2, "green_buying": 4, "wbl_planning": 5, "pedagogy_methods": "na"}


@pytest.fixture
def editions():
    return Editions()


@pytest.fixture
def people(database):
    return settled(database, *TEAM, *OTHERS)


def signed(database, people, editions, *, rule=Settling.KEEP, sign=True) -> int:
    """In depth: Amina and Omar differ on one indicator, and a mentor has looked at it."""

    def job(session):
        publication = round_opened(
            by_command(session), rule, instrument="eight_areas_in_depth", closes_at=BEGINNING + timedelta(days=30)
        )
        number = begun(session, publication, "TN-1", BEGINNING)
        said = {**OF_AMINA, "green_campus_relevance": 3, "green_buying_relevance": 1}
        contributed(session, number, "amina", said, BEGINNING + HOUR)
        omar = contributed(session, number, "omar", {"green_campus": 4}, BEGINNING + 2 * HOUR)
        row = session.get_one(Submission, omar)
        row.answers = {**row.answers, **EVIDENCE}
        session.add(row)
        for person, text, area in ((people["mara"], "Show your bins!", "green"), (people["omar"], "We will.", None)):
            session.add(AssessmentComment(assessment_id=number, person_id=person, text=text, area=area, at=LATER))
        return number

    number = database.write_now(job)
    if sign:
        assert not isinstance(does(database, people["leila"], signing.sign, editions, number, now=LATER), Refusal)
    return number


QUERIES = 41  # of which none is for an indicator: there are 48
EVIDENCE = {
    "/data/green/green_evidence/green_words": "We weigh our waste every Friday.",
    "/data/green/green_evidence/green_photo": "bins.jpg",
    "/data/wbl/wbl_evidence/wbl_words": "https://example.org/agreement",
}


def found(database, people, editions, number, name="leila"):
    return looks(database, people[name], centre_reports.report, editions, number, now=LATER)


def read(found, language="en") -> str:
    render = Translator.from_folder(LOCALES).bound(Reader(language, "Africa/Tunis"))
    text = told(report(data=centre_pages.document(found, language, render).as_data())).text
    return " ".join(text.replace("\u200b", "").split())


def test_a_team_reads_what_it_signed(database, people, editions):
    said = found(database, people, editions, signed(database, people, editions))
    parts = {part.name.msgid: part for part in said.parts}

    assert (said.overall, parts["Going green"].mean, parts["Work-based learning"].mean) == (4.0, 3.5, 5.0)
    assert (said.round.texts["fr"], said.earlier, said.centres) == ("Campagne de printemps", None, 0)
    assert [grade.level for grade in said.grades] == [1, 2, 3, 4, 5]
    text = read(said)
    assert "3.5 = mean of 2 of 6 indicators" in text
    assert "Kept side by side: 2 and 4." in text
    assert "not applicable" in text
    assert "Round Spring round Questionnaire Eight areas in depth Date" in text


def resolved(database, text, at, *, state=ActionState.OPEN, state_at=None, centre="TN-1"):
    """An action in the plan of a centre, resolved on that day."""

    def job(session):
        number = session.exec(select(Centre.id).where(Centre.code == centre)).one()
        row = PlannedAction(centre_id=number, state=state, state_at=state_at or at, created_at=at)
        session.add(row)
        session.flush()
        variants.write(by_command(session), PLAN, row.id, WHAT, {"en": text}, "en")

    database.write_now(job)


def test_what_was_resolved_before_stands_in_it_with_how_far_it_is(database, people, editions):
    before = BEGINNING - timedelta(days=90)
    resolved(database, "Weigh waste", before, state=ActionState.DONE, state_at=BEGINNING - HOUR)
    resolved(database, "Train <mentors>", before, state=ActionState.UNDER_WAY)
    resolved(database, "Open in the evening", before)
    resolved(database, "What came of this one", LATER)
    resolved(database, "Of others", before, centre="MW-1")
    number = signed(database, people, editions)

    said = found(database, people, editions, number)
    assert [one.text.texts["en"] for one in said.resolved] == ["Weigh waste", "Train <mentors>", "Open in the evening"]
    text = read(said)
    assert "What was resolved before, and how far it is From the action plan, as of" in text
    assert "Weigh waste done 14 March 2023" in text
    assert "Open in the evening not begun yet –" in text


def test_what_the_report_before_has_told_as_over_is_not_told_again(database, people, editions):
    long_ago, then, since = (BEGINNING - timedelta(days=days) for days in (90, 60, 10))
    resolved(database, "Done long ago", long_ago, state=ActionState.DONE)
    resolved(database, "Given up since", long_ago, state=ActionState.GIVEN_UP, state_at=since)
    resolved(database, "Begun long ago", long_ago, state=ActionState.UNDER_WAY)
    number = signed(database, people, editions)

    def signed_before(session):
        now = session.get_one(Assessment, number)
        times = {"opened_at": then, "signed_at": then, "first_signed_at": then}
        session.add(
            Assessment(centre_id=now.centre_id, version_id=now.version_id, state=AssessmentState.SIGNED, **times)
        )

    assert len(found(database, people, editions, number).resolved) == 3
    database.write_now(signed_before)
    said = found(database, people, editions, number)
    assert [one.text.texts["en"] for one in said.resolved] == ["Given up since", "Begun long ago"]


def test_what_is_relevant_and_low_is_to_work_on_first(database, people, editions):
    said = found(database, people, editions, signed(database, people, editions))
    render = Translator.from_folder(LOCALES).bound(Reader("en"))

    assert [(one.level, render(one.within), render(one.relevance)) for one in said.to_work_on] == [
        (3.0, "Going green", "Very"),
        (4.0, "Going green", "Little"),
    ]
    assert [one.level for one in said.strongest] == [5.0]


def test_functions_are_told_and_nobody_is_named(database, people, editions):
    text = read(found(database, people, editions, signed(database, people, editions)))

    assert "Who took part teacher (2)" in text
    assert not any(name.title() in text for name in people)


def test_comments_and_evidence_stand_in_the_report(database, people, editions):
    text = read(found(database, people, editions, signed(database, people, editions)))

    assert "Going green Show your bins! a mentor, 14 March 2023" in text
    assert "We will. one of the team, 14 March 2023" in text
    assert "https://example.org/agreement Work-based learning" in text
    assert "We weigh our waste every Friday. Going green" in text
    assert "bins.jpg Going green" in text


def test_the_team_and_its_coordinators_may_read_it(database, people, editions, subtests):
    number = signed(database, people, editions)
    for name in ["amina", "leila", "tarek", "clara"]:
        with subtests.test(name=name):
            assert found(database, people, editions, number, name).overall == 4.0


def test_others_may_not(database, people, editions, subtests):
    number = signed(database, people, editions)
    for name in ["paolo", "nino"]:
        with subtests.test(name=name):
            assert isinstance(found(database, people, editions, number, name), Refusal)


def test_what_is_not_signed_or_not_there_is_told_in_words(database, people, editions):
    number = signed(database, people, editions, sign=False)

    assert found(database, people, editions, number) == Refusal(NOT_SIGNED)
    assert found(database, people, editions, number + 1) == Refusal(NONE_SUCH)
    assert found(database, people, editions, 2**70) == Refusal(NONE_SUCH)


def test_it_is_written_in_the_language_of_whoever_reads_it(database, people, editions):
    said = found(database, people, editions, signed(database, people, editions))

    assert "Campagne de printemps" in read(said, "fr")
    assert "Transition écologique" in read(said, "fr")
    assert read(said, "ar") != read(said, "fr")


def test_however_many_indicators_there_are_it_takes_as_many_queries(database, people, editions):
    number = signed(database, people, editions)
    found(database, people, editions, number)
    with overheard(database.backend.reading) as statements:
        found(database, people, editions, number)

    assert 0 < len(statements) <= QUERIES
