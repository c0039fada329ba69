import json
import logging

import pytest

from bot.logs import set_up_logs
from bot.storage.errors import DatabaseLocked


@pytest.mark.parametrize(
    "secret",
    [
        "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0",
        "syt_Ym90_abcDEF_12345",
        "postgresql://me:hunter2@db/passerelle",
        "https://bot.example.org/calendar/AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0.ics",
    ],
)
def test_a_secret_never_reaches_the_log(secret, capsys, clean_root):
    set_up_logs(machine_readable=True)
    try:
        raise ValueError(secret)  # noqa: TRY301 - the traceback is the point
    except ValueError:
        logging.getLogger("bot.x").exception("failed with %s", secret, extra={"address": secret})
    line = json.loads(capsys.readouterr().err)
    assert line["event"].startswith("failed with ")
    for piece in (secret, "hunter2", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0", "abcDEF"):
        assert piece not in json.dumps(line)


def test_an_error_tells_its_place_and_not_what_somebody_wrote(capsys, clean_root):
    set_up_logs(machine_readable=True)
    try:
        try:
            {}["what somebody wrote"]
        except KeyError as error:
            raise DatabaseLocked("x.sqlite", "busy") from error
    except DatabaseLocked:
        logging.getLogger("bot.x").exception("step failed")
    lines = json.loads(capsys.readouterr().err)["exception"].splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        f"bot.storage.errors.DatabaseLocked: {DatabaseLocked('x.sqlite', 'busy')}",
        "which came of:",
        "builtins.KeyError: [hidden]",
    ]


def test_a_line_tells_its_event_and_identifiers(capsys, clean_root):
    set_up_logs(machine_readable=True)
    logging.getLogger("bot.x").warning("parked", extra={"inbox": 31, "messages": ["in:1:0", "in:1:1"]})
    line = json.loads(capsys.readouterr().err)
    assert {key: line[key] for key in ("event", "inbox", "level", "logger", "messages")} == {
        "event": "parked",
        "messages": ["in:1:0", "in:1:1"],
        "inbox": 31,
        "level": "warning",
        "logger": "bot.x",
    }
