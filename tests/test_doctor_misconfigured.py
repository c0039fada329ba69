"""Slips that administrators make: each is found by `passerelle doctor`, and told with what to do; and a right one is not."""

import asyncio
import os
import shutil
import socket
from collections.abc import Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from aiohttp import web

from bot.demo.load import fill
from bot.doctor.folder import far_away
from bot.storage.database import Database
from bot.storage.people import Person
from tests.telegram.emulator import Emulator

pytestmark = pytest.mark.slow  # some sixty looks at everything

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
WITH_TELEGRAM = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_BASE_URL": "http://127.0.0.1:1/bot"}
HOOK = {**WITH_TELEGRAM, "TELEGRAM_WEBHOOK_URL": "https://bot.example.org/telegram"}
WITH_MATRIX = {"MATRIX_HOMESERVER": "http://127.0.0.1:1", "MATRIX_USER": "@bot:example.org", "MATRIX_PASSWORD": "x"}


def nothing(_folder: Path) -> None:
    """Settings alone."""


@dataclass(frozen=True)
class Slip:
    """What was set and done, and under which heading the doctor tells which words."""

    called: str
    what: str
    says: str
    settings: dict[str, object] = field(default_factory=dict)
    seed: Callable[[Path], object] = nothing


def written(text: str | bytes, mode: int = 0o600) -> Callable[[Path], None]:
    def seed(folder: Path) -> None:
        file = folder / ".env"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        file.chmod(mode)

    return seed


def a_file_where_the_folder_belongs(folder: Path) -> None:
    (folder / "data").write_text("notes")


