"""The synthesis of a round, for those who coordinate it: what all centres say together, and no single one."""

from collections.abc import Iterator, Sequence

from bot.core.refusal import Refusal
from bot.domain.participation import by_country
from bot.domain.round_results import OVERALL, WITHHELD, About, Figures, Subject
from bot.domain.round_results import Common as Shared
from bot.domain.scores import Comparison
from bot.i18n.phrase import Country, Moment, MomentStyle, Words, _, _n
from bot.questionnaires.described import described
from bot.reports.participation_map import Tile
from bot.reports.round_report import Common, Group, NetworkPart, RoundReport
from bot.reports.told import Grade, View
from bot.usecases import round_lists, round_results, rounds
from bot.usecases.centre_reports import grades_of
from bot.usecases.editions import Editions
from bot.usecases.round_lists import Standing
from bot.usecases.round_results import Group as GroupOf
from bot.usecases.round_results import GroupKind, RoundResult
from bot.usecases.voices import GROUPS
from bot.usecases.voices_results import heard_in_round
from bot.usecases.work import Work

MOST_SHARED = 5  # needs, and strengths


def report(work: Work, editions: Editions, number: int) -> RoundReport | Refusal:
    """To be called on a connection for reading: for hundreds of centres it takes up to a second."""
    standing = round_lists.standing(work, number)
    if isinstance(standing, Refusal):
        return standing
    found = round_results.of_round(work, number, heard_in_round(work.session, number))
    if isinstance(found, Refusal):
        return found
    version = rounds.team_publication(work.session, number).version_id
    known = described(editions.edition(work, version).plan.form)
    return written(found, standing, grades_of(known, found.scale))


def written(found: RoundResult, standing: Standing, grades: Sequence[Grade]) -> RoundReport:
    return RoundReport(
        programme=standing.programme,
        name=found.name,
        instrument=standing.title,
        period=_period(standing),
        countries=tuple(Tile(code, one.signed, one.invited) for code, one in by_country(standing.centres).items()),
        grades=tuple(grades),
        parts=tuple(_part(found, subject) for subject in _told_one_by_one(found)),
        people=standing.whole.answered,
        needs=_shared(found, found.needs),
        strengths=_shared(found, found.strengths),
        earlier=standing.baseline,
        groups=tuple(_groups(found)),
        views=tuple(View(GROUPS[voice], _heard(figures)) for voice, figures in found.views.items()),
        notes=(_("The round is still open: figures grow by five centres at a time."),) if found.is_open else (),
    )


def _told_one_by_one(found: RoundResult) -> Iterator[Subject]:
    """Areas; where an instrument has none, the steps of the circle; where it has neither, its themes."""
    for about in (About.AREA, About.STEP, About.CRITERION):
        those = [subject for subject in found.subjects if subject.about is about]
        if those:
            yield from those
            return


def _part(found: RoundResult, subject: Subject) -> NetworkPart:
    spread, change = found.everybody.spreads.get(subject), found.everybody.differences.get(subject)
    views = (figures.spreads.get(subject) for figures in found.views.values())
    return NetworkPart(
        name=found.subjects[subject],
        median=spread.median if spread else None,
        quartiles=_quartiles(spread),
        centres=spread.centres if spread else 0,
        said=_why_not(found.everybody, subject),
        change=change.median if change else None,
        both=change.centres if change else 0,
        views=tuple(view.median if view else None for view in views),
    )


def _groups(found: RoundResult) -> Iterator[Group]:
    for group, figures in found.groups.items():
        spread = figures.spreads.get(OVERALL)
        yield Group(
            name=_name(found, group),
            median=spread.median if spread else None,
            quartiles=_quartiles(spread),
            centres=spread.centres if spread else 0,
            said=_why_not(figures, OVERALL),
        )


def _name(found: RoundResult, group: GroupOf) -> Words:
    if group.kind is GroupKind.COUNTRY:
        return Country(group.key)
    return found.networks.get(group.key) or _("Network {number}", number=group.key)


def _why_not(figures: Figures, subject: Subject) -> Words:
    if subject in figures.spreads:
        return ""
    return WITHHELD[figures.withheld[subject]] if subject in figures.withheld else _("not rated")


def _quartiles(spread: Comparison | None) -> tuple[float, float] | None:
    return (spread.lower_quartile, spread.upper_quartile) if spread else None


def _shared(found: RoundResult, shared: Sequence[Shared]) -> tuple[Common, ...]:
    return tuple(
        Common(found.subjects[Subject(About.INDICATOR, one.indicator)], one.centres, one.of)
        for one in shared[:MOST_SHARED]
    )


def _heard(figures: Figures) -> Words:
    return _n("heard in {count} centre", "heard in {count} centres", figures.centres)


def _period(standing: Standing) -> Words:
    begin = Moment(standing.opens_at, MomentStyle.DAY)
    end = standing.closed_at or standing.closes_at
    if end is None:
        return _("from {begin}", begin=begin)
    return _("{begin} to {end}", begin=begin, end=Moment(end, MomentStyle.DAY))
