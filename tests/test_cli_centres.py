"""`passerelle centres import` and `export`."""

import os

import pytest
from typer.testing import CliRunner

from bot.cli import app

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
    head = "list.csv was not taken over; no centre was changed. Please correct it and try again:"
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
        "Centres: 2 created, 0 changed, 0 the same as before. Networks opened: maintenance.\n",
    )
    assert passerelle("centres", "export", "out.csv") == (0, "2 centres are in out.csv.\n")
    assert (here / "out.csv").read_bytes().decode("utf-8-sig") == EXPORTED
    assert passerelle("centres", "import", "out.csv") == (
        0,
        "Centres: 0 created, 0 changed, 2 the same as before.\n",
    )


def test_it_works_on_postgresql_too(passerelle, here, postgresql_url):
    code, told = passerelle("centres", "import", "list.csv", "--new-networks", url=postgresql_url)
    assert (code, told) == (0, "Centres: 2 created, 0 changed, 0 the same as before. Networks opened: maintenance.\n")
    assert passerelle("centres", "export", "out.csv", url=postgresql_url)[0] == 0
    assert (here / "out.csv").read_bytes().decode("utf-8-sig") == EXPORTED


def test_a_dry_run_tells_and_changes_nothing(passerelle, here):
    assert passerelle("centres", "import", "list.csv", "--dry-run", "--new-networks") == (
        0,
        "This file would do the following: centres 2 created, 0 changed, 0 the same as before. Networks opened: maintenance. Nothing was changed yet.\n",
    )
    assert passerelle("centres", "export", "out.csv") == (0, "0 centres are in out.csv.\n")


def test_problems_are_told_with_their_place_and_nothing_is_changed(passerelle, here):
    (here / "list.csv").write_text("code,country,name\nA,XX,Name\nA,MD,\n", encoding="utf-8")
    assert passerelle("centres", "import", "list.csv") == refused(
        "row 2, country: “XX” is not the code of a country. Write its two letters, for example GE for Georgia.",
        "row 3, name: The name is missing. Please write the name of the centre.",
    )


def test_a_network_that_is_not_known_is_opened_on_demand_only(passerelle, here):
    assert passerelle("centres", "import", "list.csv") == refused(
        "row 2, networks: There is no network “maintenance”. There are: –.",
        "To open these networks, add --new-networks: maintenance",
    )


def test_of_very_many_problems_the_first_are_told(passerelle, here):
    (here / "list.csv").write_text("code,country,name\n" + ",MD,Name\n" * 60, encoding="utf-8")
    lines = passerelle("centres", "import", "list.csv")[1].splitlines()
    assert (len(lines), lines[-1]) == (52, "… and 10 more.")


def test_a_file_in_another_encoding_says_which_lines(passerelle, here):
    (here / "list.csv").write_bytes("code,country,name\nA,MD,Chișinău\nB,MD,Bălți\n".encode("iso8859-16"))
    assert passerelle("centres", "import", "list.csv") == refused(
        "row 2: This line of the file is not written in UTF-8. Please save the file as “CSV UTF-8”.",
        "row 3: This line of the file is not written in UTF-8. Please save the file as “CSV UTF-8”.",
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