def an_open_folder(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data").chmod(0o755)


def what_a_restore_has_kept(folder: Path) -> None:
    (folder / "data").mkdir(mode=0o700)
    lately = f"{datetime.now(UTC) - timedelta(days=29):%Y%m%dT%H%M%SZ}"
    for when in ("20200103T040506Z", lately):
        (folder / "data" / f"passerelle-replaced-{when}.sqlite").touch()


def a_file_of_another_account(folder: Path) -> None:
    (folder / "data").mkdir(mode=0o700)
    (folder / "data" / "worker.lock").touch()
    os.chown(folder / "data" / "worker.lock", 4321, 4321)


SLIPS = (
    Slip("a number in words", "settings", "PASSERELLE_WEB_PORT cannot be used", {"WEB_PORT": "eighty"}),
    Slip("a port that does not exist", "settings", "less than or equal to 65535", {"WEB_PORT": 80800}),
    Slip("a misspelt name", "settings", "perhaps PASSERELLE_TELEGRAM_TOKEN is meant", {"TELEGRAM_TOKN": "1:x"}),
    Slip(
        "an address without its beginning",
        "settings",
        "begins with https:// (or http://)",
        {"WEB_URL": "bot.example.org"},
    ),
    Slip(
        "a webhook that is not secure",
        "settings",
        "begins with https://, because Telegram calls no other",
        {"TELEGRAM_WEBHOOK_URL": "http://bot.example.org"},
    ),
    Slip("a secret with accents", "settings", "letters without accents", {"TELEGRAM_WEBHOOK_SECRET": "é" * 20}),
    Slip("a short token for the figures", "settings", "16 characters at least", {"METRICS_TOKEN": "hush"}),
    Slip("a level that is none", "settings", "'debug', 'info' or 'warning'", {"LOG_LEVEL": "loud"}),
    Slip(
        "the same setting twice",
        "settings",
        "PASSERELLE_WEB_HOST stands in the environment and in the file .env, differently: the environment counts",
        {"WEB_HOST": "127.0.0.1"},
        written("PASSERELLE_WEB_HOST=127.0.0.2\n"),
    ),
    Slip("quotation marks", "settings", "begins with a quotation mark", {"MATRIX_USER": '"@bot:example.org"'}),
    Slip(
        "a blank that was copied along", "settings", "begins or ends with a blank", {"MATRIX_USER": "@bot:example.org "}
    ),
    Slip(
        "a line that cannot be read", "settings", "Line 2 of the file .env cannot be read", {}, written("A=1\n=oops=\n")
    ),
    Slip("a file from a word processor", "settings", "save it again as UTF-8", {}, written("A=1".encode("utf-16"))),
    Slip(
        "something else than a token",
        "Telegram settings",
        "PASSERELLE_TELEGRAM_TOKEN holds is no token",
        {**WITH_TELEGRAM, "TELEGRAM_TOKEN": "@passerelle_bot"},
    ),
    Slip(
        "a webhook without Telegram",
        "Telegram settings",
        "does nothing without PASSERELLE_TELEGRAM_TOKEN",
        {"TELEGRAM_WEBHOOK_URL": "https://bot.example.org/telegram"},
    ),
    Slip(
        "a secret without a webhook",
        "Telegram settings",
        "does nothing without PASSERELLE_TELEGRAM_WEBHOOK_URL",
        {**WITH_TELEGRAM, "TELEGRAM_WEBHOOK_SECRET": "x" * 20},
    ),
    Slip(
        "a port that Telegram does not call",
        "Telegram settings",
        "Telegram calls 443, 80, 88 and 8443 only",
        {**HOOK, "TELEGRAM_WEBHOOK_URL": "https://bot.example.org:8080/telegram"},
    ),
    Slip(
        "a webhook in the school's own network",
        "Telegram settings",
        "192.168.1.20, which the internet does not reach",
        {**HOOK, "TELEGRAM_WEBHOOK_URL": "https://192.168.1.20/telegram"},
    ),
    Slip(
        "a webhook where something else is served",
        "Telegram settings",
        "ends in /calendar",
        {**HOOK, "TELEGRAM_WEBHOOK_URL": "https://bot.example.org/calendar"},
    ),
    Slip(
        "an account without its homeserver",
        "Matrix settings",
        "PASSERELLE_MATRIX_HOMESERVER is empty, so the bot is not on Matrix",
        {"MATRIX_USER": "@bot:example.org"},
    ),
    Slip(
        "a homeserver without its account", "Matrix", "are needed beside", {"MATRIX_HOMESERVER": "http://127.0.0.1:1"}
    ),
    Slip(
        "an account without its server",
        "Matrix settings",
        "written with its server, such as @bot:example.org",
        {**WITH_MATRIX, "MATRIX_USER": "bot"},
    ),
    Slip(
        "a password through the open internet",
        "Matrix settings",
        "for all to read: write https://",
        {"MATRIX_HOMESERVER": "http://matrix.example.org"},
    ),
    Slip("an open web chat", "web chat settings", "for all to read", {"WEB_URL": "http://chat.example.org"}),
    Slip(
        "links to everybody's own phone", "web chat settings", "names 127.0.0.1", {"WEB_URL": "http://127.0.0.1:8080"}
    ),
    Slip(
        "figures where the web chat is",
        "metrics settings",
        "give it another one",
        {"WEB_PORT": 8099, "METRICS_PORT": 8099},
    ),
    Slip(
        "an address of another machine",
        "web chat on 192.0.2.1:8080",
        "no address of this machine",
        {"WEB_HOST": "192.0.2.1", "WEB_PORT": 8080},
    ),
    Slip("secrets that everybody may read", "settings file", "chmod 600 .env", {}, written("OTHER=1\n", 0o644)),
    Slip("names that everybody may read", "data folder", "chmod 700 data", {}, an_open_folder),
    Slip(
        "a file instead of a folder",
        "data folder",
        "is no folder where this account may write",
        {},
        a_file_where_the_folder_belongs,
    ),
    Slip("a folder that cannot be made", "data folder", "may not make it", {"DATA_DIR": "/proc/1/data"}),
    Slip(
        "a command given as another account",
        "data folder",
        "worker.lock in data belong to another account",
        {},
        a_file_of_another_account,
    ),
    Slip(
        "a database that a restore has kept for long, but not the one of last month",
        "database before a restore",
        "rm data/passerelle-replaced-20200103T040506Z.sqlite",
        {},
        what_a_restore_has_kept,
    ),
    Slip(
        "a database of another make",
        "database",
        "PASSERELLE_DATABASE_URL cannot be used",
        {"DATABASE_URL": "mysql://a:b@c/d"},
    ),
)


@pytest.fixture
def look(command_line):
    """What the doctor finds wrong, by heading."""

    def run(**settings):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        code, told, problems = command_line("doctor", **{"WEB_PORT": port, **settings})
        assert problems == ""
        found: dict[str, str] = {}
        for line in told.splitlines():
            if line.startswith("PLEASE"):
                what, said = line.removeprefix("PLEASE").strip().split(": ", 1)
                found[what] = f"{found.get(what, '')} {said}".strip()
        assert code == bool(found)
        return found

    return run


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.called)
def test_a_slip_is_found_and_told(look, tmp_path, slip):
    slip.seed(tmp_path)
    found = look(**slip.settings)
    assert slip.says in found.get(slip.what, ""), found


