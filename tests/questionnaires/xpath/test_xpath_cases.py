from collections import Counter

import pytest

from tests.questionnaires.xpath.cases import Case, all_cases, verdict
from tests.questionnaires.xpath.left_out import LEFT_OUT, Reason, reason_for

IN_ALL, IN_EACH_FILE, MOST_LEFT_OUT = 0.97, 0.90, 0.12

ASKED = tuple(case for case in all_cases() if reason_for(case) is None)


@pytest.mark.parametrize("file", sorted({case.file for case in ASKED}))
def test_each_file_of_cases_passes(file):
    failures = [
        f"{case.expr} at {case.ctx} {wrong}" for case in ASKED if case.file == file and (wrong := verdict(case))
    ]
    assert failures == []


def test_the_rate_is_reached_and_printed(capsys):
    passed = Counter(case.file for case in ASKED if not verdict(case))
    asked = Counter(case.file for case in ASKED)
    left_out = Counter(reason for case in all_cases() if (reason := reason_for(case)))
    with capsys.disabled():
        print("\n".join(_report(passed, asked, left_out)))  # noqa: T201  the rate is there to be read
    assert passed.total() >= IN_ALL * asked.total()
    assert [file for file in asked if passed[file] < IN_EACH_FILE * asked[file]] == []
    assert left_out.total() <= MOST_LEFT_OUT * len(all_cases())


def test_every_case_left_out_exists_and_every_reason_is_used():
    known = {case.key for case in all_cases()}
    assert {reason: keys - known for reason, keys in LEFT_OUT.items()} == dict.fromkeys(Reason, frozenset())
    assert all(LEFT_OUT.values())


def test_the_judge_tells_a_wrong_answer():
    assert verdict(Case("", "", "assertNumber", "1 + 1", "/", None, 3)) == "gave 2.0 instead of 3"
    assert verdict(Case("", "", "throw", "1 + 1", "/", None, None)) == "gave 2.0 instead of an error"


def _report(passed: Counter, asked: Counter, left_out: Counter) -> list[str]:
    return [
        f"\nXPath: {_told(passed.total(), asked.total())} of the cases that are for us pass",
        *(f"  {file}: {_told(passed[file], asked[file])}" for file in sorted(asked)),
        *(f"  left out: {left_out[reason]}, {reason.value}" for reason in Reason),
    ]


def _told(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)"
