"""What the README shows is true."""

import re

import pytest
from typer import Context
from typer.core import TyperGroup
from typer.main import get_command

from bot import cli
from tests.faults.program import ROOT
from tests.transcripts.play import Play

README = (ROOT / "README.md").read_text(encoding="utf-8")


def example() -> tuple[type, str, str]:
    code, transcript = re.search(
        r"<!-- the example -->\n```python\n(.*?)```\n```\n(.*?)```", README, re.DOTALL
    ).groups()
    namespace: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), namespace)
    return namespace["Tip"], code, transcript


def test_the_example_is_a_whole_conversation_of_at_most_thirty_lines(sqlite_database):
    handler, code, transcript = example()
    assert len(code.splitlines()) <= 30
    written = f"@member amina language=en centre=TN-1\n{transcript}"
    assert Play(sqlite_database, more=(handler(),)).play(written) == written


def commands(group, before=()):
    """Every command there is, as its words."""
    for name in group.list_commands(Context(group)):
        command = group.get_command(Context(group), name)
        if isinstance(command, TyperGroup):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name)


@pytest.mark.slow  # loads every command
def test_the_readme_lists_every_command_and_no_other():
    listed = []
    for cell in re.findall(r"^\| (`passerelle [^|]*) \|", README, re.MULTILINE):
        first, *rest = re.findall(r"`([^`]+)`", cell)
        *group, name = first.removeprefix("passerelle ").split()
        listed += [(*group, one) for one in (name, *rest)]
    assert sorted(listed) == sorted(commands(get_command(cli.app)))


def test_every_page_is_found_by_whoever_begins_at_the_readme():
    found, new = set(), {ROOT / "README.md"}
    while new:
        found |= new
        links = {
            (page.parent / link).resolve()
            for page in new
            for link in re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8"))
        }
        assert [link for link in links if not link.is_file()] == []
        new = links - found
    assert {*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")} <= found


def test_every_file_beside_the_layers_is_on_the_map():
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    files = {file.name for file in (ROOT / "bot").glob("*.py") if not file.name.startswith(("cli_", "__"))}
    assert {name for name in files if f"`{name}`" not in page} == set()
