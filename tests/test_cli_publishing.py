"""`passerelle forms import`, `list`, `publish`, `update` and `export`."""

import csv
import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import delete, select

from bot.questionnaires import builtin
from bot.storage import blobs
from bot.storage.database import Database
from bot.storage.questionnaires import QuestionnaireVersion, Submission
from bot.usecases import publishing, questionnaires
from bot.usecases.questionnaires import Filled
from bot.usecases.work import Actor, ActorKind, Work
from tests.transcripts.world import BEGINNING, Named, furnish, settle
from tests.usecases.announcing import TRANSLATOR, nobody

pytestmark = pytest.mark.slow  # each starts the helper process

FORM = Path(__file__).parent / "conversations" / "questionnaire" / "workshop.md"
ANSWERS = {
    "/data/you/who": "=Amina",
    "/data/you/years": "7",
    "/data/shop/came": "yes",
    "/data/shop/topics": "tools people",
    "/data/shop/again": "yes",
}


@pytest.fixture
def forms(command_line, sqlite_url, tmp_path):
    """Runs `forms …` in a folder with a form, on a database with a few centres and Amina of one of them."""
    shutil.copy(FORM, tmp_path / "workshop.md")
    database = Database.open(sqlite_url, durable=False)
    database.write_now(lambda session: (furnish(session), settle(session, Named("amina", centre="TN-1"))))
    database.close()
    return lambda *words: command_line("forms", *words, DATABASE_URL=sqlite_url)


@pytest.fixture
def published(forms):
    assert forms("import", "workshop.md")[0] == 0
    assert forms("publish", "workshop", "--country", "tn", "--until", "2999-01-31") == (
        0,
        "It is published as number 1.\n",
        "",
    )
    return forms


def handed_in(url, answers=ANSWERS):
    def job(session):
        work = Work(session, BEGINNING.replace(year=2990), Actor(ActorKind.PERSON, 1), TRANSLATOR, nobody)
        begun = {"publication": 1, "version": 1, "submission": "0190a1b2-0000-7000-8000-000000000001"}
        begun["at"] = BEGINNING.replace(year=2989).isoformat()
        assert questionnaires.submit(work, Filled(1, begun, "fr", answers, {})) == 1

    database = Database.open(url, durable=False)
    database.write_now(job)
    database.close()


def tables(file):
    with zipfile.ZipFile(file) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }


def test_a_questionnaire_is_kept_once_however_often_it_is_brought(forms):
    assert forms("import", "workshop.md")[:2] == (0, "After the workshop: version 1 of workshop is kept.\n")
    assert forms("import", "workshop.md")[:2] == (
        0,
        "After the workshop: this is the same as version 1 of workshop, which is kept already.\n",
    )


def test_a_changed_file_is_another_version(forms, tmp_path):
    forms("import", "workshop.md")
    changed = FORM.read_text(encoding="utf-8").replace("Round up.", "Whole years.")
    (tmp_path / "changed.md").write_text(changed, encoding="utf-8")
    assert forms("import", "changed.md")[:2] == (0, "After the workshop: version 2 of workshop is kept.\n")
    told = forms("list")[1].splitlines()
    assert told[0] == "workshop: After the workshop"
    assert [line.split(", kept")[0] for line in told[1:-1]] == ["  version 2 (1)", "  version 1 (1)"]


def test_the_file_itself_is_kept_with_its_version(forms, sqlite_url):
    forms("import", "workshop.md")
    database = Database.open(sqlite_url, durable=False)
    source = database.read_now(lambda session: publishing.source_of(session, 1))
    database.close()
    assert source == ("workshop.md", FORM.read_bytes())


def test_what_is_wrong_with_a_file_is_told_and_nothing_is_kept(forms, tmp_path):
    (tmp_path / "wrong.csv").write_text("survey\n,type,name,label\n,text,,Where?\n", encoding="utf-8")
    code, output, error = forms("import", "wrong.csv")
    assert (code, output) == (1, "")
    assert error.endswith("wrong.csv was not taken over; nothing was changed.\n")
    assert forms("list")[1].startswith("There is no questionnaire yet; `passerelle forms import FILE` brings one.\n")


