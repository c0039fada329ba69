"""An audience in words, line by line, in the order in which it was put together."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlmodel import col, select

from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.audiences import Audience
from bot.domain.regions import REGIONS, Region
from bot.domain.rights import Role
from bot.i18n.phrase import Country, LanguageName, Lines, Listed, Phrase, Variants, Words, _
from bot.storage.memberships import CentreFunction
from bot.storage.milestones import CALENDAR
from bot.storage.questionnaires import Publication, titles_in_languages
from bot.storage.rounds import KIND as ROUND
from bot.storage.sessions import titles
from bot.storage.variants import texts
from bot.usecases import memberships, rights, role_words
from bot.usecases.work import Work

NAMES: Mapping[str, Phrase] = {
    "countries": _("Countries"),
    "regions": _("Regions"),
    "networks": _("Networks"),
    "areas": _("Priority areas"),
    "centres": _("Centres"),
    "cohorts": _("Cohorts"),
    "functions": _("Functions"),
    "roles": _("Roles"),
    "languages": _("Languages"),
    "sessions": _("Came to a session"),
    "answered": _("Have answered"),
    "silent": _("Have not answered"),
    "no_session": _("Came to no session"),
}
EVERYBODY = _("Everybody")


WORDS: Mapping[str, Callable[[str], Words]] = {  # of what has no name in the database
    "countries": Country,
    "regions": lambda value: REGIONS[Region(value)].name,
    "areas": lambda value: AREA_NAMES[PriorityArea(value)],
    "functions": lambda value: memberships.FUNCTIONS[CentreFunction(value)],
    "roles": lambda value: role_words.NAMES[Role(value)],
    "languages": lambda value: LanguageName(value, capital=True),
}
Called = Mapping[tuple[str, int], Words]  # what has one, by kind of condition and number


def described(work: Work, audience: Audience) -> Words:
    """One condition a line; a query for each kind of thing that has a name of its own. For those who have a role."""
    if not rights.roles_of(work, work.person_id):
        return Lines(())
    return in_words(work, audience)


def in_words(work: Work, audience: Audience) -> Words:
    """Likewise, where it is told to others who may know it, whoever asks."""
    return Lines(tuple(_lines(dict(_named(work, audience)), audience)))


def conditions(work: Work, audience: Audience) -> Sequence[Words]:
    """What it asks for itself, each alone; nothing where it asks for nothing."""
    return tuple(_own(dict(_named(work, audience)), audience))


def publication_names(work: Work, numbers: Collection[int]) -> dict[int, Words]:
    """A round's name, where it is asked in one; else the questionnaire's title."""
    rows = work.session.exec(
        select(Publication.id, Publication.version_id, Publication.round_id).where(col(Publication.id).in_(numbers))
    ).all()
    called = titles_in_languages(work.session, sorted({version for _number, version, _round in rows}))
    of_rounds = texts(work.session, ROUND, {number for _publication, _version, number in rows if number}, "name")
    return {
        number: Variants(of_rounds[in_round]) if in_round in of_rounds else called[version]
        for number, version, in_round in rows
    }


def _lines(called: Called, audience: Audience) -> list[Words]:
    lines: list[Words] = [line for first in audience.any_of[:1] for line in _lines(called, first)]
    lines += [_("or also: {who}", who=_inline(called, one)) for one in audience.any_of[1:]]
    for condition in _own(called, audience):
        lines.append(_("of these only: {who}", who=condition) if lines else condition)
    lines = lines or [EVERYBODY]
    return lines + [_("but not: {who}", who=_inline(called, one)) for one in audience.but_not]


def _inline(called: Called, audience: Audience) -> Words:
    """In one line, where it is a part of something else."""
    if not audience.any_of and not audience.but_not:
        return Listed(tuple(_own(called, audience)) or (EVERYBODY,))
    first, *others = _lines(called, audience)
    for line in others:
        first = _("{before}; {after}", before=first, after=line)
    return first


def _own(called: Called, audience: Audience) -> Iterable[Words]:
    for kind, name in NAMES.items():
        values = getattr(audience, kind)
        if values is True:
            yield name
        elif values:
            yield _("{kind}: {values}", kind=name, values=Listed(tuple(_value(called, kind, one) for one in values)))


def _value(called: Called, kind: str, value: str | int) -> Words:
    return WORDS[kind](str(value)) if kind in WORDS else called.get((kind, int(value)), str(value))


def _named(work: Work, audience: Audience) -> Iterable[tuple[tuple[str, int], Words]]:
    for kind, of_texts in (("networks", "network"), ("centres", "centre"), ("cohorts", CALENDAR)):
        numbers = _numbers(audience, kind)
        if numbers:
            found = texts(work.session, of_texts, numbers, "name")
            yield from (((kind, number), Variants(names)) for number, names in found.items())
    if numbers := _numbers(audience, "sessions"):
        yield from ((("sessions", one), Variants(names)) for one, names in titles(work.session, numbers).items())
    if numbers := _numbers(audience, "answered", "silent"):
        for one, name in publication_names(work, numbers).items():
            yield ("answered", one), name
            yield ("silent", one), name


def _numbers(audience: Audience, *kinds: str) -> list[int]:
    return sorted({number for one in audience.leaves() for kind in kinds for number in getattr(one, kind)})
