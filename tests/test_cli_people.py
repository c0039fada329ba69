"""`passerelle people`: many invitations by a list, which comes back with a code for each, and who is in."""

import csv
import io
import re

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from bot.core.clock import SystemClock
from bot.delivery.channel import CONTACT, LINK
from bot.storage.channel_states import remember
from bot.storage.database import Database
from bot.storage.invitations import Invitation
from bot.storage.people import Person
from bot.usecases import entering, invitations
from bot.usecases.work import COMMAND, Work
from tests.usecases.announcing import AMINA, PAUL, TRANSLATOR, does, settled

pytestmark = pytest.mark.slow  # whole commands, with a helper process for workbooks: some seconds

LIST = "name,contact,centre,function\nAmina,a@example.org,tn-1,\n=Boris,,GE-1,Head\n"
CODE = re.compile(r"[ABCDEFGHJKMNPQRSTUVWXYZ23456789]{8}")
MADE = (
    "2 new invitations, 0 still open, 0 used.\n"
    "Go on with the file that holds the codes: given again, it makes no second invitations.\n"
    "codes.csv holds the codes.\n"
)


@pytest.fixture
def database(database_url):
    def notes(session):
        remember(session, "telegram", "1", LINK, "https://t.me/passerelle_bot?start=")
        remember(session, "matrix", "@bot:example.org", CONTACT, "@bot:example.org")

    opened = Database.open(database_url, durable=False)
    settled(opened, AMINA, PAUL)
    opened.write_now(notes)
    yield opened
    opened.close()


@pytest.fixture
def people(command_line, database, database_url, tmp_path):
    """Runs one of the commands in a folder with a list in it."""
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    return lambda *words: command_line("people", *words, DATABASE_URL=database_url)


def rows(file):
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def codes_kept(database):
    return database.read_now(lambda session: sorted(session.exec(select(Invitation.code))))


def test_everybody_on_a_list_gets_a_code_that_works_once(people, database, tmp_path):
    assert people("import", "list.csv", "codes.csv") == (0, MADE, "")
    amina, boris = rows(tmp_path / "codes.csv")
    assert CODE.fullmatch(amina["code"])
    assert amina == {
        "name": "Amina",
        "contact": "a@example.org",
        "centre": "tn-1",
        "function": "teacher",
        "code": amina["code"],
        "telegram": f"https://t.me/passerelle_bot?start={amina['code']}",
        "web": "",
        "matrix": f"!start {amina['code']} → @bot:example.org",
        "until": amina["until"],
        "state": "new",
    }
    assert (boris["name"], boris["function"]) == ("'=Boris", "head")
    assert codes_kept(database) == sorted([amina["code"], boris["code"]])

    def invited(session):
        work = Work(session, SystemClock().now(), COMMAND, TRANSLATOR, lambda _channel, _account: None)
        return invitations.invited(work, boris["code"])

    found = database.read_now(invited)
    assert (found.country, found.function) == ("GE", "head")


def test_the_list_with_codes_comes_back_and_makes_no_second_invitations(people, database, tmp_path):
    people("import", "list.csv", "codes.xlsx")
    before = codes_kept(database)
    paul = database.read_now(lambda session: session.exec(select(Person.id).where(Person.name == "Paul")).one())
    book = load_workbook(tmp_path / "codes.xlsx")
    heads = [cell.value for cell in book["people"][1]]
    amina = dict(zip(heads, (cell.value for cell in book["people"][2]), strict=True))
    does(database, paul, entering.come_in_by_invitation, amina["code"], "en", "Paul", now=SystemClock().now())
    book["people"].append(["Chiara", None, "IT-1"])
    book.save(tmp_path / "more.xlsx")
    code, told, _problems = people("import", "more.xlsx", "again.csv")
    assert (code, told.splitlines()[0]) == (0, "1 new invitations, 1 still open, 1 used.")
    assert [row["state"] for row in rows(tmp_path / "again.csv")] == ["used", "open", "new"]
    assert set(before) < set(codes_kept(database))
    assert len(codes_kept(database)) == 3


def test_a_dry_run_tells_and_changes_nothing(people, database, tmp_path):
    assert people("import", "list.csv", "--dry-run") == (
        0,
        "This list would give the following. Nothing was changed yet.\n2 new invitations, 0 still open, 0 used.\n",
        "",
    )
    assert codes_kept(database) == []


def test_mistakes_are_told_with_their_place_and_nobody_is_invited(people, database, tmp_path):
    (tmp_path / "list.csv").write_text(
        "centre,function,code\nLOST,,\nTN-1,teecher,\nTN-1,boss,\n,,\nTN-1,,ABCD2345\n", encoding="utf-8"
    )
    code, _told, problems = people("import", "list.csv", "codes.csv", "--language", "en")
    assert (code, problems.splitlines()[1:]) == (
        1,
        [
            "Row 3, function: “teecher” is not a function. Did you mean “teacher”?",
            "Row 4, function: “boss” is not a function. These are: teacher, head, trainer, coordinator, staff.",
        ],
    )
    (tmp_path / "list.csv").write_text("centre,code\nLOST,\nTN-1,ABCD2345\n", encoding="utf-8")
    assert people("import", "list.csv", "codes.csv")[2].splitlines()[1:] == [
        "Row 2, centre: There is no active centre with the code LOST.",
        "Row 3, code: I do not know this code. Please empty the cell: this person gets a new one.",
    ]
    assert codes_kept(database) == []
    assert not (tmp_path / "codes.csv").exists()


def test_a_file_that_cannot_be_written_leaves_no_invitation_behind(people, database, tmp_path):
    (tmp_path / "codes.csv").write_text("mine", encoding="utf-8")
    code, _told, problems = people("import", "list.csv", "codes.csv")
    assert (code, problems) == (
        1,
        "codes.csv exists already and was left as it is. Give another name, or add --overwrite.\n",
    )
    assert people("import", "list.csv", "lost/codes.csv")[0] == 1
    assert people("import", "list.csv")[2] == (
        "Please name a second file, which the codes are written into. Nothing was changed.\n"
    )
    assert codes_kept(database) == []


def test_a_template_is_a_list_without_people(people, tmp_path):
    assert people("template", "new.xlsx", "--language", "fr")[0] == 0
    assert [cell.value for cell in load_workbook(tmp_path / "new.xlsx")["people"][1]] == [
        "name",
        "contact",
        "centre",
        "function",
    ]
    assert people("import", "new.xlsx", "--dry-run")[1].endswith("0 new invitations, 0 still open, 0 used.\n")


def test_those_who_are_in_are_exported(people, database, tmp_path):
    assert people("export", "in.xlsx")[0] == 0
    sheet = load_workbook(tmp_path / "in.xlsx")["people"]
    assert [[cell.value for cell in row][:5] for row in sheet.iter_rows(max_row=2)] == [
        ["name", "centre", "function", "state", "language"],
        ["Amina", "TN-1", "teacher", "confirmed", "fr"],
    ]


def test_a_list_of_very_many_people_is_read(people, database, tmp_path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("people")
    sheet.append(("name", "centre"))
    for number in range(2_000):
        sheet.append((f"Person {number}", ("TN-1", "GE-1", "IT-1")[number % 3]))
    book.save(tmp_path / "many.xlsx")
    assert people("import", "many.xlsx", "codes.csv")[1].splitlines()[0] == (
        "2,000 new invitations, 0 still open, 0 used."
    )
    assert len(set(codes_kept(database))) == 2_000
