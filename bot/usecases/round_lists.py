"""Which rounds there are, and how far one is, for those who coordinate: of others only their own part."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.participation import CentreStanding, Tally, silent, tally
from bot.i18n.phrase import Variants, Words
from bot.storage.questionnaires import Publication, PublicationWay, Voice, titles_in_languages
from bot.storage.rounds import KIND, Round, RoundState, find_round
from bot.storage.variants import texts
from bot.usecases import participation, rights, rounds
from bot.usecases.publication_scope import scope_of
from bot.usecases.work import Work

MOST_LISTED = 50


class Phase(StrEnum):
    TO_COME = "to come"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class InSight:
    """A round that the actor coordinates, at least a part of it."""

    number: int
    name: Variants
    phase: Phase
    opens_at: datetime
    closes_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """`centres`: only those that the reader coordinates; `manages`: all of them."""

    number: int
    name: Variants
    title: Words  # of the instrument
    programme: Variants
    phase: Phase
    opens_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None
    baseline: Variants | None
    voices: tuple[Voice, ...]
    reminds: bool
    manages: bool
    centres: tuple[CentreStanding, ...]

    @property
    def whole(self) -> Tally:
        return tally(self.centres)


def in_sight(work: Work) -> tuple[InSight, ...]:
    """The latest first."""
    rows = work.session.exec(
        select(Round, Publication)
        .join(Publication, col(Publication.round_id) == col(Round.id))
        .where(Publication.way == PublicationWay.TEAM)
        .order_by(col(Round.opens_at).desc(), col(Round.id).desc())
    ).all()
    scope = scope_of(work)
    found = list(
        islice((one for one, publication in rows if scope.sees(Audience.from_json(publication.audience))), MOST_LISTED)
    )
    names = texts(work.session, KIND, [one.id for one in found], "name")
    return tuple(
        InSight(one.id, Variants(names.get(one.id, {})), phase(one, work.now), one.opens_at, one.closes_at)
        for one in found
    )


def standing(work: Work, number: int) -> Standing | Refusal:
    """As of now; of a round that has closed, as it was then."""
    round_ = find_round(work.session, number)
    if round_ is None:
        return Refusal(rounds.NO_SUCH_ROUND)
    publications = rounds.publications_of(work.session, number)
    [of_teams] = [one for one in publications if one.way is PublicationWay.TEAM]
    audience = Audience.from_json(of_teams.audience)
    scope = scope_of(work)
    if not scope.sees(audience):
        return Refusal(rights.NO_RIGHT)
    wanted = [one for one in (number, round_.baseline_id) if one is not None]
    names = texts(work.session, KIND, wanted, "name")
    return Standing(
        number=number,
        name=Variants(names.get(number, {})),
        programme=Variants(
            texts(work.session, "programme", [round_.programme_id], "name").get(round_.programme_id, {})
        ),
        title=titles_in_languages(work.session, [of_teams.version_id])[of_teams.version_id],
        phase=phase(round_, work.now),
        opens_at=round_.opens_at,
        closes_at=round_.closes_at,
        closed_at=round_.closed_at,
        baseline=None if round_.baseline_id is None else Variants(names.get(round_.baseline_id, {})),
        voices=tuple(one.voice for one in publications if one.voice is not None),
        reminds=round_.reminds,
        manages=scope.manages(audience),
        centres=tuple(one for one in participation.centres_of(work, round_, of_teams) if scope.covers(one.centre)),
    )


@dataclass(frozen=True)
class Behind:
    """A centre that has not signed yet."""

    name: Variants
    standing: CentreStanding


def behind(work: Work, number: int) -> tuple[Behind, ...] | Refusal:
    """Those that have not even begun first."""
    found = standing(work, number)
    if isinstance(found, Refusal):
        return found
    late = silent(found.centres)
    names = texts(work.session, "centre", [one.centre for one in late], "name")
    return tuple(Behind(Variants(names.get(one.centre, {})), one) for one in late)


def phase(round_: Round, now: datetime) -> Phase:
    if round_.state is RoundState.CLOSED or (round_.closes_at is not None and round_.closes_at <= now):
        return Phase.CLOSED
    return Phase.TO_COME if round_.opens_at > now else Phase.OPEN
