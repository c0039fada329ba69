"""What stands beside a centre's own result: the network, its round, and what others say without names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot.domain.areas import PriorityArea
from bot.domain.round_results import About, network_figures
from bot.domain.scores import Comparison, compare
from bot.domain.steps import Step
from bot.i18n.phrase import Words
from bot.storage.assessments import ScoreKind, means_of_centres
from bot.storage.round_results import kept_means_in
from bot.usecases.round_standings import standings_of
from bot.usecases.voices import GROUPS
from bot.usecases.voices_beside import seen_by_others

Subject = PriorityArea | Step


@dataclass(frozen=True)
class View:
    """Of a group that answered without names, where it may be shown: levels, the centre's own and the group's."""

    group: Words
    people: int
    levels: Mapping[Subject, tuple[float, float]]


def in_network(session: Session, programme_id: int) -> Mapping[Subject, Comparison]:
    return _compared(means_of_centres(session, programme_id))


def in_round(session: Session, number: int, centre_id: int) -> Mapping[Subject, Comparison]:
    """As far as it tells of no single centre: while the round is open, five centres at a time and five behind."""
    found = standings_of(session, number, centre_id)
    if found is None:
        return {}
    means = found.kept(kept_means_in(session, number, (ScoreKind.AREA, ScoreKind.STEP)))
    figures = network_figures(means, {}, found.measure.scale, is_open=found.is_open)
    known = _subjects()
    return {known[one.key]: spread for one, spread in figures.spreads.items() if one.about is not About.OVERALL}


def views(session: Session, number: int, centre_id: int) -> tuple[View, ...]:
    known = _subjects()
    return tuple(
        View(GROUPS[voice], seen.people, {known[one.key]: pair for one, pair in seen.pairs.items()})
        for voice, seen in seen_by_others(session, number, centre_id).items()
    )


def _subjects() -> dict[str, Subject]:
    """By what they are called in the tables."""
    return {one.value: one for one in PriorityArea} | {one.value: one for one in Step}


def _compared(means: Iterable[tuple[str, int, float]]) -> Mapping[Subject, Comparison]:
    known = _subjects()
    by_subject: dict[Subject, dict[int, list[float]]] = {}
    for key, centre_id, mean in means:
        by_subject.setdefault(known[key], {})[centre_id] = [mean]
    return {one: comparison for one, means in by_subject.items() if (comparison := compare(means)) is not None}
