"""How a possible partner is told: why, as one sentence; and what is known of them before both sides have said yes."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.core.outcome import Act
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.partners import Fit
from bot.i18n.phrase import LanguageName, Lines, Listed, Words, _, _n, _p
from bot.usecases.unnamed_places import Place

FIT = TypeAdapter(Fit)
MOST_AREAS = 2  # in a sentence
YES, NO = _p("word", "introduce"), _p("word", "not this")


@dataclass(frozen=True)
class Unnamed:
    """What is told of a centre before all have said yes."""

    place: Place | None  # None: not even its part of the world
    offers: tuple[PriorityArea, ...]


def acts(number: int) -> tuple[Act, ...]:
    return (
        Act("partner.yes", str(number), _p("button", "Yes, introduce us"), YES),
        Act("partner.no", str(number), _p("button", "Not this one"), NO),
    )


def why(fit: Fit, others: int = 1) -> Words:
    """One sentence, seen from the reader's centre, about that many others: some languages tell one from several."""
    return _n(
        "{reason}; you share {languages} and {count} working hour a day.",
        "{reason}; you share {languages} and {count} working hours a day.",
        fit.hours,
        reason=_reason(fit, others),
        languages=Listed(tuple(LanguageName(tag) for tag in fit.languages)),
    )


def _reason(fit: Fit, others: int) -> Words:
    if fit.learns and fit.teaches:
        return _n(
            "They are strong in *{theirs}*, where you want to grow, and you in *{yours}*, where they do",
            "They are strong in *{theirs}*, where you want to grow, and you in *{yours}*, where they do",
            others,
            theirs=_areas(fit.learns),
            yours=_areas(fit.teaches),
        )
    if fit.learns:
        return _n(
            "They are strong in *{theirs}*, where you want to grow",
            "They are strong in *{theirs}*, where you want to grow",
            others,
            theirs=_areas(fit.learns),
        )
    if fit.teaches:
        return _n(
            "You are strong in *{yours}*, where they want to grow",
            "You are strong in *{yours}*, where they want to grow",
            others,
            yours=_areas(fit.teaches),
        )
    if fit.together:
        return _("You and they want to grow in *{area}*", area=_areas(fit.together))
    return _("Neither is far ahead of the other, so that you can compare how you work")


def presented(number: int, fit: Fit, others: Sequence[Unnamed], own_name: str | None) -> Words:
    """Everything that is said before an answer; what happens after a yes is part of it."""
    return Lines(
        (
            _head(number, others),
            why(fit, len(others)),
            *(_told(others) if len(others) == 1 else each_told(others)),
            _(
                "If you say yes and they do too, both sides get the name of the centre and of the person who said yes: yours, *{name}*.",
                name=own_name,
            )
            if own_name
            else _(
                "If you say yes and they do too, both sides get the name of the centre and of the person who said yes."
            ),
        )
    )


def _head(number: int, others: Sequence[Unnamed]) -> Words:
    if len(others) > 1:
        return _("Two centres could be partners for yours (partner {number}).", number=str(number))
    match others[0].place:
        case None:
            return _("A centre could be a partner for yours (partner {number}).", number=str(number))
        case Place(words, is_country=True):
            return _(
                "A centre in {country} could be a partner for yours (partner {number}).",
                country=words,
                number=str(number),
            )
        case Place(words):
            return _(
                "A centre could be a partner for yours (partner {number}). Region: {region}.",
                region=words,
                number=str(number),
            )


def _told(others: Sequence[Unnamed]) -> tuple[Words, ...]:
    """Of the only one, whose place was told before."""
    return tuple(_("They are strong in {areas}.", areas=_areas(one.offers)) for one in others if one.offers)


def each_told(others: Sequence[Unnamed]) -> tuple[Words, ...]:
    """
    Of several, a line for each of which there is anything to tell.

    Not of all its languages, only of those that are shared: of a country's ten centres, one may speak a language of its neighbours.
    """
    return tuple(_line(one) for one in others if one.place is not None or one.offers)


def _line(one: Unnamed) -> Words:
    place = _("A centre of the programme") if one.place is None else one.place.words
    if not one.offers:
        return _("• {place}", place=place)
    return _("• {place}: strong in {areas}.", place=place, areas=_areas(one.offers))


def _areas(areas: Sequence[PriorityArea]) -> Words:
    return Listed(tuple(AREA_NAMES[area] for area in areas[:MOST_AREAS]))
