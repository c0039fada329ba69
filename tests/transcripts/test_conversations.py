"""Every transcript in tests/conversations, straight and with a restart before each message, on both databases."""

import re
from pathlib import Path

import pytest

from tests.transcripts.play import Play

FOLDER = Path(__file__).parent.parent / "conversations"
# Forms of real size, planned anew at each restart; whole rounds, of many people; and what another transcript says too.
LONG = (
    "eight-areas-in-depth",
    "pdca",
    "social-inclusion",
    "every-type",
    "rounds/",
    "team/",
    "voices",
    "reports/",
    "recognition",
    "rooms-",
    "tandems",
    "partners",
    "visits/",
    "sessions/",
    "programme/",
    "sessions-series",
    "use-corrected",
    "session-feedback",
    "-french",
    "-arabic",
)


# At each half hour that passes, everything that looks at the clock is asked.
DAYS_PASS = re.compile(r"^-- (?:\d+ days?|\d\d+ hours) later --$", re.MULTILINE)


def named(path: Path):
    name = str(path.relative_to(FOLDER).with_suffix(""))
    is_long = any(each in name for each in LONG) or DAYS_PASS.search(path.read_text(encoding="utf-8"))
    return pytest.param(path, id=name, marks=[pytest.mark.slow] if is_long else [])


CHATS = [named(path) for path in sorted(FOLDER.glob("**/*.chat"))]


# With a restart before each message it is harder, so that is what `make check` plays.
STRAIGHT = pytest.param(False, id="straight", marks=pytest.mark.slow)
RESTARTED = pytest.param(True, id="restarted")


@pytest.mark.parametrize("restarting", [STRAIGHT, RESTARTED])
@pytest.mark.parametrize("chat", CHATS)
def test_the_conversation_goes_as_written(chat: Path, restarting: bool, database, request):
    written = chat.read_text(encoding="utf-8")
    went = Play(database, restarting=restarting).play(written)
    if request.config.getoption("--renew-chats") and not restarting:
        chat.write_text(went, encoding="utf-8")
        return
    assert went.splitlines() == written.splitlines()
