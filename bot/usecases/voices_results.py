"""What voices come to: only after they are sealed, only from five answers on, and never so that a difference tells more."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from bot.domain.suppression import FEWEST, visible
from bot.questionnaires.form import Form
from bot.storage.centres import Centre
from bot.storage.questionnaires import Publication, PublicationState, PublicationWay, QuestionnaireVersion, Voice
from bot.storage.voices import Rated, VoiceLink, counts, rated, remarks
from bot.usecases.forms import indicators
from bot.usecases.round_voices import Voices


@dataclass(frozen=True)
class Level:
    """`count` people have given a level; `mean` of those."""

    mean: float
    count: int


@dataclass(frozen=True)
class Results:
    """Of one round. What is missing is not shown: by indicator and group, of centres, of countries (ISO 3166), of all."""

    centres: dict[tuple[int, str, Voice], Level]
    countries: dict[tuple[str, str, Voice], Level]
    overall: dict[tuple[str, Voice], Level]


def voice_levels(session: Session, publications: Collection[int]) -> Mapping[tuple[int, str, Voice], Level]:
    """(centre, indicator, group) → what is shown of it; of the publications of one round."""
    return voice_results(session, publications).centres


def heard_in_round(session: Session, number: int) -> Voices:
    """What may be shown of a round's voices, with the indicators that each group was asked about."""
    asked = asked_in_round(session, number)
    asked_of = {voice: indicators(form) for _id, voice, form in asked}
    return Voices(voice_levels(session, [publication for publication, _voice, _form in asked]), asked_of)


def asked_in_round(session: Session, number: int) -> Sequence[tuple[int, Voice, Form]]:
    """(publication, group, what it was asked)."""
    rows = session.exec(
        select(Publication.id, Publication.voice, QuestionnaireVersion.compiled)
        .join(QuestionnaireVersion, col(QuestionnaireVersion.id) == Publication.version_id)
        .where(Publication.round_id == number, Publication.way == PublicationWay.VOICES)
        .order_by(col(Publication.id))
    )
    return [(publication, Voice(voice), Form.from_json(compiled)) for publication, voice, compiled in rows if voice]


def voice_results(session: Session, publications: Collection[int]) -> Results:
    """What may be shown, and always the same: while a round is open, or not wholly sealed, that is nothing, because two
    looks, before and after somebody's answer, would tell what it was.

    Centres come first; a total whose rest would tell of fewer than five people is not shown. Raises ValueError where two
    of the publications ask the same group: put together, they would tell of each what is hidden alone.
    """
    group_of = _sealed(session, publications)
    if len(set(group_of.values())) < len(group_of):
        raise ValueError("publications of one round ask each group once")
    cells: dict[tuple[str, Voice], dict[int, Rated]] = defaultdict(dict)
    for one in rated(session, list(group_of)):
        cells[one.indicator, group_of[one.publication]][one.centre] = one
    country_of = dict(session.exec(select(Centre.id, Centre.country)).all())
    results = Results({}, {}, {})
    for (indicator, voice), of_centres in cells.items():
        for (kind, key), level in _shown(of_centres, country_of).items():
            if kind == _CENTRE:
                results.centres[key, indicator, voice] = level
            elif kind == _COUNTRY:
                results.countries[key, indicator, voice] = level
            else:
                results.overall[indicator, voice] = level
    return results


def voice_remarks(session: Session, publications: Collection[int], centre: int) -> Sequence[tuple[int, str, str]]:
    """(publication, path of the question, answer) of what was said beside ratings, in no order of time.

    Of a group nothing unless five have answered, and it is sealed.
    """
    answered = counts(session, list(_sealed(session, publications)))
    enough = [publication for (publication, where), count in answered.items() if where == centre and count >= FEWEST]
    return remarks(session, enough, centre)


_CENTRE, _COUNTRY, _ALL = "centre", "country", "all"


def _shown(of_centres: Mapping[int, Rated], country_of: Mapping[int, str]) -> Mapping[tuple[str, Any], Level]:
    countries: dict[str, list[int]] = defaultdict(list)
    for centre in sorted(of_centres):
        countries[country_of[centre]].append(centre)
    groups: list[tuple[tuple[str, Any], list[int]]] = [
        *(((_CENTRE, centre), [centre]) for centre in sorted(of_centres)),
        ((_ALL, None), sorted(of_centres)),
        *(((_COUNTRY, country), centres) for country, centres in sorted(countries.items())),
    ]
    shown = visible(groups, {centre: one.count for centre, one in of_centres.items()})
    return {name: _together([of_centres[centre] for centre in centres]) for name, centres in groups if name in shown}


def _together(those: Sequence[Rated]) -> Level:
    count = sum(one.count for one in those)
    return Level(sum(one.total for one in those) / count, count)


def _sealed(session: Session, publications: Collection[int]) -> dict[int, Voice]:
    """Those of the publications of which nothing is open any more, with the group that each asks."""
    open_links = select(VoiceLink.id).where(
        VoiceLink.publication_id == Publication.id, col(VoiceLink.sealed_at).is_(None)
    )
    rows = session.exec(
        select(Publication.id, Publication.voice).where(
            col(Publication.id).in_(publications),
            Publication.state == PublicationState.CLOSED,
            ~open_links.exists(),
        )
    )
    return {number: Voice(voice) for number, voice in rows if voice is not None}
