"""How calls for peer visits, and the groups that came out of them, are told to centres."""

from collections.abc import Mapping, Sequence

from bot.core.outcome import Act
from bot.domain.partners import Fit
from bot.domain.visits import WithoutGroup
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.storage.visits import VisitCall, VisitWay
from bot.usecases import partner_words
from bot.usecases.partner_words import Unnamed
from bot.usecases.visit_days import day_words

YES, NO = _p("word", "join visits"), _p("word", "no visits")
NO_NOW, KEEP = _p("word", "no visits now"), _p("word", "keep the group")
WAYS: Mapping[VisitWay, Words] = {
    VisitWay.LIVE: _("a video meeting"),
    VisitWay.DIARY: _("a week of photos and short videos"),
    VisitWay.EITHER: _("a video meeting, or a week of photos and short videos: the host chooses"),
}


def call(row: VisitCall) -> Words:
    return Lines(
        (
            _(
                "Would your centre like to host peers from other countries online, or to visit them (call {number})?",
                number=str(row.id),
            ),
            _("Form: {way}.", way=WAYS[row.way]),
            _(
                "The visits are between {first} and {last}. Please answer by {until}; it takes two minutes.",
                first=day_words(row.visits_from),
                last=day_words(row.visits_until),
                until=day_words(row.closes_on),
            ),
        )
    )


def reminder(row: VisitCall) -> Words:
    return _(
        "Would your centre like to host peers online, or to visit them (call {number})? It can be answered until {until}; a no is an answer, too.",
        number=str(row.id),
        until=day_words(row.closes_on),
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


def acts_to_leave(number: int) -> tuple[Act, ...]:
    return (
        Act("visitgroup.no_now", str(number), _p("button", "Yes, without us"), NO_NOW),
        Act("visitgroup.keep", str(number), _p("button", "No, stay in it"), KEEP),
    )


def to_leave(number: int, others: int, *, go_on: bool) -> Words:
    """What a no means for the others, before it counts."""
    if go_on:
        means = _n(
            "Visit group {number} goes on without your centre, with {count} other.",
            "Visit group {number} goes on without your centre, with {count} others.",
            others,
            number=str(number),
        )
    else:
        means = _n(
            "Without your centre visit group {number} ends, for {count} other centre, too: it has to wait for another group.",
            "Without your centre visit group {number} ends, for {count} other centres, too: they have to wait for another group.",
            others,
            number=str(number),
        )
    return Lines(
        (_("Not this time?"), means, _("After that, only whoever coordinates can find a group for your centre."))
    )


def asked(number: int, fit: Fit, others: Sequence[Unnamed], row: VisitCall, *, hosts: bool, visits: bool) -> Words:
    """Everything that is said before an answer; what happens after a yes is part of it."""
    return Lines(
        (
            _n(
                "Your centre could be in a group for peer visits with another centre (visit group {number}).",
                "Your centre could be in a group for peer visits with {count} other centres (visit group {number}).",
                len(others),
                number=str(number),
            ),
            partner_words.why(fit, len(others)),
            *partner_words.each_told(others),
            _part(hosts=hosts, visits=visits, others=len(others)),
            _(
                "The visits are between {first} and {last}.",
                first=day_words(row.visits_from),
                last=day_words(row.visits_until),
            ),
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


def _part(*, hosts: bool, visits: bool, others: int) -> Words:
    if hosts and visits:
        return _n(
            "Your centre would host a visit, and visit the other one.",
            "Your centre would host a visit, and visit those of them who host.",
            others,
        )
    if hosts:
        return _("Your centre would host a visit.")
    return _n("Your centre would visit the other one.", "Your centre would visit those of them who host.", others)


OWN_REASONS: Mapping[WithoutGroup, Words] = {
    WithoutGroup.NOBODY_ELSE: _("The reason: no other centre has answered."),
    WithoutGroup.LANGUAGE: _("The reason: no other centre that answered speaks one of your languages."),
    WithoutGroup.COUNTRY: _("The reason: the centres that speak one of your languages are of your own country."),
    WithoutGroup.HOURS: _("The reason: no centre that speaks one of your languages works at the same hours."),
    WithoutGroup.BEFORE: _("The reason: your centre has been brought together before with all who would fit."),
    WithoutGroup.PART: _("The reason: with all who would fit, one centre would host nobody or visit nobody."),
    WithoutGroup.NOBODY_LEFT: _("The reason: all centres that would fit have a group by now."),
    WithoutGroup.SAID_NO: _("The reason: others of the group could not say yes."),
}