def test_what_comes_with_the_bot_is_listed_until_it_is_kept_by_its_name(forms, sqlite_url):
    built_in = "Built in, for `passerelle forms import --built-in NAME`: "
    assert forms("list")[1].splitlines()[-1] == f"{built_in}{', '.join(builtin.NAMES)}."
    assert forms("import", "--built-in", "eight_areas_in_depth") == (
        0,
        "Eight areas in depth: version 1 of eight_areas_in_depth is kept.\n",
        "",
    )
    told = forms("list")[1].splitlines()
    assert told[0] == "eight_areas_in_depth: Eight areas in depth"
    assert "eight_areas_in_depth" not in told[-1]
    assert told[-1].startswith(f"{built_in}eight_areas, pdca_quality, ")
    database = Database.open(sqlite_url, durable=False)
    source = database.read_now(lambda session: publishing.source_of(session, 1))
    database.close()
    assert source == ("eight_areas_in_depth.md", builtin.source("eight_areas_in_depth"))
    assert forms("publish", "eight_areas_in_depth")[:2] == (0, "It is published as number 1.\n")


def test_the_file_of_a_built_in_questionnaire_is_the_same_version_as_the_questionnaire_itself(forms, tmp_path):
    forms("import", "--built-in", "voices_learners")
    (tmp_path / "voices_learners.md").write_bytes(builtin.source("voices_learners"))
    assert "the same as version 1 of voices_learners" in forms("import", "voices_learners.md")[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Please give a file, or --built-in NAME. These are built in: eight_areas, "),
        (["--built-in", "nine"], "No questionnaire “nine” is built in. These are built in: eight_areas, "),
        (["workshop.md", "--built-in", "eight_areas"], "Please give either a file or --built-in NAME, not both. "),
    ],
)
def test_a_questionnaire_comes_either_from_a_file_or_from_the_bot(forms, words, told):
    code, output, error = forms("import", *words)
    assert (code, output) == (1, "")
    assert error.startswith(told)
    assert error.endswith("Nothing was changed.\n")
    assert forms("list")[1].startswith("There is no questionnaire yet")


def test_a_list_that_the_form_looks_at_has_to_lie_beside_it(forms, tmp_path):
    form = "survey\n,type,name,label\n,select_one_from_file clubs.csv,club,Which club?\n"
    (tmp_path / "clubs form.csv").write_text(form, encoding="utf-8")
    code, _output, error = forms("import", "clubs form.csv")
    assert (code, error.splitlines()[0].partition(" Did")[0]) == (
        1,
        "survey, row 2, type: the file “clubs.csv” is not beside the form.",
    )
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "clubs.csv").write_text("name,label\na,Chess\n", encoding="utf-8")
    assert forms("import", "clubs form.csv", "--media", "lists")[0] == 0


def test_a_list_in_xml_cannot_be_kept(forms, tmp_path):
    form = "survey\n,type,name,label\n,select_one_from_file clubs.xml,club,Which club?\n"
    (tmp_path / "xml.csv").write_text(form, encoding="utf-8")
    (tmp_path / "clubs.xml").write_text("<root><item><name>a</name><label>A</label></item></root>", encoding="utf-8")
    assert forms("import", "xml.csv")[2].splitlines()[-1] == (
        "xml.csv looks at clubs.xml: only CSV and GeoJSON can be kept. Nothing was changed."
    )


