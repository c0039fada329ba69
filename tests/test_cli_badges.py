"""`passerelle badges`: what was given, taking it back, keys and lists."""

import json
import re

import pytest
from sqlmodel import select

from bot.storage.credentials import SigningKey
from bot.storage.database import Database
from tests.credentials import independent
from tests.transcripts.recognised import signed
from tests.transcripts.world import BEGINNING, Named, furnish, settle

pytestmark = pytest.mark.slow  # signs off before each command

OMAR = Named("omar", language="en", centre="TN-1")
LINE = re.compile(r"^(\S+)  (\w{8})  (badge|certificate of .*?)  (\S+)  (.*)$")


@pytest.fixture
def badges(command_line, database_url):
    """One signed self-assessment; the command in its database."""
    database = Database.open(database_url, durable=False)

    def sign(session):
        furnish(session)
        settle(session, OMAR)
        session.flush()
        signed(session, "TN-1", BEGINNING, of="eight_areas_in_depth", people="omar", rated="44", needs="action")

    database.write_now(sign)
    database.close()

    def run(*words):
        return command_line("badges", *words, DATABASE_URL=database_url)

    return run


def given(badges, *options):
    return [LINE.match(line).groups() for line in badges("list", *options)[1].splitlines()]


def code_of(badges, what):
    return next(code for _day, code, kind, _centre, state in given(badges) if kind == what and state == "holds")


def test_what_was_given_is_listed_without_names_of_people(badges):
    told = badges("list")[1]
    assert sorted((kind, centre, state) for _day, _code, kind, centre, state in given(badges)) == [
        ("badge", "TN-1", "holds"),
        ("certificate of a participant", "TN-1", "holds"),
        ("certificate of the centre", "TN-1", "holds"),
    ]
    assert "Omar" not in told
    assert badges("list", "--centre", "TN-2")[1] == "Nothing has been given yet.\n"
    assert badges("list", "--centre", "XX-9")[0] == 1


def test_a_badge_is_written_as_a_file_that_others_verify(badges, tmp_path):
    code = code_of(badges, "badge")
    assert badges("export", code.lower(), str(tmp_path / "badge.jwt"))[0] == 0
    claims = independent.claims_of((tmp_path / "badge.jwt").read_text().strip())
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export", "NOSUCHCD", "x.jwt"), "no badge or certificate with the code NOSUCHCD"),
        (("revoke", "NOSUCHCD", "--reason", "x"), "no badge or certificate with the code NOSUCHCD"),
        (("status-list", "x.jwt", "--number", "7"), "There is no list 7 yet."),
        (("status-list", "no/such/folder/x.jwt"), "cannot be written"),
        (("address", "bot.example.org"), "begins with https://"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(badges, words, said):
    code, _told, problems = badges(*words)
    assert code == 1
    assert said in problems
    assert "Traceback" not in problems


def test_a_certificate_is_no_signed_file(badges):
    code, _told, problems = badges("export", code_of(badges, "certificate of the centre"), "x.jwt")
    assert (code, "not a badge" in problems) == (1, True)


def test_a_revoked_badge_stands_in_the_list_that_is_written(badges, tmp_path):
    code = code_of(badges, "badge")
    assert badges("revoke", code, "--reason", "Signed by mistake.")[1] == f"{code} holds no longer.\n"
    assert badges("status-list", str(tmp_path / "status.jwt"))[0] == 0
    claims = independent.claims_of((tmp_path / "status.jwt").read_text().strip())
    assert len(independent.revoked_in(claims)) == 1
    [state] = [state for _day, one, _kind, _centre, state in given(badges) if one == code]
    assert state.endswith("Signed by mistake.")


def test_a_replaced_badge_has_a_new_code(badges):
    code = code_of(badges, "badge")
    told = badges("revoke", code, "--reason", "Wrong name.", "--replace")[1]
    assert told == f"{code} holds no longer. The new one has the code {code_of(badges, 'badge')}.\n"
    assert badges("revoke", code, "--reason", "Again.", "--replace")[0] == 1


def test_keys_are_shown_without_their_secret_and_the_old_one_stays(badges, database_url):
    before = badges("key")[1].split()[0]
    told = badges("key", "--new")[1]
    assert told.split()[0] == before
    assert "verifies what it signed" in told.splitlines()[0]
    assert told.splitlines()[1].endswith("signs now)")
    keys = json.loads(badges("key", "--jwk")[1])["keys"]
    assert [key["kid"].partition("#")[0] for key in keys] == [line.split()[0] for line in told.splitlines()]
    database = Database.open(database_url, durable=False)
    secrets = database.read_now(lambda session: [row.secret for row in session.exec(select(SigningKey))])
    database.close()
    assert [secret for secret in secrets if secret is not None and secret in told + json.dumps(keys)] == []
    assert [secret is None for secret in sorted(secrets, key=bool)] == [True, False]


def test_badges_name_the_address_that_was_told_from_then_on(badges, tmp_path):
    assert badges("address", "https://bot.example.org/")[0] == 0
    badges("revoke", code_of(badges, "badge"), "--reason", "Address.", "--replace")
    badges("export", code_of(badges, "badge"), str(tmp_path / "badge.jwt"))
    status = independent.claims_of((tmp_path / "badge.jwt").read_text().strip())["credentialStatus"]
    assert status["statusListCredential"] == "https://bot.example.org/badges/status/0"


def test_a_doctor_tells_of_the_key_once_there_are_badges(badges, command_line, database_url):
    def said():
        lines = command_line("doctor", DATABASE_URL=database_url, WEB_PORT=1)[1].splitlines()
        return next(line for line in lines if "key for badges" in line)

    assert said().startswith("ok    key for badges: signs. Others cannot look")
    badges("address", "https://bot.example.org")
    assert said() == "ok    key for badges: signs; lists of revoked badges are at https://bot.example.org"
    database = Database.open(database_url, durable=False)

    def lose(session):
        [row] = session.exec(select(SigningKey))
        row.secret, row.retired_at = None, BEGINNING

    database.write_now(lose)
    database.close()
    assert said().startswith("PLEASE key for badges: there is none that can sign")
    assert badges("key", "--new")[0] == 0
    assert said().startswith("ok    key for badges: signs")


def test_the_key_comes_back_with_a_backup(command_line, migrated_folder):
    def badges(*words):
        return command_line("badges", *words)

    database = Database.open(f"sqlite:///{migrated_folder}/data/passerelle.sqlite", durable=False)
    database.write_now(furnish)
    database.close()
    before = badges("key")[1]
    assert command_line("backup", "monday")[0] == 0
    assert badges("key", "--new")[1] != before
    assert command_line("restore", "monday")[0] == 0
    assert badges("key")[1] == before
