"""What may be chosen when somebody says whom a thing is meant for: never more than their roles allow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlmodel import col, select

from bot.domain.audiences import Audience
from bot.domain.regions import REGIONS
from bot.domain.rights import ROLES, Right, ScopeKind
from bot.i18n.phrase import Variants, Words
from bot.storage.milestones import CALENDAR, ProgrammeCalendar
from bot.storage.questionnaires import Publication, PublicationWay
from bot.storage.sessions import LearningSession, SessionState, titles
from bot.storage.variants import texts
from bot.usecases import audience_words, rights, segments
from bot.usecases.publication_scope import Scope, scope_of
from bot.usecases.registry import active_networks, countries_with_centres
from bot.usecases.segments import Saved
from bot.usecases.work import Work

MOST_LISTED = 12  # of each kind, the latest first
LOOKED_AT = 100  # of each kind, the latest


@dataclass(frozen=True)
class Choices:
    """`bases`: the widest audiences of the actor's roles, one of which holds whatever else is chosen."""

    bases: tuple[Audience, ...]
    countries: tuple[str, ...]
    networks: tuple[tuple[int, Words], ...]
    languages: tuple[str, ...]


Numbered = tuple[tuple[int, Words], ...]


@dataclass(frozen=True)
class Further:
    """What is asked for less often: of each kind what the actor has in sight. `publications`: those of rounds, too."""

    regions: tuple[str, ...]
    cohorts: Numbered
    sessions: Numbered  # that are over
    publications: Numbered
    saved: tuple[Saved, ...]


def choices(work: Work, right: Right) -> Choices:
    held = [role for role in rights.roles_of(work, work.person_id) if role.role in ROLES[right]]
    bases = [
        Audience(countries=(role.scope_id,))
        if role.scope_kind is ScopeKind.COUNTRY
        else Audience(networks=(int(role.scope_id),))
        for role in held
        if role.scope_kind in {ScopeKind.COUNTRY, ScopeKind.NETWORK}
    ]
    if any(role.scope_kind is ScopeKind.PROGRAMME for role in held):
        bases = [Audience()]
    return Choices(
        tuple(dict.fromkeys(bases)), countries_with_centres(work), active_networks(work), work.translator.languages
    )


def further(work: Work, right: Right) -> Further:
    """Some ten queries, whatever there is."""
    countries = set(countries_with_centres(work))
    scope = scope_of(work, right)
    return Further(
        regions=tuple(region for region, one in REGIONS.items() if one.codes & countries),
        cohorts=_cohorts(work, scope),
        sessions=_sessions(work, scope),
        publications=_publications(work, scope),
        saved=tuple(segments.mine(work)),
    )


def _cohorts(work: Work, scope: Scope) -> Numbered:
    rows = work.session.exec(
        select(ProgrammeCalendar.id, ProgrammeCalendar.audience).order_by(col(ProgrammeCalendar.id).desc())
    ).all()
    found = _in_sight(rows, scope)
    named = texts(work.session, CALENDAR, found, "name")
    return tuple((number, Variants(named[number])) for number in found if number in named)


def _sessions(work: Work, scope: Scope) -> Numbered:
    rows = work.session.exec(
        select(LearningSession.id, LearningSession.audience)
        .where(LearningSession.state == SessionState.PLANNED, col(LearningSession.starts_at) <= work.now)
        .order_by(col(LearningSession.starts_at).desc(), col(LearningSession.id).desc())
        .limit(LOOKED_AT)
    ).all()
    found = _in_sight(rows, scope)
    named = titles(work.session, found)
    return tuple((number, Variants(named[number])) for number in found if number in named)


def _publications(work: Work, scope: Scope) -> Numbered:
    """Without what is asked after sessions; who answered by a code is not known."""
    rows = work.session.exec(
        select(Publication.id, Publication.audience)
        .where(col(Publication.way).in_([PublicationWay.EACH, PublicationWay.TEAM]))
        .order_by(col(Publication.id).desc())
        .limit(LOOKED_AT)
    ).all()
    found = _in_sight((row for row in rows if not row[1].get("sessions")), scope)
    named = audience_words.publication_names(work, found)
    return tuple((number, named[number]) for number in found)


def _in_sight(rows: Iterable[tuple[int, Mapping[str, Any]]], scope: Scope) -> list[int]:
    return list(islice((number for number, data in rows if scope.sees(Audience.from_json(data))), MOST_LISTED))
