"""Telegram and the program beside it; whatever happens, neither secrets nor texts come to standard error."""

import pytest

from tests.faults.program import Program
from tests.telegram.emulator import Emulator

TYPED = "what-somebody-wrote"  # say this, and it must not turn up


@pytest.fixture
async def telegram():
    async with Emulator() as emulator:
        yield emulator


@pytest.fixture
def program(tmp_path):
    """Make one with its command and settings; what it said is looked through at the end."""
    made = []

    def make(*command, **settings):
        made.append(Program(tmp_path, *command, **settings))
        return made[-1]

    yield make
    for one in made:
        said = "\n".join([*one.output, *one.errors])
        secrets = [str(value) for name, value in one.settings.items() if name in {"TELEGRAM_TOKEN", "MATRIX_PASSWORD"}]
        assert [word for word in ("Traceback", TYPED, *secrets) if word in said] == []


@pytest.fixture
def on_telegram(telegram):
    return {
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_BASE_URL": telegram.base_url,
        "TELEGRAM_FILE_URL": telegram.base_file_url,
    }
