"""How calls for peer visits, and the groups that came out of them, are told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from bot.core.outcome import Act
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.partners import Fit
from bot.domain.visits import WithoutGroup, lessons
from bot.i18n.phrase import Country, LanguageName, Lines, Listed, Moment, MomentStyle, Words, _, _n, _p
from bot.storage.visits import VisitCall, VisitOffer, VisitWay
from bot.usecases import partner_words
from bot.usecases.partner_words import Unnamed

MATCH, SEND, DROP = _p("word", "match visits"), _p("word", "send visits"), _p("word", "drop visits")
YES, NO = _p("word", "join visits"), _p("word", "no visits")
MOST_AREAS = 3  # in a sentence
WAYS: Mapping[VisitWay, Words] = {
    VisitWay.LIVE: _("a video meeting"),
    VisitWay.DIARY: _("a week of photos and short videos"),
    VisitWay.EITHER: _("a video meeting, or a week of photos and short videos: the host chooses"),
}


def day(on: date) -> Words:
    """The same day for every reader."""
    return Moment(datetime.combine(on, time(12), UTC), MomentStyle.DATE, zone="UTC")


def short_day(on: date) -> Words:
    """Without the day of the week."""
    return Moment(datetime.combine(on, time(12), UTC), MomentStyle.DAY, zone="UTC")


# -- to centres --------------------------------------------------------------------------------------------------------
def call(row: VisitCall) -> Words:
    return Lines(
        (
            _(
                "Would your centre like to host peers from other countries online, or to visit them (call {number})?",
                number=str(row.id),
            ),
            _("Form: {way}.", way=WAYS[row.way]),
            _(
                "The visits are between {first} and {last}. Please answer until {until}; it takes two minutes.",
                first=day(row.visits_from),
                last=day(row.visits_until),
                until=day(row.closes_on),
            ),
        )
    )


def reminder(row: VisitCall) -> Words:
    return _(
        "Would your centre like to host peers online, or to visit them (call {number})? It can be answered until {until}; a no is an answer, too.",
        number=str(row.id),
        until=day(row.closes_on),
    )


def answer(number: int) -> Act:
    return Act("begin", f"answervisits:{number}", _p("button", "Answer"))


def called_off(row: VisitCall) -> Words:
    return _(
        "There will be no peer visits from call {number} after all. Thank you for having answered; there is nothing left for you to do.",
        number=str(row.id),
    )


def left_alone(why: WithoutGroup) -> Words:
    return Lines(
        (
            _("Groups for peer visits were made; this time there is none for your centre."),
            OWN_REASONS[why],
            _("Your answer is not lost: whoever coordinates sees it, and may still find a place for you."),
        )
    )


def acts(number: int) -> tuple[Act, ...]:
    return (
        Act("visitgroup.yes", str(number), _p("button", "Yes, we take part"), YES),
        Act("visitgroup.no", str(number), _p("button", "Not this time"), NO),
    )


def asked(number: int, fit: Fit, others: Sequence[Unnamed], row: VisitCall, *, hosts: bool, visits: bool) -> Words:
    """Everything that is said before an answer; what happens after a yes is part of it."""
    countries = Listed(tuple(Country(one.country) for one in others))
    return Lines(
        (
            _n(
                "Your centre could be in a group for peer visits with a centre in {countries} (visit group {number}).",
                "Your centre could be in a group for peer visits with centres in {countries} (visit group {number}).",
                len(others),
                countries=countries,
                number=str(number),
            ),
            partner_words.why(fit),
            *(partner_words.told(one, with_country=True) for one in others),
            PART_WORDS[hosts, visits],
            _("The visits are between {first} and {last}.", first=day(row.visits_from), last=day(row.visits_until)),
            _("If all say yes, each gets the names of the centres and of the people who said yes."),
        )
    )


def smaller(number: int, left: int) -> Words:
    return _n(
        "One of visit group {number} does not take part. The others go on, with {count} centre.",
        "One of visit group {number} does not take part. The others go on, with {count} centres.",
        left,
        number=str(number),
    )


def ended(number: int) -> Words:
    return _(
        "Visit group {number} cannot go on, because others do not take part. Your answer is not lost: whoever coordinates is told, and may find another group for you.",
        number=str(number),
    )


def no_longer(number: int) -> Words:
    return _("Visit group {number} has ended already; there is nothing left for you to do.", number=str(number))


PART_WORDS: Mapping[tuple[bool, bool], Words] = {
    (True, True): _("Your centre would host a visit, and visit those of them who host."),
    (True, False): _("Your centre would host a visit."),
    (False, True): _("Your centre would visit those of them who host."),
}


# -- to whoever coordinates --------------------------------------------------------------------------------------------
def acts_while_open(number: int) -> tuple[Act, ...]:
    return (
        Act("visits.match", str(number), _p("button", "Make the groups"), MATCH),
        Act("visits.drop", str(number), _p("button", "Drop it"), DROP),
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
                until=day(row.closes_on),
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


def preview(row: VisitCall, sizes: Sequence[int]) -> Words:
    if not sizes:
        return Lines((_("Call {number} for peer visits: no group could be made.", number=str(row.id)), *_alone(row)))
    counts = Counter(sizes)
    each: list[Words] = [
        _n("{count} of {size} centres", "{count} of {size} centres", counts[size], size=size) for size in sorted(counts)
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
            *_alone(row),
            _("No centre has been told yet. You can look at the groups and change them before they are asked."),
        )
    )


def progress(row: VisitCall, asked: int, running: int, ended: int) -> Words:
    return Lines(
        (
            _("Call {number} for peer visits: the centres have been asked.", number=str(row.id)),
            _(
                "Groups that wait for an answer: {asked}. Under way: {running}. Ended: {ended}.",
                asked=asked,
                running=running,
                ended=ended,
            ),
            *_alone(row),
        )
    )


def _alone(row: VisitCall) -> list[Words]:
    counts = Counter(WithoutGroup(why) for why in row.alone.values())
    if not counts:
        return []
    head: Words = _n("{count} centre has no group:", "{count} centres have no group:", len(row.alone))
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
    WithoutGroup.PART: _("all who would fit want to host only, or to visit only, as they do"),
    WithoutGroup.NOBODY_LEFT: _("all who would fit have a group"),
    WithoutGroup.SAID_NO: _("their group could not go on without those who said no"),
}
OWN_REASONS: Mapping[WithoutGroup, Words] = {
    WithoutGroup.NOBODY_ELSE: _("The reason: no other centre has answered."),
    WithoutGroup.LANGUAGE: _("The reason: no other centre that answered speaks one of your languages."),
    WithoutGroup.COUNTRY: _("The reason: the centres that speak one of your languages are of your own country."),
    WithoutGroup.HOURS: _("The reason: no centre that speaks one of your languages works at the same hours."),
    WithoutGroup.BEFORE: _("The reason: your centre has been brought together before with all who would fit."),
    WithoutGroup.PART: _("The reason: all who would fit want to host only, or to visit only, as your centre does."),
    WithoutGroup.NOBODY_LEFT: _("The reason: all centres that would fit have a group by now."),
    WithoutGroup.SAID_NO: _("The reason: others of the group could not say yes."),
}
