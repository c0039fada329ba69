"""What becomes of submissions that are brought in: one outcome for each, in words that people can act on."""

from dataclasses import dataclass
from enum import StrEnum

from bot.i18n.phrase import Phrase, Words, _
from bot.questionnaires.submissions.submission import Submission


@dataclass(frozen=True)
class Candidate:
    """A submission as it was read, before anything is checked. `source` is where it stood: a file, a sheet and row.

    Without a submission, `problem` tells why. `unknown` are places of the file for which the form has none.
    """

    source: str
    submission: Submission | None
    unknown: tuple[str, ...] = ()
    problem: Phrase | None = None


class Verdict(StrEnum):
    TAKEN = "taken"
    WITH_REMARKS = "taken with remarks"
    REFUSED = "refused"


@dataclass(frozen=True)
class Remark:
    """`path` is empty where it concerns the submission as a whole."""

    path: str
    words: Words


@dataclass(frozen=True)
class Outcome:
    """`submission` is what may be stored: there is one exactly when it was not refused."""

    source: str
    id: str
    verdict: Verdict
    remarks: tuple[Remark, ...] = ()
    submission: Submission | None = None


def refused(candidate: Candidate, *remarks: Remark) -> Outcome:
    public = candidate.submission.id if candidate.submission is not None else ""
    return Outcome(candidate.source, public, Verdict.REFUSED, remarks)


def taken(candidate: Candidate, submission: Submission, remarks: tuple[Remark, ...]) -> Outcome:
    verdict = Verdict.WITH_REMARKS if remarks else Verdict.TAKEN
    return Outcome(candidate.source, submission.id, verdict, remarks, submission)


UNREADABLE: Phrase = _("This could not be read as a submission.")
THERE_ALREADY: Phrase = _("A submission with this number is there already; it stays as it is.")
TWICE: Phrase = _("A submission with this number stands here more than once; only the first one counts.")
OF_ANOTHER_VERSION: Phrase = _("It was filled in on a version of the form that is not here.")
NO_PLACE: Phrase = _("The form has no place for this; it was left out.")
TOO_MANY_ROUNDS: Phrase = _("This is there more often than anything can be.")
CUT: Phrase = _("This text was cut in the spreadsheet; please bring in the CSV or XML export instead.")
BACKWARDS: Phrase = _("It ends before it begins; its end counts for both.")
NOT_ATTACHED: Phrase = _("The file itself did not come along.")


def differs(theirs: str, ours: str) -> Phrase:
    return _("The form works this out as “{ours}”; the file had “{theirs}”.", ours=ours or "–", theirs=theirs or "–")
