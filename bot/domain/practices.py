"""A practice: something that works in a centre, told so that others can take it over."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from bot.i18n.phrase import Phrase, _, _p

KIND: Final = "practice"  # of its texts
LICENCE: Final = "CC BY 4.0"
LICENCES: Mapping[str, Phrase] = {
    LICENCE: _("everybody may use and change it, if they name your centre"),
    "CC BY-SA 4.0": _("likewise, and what is made of it is shared in the same way"),
    "CC BY-NC 4.0": _("everybody may use and change it, if they name your centre and earn nothing with it"),
}
MOST_AREAS: Final = 3
AGREEING: Final = 2  # reviewers who decide


class PracticeState(StrEnum):
    DRAFT = "draft"
    CENTRE = "centre"  # its centre has to say yes
    REVIEW = "review"
    CHANGES = "changes"  # a reviewer asked for some: it is the author's turn
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PracticeField(StrEnum):
    """What is told of a practice, in the order in which it is read: an action sheet's questions, and what a reader abroad needs."""

    TITLE = "title"
    PROBLEM = "problem"
    WHAT = "what"
    FOR_WHOM = "for_whom"
    BY_WHOM = "by_whom"
    WITH_WHOM = "with_whom"
    WHERE = "where"
    HOW = "how"
    WHY = "why"
    RESULTS = "results"
    COST = "cost"
    CONDITIONS = "conditions"
    COMMENTS = "comments"


class PracticeOrigin(StrEnum):
    """What somebody began to tell it from."""

    VISIT_FINDING = "visit_finding"
    ASSESSMENT = "assessment"


class PeopleShown(StrEnum):
    """Whether people can be recognised in photos and videos, as the author says."""

    NOBODY = "nobody"
    AGREED = "agreed"  # all of them; for minors their parents, too


class ReviewVerdict(StrEnum):
    APPROVE = "approve"
    CHANGES = "changes"
    DECLINE = "decline"


FIELDS: Final = tuple(PracticeField)
REQUIRED: Final = (PracticeField.TITLE, PracticeField.WHAT, PracticeField.HOW, PracticeField.WHY)
ONE_OF: Final = (PracticeField.PROBLEM, PracticeField.RESULTS)  # at least

FIELD_NAMES: Mapping[PracticeField, Phrase] = {
    PracticeField.TITLE: _p("practice", "Title"),
    PracticeField.PROBLEM: _p("practice", "The problem"),
    PracticeField.WHAT: _p("practice", "What"),
    PracticeField.FOR_WHOM: _p("practice", "For whom"),
    PracticeField.BY_WHOM: _p("practice", "By whom"),
    PracticeField.WITH_WHOM: _p("practice", "With whom"),
    PracticeField.WHERE: _p("practice", "Where"),
    PracticeField.HOW: _p("practice", "How"),
    PracticeField.WHY: _p("practice", "Why it works"),
    PracticeField.RESULTS: _p("practice", "Results seen"),
    PracticeField.COST: _p("practice", "Cost"),
    PracticeField.CONDITIONS: _p("practice", "Needed to do it"),
    PracticeField.COMMENTS: _p("practice", "Comments"),
}

STATE_NAMES: Mapping[PracticeState, Phrase] = {
    PracticeState.DRAFT: _("a draft, for your eyes only"),
    PracticeState.CENTRE: _("waits for your centre’s yes"),
    PracticeState.REVIEW: _("with the reviewers"),
    PracticeState.CHANGES: _("waits for your changes"),
    PracticeState.PUBLISHED: _("published"),
    PracticeState.DECLINED: _("not published"),
    PracticeState.WITHDRAWN: _("withdrawn"),
}


def missing(told: Collection[PracticeField]) -> tuple[PracticeField, ...]:
    """What has to be told before it can be handed in, in order; of `ONE_OF`, the first stands for all."""
    wanted = {*REQUIRED} if set(ONE_OF) & set(told) else {*REQUIRED, ONE_OF[0]}
    return tuple(field for field in FIELDS if field in wanted and field not in told)


def untold_after(told: Collection[PracticeField], after: PracticeField | None) -> PracticeField | None:
    """The next that nothing is said of; at the end of the list it begins anew. None: all is told."""
    place = -1 if after is None else FIELDS.index(after)
    return next((field for field in (*FIELDS[place + 1 :], *FIELDS[:place]) if field not in told), None)


class Outcome(StrEnum):
    """What follows from what reviewers have said so far."""

    WAITING = "waiting"
    THIRD = "third"  # they disagree: one more is asked
    CHANGES = "changes"
    PUBLISHED = "published"
    DECLINED = "declined"


def outcome(verdicts: Collection[ReviewVerdict]) -> Outcome:
    """Of each reviewer's latest word, the order of which means nothing: two that agree decide, and changes come first."""
    said = list(verdicts)
    if ReviewVerdict.CHANGES in said:
        return Outcome.CHANGES
    if said.count(ReviewVerdict.APPROVE) >= AGREEING:
        return Outcome.PUBLISHED
    if said.count(ReviewVerdict.DECLINE) >= AGREEING:
        return Outcome.DECLINED
    return Outcome.THIRD if len(said) >= AGREEING else Outcome.WAITING
