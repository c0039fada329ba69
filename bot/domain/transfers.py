"""How a practice goes from one centre to another: asked for, agreed to, planned on a sheet, and what came of it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.i18n.phrase import Phrase, _, _p

ANSWER_WITHIN: Final = timedelta(days=14)
FOLLOW_UP_AFTER: Final = timedelta(days=91)  # three months
FOLLOW_UPS: Final = 3  # as often as it is asked what became of it, where it goes on


class TransferState(StrEnum):
    ASKED = "asked"  # the author's centre has not answered yet
    AGREED = "agreed"  # both know each other, and one tries it
    DONE = "done"  # what came of it is known
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by whoever asked, or because the practice is gone
    EXPIRED = "expired"


OPEN = (TransferState.ASKED, TransferState.AGREED)
TRIED = (TransferState.AGREED, TransferState.DONE)


class TransferOutcome(StrEnum):
    WORKS = "works"
    ADAPTED = "adapted"
    BEGUN = "begun"
    NOT_YET = "not_yet"
    GIVEN_UP = "given_up"


TAKEN_OVER = frozenset({TransferOutcome.WORKS, TransferOutcome.ADAPTED})
GOES_ON = frozenset({TransferOutcome.BEGUN, TransferOutcome.NOT_YET})

OUTCOMES: Mapping[TransferOutcome, Phrase] = {
    TransferOutcome.WORKS: _("It works here, too"),
    TransferOutcome.ADAPTED: _("It works, in a way of our own"),
    TransferOutcome.BEGUN: _("We have begun"),
    TransferOutcome.NOT_YET: _("We have not begun yet"),
    TransferOutcome.GIVEN_UP: _("It did not suit us"),
}


class SheetPart(StrEnum):
    """The columns of an action sheet, in their order."""

    ACTION = "action"
    WHAT = "what"
    FOR_WHOM = "for_whom"
    BY_WHOM = "by_whom"
    WITH_WHOM = "with_whom"
    WHERE = "where"
    HOW = "how"
    WHY = "why"
    COMMENTS = "comments"


NEEDED = (SheetPart.ACTION, SheetPart.WHAT, SheetPart.BY_WHOM)  # before a sheet is handed on

PART_NAMES: Mapping[SheetPart, Phrase] = {
    SheetPart.ACTION: _("Action"),
    SheetPart.WHAT: _("What"),
    SheetPart.FOR_WHOM: _("For whom"),
    SheetPart.BY_WHOM: _("By whom"),
    SheetPart.WITH_WHOM: _("With whom"),
    SheetPart.WHERE: _("Where"),
    SheetPart.HOW: _p("practice", "How"),
    SheetPart.WHY: _("Why"),
    SheetPart.COMMENTS: _("Comments"),
}

PART_QUESTIONS: Mapping[SheetPart, Phrase] = {
    SheetPart.ACTION: _("What do you call what you are going to do? One line is enough."),
    SheetPart.WHAT: _("What exactly will you do?"),
    SheetPart.FOR_WHOM: _("For whom is it: which learners, classes, or others?"),
    SheetPart.BY_WHOM: _("Who will do it? Functions are enough, such as “two teachers of electronics”."),
    SheetPart.WITH_WHOM: _("With whom: which partners, companies, families or offices?"),
    SheetPart.WHERE: _("Where will it take place?"),
    SheetPart.HOW: _("How will you go about it, step by step?"),
    SheetPart.WHY: _("Why do you do it: what shall be different afterwards, and how will you see it?"),
    SheetPart.COMMENTS: _("Is there anything else to know, such as what you will do differently?"),
}


def lacking(written: Collection[SheetPart]) -> tuple[SheetPart, ...]:
    """What a sheet needs before it is handed on and does not have."""
    return tuple(one for one in NEEDED if one not in written)


def asked_again(outcome: TransferOutcome | None, asked: int, now: datetime) -> datetime | None:
    """When to ask once more what became of it; None: enough is known, or it was asked often enough."""
    if asked >= FOLLOW_UPS or (outcome is not None and outcome not in GOES_ON):
        return None
    return now + FOLLOW_UP_AFTER