def test_what_is_set_right_is_not_complained_about(look, tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    written("PASSERELLE_LOG_LEVEL=Warning\nOTHER=1 # and more\n")(tmp_path)
    assert look(WEB_URL="https://chat.example.org", METRICS_TOKEN="a-long-token-of-mine") == {}


def test_no_secret_is_shown_whatever_is_wrong(command_line, tmp_path):
    secrets = {"TELEGRAM_TOKEN": TOKEN, "MATRIX_PASSWORD": "hunter2hunter2", "METRICS_TOKEN": "hush-hush-hush-hush"}
    address = "postgresql://bot:swordfish@127.0.0.1:1/bot"
    settings = {**WITH_TELEGRAM, **WITH_MATRIX, **secrets, "DATABASE_URL": address, "WEB_HOST": "192.0.2.1"}
    told = "".join("".join(command_line("doctor", *more, **settings)[1:]) for more in ((), ("--settings",)))
    assert ("PLEASE" in told, told.count("set, not shown here")) == (True, 4)
    assert [one for one in (*secrets.values(), "swordfish") if one in told] == []


def test_every_setting_is_shown_with_where_it_comes_from_and_what_it_means(command_line, tmp_path):
    (tmp_path / ".env").write_text("PASSERELLE_WEB_PORT=8099\n")
    code, told, _ = command_line("doctor", "--settings", WEB_HOST="0.0.0.0", TELEGRAM_TOKEN=TOKEN)
    lines = told.splitlines()
    assert (code, lines[::2][:2]) == (
        0,
        ["PASSERELLE_DATA_DIR: data (as it is by itself)", "PASSERELLE_DATABASE_URL: not set"],
    )
    assert "PASSERELLE_TELEGRAM_TOKEN: set, not shown here (from the environment)" in lines
    assert "PASSERELLE_WEB_HOST: 0.0.0.0 (from the environment)" in lines
    assert "PASSERELLE_WEB_PORT: 8099 (from the file .env)" in lines
    assert all(line.startswith("    ") and line.endswith(".") for line in lines[1::2])


class Usage(NamedTuple):
    total: int
    used: int
    free: int


# -- the disk ----------------------------------------------------------------------------------------------------------
def test_a_disk_that_is_nearly_full_is_told(look, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir(mode=0o700)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 9 * 10**6))
    assert look() == {"disk": "only 9 MB are free where data lies: free some space before the bot has to wait for it."}


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/srv/school/data", "nfs4"), ("/srv/my files/data", "cifs"), ("/var/lib/passerelle", None), ("/srvother", None)],
)
def test_a_folder_on_another_machine_is_known_by_its_file_system(folder, kind):
    mounts = "/dev/sda1 / ext4 rw 0 0\nnas:/x /srv/school nfs4 rw 0 0\n//nas/y /srv/my\\040files cifs rw 0 0\n"
    assert far_away(Path(folder), mounts) == kind