def test_what_was_published_is_listed_with_its_count(published, sqlite_url):
    handed_in(sqlite_url)
    assert published("list")[1].splitlines()[-2] == (
        "  publication 1 of version 1: open until 2999-01-31 23:59 UTC; 1 submissions"
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nothing"], "There is no questionnaire nothing. `passerelle forms list` tells which there are.\n"),
        (["workshop", "--until", "soon"], "soon is no day; for example: 2026-06-30.\n"),
        (["workshop", "--until", "2020-01-01"], "That day has passed already. Please give a day to come.\n"),
        (
            ["workshop", "--network", "x"],
            "There is no network with the code x. `passerelle centres export -` shows them.\n",
        ),
    ],
)
def test_what_cannot_be_published_is_refused_in_words(published, words, why):
    assert published("publish", *words) == (1, "", why)


def test_submissions_are_exported_with_codes_or_labels(published, sqlite_url, tmp_path):
    handed_in(sqlite_url)
    assert published("export", "1", "codes.zip") == (0, "1 submissions are in codes.zip.\n", "")
    [row] = tables(tmp_path / "codes.zip")["workshop.csv"]
    assert (row["topics"], row["context: centre"], row["context: country"]) == ("tools people", "TN-1", "TN")
    assert row["who"] == "'=Amina"
    published("export", "1", "labels.zip", "--labels", "--language", "fr")
    [row] = tables(tmp_path / "labels.zip")["workshop.csv"]
    assert row["Y avez-vous participé ?"] == "Oui"


def test_submissions_are_exported_as_a_workbook(published, sqlite_url, tmp_path):
    handed_in(sqlite_url)
    assert published("export", "1", "all.xlsx", "--labels") == (0, "1 submissions are in all.xlsx.\n", "")
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    assert book.sheetnames == ["After the workshop", "codebook"]
    headings, row = book["After the workshop"].iter_rows(values_only=True)
    assert dict(zip(headings, row, strict=True))["Did you come?"] == "Yes"


def test_choices_of_a_list_beside_the_form_have_their_labels(forms, sqlite_url, tmp_path):
    form = "survey\n,type,name,label\n,select_one_from_file clubs.csv,club,Which club?\n"
    (tmp_path / "clubform.csv").write_text(form, encoding="utf-8")
    (tmp_path / "clubs.csv").write_text("name,label\na,Chess\n", encoding="utf-8")
    forms("import", "clubform.csv")
    forms("publish", "clubform")
    handed_in(sqlite_url, {"/data/club": "a"})
    forms("export", "1", "labels.zip", "--labels")
    [row] = tables(tmp_path / "labels.zip")["clubform.csv"]
    assert row["Which club?"] == "Chess"


def test_submissions_are_exported_as_xml(published, sqlite_url, tmp_path):
    handed_in(sqlite_url)
    published("export", "1", "all.zip", "--xml")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        [name] = archive.namelist()
        assert name == "0190a1b2-0000-7000-8000-000000000001/submission.xml"
        assert b"<came>yes</came>" in archive.read(name)


def test_an_export_replaces_no_file_unasked_and_leaves_no_half_one(published, tmp_path):
    (tmp_path / "mine.zip").write_bytes(b"mine")
    assert published("export", "1", "mine.zip")[:2] == (1, "")
    assert (tmp_path / "mine.zip").read_bytes() == b"mine"
    assert published("export", "1", "mine.zip", "--overwrite")[0] == 0
    assert published("export", "7", "none.zip") == (1, "", "There is no questionnaire with this number.\n")
    assert (
        published("export", "1", "table.ods")[2]
        == "table.ods: the file's name has to end with .xlsx or .zip (with --xml: .zip).\n"
    )
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["mine.zip"]


