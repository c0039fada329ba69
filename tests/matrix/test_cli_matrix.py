"""`passerelle matrix …` and what `doctor` says of encryption, on a real homeserver."""

import asyncio
from contextlib import closing

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.data_folder import FILE
from bot.storage.database import Database
from bot.storage.schema import migrate
from tests.matrix import listening as listening_module
from tests.matrix.listening import SECRET, Kept, listening

pytestmark = pytest.mark.slow
OTHER = "another secret, as after the first was lost"
FINE = "ok    Matrix encryption: the bot's device is signed"


@pytest.fixture
async def bot(homeserver):
    return await homeserver.register("bot")


@pytest.fixture
def command(homeserver, bot, tmp_path, monkeypatch):
    """Gives a command in the folder of a bot; its exit code and what it printed."""
    monkeypatch.chdir(tmp_path)
    settings = {"DATA_DIR": tmp_path, "MATRIX_HOMESERVER": homeserver.url, "MATRIX_USER": bot.user_id}

    async def run(*words, secret=SECRET, typed=""):
        env = {**settings, "MATRIX_PASSWORD": bot.password, "MATRIX_SECRET": secret}
        given = {f"PASSERELLE_{name}": str(value) for name, value in env.items()}
        done = await asyncio.to_thread(CliRunner().invoke, cli.app, words, env=given, input=typed)
        return done.exit_code, done.output

    return run


async def runs_for_a_while(homeserver, bot, folder, secret, monkeypatch):
    """The bot, until its device is signed and it has read for the first time with it."""
    monkeypatch.setattr(listening_module, "SECRET", secret)
    with closing(Database.open(f"sqlite:///{folder / FILE}")) as database:
        migrate(database)
        kept = Kept(database, bot.user_id)
        before = (await kept.state()).get("sync_token", "")
        async with listening(homeserver, bot, kept):
            await kept.keeps(lambda state: state.get("sync_token", "") != before)
        return (await kept.state())["device_id"]


async def about_encryption(command, secret=SECRET):
    _code, output = await command("doctor", secret=secret)
    return next((line for line in output.splitlines() if " Matrix encryption: " in line), None)


async def test_the_recovery_key_is_shown_once_and_gives_the_account_back(
    homeserver, bot, command, tmp_path, monkeypatch
):
    code, output = await command("matrix", "recovery-key")
    assert (code, "passerelle migrate" in output or "passerelle run" in output) == (1, True)
    assert await about_encryption(command) is None

    first = await runs_for_a_while(homeserver, bot, tmp_path, SECRET, monkeypatch)
    assert await about_encryption(command) == f"{FINE}. `passerelle matrix recovery-key` makes a key for bad days"
    code, output = await command("matrix", "recovery-key")
    key = output.splitlines()[-1].strip()
    assert (code, len(key.split())) == (0, 12)
    assert await about_encryption(command) == f"{FINE}, and there is a recovery key"
    code, output = await command("matrix", "recovery-key")
    assert (code, "`passerelle matrix recovery-key --new` makes another one" in output) == (1, True)

    assert "are locked with another secret" in await about_encryption(command, OTHER)
    code, output = await command("matrix", "recover", secret=OTHER, typed="EsTR mist yped\n")
    assert (code, "Nothing was changed" in output) == (1, True)
    code, output = await command("matrix", "recover", secret=OTHER, typed=f"{key}\n")
    assert (code, "has its identity again" in output, key in output) == (0, True, False)
    second = await runs_for_a_while(homeserver, bot, tmp_path, OTHER, monkeypatch)
    assert second != first
    assert await about_encryption(command, OTHER) == f"{FINE}, and there is a recovery key"


async def test_an_identity_that_is_lost_for_good_is_replaced(homeserver, bot, command, tmp_path, monkeypatch):
    await runs_for_a_while(homeserver, bot, tmp_path, SECRET, monkeypatch)
    (tmp_path / FILE).unlink()
    await runs_for_a_while(homeserver, bot, tmp_path, SECRET, monkeypatch)
    assert "known to others by keys that the bot does not have" in await about_encryption(command)
    code, output = await command("matrix", "new-identity", typed="n\n")
    assert (code, "has changed" in output) == (1, True)
    code, _output = await command("matrix", "new-identity", "--yes")
    assert code == 0
    await runs_for_a_while(homeserver, bot, tmp_path, SECRET, monkeypatch)
    assert (await about_encryption(command)).startswith(FINE)
