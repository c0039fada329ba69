"""What whoever starts a new bot is told to do next."""

import pytest
from sqlmodel import select

from bot import app
from bot.first_words import tell_what_is_next
from bot.settings import Settings
from bot.storage.codes import OneTimeCode

WHERE = "http://127.0.0.1:8080"


@pytest.fixture
def told(sqlite_database, monkeypatch, capsys):
    """What is told at a start with these settings."""
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)

    def start(**settings):
        tell_what_is_next(sqlite_database, app.translator(), Settings(_env_file=None, **settings), WHERE)
        return capsys.readouterr().err

    return start


def codes(database):
    return len(database.read_now(lambda session: session.exec(select(OneTimeCode)).all()))


def test_at_the_first_start_there_is_a_code_once_and_the_way_to_connect_telegram(told, sqlite_database):
    first, second = told(), told()
    assert "Nobody administers this bot yet. Write to it within 24 hours:\n\n    /claim " in first
    assert f"So far only the web chat is there: open {WHERE} and write to the bot." in first
    assert "PASSERELLE_TELEGRAM_TOKEN=… with the token from @BotFather" in first
    assert "/claim" not in second
    assert codes(sqlite_database) == 1


def test_where_a_platform_is_connected_nobody_is_told_how(told):
    assert "So far only" not in told(telegram_token="1:x")
    assert told(matrix_homeserver="https://matrix.example.org") == ""


def test_in_the_log_of_a_service_there_is_no_code(told, sqlite_database, monkeypatch):
    monkeypatch.setenv("JOURNAL_STREAM", "8:12345")
    assert "Nobody administers this bot yet: `passerelle claim` makes the code for it." in told()
    assert codes(sqlite_database) == 0
