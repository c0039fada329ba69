"""A practice: something that works in a centre, told so that others can take it over."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from bot.i18n.phrase import Phrase, _, _p

KIND: Final = "practice"  # of its texts
LICENCE: Final = "CC BY 4.0"
MOST_AREAS: Final = 3


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
    PracticeField.RESULTS: _p("practice", "Results"),
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
