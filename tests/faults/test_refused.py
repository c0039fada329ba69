"""What keeps the program from starting is told in words: what, where, what to do."""

import socket
import sqlite3

import pytest

from tests.faults.program import Program

pytestmark = pytest.mark.slow


async def refusal(program: Program):
    """Its exit status and what stands on standard error."""
    async with program:
        return await program.ends(), "\n".join(program.errors)


async def test_a_port_that_is_taken(program):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = await refusal(program(WEB_PORT=port))
    assert outcome == (
        1,
        (
            f"Port {port} on 127.0.0.1 cannot be used (Address already in use). Perhaps another program has it: stop that "
            f"one, or choose another port, for instance PASSERELLE_WEB_PORT={port + 1}."
        ),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MATRIX_HOMESERVER", "matrix.example.org"),
        ("TELEGRAM_BASE_URL", "127.0.0.1:9101/bot"),
        ("TELEGRAM_FILE_URL", "http://127.0.0.1:no/file/bot"),
    ],
)
async def test_an_address_that_is_none(program, name, value):
    assert await refusal(program(**{name: value})) == (
        1,
        (
            f"PASSERELLE_{name} cannot be used: it must be an address that begins with https:// (or http://).\n"
            "Please correct it in the environment or in the file .env, then start again."
        ),
    )


async def test_a_second_worker_on_the_same_folder(program, tmp_path):
    async with program() as first:
        await first.is_ready()
        outcome = await refusal(program())
        assert outcome == (
            1,
            (
                f"Process {first.process.pid} works with the data folder {tmp_path}/data already, and only one may. Stop "
                "that one first, or give this one a folder of its own by PASSERELLE_DATA_DIR. For several workers at the "
                "same time take PostgreSQL: `passerelle copy-database` moves everything there. Nothing was changed."
            ),
        )


async def test_a_file_where_the_folder_should_be(program, tmp_path):
    (tmp_path / "data").write_text("a letter")
    assert await refusal(program()) == (
        1,
        (
            f"The data folder {tmp_path}/data cannot be used: File exists. Name a folder where this account may write by "
            "PASSERELLE_DATA_DIR, or give it the right to write there; nothing was changed."
        ),
    )


async def test_a_folder_where_nobody_may_write(program):
    """Not even root may write here."""
    assert await refusal(program(DATA_DIR="/proc/passerelle")) == (
        1,
        (
            "The data folder /proc/passerelle cannot be used: No such file or directory. Name a folder where this account "
            "may write by PASSERELLE_DATA_DIR, or give it the right to write there; nothing was changed."
        ),
    )


async def test_a_file_that_is_not_a_database(program, tmp_path):
    file = tmp_path / "data" / "passerelle.sqlite"
    file.parent.mkdir()
    file.write_text("Dear colleagues, " * 100)
    assert await refusal(program()) == (
        1,
        (
            f"The file {file} is not an undamaged SQLite database (file is not a database). Check PASSERELLE_DATA_DIR and "
            "PASSERELLE_DATABASE_URL, or put a backup back with `passerelle restore`; nothing was changed."
        ),
    )
    assert file.read_text() == "Dear colleagues, " * 100


async def test_a_database_that_another_program_keeps_locked(program, tmp_path):
    file = tmp_path / "data" / "passerelle.sqlite"
    file.parent.mkdir()
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    outcome = await refusal(program())
    holder.close()
    assert outcome == (
        1,
        (
            f"Another program keeps the database {file} locked (database is locked). Wait until it is done or stop it, "
            "then try again; nothing was changed."
        ),
    )


async def test_what_is_no_token_at_all(program):
    assert await refusal(program(TELEGRAM_TOKEN="not-a-token")) == (
        1,
        (
            "Telegram does not accept the bot's token. Ask @BotFather for it with /mybots, put it into "
            "PASSERELLE_TELEGRAM_TOKEN (and look at PASSERELLE_TELEGRAM_BASE_URL, if that is set), then start again. "
            "Nothing is lost: what people write meanwhile waits at Telegram for a day."
        ),
    )


async def test_a_homeserver_without_an_account(program):
    assert await refusal(program(MATRIX_HOMESERVER="https://matrix.example.org")) == (
        1,
        (
            "PASSERELLE_MATRIX_HOMESERVER is set: please set PASSERELLE_MATRIX_USER (such as @bot:example.org) and "
            "PASSERELLE_MATRIX_PASSWORD too, or empty it to run without Matrix."
        ),
    )


async def test_a_setting_of_the_wrong_kind(program):
    assert await refusal(program(WEB_PORT="eighty")) == (
        1,
        (
            "PASSERELLE_WEB_PORT cannot be used: Input should be a valid integer, unable to parse string as an integer.\n"
            "Please correct it in the environment or in the file .env, then start again."
        ),
    )


async def test_the_data_of_the_demonstration(program, tmp_path):
    async with program("demo") as demo:
        await demo.hears("The demonstration is ready")
    assert await refusal(program(DATA_DIR=tmp_path / "data" / "demo")) == (
        1,
        (
            "This database holds the demonstration with its invented people, so the bot does not run for real on it. Give "
            "it a database of its own (PASSERELLE_DATA_DIR or PASSERELLE_DATABASE_URL), or start `passerelle demo`; "
            "nothing was changed."
        ),
    )


async def test_a_command_that_does_not_exist(program):
    assert await refusal(program("nonsense")) == (
        2,
        (
            "Usage: python -m bot [OPTIONS] COMMAND [ARGS]...\nTry 'python -m bot --help' for help.\n\n"
            "Error: No such command 'nonsense'."
        ),
    )


async def test_a_list_of_centres_with_mistakes(program, tmp_path):
    async with program("migrate") as migrating:
        assert await migrating.ends() == 0
    (tmp_path / "list.csv").write_text("code,country,name\nA,XX,Name\nA,MD,\n", encoding="utf-8")
    assert await refusal(program("centres", "import", "list.csv")) == (
        1,
        (
            "list.csv was not taken over, and nothing was changed. Please correct it and try again:\n"
            "Row 2, country: “XX” is not the code of a country. Write its two letters, for example GE for Georgia.\n"
            "Row 3, name: The name is missing. Please write the name of the centre."
        ),
    )
