"""What is installed from the wheel, and not from the project's folder."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.faults.program import READY, ROOT, free_port

pytestmark = pytest.mark.slow  # builds and installs it

LARGEST = 10 * 1024 * 1024


def run(*words, **more):
    return subprocess.run([*map(str, words)], capture_output=True, text=True, check=False, **more)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, ROOT
    )
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("passerelle-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """An environment of its own, in which only the libraries are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    assert run(sys.executable, "-m", "venv", "--without-pip", folder).returncode == 0
    python = folder / "bin" / "python"
    done = run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    assert done.returncode == 0, done.stderr
    (place,) = (folder / "lib").glob("python*/site-packages")
    (place / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin"


def clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PASSERELLE_", "PYTHON"))}


def test_it_holds_what_is_read_at_work_and_nothing_that_is_not_ours(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tracked = run(
        "git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "bot", "locales"
    ).stdout.split()
    expected = {name if name.startswith("bot/") else f"bot/{name}" for name in tracked}
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert wheel.stat().st_size <= LARGEST


def test_it_speaks_all_our_languages(installed, tmp_path):
    code = "import bot; from bot.i18n.catalogues import shipped; print(bot.__file__, *sorted(shipped().languages))"
    done = run(installed / "python", "-c", code, cwd=tmp_path, env=clean())
    file, *languages = done.stdout.split()
    assert Path(file).is_relative_to(installed.parent)
    assert languages == ["ar", "en", "fr"]


def test_in_an_empty_folder_it_runs_and_says_what_to_do_next(installed, tmp_path):
    looked = run(installed / "passerelle", "doctor", cwd=tmp_path, env=clean())
    assert "`passerelle run` makes it" in looked.stdout
    words = {"cwd": tmp_path, "env": clean() | {"PASSERELLE_WEB_PORT": str(free_port())}, "text": True}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([installed / "passerelle", "run"], **words, **pipes) as running:
        lines = []
        while READY not in "".join(lines[-1:]):
            lines.append(running.stdout.readline())
            assert lines[-1], (lines, running.stderr.read())
        running.terminate()
        _output, told = running.communicate()
    assert running.returncode == 0
    assert "Nobody administers this bot yet. Write to it within 24 hours:" in told
    assert f"So far only the web chat is there: open http://127.0.0.1:{words['env']['PASSERELLE_WEB_PORT']}" in told
