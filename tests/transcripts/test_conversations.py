"""
Every transcript in tests/conversations on both databases: on one straight, on the other with a restart before each message.

Where `tests/security` says what may come of it, everybody else tries what people do in it, too, straight on SQLite.
"""

import re
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.security.attempts import played_by_all
from tests.security.matrix import ONLY, Line, read
from tests.transcripts.play import Play

FOLDER = Path(__file__).parent.parent / "conversations"
MATRIX = read()
LONG = 4_000  # signs
# Tried by `make check` although they are long: a questionnaire, a practice and an announcement from one end to the other.
WHOLE = ("assessment/straight", "practices/journey", "sending/approval")
# While time passes, everything that looks at the clock is asked time and again.
DAYS_PASS = re.compile(r"^-- (?:\d+ days?|\d\d+ hours) later --$", re.MULTILINE)


def tried(path: Path):
    """On both databases, and in both ways; straight on SQLite where everybody tries what is done, which is undone."""
    name = str(path.relative_to(FOLDER).with_suffix(""))
    written = path.read_text(encoding="utf-8")
    is_long = name not in WHOLE and (len(written) > LONG or DAYS_PASS.search(written))
    restarted_on = "postgresql" if f"{name}.chat" in MATRIX else "sqlite"
    for engine in ("sqlite", "postgresql"):
        restarting = engine == restarted_on
        id_ = f"{engine}-{name}-{'restarted' if restarting else 'straight'}"
        yield pytest.param(engine, path, restarting, id=id_, marks=[pytest.mark.slow] if is_long else [])


CHATS = [one for path in sorted(FOLDER.glob("**/*.chat")) for one in tried(path)]


@pytest.mark.parametrize(("database_url", "chat", "restarting"), CHATS, indirect=["database_url"])
def test_the_conversation_goes_as_written(chat: Path, restarting: bool, database, database_url, request):
    written = chat.read_text(encoding="utf-8")
    name = str(chat.relative_to(FOLDER))
    renewing = request.config.getoption("--renew-chats")
    if name in MATRIX and database_url.startswith("sqlite") and not renewing:
        went = _tried_by_everybody(database, name, written, MATRIX[name])
    else:
        went = Play(database, restarting=restarting, step_by_step=renewing).play(written)
    if renewing:
        chat.write_text(went, encoding="utf-8")
        return
    assert went.splitlines() == written.splitlines()


def _tried_by_everybody(database: Database, name: str, written: str, lines: tuple[Line, ...]) -> str:
    """What they try is undone at once, so it goes as if they had not."""
    only = [line.door for line in lines if line.why == ONLY]
    went, attempts = played_by_all(database, name, written, frozenset(line.door for line in lines), frozenset(only))
    assert attempts.failed == {}
    assert [str(door) for door in only if not attempts.is_only_theirs(door)] == []
    assert [str(line.door) for line in lines if not attempts.tried[line.door]] == []
    assert attempts.more_than(lines) == set()
    return went
