"""What has to be told, what comes next, and what follows from the words of reviewers."""

import pytest

from bot.domain.documents import document_type, is_document
from bot.domain.practices import FIELDS, Outcome, PracticeField, ReviewVerdict, outcome, untold_after

YES, CHANGES, NO = ReviewVerdict.APPROVE, ReviewVerdict.CHANGES, ReviewVerdict.DECLINE


@pytest.mark.parametrize(
    ("said", "follows"),
    [
        ([], Outcome.WAITING),
        ([YES], Outcome.WAITING),
        ([NO], Outcome.WAITING),
        ([YES, YES], Outcome.PUBLISHED),
        ([NO, NO], Outcome.DECLINED),
        ([YES, NO], Outcome.THIRD),
        ([NO, YES], Outcome.THIRD),
        ([YES, NO, YES], Outcome.PUBLISHED),
        ([YES, NO, NO], Outcome.DECLINED),
        ([CHANGES], Outcome.CHANGES),
        ([YES, CHANGES], Outcome.CHANGES),
        ([NO, NO, CHANGES], Outcome.CHANGES),
    ],
)
def test_two_who_agree_decide_and_changes_come_first(said, follows):
    assert outcome(said) is follows
    assert outcome(list(reversed(said))) is follows


def test_what_comes_next_is_the_next_that_nothing_is_said_of():
    assert untold_after((), None) is PracticeField.TITLE
    assert untold_after({PracticeField.WHAT}, PracticeField.PROBLEM) is PracticeField.FOR_WHOM
    assert untold_after({PracticeField.TITLE}, PracticeField.COMMENTS) is PracticeField.PROBLEM
    assert untold_after(FIELDS, PracticeField.HOW) is None


@pytest.mark.parametrize("name", ["plan.PDF", "Fiche élève.docx", "notes.txt", "a.b.ods"])
def test_documents_that_phones_open_are_taken(name):
    assert is_document(name)


@pytest.mark.parametrize("name", ["virus.exe", "page.html", "drawing.svg", "app.apk", "pdf", "", None, "archive.zip"])
def test_what_runs_or_hides_something_is_not(name):
    assert not is_document(name)


def test_a_document_is_sent_as_what_its_name_says():
    assert document_type("plan.PDF") == "application/pdf"
