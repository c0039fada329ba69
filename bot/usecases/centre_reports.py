"""The report of a centre: everything that its signed self-assessment says, for its team and those who may see its results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.core.refusal import Refusal
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.priorities import priorities
from bot.domain.round_results import About, Subject
from bot.domain.scores import Indicator, Profile, Scale, Score, profile, strongest, to_work_on
from bot.domain.scores_in_words import explained, without_mean
from bot.domain.settling import Settled
from bot.domain.steps import STEP_NAMES, Step
from bot.i18n.phrase import Listed, Moment, MomentStyle, Variants, Words, _, _n
from bot.questionnaires.described import Described, described, levels_of
from bot.questionnaires.form import Form
from bot.questionnaires.scoring import rated
from bot.reports.centre_report import Answer, CentreReport, Highlight, Part
from bot.reports.told import Grade, View, as_number
from bot.storage.assessments import Assessment, SettledLevel, settled_of
from bot.storage.questionnaires import titles_in_languages
from bot.storage.rounds import KIND as ROUND
from bot.storage.variants import texts
from bot.usecases import centre_report_plan, results, round_results, team_views
from bot.usecases import centre_report_sources as sources
from bot.usecases.editions import Editions
from bot.usecases.forms import indicators
from bot.usecases.invitations import centre_name
from bot.usecases.round_results import NOT_SIGNED, CentreResult
from bot.usecases.voices import GROUPS
from bot.usecases.voices_results import heard_in_round
from bot.usecases.work import Work

HIGHLIGHTS = 3


def report(work: Work, editions: Editions, assessment_id: int) -> CentreReport | Refusal:
    assessment = reportable(work, assessment_id)
    if isinstance(assessment, Refusal):
        return assessment
    form = editions.edition(work, assessment.version_id).plan.form
    in_round = team_views.round_of(work, assessment)
    numbers = [] if in_round is None else [in_round.id, *([in_round.baseline_id] if in_round.baseline_id else [])]
    names = {number: Variants(named) for number, named in texts(work.session, ROUND, numbers, "name").items()}
    found = _Found(
        form=form,
        settled={row.indicator: row for row in settled_of(work.session, assessment.id)},
        kept=_kept(work, assessment),
        beside=None if in_round is None else _beside(work, in_round.id, assessment.centre_id),
    )
    return CentreReport(
        centre=centre_name(work, assessment.centre_id),
        programme=sources.programme_name(work, assessment.centre_id),
        instrument=titles_in_languages(work.session, [assessment.version_id])[assessment.version_id],
        day=signed_on(assessment),
        grades=found.grades,
        parts=tuple(found.parts(found.subjects)),
        steps=tuple(found.parts(found.steps)),
        overall=found.scores.overall.mean,
        explained=explained(found.scores.overall),
        round=None if in_round is None else names.get(in_round.id),
        took_part=sources.took_part(work, assessment.id),
        strongest=found.strongest(),
        to_work_on=found.to_work_on(),
        earlier=names.get(in_round.baseline_id) if in_round is not None and in_round.baseline_id else None,
        resolved=centre_report_plan.resolved(work, assessment),
        views=found.views(),
        remarks=() if in_round is None else sources.remarks(work, in_round.id, assessment.centre_id),
        centres=found.centres,
        comments=sources.comments(work, assessment, found.questions),
        evidence=sources.evidence(work, assessment.id, form),
        as_of=Moment(work.now, MomentStyle.DAY),
    )


def reportable(work: Work, assessment_id: int) -> Assessment | Refusal:
    """One that was signed, for those who may see its results."""
    assessment = team_views.find(work, assessment_id)
    if assessment is None:
        return Refusal(team_views.NONE_SUCH)
    if refusal := results.refused(work, assessment.centre_id):
        return refusal
    return assessment if assessment.signed_at is not None else Refusal(NOT_SIGNED)


def signed_on(assessment: Assessment) -> Moment:
    assert assessment.signed_at is not None, "only signed ones have a report"
    return Moment(assessment.signed_at, MomentStyle.DAY)


def grades_of(known: Mapping[str, Described], scale: Scale) -> tuple[Grade, ...]:
    """Of the scale that all means stand on; with the names that the first indicator on it has."""
    levels = range(scale.lowest, scale.highest + 1)
    named = ({level.value: level for level in one.levels} for one in known.values())
    words = next((one for one in named if set(levels) <= set(one)), {})
    return tuple(
        Grade(level, Variants(words[level].short or words[level].sentence) if level in words else "")
        for level in levels
    )


def _beside(work: Work, number: int, centre_id: int) -> CentreResult | None:
    found = round_results.of_centre(work, number, centre_id, heard_in_round(work.session, number))
    return None if isinstance(found, Refusal) else found


def _kept(work: Work, assessment: Assessment) -> Mapping[str, Sequence[int]]:
    """The levels that stand side by side, by indicator."""
    said = team_views.views_of(work, assessment).said
    return {
        indicator: sorted({view.level for view in views if view.level is not None}) for indicator, views in said.items()
    }


@dataclass(frozen=True)
class _Found:
    form: Form
    settled: Mapping[str, SettledLevel]
    kept: Mapping[str, Sequence[int]]
    beside: CentreResult | None

    @cached_property
    def asked(self) -> tuple[Indicator, ...]:
        return indicators(self.form)

    @cached_property
    def known(self) -> Mapping[str, Described]:
        return described(self.form)

    @cached_property
    def levels(self) -> Mapping[str, float | None]:
        return {name: row.level for name, row in self.settled.items() if row.level is not None or row.not_applicable}

    @cached_property
    def scores(self) -> Profile:
        return profile(self.asked, self.levels)

    @cached_property
    def questions(self) -> Mapping[str, Words]:
        return {name: Variants(one.question) if one.question else name for name, one in self.known.items()}

    @cached_property
    def relevances(self) -> Mapping[str, Mapping[int, Words]]:
        """The words of each relevance, by indicator."""
        return {
            one.indicator: {
                level.value: Variants(level.sentence)
                for level in levels_of(self.form, self.form.parts[one.relevance.path])
                if level.value is not None and level.sentence
            }
            for one in rated(self.form)
            if one.relevance is not None
        }

    @property
    def grades(self) -> tuple[Grade, ...]:
        return grades_of(self.known, self.scores.scale)

    @property
    def centres(self) -> int:
        spreads = {} if self.beside is None else self.beside.everybody.spreads
        return max((one.centres for one in spreads.values()), default=0)

    @cached_property
    def subjects(self) -> Mapping[Subject, Score]:
        """Areas; of an instrument without any, the steps of the circle, or its themes."""
        scores = self.scores
        if scores.areas:
            return {Subject(About.AREA, area.value): score for area, score in scores.areas.items()}
        if scores.steps:
            return {Subject(About.STEP, step.value): score for step, score in scores.steps.items()}
        return {Subject(About.CRITERION, key): score for key, score in scores.criteria.items()}

    @property
    def steps(self) -> Mapping[Subject, Score]:
        """Beside areas."""
        scores = self.scores
        return {Subject(About.STEP, step.value): score for step, score in scores.steps.items()} if scores.areas else {}

    def parts(self, subjects: Mapping[Subject, Score]) -> Iterator[Part]:
        for subject, score in subjects.items():
            spread = None if self.beside is None else self.beside.everybody.spreads.get(subject)
            since = None if self.beside is None else self.beside.since_baseline.get(subject)
            views = () if self.beside is None else self.beside.views.values()
            yield Part(
                name=self.name(subject),
                mean=score.mean,
                explained=explained(score),
                without_mean="" if score.mean is not None else without_mean(score),
                answers=tuple(self.answer(one) for one in self.asked if subject in _subjects(one)),
                before=None if since is None else since[1],
                median=None if spread is None else spread.median,
                quartiles=None if spread is None else (spread.lower_quartile, spread.upper_quartile),
                views=tuple(view[subject][1] if subject in view else None for view in views),
            )

    def name(self, subject: Subject) -> Words:
        match subject.about:
            case About.AREA:
                return AREA_NAMES[PriorityArea(subject.key)]
            case About.STEP:
                return STEP_NAMES[Step(subject.key)]
            case _:
                return subject.key if self.beside is None else self.beside.subjects.get(subject, subject.key)

    def answer(self, one: Indicator) -> Answer:
        row = self.settled.get(one.id)
        level = None if row is None else row.level
        if row is None or level is None:
            missing = _("not applicable") if row is not None and row.not_applicable else _("not rated")
            return Answer(self.questions.get(one.id, one.id), None, missing, self.relevance(one))
        return Answer(
            indicator=self.questions.get(one.id, one.id),
            level=level,
            said=self.meaning(one, level),
            relevance=self.relevance(one),
            note=self.note(one, row),
        )

    def meaning(self, one: Indicator, level: float) -> Words:
        """Nothing where it lies between two levels."""
        if level != int(level) or one.id not in self.known:
            return ""
        words = self.known[one.id].level(int(level))
        return Variants(words.sentence or words.short) if words.sentence or words.short else ""

    def relevance(self, one: Indicator) -> Words:
        row = self.settled.get(one.id)
        if row is None or row.relevance is None:
            return ""
        words = self.relevances.get(one.id, {})
        return words.get(round(row.relevance)) or as_number(row.relevance)

    def note(self, one: Indicator, row: SettledLevel) -> Words:
        if row.how is Settled.KEPT:
            levels = Listed(tuple(str(level) for level in self.kept.get(one.id, ())))
            return _("Kept side by side: {levels}.", levels=levels)
        if row.how is Settled.AVERAGE:
            return _("The mean of what the team said.")
        return _("Here less is better.") if one.reverse else ""

    def strongest(self) -> tuple[Highlight, ...]:
        return tuple(self.highlight(subject) for subject in strongest(self.subjects, HIGHLIGHTS))

    def to_work_on(self) -> tuple[Highlight, ...]:
        """Indicators, where people said how relevant they are; else areas."""
        relevances = {name: row.relevance for name, row in self.settled.items() if row.relevance is not None}
        ranked = list(priorities(self.asked, self.levels, relevances))[:HIGHLIGHTS]
        if not ranked:
            return tuple(self.highlight(subject) for subject in to_work_on(self.subjects, HIGHLIGHTS))
        by_id = {one.id: one for one in self.asked}
        return tuple(self.need(by_id[name]) for name in ranked)

    def highlight(self, subject: Subject) -> Highlight:
        mean = self.subjects[subject].mean
        assert mean is not None, "only what has a mean stands out"
        return Highlight(self.name(subject), mean)

    def need(self, one: Indicator) -> Highlight:
        level = self.levels[one.id]
        assert level is not None, "what does not apply needs nothing"
        within = next((self.name(subject) for subject in self.subjects if subject in _subjects(one)), "")
        return Highlight(self.questions.get(one.id, one.id), level, within, self.relevance(one))

    def views(self) -> tuple[View, ...]:
        if self.beside is None:
            return ()
        return tuple(
            View(GROUPS[voice], _n("about {count} indicator", "about {count} indicators", _indicators(heard)))
            for voice, heard in self.beside.views.items()
        )


def _indicators(heard: Mapping[Subject, tuple[float, float]]) -> int:
    return sum(1 for subject in heard if subject.about is About.INDICATOR)


def _subjects(one: Indicator) -> Iterator[Subject]:
    if one.area is not None:
        yield Subject(About.AREA, one.area.value)
    if one.step is not None:
        yield Subject(About.STEP, one.step.value)
    if one.criterion is not None:
        yield Subject(About.CRITERION, one.criterion)
