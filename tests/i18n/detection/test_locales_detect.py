"""The command that tells the language of lines of text."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.i18n.detection import detect

PHRASES = sorted(Path(__file__).parent.glob("phrases/*.txt"))


def told(text: bytes, *options: str) -> str:
    result = CliRunner().invoke(app, ["locales", "detect", *options], input=text)
    assert result.exit_code == 0
    return result.stdout


def test_it_prints_language_and_confidence_of_each_line():
    assert told("Bonjour à tous\nდიდი მადლობა\n".encode()) == "fr\t0.999\nka\t0.990\n"


def test_a_line_without_a_letter_gives_a_tab_alone():
    assert told("😀\n\n12 30\n".encode()) == "\t\n\t\n\t\n"


def test_the_best_guess_is_printed_even_where_it_is_weak():
    assert told(b"ok\n", "--country", "FR") == f"fr\t{detect('ok', 'FR').confidence:.3f}\n"


def test_country_and_client_are_taken_into_account():
    assert told(b"Guardar\n", "--country", "PT")[:3] == "pt\t"
    assert told(b"Guardar\n", "--hint", "es-MX")[:3] == "es\t"


def test_broken_bytes_and_line_ends_of_every_system_are_read():
    assert told(b"Merci beaucoup\xff\r\nMerci beaucoup") == "fr\t0.999\nfr\t0.999\n"


def test_only_a_line_feed_ends_a_line():
    assert told("Merci\u2028beaucoup\x0bà tous\n".encode()).count("\n") == 1


@pytest.mark.slow
def test_the_same_lines_give_the_same_bytes_in_every_run():
    text = b"".join(path.read_bytes() for path in PHRASES)

    def run(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-m", "bot", "locales", "detect"]
        return subprocess.run(command, input=text, capture_output=True, check=True, env=environment).stdout

    with ThreadPoolExecutor(2) as pool:
        first, second, third = pool.map(run, ["0", "1", "4711"])
    assert first == second == third
    assert first.count(b"\n") == text.count(b"\n")


def test_many_threads_get_the_same_guess():
    phrases = [phrase for path in PHRASES for phrase in path.read_text("utf-8").splitlines()[:4]]
    alone = [detect(phrase) for phrase in phrases]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect, phrases)) == alone
