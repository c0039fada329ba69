"""A promise that is missed fails the whole run, whatever is met after it."""

import pytest

from bench.report import line, show

MET, MISSED = line("lost", 0, "", most=0), line("lost", 1, "", most=0)


@pytest.mark.parametrize(
    ("lines", "all_met"),
    [
        (["\nsqlite: what was tried", MET, line("seconds", 7, "s")], True),
        ([MISSED, MET], False),
        ([line("answers", 1, "/s", least=2)], False),
    ],
)
def test_every_line_is_shown_and_one_that_is_missed_counts(capsys, lines, all_met):
    assert show(lines) is all_met
    assert capsys.readouterr().out == "".join(f"{one}\n" for one in lines)
