"""How the self-assessment of a team reads in a chat: who did what, what differs, what would be signed."""

from collections.abc import Sequence

from bot.domain.settling import Settling
from bot.handlers.assessment import levels
from bot.handlers.assessment.wording import DASH
from bot.i18n.phrase import Lines, Listed, Moment, MomentStyle, Words, _, _n
from bot.usecases.team_page import HandedIn, Page, PartOfIt

MOST_DIFFERING = 8  # lines that fit on a phone


def page(found: Page) -> Words:
    lines: list[Words] = [_("*{centre}*: {round}", centre=found.centre, round=found.round), _state(found)]
    lines += ["", *(_part(part, found) for part in found.parts)]
    if found.is_open and found.missing:
        count = len(found.missing)
        lines += ["", _n("{count} part is still missing.", "{count} parts are still missing.", count)]
    if found.is_open:
        lines += [*_without_answer(found), *_differing(found)]
    if not found.shows_names:
        head = _("What counts so far:") if found.is_open else _("What counts:")
        lines += ["", head, *_counting(found)]
    if found.comments:
        lines += ["", _n("There is {count} comment.", "There are {count} comments.", found.comments)]
    return Lines(tuple(lines))


def review(found: Page) -> Words:
    """Everything on one card, as it will count."""
    lines: list[Words] = [
        _("Please check what counts for *{centre}* ({round}):", centre=found.centre, round=found.round),
        "",
    ]
    lines += [*_counting(found), *_warnings(found)]
    lines += [
        "",
        _(
            "Your centre's team and its coordinators will see the result; others see only averages of at least five centres. "
            "To find partners, a centre may be told in which areas yours is strong, without its name."
        ),
    ]
    return Lines(tuple(lines))


def names(some: Sequence[str | None]) -> Words:
    """Of those who were forgotten there is none."""
    known: list[Words] = [one for one in some if one is not None]
    gone = len(some) - len(known)
    if gone:
        known.append(
            _("somebody who has left")
            if gone == 1
            else _n("{count} person who has left", "{count} people who have left", gone)
        )
    return Listed(tuple(known))


def _state(found: Page) -> Words:
    if not found.is_open:
        return _signed(found)
    if found.signed_at is not None:
        return _(
            "Open again: until it is signed off once more, the result of {day} stands.",
            day=Moment(found.signed_at, MomentStyle.DAY),
        )
    if not found.takes_answers:
        return _("The time for answers is over. It can still be signed off.")
    if found.closes_at is None:
        return _("Open.")
    return _("Open until {moment}.", moment=Moment(found.closes_at))


def _signed(found: Page) -> Words:
    if not found.is_signed or found.signed_at is None:
        return _("Withdrawn. What was said is kept.")
    day = Moment(found.signed_at, MomentStyle.DAY)
    if not found.shows_names:
        return _("Signed off on {day}.", day=day)
    if found.signed_by is None:
        return _("Signed off on {day}. Write *results* to see the result.", day=day)
    return _("Signed off by {name} on {day}. Write *results* to see the result.", name=found.signed_by, day=day)


def _part(part: PartOfIt, found: Page) -> Words:
    if not part.handed_in:
        return _("• {part}: nobody yet", part=part.label)
    if not found.shows_names:
        return _n("• {part}: {count} person", "• {part}: {count} people", len(part.handed_in), part=part.label)
    return _("• {part}: {people}", part=part.label, people=Listed(tuple(_who(one) for one in part.handed_in)))


def _who(one: HandedIn) -> Words:
    return _("{name} ({day})", name=names([one.name]), day=Moment(one.at, MomentStyle.DAY))


def _differing(found: Page) -> list[Words]:
    if not found.differing:
        return []
    count = len(found.differing)
    head = _n("On {count} indicator levels differ:", "On {count} indicators levels differ:", count)
    lines: list[Words] = ["", head]
    lines += [_("• {indicator}", indicator=levels.question(one)) for one in found.differing[:MOST_DIFFERING]]
    if count > MOST_DIFFERING:
        lines.append(_n("… and {count} more.", "… and {count} more.", count - MOST_DIFFERING))
    lines.append(_rule(found))
    return lines


def _rule(found: Page) -> Words:
    match found.rule:
        case Settling.AVERAGE:
            return _("Their average counts: this round wants it so.")
        case Settling.KEEP:
            return _("They stand side by side: this round wants it so.")
        case Settling.AGREE if found.to_settle:
            return _n(
                "{count} of them is still to be settled: please talk about it.",
                "{count} of them are still to be settled: please talk about them.",
                found.to_settle,
            )
        case Settling.AGREE:
            return _("They are all settled.")


def _counting(found: Page) -> list[Words]:
    lines = [_levels(part) for part in found.parts if part.counting]
    if any(each.not_applicable for part in found.parts for _about, each in part.counting):
        lines.append(_("– means: not applicable."))
    return lines


def _levels(part: PartOfIt) -> Words:
    """The levels of a part on one line."""
    shown: list[Words] = [
        DASH if each.level is None else levels.as_number(float(each.level)) for _about, each in part.counting
    ]
    line, *more = shown
    for each in more:
        line = _("{levels}\u00a0·\u00a0{level}", levels=line, level=each)
    return _("{area}: {levels}", area=part.label, levels=line)


def _without_answer(found: Page) -> list[Words]:
    """What people left because they did not know; others of the team may."""
    gaps = _gaps(found)
    if not gaps or not found.takes_answers:
        return []
    return ["", *gaps, _("Whoever knows takes the part and answers: write *assessment*.")]


def _gaps(found: Page) -> list[Words]:
    return [
        _n(
            "*{part}*: {count} indicator has no answer.",
            "*{part}*: {count} indicators have no answer.",
            len(part.indicators) - len(part.counting),
            part=part.label,
        )
        for part in found.parts
        if part.handed_in and len(part.counting) < len(part.indicators)
    ]


def _warnings(found: Page) -> list[Words]:
    lines: list[Words] = []
    nothing = [part.label for part in found.parts if not part.handed_in]
    if nothing:
        lines += ["", _("Nobody has answered: {parts}.", parts=Listed(tuple(nothing)))]
    gaps = _gaps(found)
    lines += gaps
    if nothing or gaps:
        lines.append(
            _(
                "You may sign off all the same: what is missing is left out of every mean. Later it can only be added once you open it again."
            )
        )
    if found.to_settle:
        lines += [
            "",
            _n(
                "On {count} indicator levels still differ. If you sign off now, both views are kept and their mean counts.",
                "On {count} indicators levels still differ. If you sign off now, all views are kept and their means count.",
                found.to_settle,
            ),
        ]
    if found.overall.mean is None:
        lines += ["", _("Nothing is rated: the result will say so in words, without a mean.")]
    return lines