def test_pictures_beside_a_form_are_kept_with_the_version(forms, sqlite_url, tmp_path):
    form = "| survey |\n| | type | name | label | media::image |\n| | text | sign | What is it? | sign.png |\n"
    (tmp_path / "signs.md").write_text(form)
    (tmp_path / "sign.png").write_bytes(b"a picture")
    (tmp_path / "else.png").write_bytes(b"of no question")
    assert forms("import", "signs.md")[0] == 0
    assert forms("import", "signs.md")[1] == "signs: this is the same as version 1 of signs, which is kept already.\n"
    (tmp_path / "sign.png").write_bytes(b"another picture")
    assert forms("import", "signs.md")[1] == "signs: version 2 of signs is kept.\n"
    database = Database.open(sqlite_url, durable=False)
    versions = database.read_now(lambda session: session.exec(select(QuestionnaireVersion.media)).all())
    pictures = database.read_now(lambda session: [blobs.load(session, one["sign.png"]) for one in versions])
    database.close()
    assert [set(one) for one in versions] == [{"sign.png"}, {"sign.png"}]
    assert pictures == [b"a picture", b"another picture"]


def test_a_publication_gets_the_newest_version_after_telling_what_that_does(published, tmp_path):
    assert published("update", "1") == (0, "Publication 1 has the newest version already.\n", "")
    shutil.copy(FORM.with_name("workshop-less.md"), tmp_path / "workshop.md")
    assert published("import", "workshop.md")[0] == 0
    told = (
        "Version 2 cannot take the answers to /data/you/years.\n"
        "People amid it: 0. Moving them drops 0 answers of 0 of them.\n"
    )
    assert published("update", "1", "--dry-run") == (0, f"{told}Nothing was changed yet.\n", "")
    assert published("update", "1") == (0, f"{told}Publication 1 has version 2 from now on.\n", "")
    code, _output, error = published("update", "9")
    assert (code, error) == (1, "There is no such questionnaire.\n")


@pytest.mark.parametrize("name", ["answers.zip", "answers.xlsx"])
def test_what_was_exported_is_brought_in_again_checked_and_only_once(published, sqlite_url, tmp_path, name):
    handed_in(sqlite_url)
    assert published("export", "1", name)[0] == 0
    code, output, _error = published("import-submissions", "1", name)
    assert (code, output.splitlines()[-1]) == (1, "0 of 1 were taken.")
    assert "A submission with this number is there already; it stays as it is." in output
    database = Database.open(sqlite_url, durable=False)
    database.write_now(lambda session: session.exec(delete(Submission)))
    database.close()
    assert published("import-submissions", "1", name, "--dry-run")[1] == "1 of 1 would be taken.\n"
    assert published("import-submissions", "1", name) == (0, "1 of 1 were taken.\n", "")
    database = Database.open(sqlite_url, durable=False)
    row = database.read_now(lambda session: session.exec(select(Submission)).one())
    database.close()
    assert (row.answers, row.person_id, row.language) == (ANSWERS, None, "fr")


def test_answers_that_do_not_fit_are_refused_with_their_place_and_nothing_is_taken(published, sqlite_url, tmp_path):
    handed_in(sqlite_url, {**ANSWERS, "/data/you/years": "99"})
    assert published("export", "1", "answers.zip")[0] == 0
    database = Database.open(sqlite_url, durable=False)
    database.write_now(lambda session: session.exec(delete(Submission)))
    database.close()
    code, output, _error = published("import-submissions", "1", "answers.zip")
    assert code == 1
    assert "/data/you/years: Nobody teaches for more than 60 years." in output
    assert output.endswith("0 of 1 were taken.\n")


def test_a_file_that_holds_no_answers_is_told_in_words(published, tmp_path):
    (tmp_path / "letter.zip").write_text("a letter")
    code, _output, error = published("import-submissions", "1", "letter.zip")
    assert (code, error.count("\n"), error.endswith("Nothing was changed.\n")) == (1, 1, True)


def test_a_questionnaire_may_be_the_first_thing_that_is_brought(command_line, sqlite_url, tmp_path):
    shutil.copy(FORM, tmp_path / "workshop.md")
    assert command_line("migrate", DATABASE_URL=sqlite_url)[0] == 0
    assert command_line("forms", "import", "workshop.md", DATABASE_URL=sqlite_url)[0] == 0
