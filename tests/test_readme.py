"""What the README shows is true."""

import re
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from tests.transcripts.play import Play

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def example() -> tuple[type, str]:
    code, transcript = re.search(
        r"<!-- the example -->\n```python\n(.*?)```\n```\n(.*?)```", README, re.DOTALL
    ).groups()
    namespace: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), namespace)
    return namespace["Tip"], transcript


def test_the_example_is_a_whole_conversation_of_at_most_thirty_lines(sqlite_database):
    handler, transcript = example()
    written = f"@member amina language=en centre=TN-1\n{transcript}"
    assert Play(sqlite_database, more=(handler(),)).play(written) == written


def test_every_command_is_in_the_readme():
    listed = CliRunner().invoke(app, ["--help"]).output
    commands = set(re.findall(r"^[│| ]+([a-z]+) {2,}", listed, re.MULTILINE))
    assert commands
    missing = {name for name in commands if not re.search(rf"\b{name}\b", README)}
    assert missing == set()
