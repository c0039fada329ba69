"""Reports that are asked for in a chat and written when they are sent."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from bot.app import translator
from bot.core.messages import Outgoing
from bot.core.refusal import Refusal
from bot.delivery.files import Files
from bot.domain.areas import PriorityArea
from bot.domain.settling import Settling
from bot.domain.visit_findings import NoteKind
from bot.papers import NoLongerAllowedError, paper
from bot.reports.process import HelperProcess
from bot.storage.assessments import Assessment
from bot.storage.questionnaires import Publication
from bot.usecases import papers, signing, visit_notes
from bot.usecases.editions import Editions
from bot.usecases.round_results import NOT_SIGNED
from bot.usecases.team_views import NONE_SUCH
from tests.reports.screen_reader import told
from tests.transcripts.teams import begun, contributed, round_opened
from tests.transcripts.world import BEGINNING
from tests.usecases.assessing import does, looks, settled
from tests.usecases.test_signing import HOUR, LATER, OTHERS, TEAM, by_command
from tests.usecases.visiting import Visiting

pytestmark = pytest.mark.slow  # draws whole papers


@pytest.fixture
def people(database):
    return settled(database, *TEAM, *OTHERS)


def handed_in(database) -> int:
    def job(session):
        publication = round_opened(by_command(session), Settling.KEEP, closes_at=BEGINNING + timedelta(days=30))
        number = begun(session, publication, "TN-1", BEGINNING)
        contributed(session, number, "amina", {"green_campus": 2, "wbl_planning": 4}, BEGINNING + HOUR)
        return number

    return database.write_now(job)


def signed(database, people) -> int:
    number = handed_in(database)
    assert not isinstance(does(database, people["leila"], signing.sign, Editions(), number, now=LATER), Refusal)
    return number


def round_of(database, assessment: int) -> int:
    def job(session):
        publication = session.get_one(Assessment, assessment).publication_id
        return session.get_one(Publication, publication).round_id

    return database.read_now(job)


def by_name(work, number, *, csv=False):
    return papers.of_centres(work, number, named=True, csv=csv)


async def written(database, attachment, **instead) -> bytes:
    asked = replace(attachment, arguments={**attachment.arguments, **instead})
    async with HelperProcess() as helper:
        return await paper(helper, database, translator(), asked.job, asked.arguments)


async def test_a_centre_reads_its_report_in_its_own_language(database, people):
    attachment = looks(database, people["amina"], papers.of_centre, signed(database, people), now=LATER)
    heard = told(await written(database, attachment))

    assert (attachment.name, attachment.media_type) == ("report.pdf", "application/pdf")
    assert attachment.description == "Le rapport de Centre de Tunis, 14 mars 2023."
    assert heard.language == "fr"
    assert "Transition écologique" in heard.text
    assert "Campagne de printemps" in heard.text


async def test_a_coordinator_reads_what_a_round_says(database, people):
    number = round_of(database, signed(database, people))
    attachment = looks(database, people["clara"], papers.of_round, number, now=LATER)
    heard = told(await written(database, attachment))

    assert attachment.description == "The report of the round Spring round."
    assert "Report of a round" in heard.text
    assert "fewer than five centres" in heard.text
    assert "Centre de Tunis" not in heard.text


async def test_whoever_loses_the_right_before_it_is_written_gets_nothing(database, people):
    attachment = looks(database, people["amina"], papers.of_centre, signed(database, people), now=LATER)

    with pytest.raises(NoLongerAllowedError):
        await written(database, attachment, person=people["nino"])


@pytest.mark.parametrize("name", ["paolo", "nino"])
def test_others_are_refused(database, people, name):
    assert isinstance(looks(database, people[name], papers.of_centre, signed(database, people), now=LATER), Refusal)


def test_what_is_not_there_or_not_signed_is_told_in_words(database, people):
    number = handed_in(database)

    assert looks(database, people["leila"], papers.of_centre, number, now=LATER) == Refusal(NOT_SIGNED)
    assert looks(database, people["leila"], papers.of_centre, number + 1, now=LATER) == Refusal(NONE_SUCH)
    assert isinstance(looks(database, people["clara"], papers.of_round, 99, now=LATER), Refusal)
    assert isinstance(looks(database, people["amina"], papers.of_round, round_of(database, number)), Refusal)


async def test_a_coordinator_opens_the_table_of_a_round_with_names_and_words(database, people):
    number = round_of(database, signed(database, people))
    attachment = does(database, people["clara"], by_name, number, now=LATER)
    book = load_workbook(BytesIO(await written(database, attachment)))

    rows = [tuple(cell.value for cell in row) for row in book["results"].iter_rows()]
    assert rows[0][:5] == ("centre", "name", "country", "signed", "indicator")
    assert {row[1] for row in rows[1:]} == {"Centre de Tunis"}
    assert ("green_campus", "rated", 2) in {row[4:7] for row in rows}
    assert book["codebook"]["A1"].value == "what"


async def test_whoever_loses_the_right_before_a_table_is_written_gets_nothing(database, people):
    number = round_of(database, signed(database, people))
    attachment = does(database, people["clara"], by_name, number, now=LATER)

    with pytest.raises(NoLongerAllowedError):
        await written(database, attachment, person=people["nino"])


async def test_the_same_comes_as_csv_files(database, people):
    number = round_of(database, signed(database, people))
    attachment = does(database, people["clara"], partial(by_name, csv=True), number, now=LATER)

    with ZipFile(BytesIO(await written(database, attachment))) as archive:
        assert archive.namelist() == ["results.csv", "codebook.csv"]
        assert "Centre de Tunis" in archive.read("results.csv").decode("utf-8-sig")


async def test_a_report_of_a_visit_is_written_for_whoever_may_read_it_at_that_moment(database):
    visiting = await asyncio.to_thread(_visited, database)
    asked = await asyncio.to_thread(visiting.does, "giulia", papers.of_visit, 1)

    heard = told(await written(database, asked))
    assert heard.title == "Draft report of a peer visit: Akhali Talga"
    assert "They weigh their waste." in heard.text
    with pytest.raises(NoLongerAllowedError):
        await written(database, asked, person=visiting.number_of("paul"))


async def test_whoever_asks_again_later_gets_the_report_as_it_is_then(database):
    """A sender remembers what it has drawn: the second paper is another one for it."""
    visiting = await asyncio.to_thread(_visited, database)
    drawn = []

    async def draw(_job, wanted):
        drawn.append(wanted)
        return str(len(drawn)).encode()

    files, seen = Files(_nothing_stored, draw), []
    for _again in range(2):
        asked = await asyncio.to_thread(visiting.does, "giulia", papers.of_visit, 1)
        sent = [await files.of(Outgoing("", attachments=(asked,))) for _attempt in range(2)]
        seen.append([one.data for (one,) in sent])
        visiting.now += timedelta(minutes=1)
    assert seen == [[b"1", b"1"], [b"2", b"2"]]


async def _nothing_stored(sha256):
    raise LookupError(sha256)


def _visited(database) -> Visiting:
    visiting = Visiting(database)
    visiting.begins("live")
    visiting.does("giulia", visit_notes.add, 1, NoteKind.STRENGTH, "They weigh their waste.", PriorityArea.GREEN)
    return visiting
