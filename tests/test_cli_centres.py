"""`passerelle centres import` and `export`."""

import os

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.centres_guide import CENTRE_GUIDE
from bot.i18n.catalogues import shipped
from bot.i18n.translator import Reader

LIST = """\
code,country,name,name:fr,city,networks
TN-1,TN,Tunis Centre,Centre de Tunis,Tunis,maintenance
IT-1,IT,=Trento,,Trento,
"""
EXPORTED = (
    "code,country,name,name:fr,city,languages,zone,areas,networks,state\r\n"
    "IT-1,IT,'=Trento,,Trento,,Europe/Rome,,,active\r\n"
    "TN-1,TN,Tunis Centre,Centre de Tunis,Tunis,,Africa/Tunis,,maintenance,active\r\n"
)


def refused(*lines):
    head = "list.csv was not taken over, and nothing was changed. Please correct it and try again:"
    return 1, "".join(f"{line}\n" for line in (head, *lines))


@pytest.fixture
def passerelle(tmp_path, monkeypatch):
    """Runs a command in an empty folder with a migrated database; gives its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)

    def run(*words, url=""):
        clean = {name: None for name in os.environ if name.startswith("PASSERELLE_")}
        result = CliRunner().invoke(app, words, env={**clean, "PASSERELLE_DATABASE_URL": url})
        return result.exit_code, result.output

    return run


@pytest.fixture
def here(passerelle, migrated_folder):
    """The folder, after `migrate`, with a list in it."""
    (migrated_folder / "list.csv").write_text(LIST, encoding="utf-8")
    return migrated_folder


def test_a_list_is_imported_and_exported(passerelle, here):
    assert passerelle("centres", "import", "list.csv", "--new-networks") == (
        0,
        "The list of centres is taken over.\n2 new, 0 changed, 0 the same as before.\nNetworks opened: maintenance.\n",
    )
    assert passerelle("centres", "export", "out.csv") == (0, "2 centres are in out.csv.\n")
    assert (here / "out.csv").read_bytes().decode("utf-8-sig") == EXPORTED
    assert passerelle("centres", "import", "out.csv") == (
        0,
        "The list of centres is taken over.\n0 new, 0 changed, 2 the same as before.\n",
    )


def test_it_works_on_postgresql_too(passerelle, here, postgresql_url):
    code, told = passerelle("centres", "import", "list.csv", "--new-networks", url=postgresql_url)
    assert (code, told) == (
        0,
        "The list of centres is taken over.\n2 new, 0 changed, 0 the same as before.\nNetworks opened: maintenance.\n",
    )
    assert passerelle("centres", "export", "out.csv", url=postgresql_url)[0] == 0
    assert (here / "out.csv").read_bytes().decode("utf-8-sig") == EXPORTED


def test_a_dry_run_tells_and_changes_nothing(passerelle, here):
    assert passerelle("centres", "import", "list.csv", "--dry-run", "--new-networks") == (
        0,
        "This file would do the following to the list of centres. Nothing was changed yet.\n2 new, 0 changed, 0 the same as before.\nNetworks opened: maintenance.\n",
    )
    assert passerelle("centres", "export", "out.csv") == (0, "0 centres are in out.csv.\n")


def test_who_would_leave_the_programme_is_named_before_anything_is_changed(passerelle, here):
    passerelle("centres", "import", "list.csv", "--new-networks")
    (here / "gone.csv").write_text("code,country,name,state\nTN-1,TN,Tunis Centre,closed\n")
    assert passerelle("centres", "import", "gone.csv", "--dry-run") == (
        0,
        (
            "This file would do the following to the list of centres. Nothing was changed yet.\n0 new, 1 changed, 0 the same as before.\n"
            "Leaving the programme: TN-1. Within a minute they are out of their peer visits, and whoever that concerns is told.\n"
        ),
    )


def test_problems_are_told_with_their_place_and_nothing_is_changed(passerelle, here):
    (here / "list.csv").write_text("code,country,name\nA,XX,Name\nA,MD,\n", encoding="utf-8")
    assert passerelle("centres", "import", "list.csv") == refused(
        "Row 2, country: “XX” is not the code of a country. Write its two letters, for example GE for Georgia.",
        "Row 3, name: The name is missing. Please write the name of the centre.",
    )


def test_a_network_that_is_not_known_is_opened_on_demand_only(passerelle, here):
    assert passerelle("centres", "import", "list.csv") == refused(
        "Row 2, networks: There is no network “maintenance”. There are: –.",
        "To open these networks, add --new-networks: maintenance",
    )


def test_of_very_many_problems_the_first_are_told(passerelle, here):
    (here / "list.csv").write_text("code,country,name\n" + ",MD,Name\n" * 60, encoding="utf-8")
    lines = passerelle("centres", "import", "list.csv")[1].splitlines()
    assert (len(lines), lines[-1]) == (52, "… and 10 more.")


def test_a_file_in_another_encoding_says_which_lines(passerelle, here):
    (here / "list.csv").write_bytes("code,country,name\nA,MD,Chișinău\nB,MD,Bălți\n".encode("iso8859-16"))
    assert passerelle("centres", "import", "list.csv") == refused(
        "Row 2: This line of the file is not written in UTF-8. Please save the file as “CSV UTF-8”.",
        "Row 3: This line of the file is not written in UTF-8. Please save the file as “CSV UTF-8”.",
    )


def test_a_file_that_is_not_there_is_told(passerelle, here):
    assert passerelle("centres", "import", "lost.csv") == (
        1,
        "lost.csv cannot be read: No such file or directory. Check its name and your rights; nothing was changed.\n",
    )


def test_an_export_replaces_no_file_unless_told_to(passerelle, here):
    assert passerelle("centres", "export", "list.csv") == (
        1,
        "list.csv exists already and was left as it is. Give another name, or add --overwrite.\n",
    )
    assert (here / "list.csv").read_text(encoding="utf-8") == LIST
    assert passerelle("centres", "export", "list.csv", "--overwrite") == (0, "0 centres are in list.csv.\n")


def test_an_export_into_a_folder_that_is_not_there_says_so(passerelle, here):
    assert passerelle("centres", "export", "lost/out.csv") == (
        1,
        "lost/out.csv cannot be written: No such file or directory. Give a place where this account may write.\n",
    )


def test_an_export_can_go_to_standard_output(passerelle, here):
    passerelle("centres", "import", "list.csv", "--new-networks")
    assert passerelle("centres", "export", "-") == (0, "\ufeff" + EXPORTED.replace("\r\n", "\n"))


def test_without_a_database_the_command_says_what_to_do_first(passerelle, tmp_path):
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    code, told = passerelle("centres", "import", "list.csv")
    assert (code, "passerelle migrate" in told) == (1, True)


SHEET = [
    ("List of centres 2026",),
    (),
    ("code", "country", "name", "name:fr", "city", "networks"),
    ("TN-1", "TN", "Tunis Centre", "Centre de Tunis", "Tunis", "maintenance"),
    ("IT-1", "IT", "'=Trento", None, "Trento", None),
]


def saved(file, rows, *, merged=None, formula=None):
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    if formula:
        sheet["E4"] = formula
    book.save(file)


def test_a_workbook_is_imported_with_a_title_above_its_headings_and_exported_again(passerelle, here):
    saved(here / "list.xlsx", SHEET, merged="A1:F1")
    assert passerelle("centres", "import", "list.xlsx", "--new-networks") == (
        0,
        "The list of centres is taken over.\n2 new, 0 changed, 0 the same as before.\nNetworks opened: maintenance.\n",
    )
    assert passerelle("centres", "export", "out.xlsx") == (0, "2 centres are in out.xlsx.\n")
    assert passerelle("centres", "export", "out.csv")[0] == 0
    assert (here / "out.csv").read_bytes().decode("utf-8-sig") == EXPORTED
    assert passerelle("centres", "import", "out.xlsx") == (
        0,
        "The list of centres is taken over.\n0 new, 0 changed, 2 the same as before.\n",
    )


def test_the_report_speaks_the_language_that_is_asked_for(passerelle, here):
    saved(here / "list.xlsx", [*SHEET, ("X", "XX", "Name")])
    code, told = passerelle("centres", "import", "list.xlsx", "--language", "fr")
    assert (code, told.splitlines()[1]) == (
        1,
        "Ligne 6, country\u202f: «\u202fXX\u202f» n’est pas le code d’un pays. Écrivez ses deux lettres, par exemple GE pour la Géorgie.",
    )
    assert passerelle("centres", "import", "list.xlsx", "--language", "xx") == (
        1,
        "There are no words in “xx”. There are: en, ar, fr.\n",
    )


def test_merged_cells_and_formulas_without_a_result_are_told_with_their_place(passerelle, here):
    saved(here / "list.xlsx", SHEET, merged="B4:B5", formula="=UPPER(D4)")
    code, told = passerelle("centres", "import", "list.xlsx")
    assert (code, told.splitlines()[1:]) == (
        1,
        [
            "Row 4: The cells B4:B5 are merged, and only the first of them counts. Please unmerge them and fill in each.",
            "Row 4: The formula in E4 was saved without its result. Please open the file in a spreadsheet program and save it again.",
        ],
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04rubbish", "The file is damaged and could not be read. Please save it anew."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "This is a file of an old Excel (.xls). Please save it as .xlsx.",
        ),
    ],
)
def test_a_workbook_that_cannot_be_opened_says_why(passerelle, here, content, why):
    (here / "list.xlsx").write_bytes(content)
    code, told = passerelle("centres", "import", "list.xlsx")
    assert (code, told.splitlines()[1:]) == (1, [why])


def test_a_template_explains_itself_and_is_a_list_without_centres(passerelle, here):
    assert passerelle("centres", "template", "new.xlsx", "--language", "ar") == (
        0,
        "new.xlsx is an empty list of centres: fill it in, then `passerelle centres import new.xlsx --dry-run`.\n",
    )
    book = load_workbook(here / "new.xlsx")
    assert [cell.value for cell in book["centres"][1]] == list(CENTRE_GUIDE)
    assert book["how to"].sheet_view.rightToLeft
    assert [cell.value for cell in book["how to"][2]] == [
        "code",
        "نعم",
        shipped().render(CENTRE_GUIDE["code"].means, Reader("ar")),
        "TN-01",
    ]
    assert passerelle("centres", "import", "new.xlsx") == (
        0,
        "The list of centres is taken over.\n0 new, 0 changed, 0 the same as before.\n",
    )
    assert passerelle("centres", "template", "new.csv")[0] == 0
    assert (here / "new.csv").read_text(encoding="utf-8-sig").strip() == ",".join(CENTRE_GUIDE)
