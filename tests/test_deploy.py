"""What stands in `deploy`: containers and the unit of systemd, read by the programs that know them."""

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bot import cli
from bot.settings import PREFIX, Settings
from tests.faults.program import ROOT

DEPLOY = ROOT / "deploy"
OURS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def done(*words):
    found = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    return found.returncode, found.stdout + found.stderr


def test_nothing_is_said_against_the_file_of_the_image():
    assert done(Path(sys.executable).with_name("hadolint"), DEPLOY / "Dockerfile") == (0, "")


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml"])
def test_every_setting_named_is_one(name):
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", (DEPLOY / name).read_text()))
    assert named
    assert named <= OURS


def test_the_image_is_built_of_what_is_there_and_of_nothing_else():
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    let_in = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")}
    assert names == let_in
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_containers_run_without_rights_and_cannot_write_into_the_image():
    bot = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["bot"]
    assert (DEPLOY / bot["build"]["context"] / bot["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert (bot["read_only"], bot["cap_drop"]) == (True, ["ALL"])
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    assert "\nUSER 10001\n" in (DEPLOY / "Dockerfile").read_text()


def test_systemd_understands_its_unit_and_finds_little_exposed(tmp_path):
    analyze = shutil.which("systemd-analyze")
    assert analyze is not None, "please install systemd: it reads the unit"
    unit = tmp_path / "passerelle.service"
    text = (DEPLOY / "passerelle.service").read_text()
    unit.write_text(text.replace("/opt/passerelle/current/bin/passerelle", shutil.which("true") or "/bin/true"))
    assert done(analyze, "verify", unit) == (0, "")
    code, told = done(analyze, "security", "--offline=yes", "--threshold=20", unit)
    assert code == 0, told


def test_systemd_understands_the_nightly_backup(tmp_path):
    analyze = shutil.which("systemd-analyze")
    assert analyze is not None, "please install systemd: it reads the units"
    for name in ("passerelle-backup.service", "passerelle-backup.timer"):
        shutil.copy(DEPLOY / name, tmp_path)
    assert done(analyze, "verify", tmp_path / "passerelle-backup.timer", tmp_path / "passerelle-backup.service") == (
        0,
        "",
    )
    assert done(analyze, "security", "--offline=yes", "--threshold=40", tmp_path / "passerelle-backup.service")[0] == 0


def test_the_file_of_settings_tells_of_every_setting_as_the_doctor_does():
    lines = (DEPLOY / "settings.env").read_text().splitlines()
    told = {
        line.removeprefix("#").partition("=")[0]: above
        for above, line in pairwise(lines)
        if line.startswith(f"#{PREFIX}")
    }
    assert told == {
        f"{PREFIX}{name.upper()}": f"# {field.description}" for name, field in Settings.model_fields.items()
    }
    given = {line.partition("=")[2] for line in lines if line.startswith(f"#{PREFIX}")} - {""}
    assert given == {str(field.default) for field in Settings.model_fields.values() if field.default is not None}


def test_what_the_installer_lays_down_is_there_and_leads_to_one_place():
    text = (DEPLOY / "install.sh").read_text()
    assert [
        name
        for name in re.findall(r"deploy/([\w-]+(?:\.\w+)?)", text)
        if not (DEPLOY / name).exists() and name != "install.sh"
    ] == []
    assert re.search(
        r"^ExecStart=/opt/passerelle/current/bin/passerelle run$",
        (DEPLOY / "passerelle.service").read_text(),
        re.MULTILINE,
    )
    for script in ("install.sh", "passerelle"):
        assert os.access(DEPLOY / script, os.X_OK)
        assert done("sh", "-n", DEPLOY / script) == (0, "")


def test_a_folder_of_the_unit_is_where_the_program_looks(tmp_path):
    """Its data lie in `data` below the folder from which it is started, which systemd makes for it alone."""
    unit = (DEPLOY / "passerelle.service").read_text()
    folder = re.search(r"^WorkingDirectory=/var/lib/(\S+)$", unit, re.MULTILINE)
    state = re.search(r"^StateDirectory=(\S+)$", unit, re.MULTILINE)
    assert folder
    assert state
    assert folder[1] == state[1]
    assert os.fspath(Settings(_env_file=None).data_dir) == "data"


@pytest.mark.slow  # loads every command
def test_the_guide_for_the_server_gives_commands_that_there_are():
    page = (ROOT / "docs" / "operations.md").read_text()
    given = set(re.findall(r"passerelle ((?:centres )?[a-z][a-z-]+)(?= |`|$)", "\n".join(spans(page)), re.MULTILINE))
    assert {"doctor", "claim", "backup", "restore", "copy-database", "centres export"} <= given
    for command in given:
        assert CliRunner().invoke(cli.app, [*command.split(), "--help"]).exit_code == 0, command


def test_the_guide_for_the_server_names_files_that_there_are():
    page = (ROOT / "docs" / "operations.md").read_text()
    assert [name for name in re.findall(r"deploy/([\w-]+\.\w+)", page) if not (DEPLOY / name).exists()] == []
    links = re.findall(r"\]\(([\w./-]+\.md)", page)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def spans(page):
    """What stands there as something to type."""
    blocks = re.findall(r"^ *```\n(.*?)^ *```", page, re.MULTILINE | re.DOTALL)
    return [
        *blocks,
        *re.findall(r"`([^`\n]+)`", re.sub(r"^ *```\n.*?^ *```", "", page, flags=re.MULTILINE | re.DOTALL)),
    ]
