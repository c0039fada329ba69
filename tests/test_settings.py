"""Settings as people write them."""

import pytest

from bot.settings import Settings


@pytest.mark.parametrize(
    ("name", "written", "used"),
    [
        ("telegram_base_url", "http://127.0.0.1:9101/bot", "http://127.0.0.1:9101/bot"),
        ("telegram_base_url", "http://127.0.0.1:9101/bot/", "http://127.0.0.1:9101/bot"),
        ("telegram_file_url", "https://files.example.org/file/bot//", "https://files.example.org/file/bot"),
        ("matrix_homeserver", "https://matrix.example.org/", "https://matrix.example.org"),
    ],
)
def test_a_slash_at_the_end_of_an_address_makes_no_difference(name, written, used, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(f"PASSERELLE_{name.upper()}", written)
    assert getattr(Settings(), name) == used
