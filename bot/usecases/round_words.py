"""What those who coordinate are told of a round: which centres are silent, and how many took part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.outcome import Act
from bot.domain.participation import Stage, Tally
from bot.i18n.phrase import Lines, Listed, Variants, Words, _, _n, _p
from bot.storage.questionnaires import KIND
from bot.usecases.publication_texts import until

MOST_NAMED = 12  # of one kind: what fits on a phone


@dataclass(frozen=True)
class Late:
    """A centre that has not signed."""

    name: Variants
    stage: Stage
    nobody: bool = False  # there is nobody who could be asked


def to_a_centre(name: Variants, centres: Sequence[Late], closes_at: datetime | None) -> Words:
    """To whoever coordinates these few."""
    return Lines((_("A reminder of *{round}*:", round=name), *map(_of_one, centres), *until(closes_at)))


def to_those_above(name: Variants, centres: Sequence[Late], closes_at: datetime | None) -> Words:
    head = _n(
        "A reminder of *{round}*: {count} centre that you coordinate is not done yet.",
        "A reminder of *{round}*: {count} centres that you coordinate are not done yet.",
        len(centres),
        round=name,
    )
    return Lines((head, *of_all(centres), *until(closes_at)))


def of_all(centres: Sequence[Late]) -> tuple[Words, ...]:
    """A line for each stage at which there is anybody."""
    nobody = [one.name for one in centres if one.nobody]
    somebody = [one for one in centres if not one.nobody]
    lines = [
        _named(stage, [one.name for one in somebody if one.stage is stage])
        for stage in (Stage.INVITED, Stage.BEGUN, Stage.COMPLETE)
        if any(one.stage is stage for one in somebody)
    ]
    if nobody:
        told = _n(
            "• {count} has nobody here yet: {centres}",
            "• {count} have nobody here yet: {centres}",
            len(nobody),
            centres=_some(nobody),
        )
        lines.append(told)
    return tuple(lines)


def tally_lines(found: Tally) -> tuple[Words, ...]:
    return (
        _(
            "Centres asked: {invited}. Begun: {begun}. With all parts: {complete}. Signed off: {signed}.",
            invited=found.invited,
            begun=found.begun,
            complete=found.complete,
            signed=found.signed,
        ),
        _("People who have answered: {answered} of {people}.", answered=found.answered, people=found.people),
    )


def go_there(publication: int, centres: Sequence[Late]) -> Act:
    """To the questionnaire, as long as nobody has begun; else to what the team has done, where it is signed off."""
    begun = any(one.stage is not Stage.INVITED for one in centres)
    return Act("begin", "team:" if begun else f"{KIND}:{publication}", _p("button", "Go there"))


def _of_one(one: Late) -> Words:
    match one.stage:
        case Stage.INVITED:
            return _("• *{centre}* has not begun yet.", centre=one.name)
        case Stage.BEGUN:
            return _("• *{centre}* has begun; some parts are still missing.", centre=one.name)
        case _:
            return _("• *{centre}* has all parts, and waits to be signed off.", centre=one.name)


def _named(stage: Stage, names: Sequence[Variants]) -> Words:
    listed = _some(names)
    match stage:
        case Stage.INVITED:
            return _n(
                "• {count} has not begun: {centres}", "• {count} have not begun: {centres}", len(names), centres=listed
            )
        case Stage.BEGUN:
            return _n("• {count} lacks parts: {centres}", "• {count} lack parts: {centres}", len(names), centres=listed)
        case _:
            return _n(
                "• {count} waits to be signed off: {centres}",
                "• {count} wait to be signed off: {centres}",
                len(names),
                centres=listed,
            )


def _some(names: Sequence[Variants]) -> Words:
    some: list[Words] = [*names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        some.append(_n("{count} more", "{count} more", len(names) - MOST_NAMED))
    return Listed(tuple(some))
