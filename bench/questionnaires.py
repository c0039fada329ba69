"""A questionnaire of real size: how long its author, and everybody who answers it, has to wait."""

import json
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from bench.report import MB_IN_MIB, line
from bot.questionnaires.compile import compiled
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import Lists, lists
from bot.questionnaires.live import path_of
from bot.questionnaires.plan import Plan, plan

LARGE, SMALL = 577, 100  # questions
OPEN = 100  # interviews at once, for the memory
ROUNDS = 5  # of what is quick, for the median
NOW = datetime(2026, 5, 4, 10, 30, tzinfo=ZoneInfo("Africa/Tunis"))

HEADINGS = ("type", "name", "label", "relevant", "constraint", "calculation", "choice_filter")
# Seven kinds of rows, over and over: conditions, constraints, sums, cascades and labels with answers in them.
KINDS = (
    ("text", "q{n}", "Question {n}", "", "", "", ""),
    ("integer", "q{n}", "How many?", "${{q{first}}} != ''", ". >= 0 and . < 1000", "", ""),
    ("select_one kinds", "q{n}", "Which kind?", "${{q{second}}} > 3", "", "", ""),
    ("calculate", "q{n}", "", "", "", "coalesce(${{q{second}}}, 0) + 1", ""),
    ("select_one towns", "q{n}", "Which town?", "", "", "", "kind = ${{q{third}}}"),
    ("note", "q{n}", "You live in ${{q{before}}}.", "", "", "", ""),
    ("select_multiple kinds", "q{n}", "Which kinds?", "selected(${{q{third}}}, 'a')", "", "", ""),
)
CHOICES = """| choices | | | | |
| | list_name | name | label | kind |
| | kinds | a | A | |
| | kinds | b | B | |
| | towns | x | X | a |
| | towns | y | Y | b |
| | towns | z | Z | a |
"""
GROUP = 20  # questions in each


@dataclass(frozen=True)
class Figures:
    """Seconds, and bytes."""

    compiling: float  # from the author's file to what interviews run on
    opening: float
    answer: float  # median
    restoring: float
    kept: int  # of an interview with all questions answered
    memory: int  # of the form and of so many open interviews


def questionnaires() -> Sequence[str]:
    large, small = measured(LARGE), measured(SMALL)
    return (
        f"\nA questionnaire of {LARGE} questions",
        line("compiled, from the author's file", large.compiling, "s", most=1),
        line("opened within", large.opening * 1000, "ms", most=100),
        line("an answer and all that follows, median", large.answer * 1000, "ms", most=10),
        line("brought back from what is kept", large.restoring * 1000, "ms", most=100),
        line("kept of one with all answers", large.kept / 1000, "kB", most=50),
        line(f"memory of it and {OPEN} open interviews", large.memory / 2**20, "MiB", most=100 * MB_IN_MIB),
        f"\nA questionnaire of {SMALL} questions",
        line("an answer and all that follows, median", small.answer * 1000, "ms", most=3),
    )


def measured(questions: int) -> Figures:
    source = written(questions).encode()
    compiling = seconds(lambda: planned(source))
    form = planned(source)
    beside = lists(form.form, {})
    opening = seconds(lambda: Interview.begin(form, beside, moment=NOW, seed="1"))
    interview = Interview.begin(form, beside, moment=NOW, seed="1")
    answers = answered(interview)
    kept = interview.kept()
    restoring = seconds(lambda: Interview.restore(form, beside, kept))
    return Figures(compiling, opening, median(answers), restoring, len(json.dumps(kept)), memory(source, kept))


def planned(source: bytes) -> Plan:
    form = compiled(source, ".md").form
    assert form is not None
    return plan(form)


def seconds(what: Callable[[], object]) -> float:
    """The median of several times."""
    return median(_once(what) for _round in range(ROUNDS))


def _once(what: Callable[[], object]) -> float:
    begin = time.perf_counter()
    what()
    return time.perf_counter() - begin


def answered(interview: Interview) -> list[float]:
    """Each question answered in turn, and how long each took."""
    taken = []
    for node in list(interview.root.walk()):
        if node.part.is_asked and not node.part.is_told:
            offered = interview.choices(node)
            value = offered[0].value if offered else "5"
            path = path_of(node)
            begin = time.perf_counter()
            refused = interview.answer(path, value, NOW)
            taken.append(time.perf_counter() - begin)
            assert refused is None, refused
    return taken


def memory(source: bytes, kept: dict[str, object]) -> int:
    tracemalloc.start()
    form = planned(source)
    beside: Lists = lists(form.form, {})
    there = [Interview.restore(form, beside, kept) for _interview in range(OPEN)]
    size, _most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(there) == OPEN
    return size


def written(questions: int) -> str:
    """The form as a Markdown file."""
    rows = [HEADINGS]
    for n in range(questions):
        if n % GROUP == 0:
            rows += [("end_group",)] if n else []
            rows.append(("begin_group", f"g{n}", f"Part {n // GROUP + 1}"))
        begin = n - n % len(KINDS)
        names = {"n": n, "before": max(n - 1, 0), "first": begin, "second": begin + 1, "third": begin + 2}
        rows.append(tuple(cell.format(**names) for cell in KINDS[n % len(KINDS)]))
    rows.append(("end_group",))
    padded = ((*row, *[""] * (len(HEADINGS) - len(row))) for row in rows)
    return "| survey |\n" + "".join(f"| | {' | '.join(row)} |\n" for row in padded) + CHOICES
