"""Secrets of the settings stand in no log, no error and in nothing that a command says."""

import json
import logging
import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.logs import set_up_logs
from bot.settings import Settings, secrets_of

SEEDED = {
    "TELEGRAM_TOKEN": "987654321:AAGseededTelegramTokenOfThisTest0123456",
    "TELEGRAM_WEBHOOK_SECRET": "seeded-webhook-secret-0123",
    "MATRIX_PASSWORD": "seeded matrix/pass*word",
    "MATRIX_SECRET": "seeded secret of what locks encrypted rooms",
    "DATABASE_URL": "postgresql://bot:seeded%2Fdatabase%20word@127.0.0.1:9/passerelle",
    "METRICS_TOKEN": "seeded-metrics-token-0123",
}
PIECES = (
    "AAGseededTelegramTokenOfThisTest0123456",
    "seeded-webhook-secret-0123",
    "seeded matrix/pass*word",
    quote("seeded matrix/pass*word", safe=""),
    "seeded secret of what locks encrypted rooms",
    "seeded-metrics-token-0123",
    "seeded/database word",
    "seeded%2Fdatabase%20word",
)
# Where nobody answers: what the platforms' libraries say of it is told, too.
NOWHERE = {
    "TELEGRAM_BASE_URL": "http://127.0.0.1:9/bot",
    "MATRIX_HOMESERVER": "http://127.0.0.1:9",
    "MATRIX_USER": "@bot:example.org",
    "TELEGRAM_WEBHOOK_URL": "https://bot.example.org/telegram",
}


@pytest.fixture
def seeded(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name, value in {**SEEDED, **NOWHERE}.items():
        monkeypatch.setenv(f"PASSERELLE_{name}", value)
    return Settings()


def has_none(said: str) -> bool:
    return not any(piece in said or json.dumps(piece)[1:-1] in said for piece in PIECES)


class Talkative:
    def __repr__(self):
        return f"Talkative({SEEDED})"


@pytest.mark.parametrize("machine_readable", [True, False])
def test_no_line_of_the_log_has_a_secret_wherever_it_was_put(seeded, machine_readable, capsys, clean_root):
    set_up_logs(machine_readable=machine_readable, secrets=secrets_of(seeded))
    log = logging.getLogger("bot.x")
    for piece in PIECES:
        try:
            raise OSError(piece)  # noqa: TRY301 - the traceback is the point
        except OSError:
            log.exception(
                "failed with %s", piece, extra={"address": f"x{piece}y", "several": [piece], "deep": {"a": piece}}
            )
        log.warning("%r", Talkative(), extra={"thing": Talkative()})
    said = capsys.readouterr().err
    assert said.count("[hidden]") > 2 * len(PIECES)
    assert has_none(said)


def test_every_secret_setting_is_hidden(seeded):
    """Also one that comes later: whatever is called a secret is tried here, and whatever is called like one is a secret."""
    kept = {name for name, value in seeded if isinstance(value, SecretStr)}
    assert kept == {name.lower() for name in SEEDED}
    assert {name for name in Settings.model_fields if re.search("secret|token|password|key", name)} <= kept
    hidden = secrets_of(seeded)
    assert set(SEEDED.values()) <= set(hidden)
    assert "seeded/database word" in hidden
    assert list(hidden) == sorted(hidden, key=len, reverse=True)


def test_what_prints_the_settings_shows_no_secret(seeded):
    assert has_none(f"{seeded!r} {seeded!s} {seeded.model_dump()} {seeded.model_dump_json()}")


@pytest.mark.slow  # waits for connections that are refused
@pytest.mark.parametrize("command", ["doctor", "migrate", "run", "claim"])
def test_no_command_tells_a_secret_when_nothing_can_be_reached(command, command_line, clean_root):
    code, out, err = command_line(command, **SEEDED, **NOWHERE)
    assert code != 0
    assert out + err
    assert has_none(out + err)


@pytest.mark.slow  # see above
def test_doctor_with_a_database_that_is_there_tells_no_secret(command_line, migrated_folder):
    told = {**SEEDED, **NOWHERE, "DATA_DIR": migrated_folder / "data"} | {"DATABASE_URL": ""}
    _code, out, err = command_line("doctor", **told)
    assert "Matrix" in out
    assert has_none(out + err)


@pytest.mark.parametrize("setting", sorted(SEEDED))
def test_a_setting_that_cannot_be_used_is_named_without_its_value(setting, command_line):
    wrong = {**SEEDED, setting: SEEDED[setting] + "\N{SNOWMAN}", "WEB_PORT": "no port"}
    _code, out, err = command_line("doctor", **wrong)
    assert "WEB_PORT" in out + err
    assert has_none(out + err)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(), st.text())
def test_what_somebody_wrote_never_makes_a_line_of_the_log(capsys, clean_root, one, other):
    set_up_logs(machine_readable=True)
    logging.getLogger("bot.x").warning("said %s", one, extra={"told": other, "nested": [one]})
    lines = capsys.readouterr().err.split("\n")
    assert len(lines) == 2
    assert json.loads(lines[0])["level"] == "warning"
