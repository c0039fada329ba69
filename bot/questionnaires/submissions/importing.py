"""Submissions brought in from files: each is given once more to the form and then taken as a whole, or refused as one."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.questionnaires.answers import TooManyRoundsError
from bot.questionnaires.form import Form
from bot.questionnaires.lists import Lists
from bot.questionnaires.plan import Plan
from bot.questionnaires.refused import WORDS, Refused
from bot.questionnaires.submissions import outcomes
from bot.questionnaires.submissions.chance import unrepeatable
from bot.questionnaires.submissions.outcomes import Candidate, Outcome, Remark
from bot.questionnaires.submissions.places import bare
from bot.questionnaires.submissions.replay import Replayed, replayed
from bot.questionnaires.submissions.submission import Submission
from bot.questionnaires.submissions.written import CUT_HERE


@dataclass(frozen=True)
class Version:
    """A version of the form that is here; `kept` as in `chance.unrepeatable`."""

    plan: Plan
    lists: Lists
    kept: frozenset[str]

    @property
    def form(self) -> Form:
        return self.plan.form


def version(plan: Plan, lists: Lists) -> Version:
    return Version(plan, lists, unrepeatable(plan))


def imported(
    candidates: Iterable[Candidate], versions: Sequence[Version], is_there: Callable[[str], bool]
) -> Iterator[Outcome]:
    """`is_there` tells whether a submission of this id is stored already. Stores nothing itself."""
    known = {(one.form.id, one.form.version): one for one in versions}
    seen: set[str] = set()
    for candidate in candidates:
        submission = candidate.submission
        if submission is None:
            yield outcomes.refused(candidate, Remark("", candidate.problem or outcomes.UNREADABLE))
        elif submission.id in seen:
            yield outcomes.refused(candidate, Remark("", outcomes.TWICE))
        elif is_there(submission.id):
            yield outcomes.refused(candidate, Remark("", outcomes.THERE_ALREADY))
        else:
            found = known.get((submission.form, submission.version))
            yield _revalidated(candidate, submission, found)
        if submission is not None:
            seen.add(submission.id)


def _revalidated(candidate: Candidate, submission: Submission, found: Version | None) -> Outcome:
    if found is None:
        return outcomes.refused(candidate, Remark("", outcomes.OF_ANOTHER_VERSION))
    cut = [Remark(path, outcomes.CUT) for path, text in submission.values.items() if text.endswith(CUT_HERE)]
    if cut:
        return outcomes.refused(candidate, *cut)
    nowhere = [path for path in submission.values if bare(path) not in found.form.parts]
    known = {path: text for path, text in submission.values.items() if path not in nowhere}
    try:
        result = replayed(replace(submission, values=known), found.plan, found.lists, found.kept)
    except (TooManyRoundsError, ValueError):
        return outcomes.refused(candidate, Remark("", outcomes.TOO_MANY_ROUNDS))
    if result.refused:
        return outcomes.refused(candidate, *map(_why, result.refused))
    values, differences = _compared(known, result, found.kept)
    attachments = {path: each for path, each in submission.attachments.items() if path in values}
    began = min(submission.started, submission.finished)
    remarks = (
        *([Remark("", outcomes.BACKWARDS)] if began != submission.started else []),
        *(Remark(path, outcomes.NO_PLACE) for path in (*candidate.unknown, *nowhere)),
        *differences,
        *(Remark(path, outcomes.NOT_ATTACHED) for path, each in attachments.items() if not each.sha256),
    )
    whole = replace(submission, started=began, values=values, attachments=attachments)
    return outcomes.taken(candidate, whole, remarks)


def _why(refused: Refused) -> Remark:
    return Remark(refused.path, refused.message or WORDS[refused.reason])


def _compared(
    theirs: Mapping[str, str], result: Replayed, kept: frozenset[str]
) -> tuple[dict[str, str], tuple[Remark, ...]]:
    """What the form makes of the answers; what cannot come about again stays as the file had it."""
    values = dict(result.values)
    remarks = []
    for path in dict.fromkeys((*theirs, *result.values)):
        before, now = theirs.get(path, ""), result.values.get(path, "")
        if path in result.given or path.endswith("]") or _is_same(before, now):
            continue
        if bare(path) in kept:
            values[path] = before
        else:
            remarks.append(Remark(path, outcomes.differs(before, now)))
    return {path: text for path, text in values.items() if text or path.endswith("]")}, tuple(remarks)


def _is_same(before: str, now: str) -> bool:
    """Numbers may have passed through a spreadsheet, which keeps fifteen digits of them."""
    if before == now:
        return True
    try:
        return math.isclose(float(before), float(now), rel_tol=1e-14)
    except ValueError:
        return False
