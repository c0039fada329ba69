"""The helper process: does one job after the other, within limits, and ends with the pipe to its parent."""

import importlib
import os
import resource
import sys
import threading
import traceback
from collections.abc import Mapping
from math import ceil
from queue import SimpleQueue
from typing import Any, BinaryIO

from bot.reports.frames import LENGTH, length_of_body, packed, unpacked

# Each job is imported when it is first asked for, in the helper process only.
JOBS: Mapping[str, str] = {
    "ballot_result": "bot.reports.drawing:ballot_result",
    "certificate": "bot.reports.certificate_page:certificate",
    "check_form": "bot.questionnaires.check:check_form",
    "compendium": "bot.reports.compendium_drawing:compendium",
    "compile_form": "bot.questionnaires.compile:compile_form",
    "invitation_sheets": "bot.reports.drawing:invitation_sheets",
    "match_tandems": "bot.matching.tandems:match_tandems",
    "match_visits": "bot.matching.visits:match_visits",
    "mydata": "bot.reports.mydata:written",
    "participation_map": "bot.reports.drawing:participation_map",
    "practice_card": "bot.reports.drawing:practice_card",
    "profile_card": "bot.reports.drawing:profile_card",
    "profile_picture": "bot.reports.drawing:profile_picture",
    "public_holidays": "bot.i18n.public_holidays:of_countries",
    "programme_chart": "bot.reports.drawing:programme_chart",
    "qr_code": "bot.reports.qr:qr_picture",
    "read_list": "bot.reports.list_reading:read_list",
    "read_workbook": "bot.questionnaires.submissions.workbook_reading:read_workbook",
    "report": "bot.reports.drawing:report",
    "small_photo": "bot.reports.small_photo:small_photo",
    "voices_poster": "bot.reports.drawing:voices_poster",
    "write_csv_tables": "bot.reports.tables_writing:csv_files",
    "write_tables": "bot.reports.tables_writing:workbook",
    "text_file": "bot.reports.text_file:written",
    "without_position": "bot.reports.without_position:without_position",
    "write_workbook": "bot.questionnaires.submissions.workbook:write_workbook",
}

OUT_OF_MEMORY = 70  # the exit status which tells the parent why
KINDER_THAN_REPLIES = 5

Request = tuple[str, dict[str, Any]]


def main(memory_mib: int, seconds: float, file_mib: int) -> None:
    answers = _pipe_of_our_own()
    _limit(resource.RLIMIT_DATA, memory_mib * 1024 * 1024)
    _limit(resource.RLIMIT_FSIZE, file_mib * 1024 * 1024)
    _limit(resource.RLIMIT_CORE, 0)
    os.nice(KINDER_THAN_REPLIES)
    requests: SimpleQueue[Request] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    while True:
        target, arguments = requests.get()
        _limit(resource.RLIMIT_CPU, _seconds_used() + ceil(seconds) + 1)
        answers.write(_answer(target, arguments))
        answers.flush()


def _pipe_of_our_own() -> BinaryIO:
    # A library that prints must not write among the frames: its words go where errors go.
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def _limit(what: int, amount: int) -> None:
    _, hard = resource.getrlimit(what)
    amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(what, (amount, hard))


def _seconds_used() -> int:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return ceil(usage.ru_utime + usage.ru_stime)


def _listen(pipe: BinaryIO, requests: SimpleQueue[Request]) -> None:
    # A thread of its own, so that the death of the parent ends even a job in full swing.
    while len(prefix := pipe.read(LENGTH.size)) == LENGTH.size:
        requests.put(unpacked(pipe.read(length_of_body(prefix))))
    os._exit(0)


def _answer(target: str, arguments: Mapping[str, Any]) -> bytes:
    try:
        module, function = target.split(":")
        value = getattr(importlib.import_module(module), function)(**arguments)
        return packed("done", {"value": value})
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001  the parent raises it again
        return packed("failed", {"reason": f"{type(error).__name__}: {error}", "details": traceback.format_exc()})


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
