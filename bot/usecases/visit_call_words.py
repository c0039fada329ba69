"""How calls for peer visits, and the groups that came out of them, are told to whoever coordinates."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.core.outcome import Act
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.partners import Fit
from bot.domain.visits import WithoutGroup, lessons
from bot.i18n.phrase import LanguageName, Lines, Listed, Words, _, _n, _p
from bot.storage.visits import VisitCall, VisitOffer
from bot.usecases.visit_days import day_words, short_day

MATCH_NOW = _p("word", "match visits now")
MATCH, SEND, DROP = _p("word", "match visits"), _p("word", "send visits"), _p("word", "drop visits")
DROP_NOW, KEEP = _p("word", "drop visits now"), _p("word", "keep visits")
MOST_AREAS = 3  # in a sentence


def acts_while_open(number: int) -> tuple[Act, ...]:
    return (
        Act("visits.match", str(number), _p("button", "Make the groups"), MATCH),
        Act("visits.drop", str(number), _p("button", "Drop it"), DROP),
    )


def acts_to_close(number: int) -> tuple[Act, ...]:
    return (Act("visits.match_now", str(number), _p("button", "Make them now"), MATCH_NOW),)


def closes_early(row: VisitCall, silent: int) -> Words:
    return Lines(
        (
            _n(
                "{count} centre has not answered call {number} yet. It has time until {until}, and could not answer any more.",
                "{count} centres have not answered call {number} yet. They have time until {until}, and could not answer any more.",
                silent,
                number=str(row.id),
                until=day_words(row.closes_on),
            ),
            _("If you do nothing, the call stays open, and I make the groups when it closes."),
        )
    )


def acts_to_drop(number: int) -> tuple[Act, ...]:
    return (
        Act("visits.drop_now", str(number), _p("button", "Yes, drop it"), DROP_NOW),
        Act("visits.keep", str(number), _p("button", "No, keep it"), KEEP),
    )


def to_drop(number: int, told: int | None) -> Words:
    """`told`: so many people; None where only new groups are dropped, beside others that are under way."""
    if told is None:
        return _(
            "Drop the new groups of call {number}? Nobody is told, and the groups that were asked before go on. The new ones cannot be brought back, but made anew.",
            number=str(number),
        )
    if not told:
        return _(
            "Drop call {number} for peer visits? No centre has said that it takes part, so nobody is told. It cannot be opened again.",
            number=str(number),
        )
    return _n(
        "Drop call {number} for peer visits? {count} person who answered for a centre is told that there will be no visits. It cannot be opened again.",
        "Drop call {number} for peer visits? {count} people who answered for a centre are told that there will be no visits. It cannot be opened again.",
        told,
        number=str(number),
    )


def acts_when_ready(number: int, *, any_groups: bool) -> tuple[Act, ...]:
    drop = Act("visits.drop", str(number), _p("button", "Drop it"), DROP)
    if not any_groups:
        return (drop,)
    return (
        Act("visits.send", str(number), _p("button", "Ask the centres"), SEND),
        Act("begin", f"visits:{number}", _p("button", "See the groups")),
        exchange(number),
        drop,
    )


def exchange(number: int) -> Act:
    return Act("begin", f"exchangevisits:{number}", _p("button", "Change groups"))


def acts_changed(number: int) -> tuple[Act, ...]:
    return (exchange(number), Act("begin", f"visits:{number}", _p("button", "See the groups")))


def acts_when_sent(number: int, *, any_left: bool) -> tuple[Act, ...]:
    see = Act("begin", f"visits:{number}", _p("button", "See the groups"))
    if not any_left:
        return (see,)
    return (see, Act("visits.match", str(number), _p("button", "Group those left"), MATCH))


def answers(row: VisitCall, offers: Sequence[VisitOffer], invited: int) -> Words:
    counts = Counter((one.hosts, one.visits) for one in offers)
    return Lines(
        (
            _(
                "Call {number} for peer visits is open until {until}.",
                number=str(row.id),
                until=day_words(row.closes_on),
            ),
            _n(
                "{count} of {invited} centres has answered.",
                "{count} of {invited} centres have answered.",
                len(offers),
                invited=invited,
            ),
            _(
                "Host and visit: {both}. Only host: {hosts}. Only visit: {visits}. Not this time: {neither}.",
                both=counts[True, True],
                hosts=counts[True, False],
                visits=counts[False, True],
                neither=counts[False, False],
            ),
        )
    )


def matching(number: int) -> Words:
    return _("Call {number} for peer visits: I am making the groups, and write to you in a moment.", number=str(number))


def failed(number: int) -> Words:
    return _(
        "The groups of call {number} could not be made. No answer is lost, and nobody was told anything; please try again, or ask whoever runs the bot.",
        number=str(number),
    )


def dropped(number: int) -> Words:
    return _("Call {number} for peer visits is dropped.", number=str(number))


def preview(row: VisitCall, sizes: Sequence[int], alone: Collection[str]) -> Words:
    """`alone`: why, of each centre without a group."""
    if not sizes:
        return Lines((_("Call {number} for peer visits: no group could be made.", number=str(row.id)), *_alone(alone)))
    counts = Counter(sizes)
    each: list[Words] = [
        _n("{count} with {size} centres", "{count} with {size} centres", counts[size], size=size)
        for size in sorted(counts)
    ]
    return Lines(
        (
            _n(
                "Call {number} for peer visits: *{count}* group ({sizes}).",
                "Call {number} for peer visits: *{count}* groups ({sizes}).",
                len(sizes),
                number=str(row.id),
                sizes=Listed(tuple(each)),
            ),
            _("All of a group come from different countries and share a language and working hours."),
            *_alone(alone),
            _("No centre has been told yet. You can look at the groups and change them before they are asked."),
        )
    )


def progress(row: VisitCall, asked: int, running: int, ended: int, alone: Collection[str]) -> Words:
    return Lines(
        (
            _("Call {number} for peer visits: the centres have been asked.", number=str(row.id)),
            _(
                "Groups that wait for an answer: {asked}. Under way: {running}. Ended: {ended}.",
                asked=asked,
                running=running,
                ended=ended,
            ),
            *_alone(alone),
        )
    )


def _alone(alone: Collection[str]) -> list[Words]:
    counts = Counter(map(WithoutGroup, alone))
    if not counts:
        return []
    head: Words = _n("{count} centre has no group:", "{count} centres have no group:", len(alone))
    return [head, *(_("• {count}: {why}", count=counts[why], why=REASONS[why]) for why in WithoutGroup if counts[why])]


def group(number: int, centres: Sequence[Words], views: Mapping[int, Fit]) -> Words:
    """A group as whoever coordinates sees it: who, and why, in one sentence."""
    return Lines((_("*Group {number}*: {centres}", number=str(number), centres=Listed(tuple(centres))), why(views)))


def silent(centres: Sequence[Words]) -> Words:
    return _("No answer yet: {centres}.", centres=Listed(tuple(centres)))


def late(step: Words, centre: Words, due_on: date) -> Words:
    return _("Late since {day}: *{step}* of {centre}.", step=step, centre=centre, day=short_day(due_on))


def why(views: Mapping[int, Fit]) -> Words:
    first = next(iter(views.values()))
    areas = lessons(views)[:MOST_AREAS]
    reason: Words = (
        _("They can learn of each other in {areas}", areas=named_areas(areas))
        if areas
        else _("None is far ahead of the others, so that they can compare how they work")
    )
    return _n(
        "{reason}; all share {languages} and {count} working hour a day.",
        "{reason}; all share {languages} and {count} working hours a day.",
        first.hours,
        reason=reason,
        languages=Listed(tuple(LanguageName(tag) for tag in first.languages)),
    )


def named_areas(areas: Sequence[PriorityArea]) -> Words:
    return Listed(tuple(AREA_NAMES[area] for area in areas))


REASONS: Mapping[WithoutGroup, Words] = {
    WithoutGroup.NOBODY_ELSE: _("no other centre has answered"),
    WithoutGroup.LANGUAGE: _("nobody else speaks one of their languages"),
    WithoutGroup.COUNTRY: _("those who speak one of their languages are of the same country"),
    WithoutGroup.HOURS: _("nobody with one of their languages works at the same hours"),
    WithoutGroup.BEFORE: _("already brought together with all who would fit"),
    WithoutGroup.PART: _("with all who would fit, one centre would host nobody or visit nobody"),
    WithoutGroup.NOBODY_LEFT: _("all who would fit have a group"),
    WithoutGroup.SAID_NO: _("their group could not go on without those who said no"),
}
