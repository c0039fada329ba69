"""How a possible partner is told: why, as one sentence; and what is known of them before both sides have said yes."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from bot.core.outcome import Act
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.partners import Fit
from bot.i18n.phrase import Country, LanguageName, Lines, Listed, Words, _, _n, _p

FIT = TypeAdapter(Fit)
MOST_AREAS = 2  # in a sentence
YES, NO = _p("word", "introduce"), _p("word", "not this")


@dataclass(frozen=True)
class Unnamed:
    """What is told of a centre before all have said yes."""

    country: str
    languages: tuple[str, ...]
    offers: tuple[PriorityArea, ...]


def acts(number: int) -> tuple[Act, ...]:
    return (
        Act("partner.yes", str(number), _p("button", "Yes, introduce us"), YES),
        Act("partner.no", str(number), _p("button", "Not this one"), NO),
    )


def why(fit: Fit) -> Words:
    """One sentence, seen from the reader's centre."""
    return _n(
        "{reason}; you share {languages} and {count} working hour a day.",
        "{reason}; you share {languages} and {count} working hours a day.",
        fit.hours,
        reason=_reason(fit),
        languages=Listed(tuple(LanguageName(tag) for tag in fit.languages)),
    )


def _reason(fit: Fit) -> Words:
    if fit.learns and fit.teaches:
        return _(
            "They are strong in *{theirs}*, where you want to grow, and you in *{yours}*, where they do",
            theirs=_areas(fit.learns),
            yours=_areas(fit.teaches),
        )
    if fit.learns:
        return _("They are strong in *{theirs}*, where you want to grow", theirs=_areas(fit.learns))
    if fit.teaches:
        return _("You are strong in *{yours}*, where they want to grow", yours=_areas(fit.teaches))
    if fit.together:
        return _("You and they want to grow in *{area}*", area=_areas(fit.together))
    return _("Neither is far ahead of the other, so that you can compare how you work")


def presented(number: int, fit: Fit, others: Sequence[Unnamed], own_name: str | None) -> Words:
    """Everything that is said before an answer; what happens after a yes is part of it."""
    return Lines(
        (
            _head(number, others),
            why(fit),
            *(told(one, with_country=len(others) > 1) for one in others),
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
    if len(others) == 1:
        return _(
            "A centre in {country} could be a partner for yours (partner {number}).",
            country=Country(others[0].country),
            number=str(number),
        )
    countries = tuple(Country(code) for code in dict.fromkeys(one.country for one in others))
    return _(
        "Two centres could be partners for yours: {countries} (partner {number}).",
        countries=Listed(countries),
        number=str(number),
    )


def told(one: Unnamed, *, with_country: bool) -> Words:
    languages = Listed(tuple(LanguageName(tag) for tag in one.languages))
    offers = _areas(one.offers) if one.offers else None
    if with_country:
        if offers is None:
            return _("• {country}: they speak {languages}.", country=Country(one.country), languages=languages)
        return _(
            "• {country}: they speak {languages} and are strong in {areas}.",
            country=Country(one.country),
            languages=languages,
            areas=offers,
        )
    if offers is None:
        return _("They speak {languages}.", languages=languages)
    return _("They speak {languages} and are strong in {areas}.", languages=languages, areas=offers)


def _areas(areas: Sequence[PriorityArea]) -> Words:
    return Listed(tuple(AREA_NAMES[area] for area in areas[:MOST_AREAS]))
