"""`passerelle rounds …`: opened, listed, extended, counted, closed."""

import pytest
from openpyxl import load_workbook

from bot.storage.database import Database
from tests.transcripts.rounds import signs
from tests.transcripts.world import BEGINNING, Named, furnish, settle
from tests.usecases.taking_part import hands_in

pytestmark = pytest.mark.slow  # a round before each command


@pytest.fixture
def rounds(command_line, sqlite_url):
    """Runs `rounds …` on a database with a few centres, Amina and Omar."""
    database = Database.open(sqlite_url, durable=False)
    people = (Named("amina", centre="TN-1"), Named("omar", centre="TN-2"), Named("nino", centre="GE-1"))
    database.write_now(lambda session: (furnish(session), [settle(session, one) for one in people]))
    database.close()
    return lambda *words: command_line("rounds", *words, DATABASE_URL=sqlite_url)


def test_a_round_is_opened_extended_counted_and_closed(rounds, sqlite_url):
    assert rounds("list")[1].startswith("No round has been opened yet")
    wanted = ("open", "eight_areas", "Spring", "--until", "2999-01-31", "--country", "tn", "--voices", "learners")
    assert rounds(*wanted) == (0, "It is round 1.\n", "")
    assert rounds("extend", "1", "2999-02-28") == (0, "Round 1 is open until 2999-02-28.\n", "")
    assert rounds("list") == (0, "1: Spring, open until 2999-02-28 23:59 UTC\n", "")
    database = Database.open(sqlite_url, durable=False)
    hands_in(database, 2, "TN-2")
    database.close()
    code, out, _err = rounds("participation", "1", "--centres")
    assert code == 0
    assert out.splitlines() == [
        "Spring (round 1), open: Eight areas: where our centre stands",
        "\tinvited\tbegun\tcomplete\tsigned\tpeople\tanswered",
        "all\t2\t1\t1\t0\t2\t1",
        "TN\t2\t1\t1\t0\t2\t1",
        "hotel-and-tourism\t1\t0\t0\t0\t1\t0",
        "TN-1\tinvited\t0 of 1 people",
        "TN-2\tcomplete\t1 of 1 people",
    ]
    assert rounds("close", "1") == (0, "Round 1 is closed.\n", "")
    code, _out, err = rounds("extend", "1", "2999-03-31")
    assert (code, "has closed" in err) == (1, True)


def test_the_results_are_written_into_a_file_that_is_there_whole_or_not_at_all(rounds, sqlite_url, tmp_path):
    rounds("open", "eight_areas", "Spring", "--until", "2999-01-31")
    file = tmp_path / "round.xlsx"
    code, _out, err = rounds("export", "1", str(file))
    assert (code, "so there is no table" in err, list(tmp_path.glob("round*"))) == (1, True, [])
    database = Database.open(sqlite_url, durable=False)
    hands_in(database, 2, "TN-2")
    database.write_now(lambda session: signs(session, BEGINNING, ("TN-2",)))
    database.close()
    assert rounds("export", "1", str(file)) == (0, f"The results of 1 centre are in {file}.\n", "")
    assert load_workbook(file)["results"]["B2"].value == "Centre de Sfax"
    code, _out, err = rounds("export", "1", str(tmp_path / "round.zip"), "--without-names")
    assert (code, "once the round is closed" in err, (tmp_path / "round.zip").exists()) == (1, True, False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("open", "nothing", "Spring"), "There is no questionnaire nothing."),
        (("open", "eight_areas", "Spring", "--called", "Printemps"), "fr=Printemps"),
        (("open", "eight_areas", "Spring", "--until", "soon"), "soon is no day"),
        (("open", "eight_areas", "Spring", "--until", "2001-01-01"), "has passed already"),
        (("open", "eight_areas", "Spring", "--compared-with", "9"), "There is no such round."),
        (("open", "eight_areas", "Spring", "--network", "xyz"), "There is no network with the code xyz."),
        (("close", "9"), "There is no such round."),
        (("participation", "9"), "There is no such round."),
        (("export", "9", "round.xlsx"), "There is no such round."),
        (("export", "9", "round.pdf"), "round.pdf: the file's name has to end with .xlsx or .zip."),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(rounds, words, told):
    code, _out, err = rounds(*words)
    assert code == 1
    assert told in err
    assert rounds("list")[1].startswith("No round has been opened yet")
