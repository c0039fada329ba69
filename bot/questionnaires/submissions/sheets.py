"""The sheets of a workbook of submissions: their titles and the columns that they have beside the questions."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from bot.questionnaires.form import Form
from bot.questionnaires.submissions.layout import Style, Table

MOST_ROWS_READ, MOST_COLUMNS_READ = 50_000, 5_000  # of one sheet that people send


class Problem(StrEnum):
    """Why a workbook cannot be read, as the helper process tells it."""

    UNPACKED = "unpacked"
    SHEET = "sheet"
    UNREADABLE = "unreadable"


CODEBOOK = "codebook"
UUID, VERSION, INDEX = "_uuid", "__version__", "_index"
MAIN = ("_id", UUID, "_submission_time", "_started", "_language", VERSION, INDEX)
FINISHED, STARTED, LANGUAGE = MAIN[2:5]
ABOVE, TABLE_ABOVE = "_parent_index", "_parent_table_name"
OWNER = "_submission__uuid"
BELOW = (INDEX, TABLE_ABOVE, ABOVE, "_submission__id", OWNER, "_submission__submission_time")
STYLE = Style("/", frozenset((*MAIN, *BELOW)))

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


def titles(tables: Sequence[Table], form: Form) -> Mapping[str, str]:
    """By the path of the table: what spreadsheets allow, and no two alike."""
    taken = {CODEBOOK, "history"}  # the second is forbidden by spreadsheets
    found = {}
    for table in tables:
        wanted = _FORBIDDEN.sub(" ", table.name or form.title or form.id).strip().strip("'") or "form"
        title, number = wanted[:_LONGEST], 1
        while title.casefold() in taken:
            number += 1
            ending = f" {number}"
            title = wanted[: _LONGEST - len(ending)] + ending
        taken.add(title.casefold())
        found[table.path] = title
    return found