# -- the database ------------------------------------------------------------------------------------------------------
@contextmanager
def a_database(postgresql, *options: str):
    """Made by hand; its address."""
    name = postgresql.new_database_name()
    with psycopg.connect(postgresql.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {' '.join(options)}")
        yield connection, postgresql.url(name)


def add_somebody(database):
    now = datetime.now(UTC)
    database.write_now(lambda session: session.add(Person(created_at=now, seen_at=now)))
    database.close()


def test_a_database_that_cannot_hold_all_languages_is_told(look, postgresql):
    with a_database(postgresql, "ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'") as (_, address):
        assert "was made for SQL_ASCII and cannot hold all languages" in look(DATABASE_URL=address)["database"]


def test_an_account_that_may_not_make_tables_is_told(look, postgresql):
    with a_database(postgresql) as (connection, address):
        connection.execute("CREATE ROLE teacher LOGIN PASSWORD 'x'")
        with psycopg.connect(address.replace("+psycopg", ""), autocommit=True) as inside:
            inside.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        found = look(DATABASE_URL=f"{address}{'&' if '?' in address else '?'}user=teacher&password=x")
        connection.execute("DROP OWNED BY teacher")
    assert "does not let this account make its tables" in found["database"]


def test_a_database_from_before_that_was_left_behind_is_told(look, migrated_folder, postgresql_url):
    assert look(DATABASE_URL=postgresql_url) == {}  # nobody is in that one either
    database = Database.open(f"sqlite:///{migrated_folder}/data/passerelle.sqlite", durable=False)
    add_somebody(database)
    found = look(DATABASE_URL=postgresql_url)
    assert "nobody is in this database, and data/passerelle.sqlite holds 1" in found["people"]


def test_a_bot_that_nobody_administers_is_told(look, database_url):
    add_somebody(Database.open(database_url, durable=False))
    assert "nobody administers this bot: `passerelle claim`" in look(DATABASE_URL=database_url)["people"]


def test_the_demonstration_is_not_taken_for_real(look, command_line, migrated_folder):
    database = Database.open(f"sqlite:///{migrated_folder}/data/passerelle.sqlite", durable=False)
    database.write_now(lambda session: fill(session, datetime.now(UTC)))
    database.close()
    assert "holds the demonstration" in look()["people"]


# -- where it is reached -----------------------------------------------------------------------------------------------
@asynccontextmanager
async def answering(answer):
    """Another program, or our bot, at a port of this machine."""
    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        await web.SockSite(runner, listening).start()
        yield listening.getsockname()[1]
        await runner.cleanup()


async def test_a_port_that_another_program_has_is_told(look):
    async def answer(_request):
        return web.Response(text="It works!")

    async with answering(answer) as port:
        found = await asyncio.to_thread(look, WEB_PORT=port)
    assert found == {
        f"web chat on 127.0.0.1:{port}": (
            f"another program answers there: stop it, or choose another port, for instance PASSERELLE_WEB_PORT={port + 1}."
        )
    }


async def test_a_public_address_that_leads_nowhere_is_told_while_the_bot_runs(look):
    async def answer(_request):
        return web.json_response({"status": "ok"})

    async with answering(answer) as port:
        found = await asyncio.to_thread(look, WEB_PORT=port, WEB_URL="https://nowhere.invalid")
        assert await asyncio.to_thread(look, WEB_PORT=port) == {}
    assert "https://nowhere.invalid (PASSERELLE_WEB_URL) cannot be reached" in found["public address"]


# -- what Telegram tells -----------------------------------------------------------------------------------------------
def ago(minutes):
    return int(datetime.now(UTC).timestamp()) - minutes * 60


@pytest.mark.parametrize(
    ("wanted", "there", "failure", "waiting", "what", "says"),
    [
        (None, "https://other.example.org/hook", None, 0, "Telegram's messages", "hands them to other.example.org"),
        (
            "https://bot.example.org",
            None,
            None,
            0,
            "Telegram's calls",
            "does not call https://bot.example.org/telegram yet",
        ),
        (
            "https://bot.example.org",
            "https://bot.example.org/other",
            None,
            0,
            "Telegram's calls",
            "at another address than PASSERELLE_TELEGRAM_WEBHOOK_URL",
        ),
        (
            "https://bot.example.org",
            "https://bot.example.org/telegram",
            (ago(3), "SSL error {certificate verify failed}"),
            2,
            "Telegram's calls",
            "At bot.example.org the certificate of the web server is not one that Telegram trusts",
        ),
        (
            "https://bot.example.org/x",
            "https://bot.example.org/x",
            (ago(3), "Wrong response from the webhook: 404 Not Found"),
            1,
            "Telegram's calls",
            "the web server does not hand this path on",
        ),
        (
            "https://bot.example.org/x",
            "https://bot.example.org/x",
            (ago(3), "Wrong response from the webhook: 502 Bad Gateway"),
            1,
            "Telegram's calls",
            "the bot behind it does not: is a worker running?",
        ),
        (
            "https://bot.example.org/x",
            "https://bot.example.org/x",
            (ago(3), "Wrong response from the webhook: 403 Forbidden"),
            1,
            "Telegram's calls",
            "the secret does not arrive",
        ),
        ("https://bot.example.org/x", "https://bot.example.org/x", (ago(90), "Connection refused"), 1, None, None),
        ("https://bot.example.org/x", "https://bot.example.org/x", (ago(3), "Connection refused"), 0, None, None),
        ("https://bot.example.org/x", "https://bot.example.org/x", None, 101, "Telegram's calls", "101 messages wait"),
        (None, None, None, 0, None, None),
    ],
)
async def test_what_telegram_tells_of_its_calls_is_explained(look, wanted, there, failure, waiting, what, says):
    async with Emulator() as telegram:
        telegram.updates.webhook, telegram.updates.failure = there or "", failure
        telegram.updates.pending.extend({"update_id": number} for number in range(waiting))
        settings = {} if wanted is None else {"TELEGRAM_WEBHOOK_URL": wanted}
        found = await asyncio.to_thread(
            look, TELEGRAM_TOKEN=telegram.token, TELEGRAM_BASE_URL=telegram.base_url, **settings
        )
    assert list(found) == ([what] if what else [])
    assert (says or "") in found.get(what, "")
