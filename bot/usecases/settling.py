"""Levels that differ within a team: seen with who said which, settled by the coordinator, or by people who change theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from bot.core.identifiers import new_public_id
from bot.core.refusal import Refusal
from bot.domain.settling import Settled, Settling, View, differ
from bot.i18n.phrase import _
from bot.questionnaires.described import Described, described
from bot.questionnaires.scoring import NOT_APPLICABLE
from bot.storage.assessments import (
    Assessment,
    AssessmentState,
    Rating,
    SettledLevel,
    Told,
    held,
    settled_of,
    told_by_team,
)
from bot.storage.people import Person
from bot.storage.questionnaires import Publication, Submission, takes_answers
from bot.usecases import audit, team_views
from bot.usecases.editions import Editions
from bot.usecases.rights import NO_RIGHT
from bot.usecases.team_views import Who
from bot.usecases.work import Work

SEND = "send"  # the answer that hands the choices in
KEEP = "keep"  # both views
SIGNED = _(
    "This self-assessment has been signed off meanwhile, so nothing of it can change now. Nothing is lost: the coordinator of your centre can reopen it."
)
NOT_OURS = _("You no longer belong to the team of this centre, so I cannot change this. What you said before stands.")
OVER = _("The last day for answers is over, so I cannot change yours. What you said before stands.")


@dataclass(frozen=True)
class Said:
    """Of one level, or of not applicable (None): who says so. A name is None where the person has been forgotten."""

    level: int | None
    names: tuple[str | None, ...]
    mine: bool


@dataclass(frozen=True)
class Difference:
    about: Described
    said: tuple[Said, ...]  # the highest level first

    @property
    def mine(self) -> Said | None:
        return next((one for one in self.said if one.mine), None)

    @property
    def choices(self) -> tuple[int | None, ...]:
        """To agree on: whatever lies between those that were said, and not applicable if somebody says so."""
        levels = [one.level for one in self.said if one.level is not None]
        values = [one.value for one in self.about.levels if one.value is not None]
        between = [value for value in values if levels and min(levels) <= value <= max(levels)]
        return (*between, *(one.level for one in self.said if one.level is None))


@dataclass(frozen=True)
class Differences:
    """`open` are those on which the person who asks can do something."""

    rule: Settling
    decides: bool  # for the team; otherwise the person can change their own level only
    open: tuple[Difference, ...]
    all: tuple[Difference, ...]


def differences(work: Work, editions: Editions, assessment_id: int) -> Differences | Refusal:
    """In the form's order."""
    assessment = team_views.seen(work, assessment_id)
    if isinstance(assessment, Refusal):
        return assessment
    is_ours = team_views.is_of_the_team(work, assessment)
    decides = team_views.may_sign(work, assessment)
    if not (is_ours or decides):
        return Refusal(_("Who said what is seen by the team of the centre only."))
    if refusal := _closed(assessment):
        return refusal
    views = team_views.views_of(work, assessment)
    decides = decides and views.rule is Settling.AGREE
    about = described(editions.edition(work, assessment.version_id).plan.form)
    differing = [one for one in about if differ(views.said.get(one, ()))]
    names = names_of(work, {view.who for one in differing for view in views.said[one] if isinstance(view.who, Who)})
    me = Who(work.person_id)
    found = [Difference(about[one], _said(views.said[one], names, me)) for one in differing]
    wanted = frozenset(views.to_settle)
    if decides:
        mine = [one for one in found if one.about.indicator in wanted]
    else:
        mine = [
            one
            for one in found
            if one.mine is not None and (views.rule is not Settling.AGREE or one.about.indicator in wanted)
        ]
    return Differences(views.rule, decides, tuple(mine), tuple(found))


def listed(work: Work, editions: Editions, assessment_id: int) -> dict[str, Any] | Refusal:
    """What a talk about them starts from, as JSON: which ones, and when they were seen so."""
    found = differences(work, editions, assessment_id)
    if isinstance(found, Refusal):
        return found
    return {
        "at": work.now.isoformat(),
        "indicators": [one.about.indicator for one in found.open],
        "decides": found.decides,
    }


def decide(work: Work, assessment_id: int, choices: Mapping[str, str], seen_at: datetime) -> int | Refusal:
    """By whoever may sign: for each indicator a level, not applicable, or `KEEP`. How many were settled.

    A decision is on what was said until `seen_at`: where somebody has said something else since, it is asked anew.
    """
    assessment = held(work.session, assessment_id)
    if assessment is None or not team_views.may_sign(work, assessment):
        return Refusal(NO_RIGHT)
    if refusal := _closed(assessment):
        return refusal
    views = team_views.views_of(work, assessment)
    before = {row.indicator: row for row in settled_of(work.session, assessment_id)}
    for indicator, choice in choices.items():
        if indicator not in views.said:
            continue
        row = before.get(indicator) or SettledLevel(
            assessment_id=assessment_id, indicator=indicator, how=Settled.AGREED, at=seen_at
        )
        row.how = Settled.KEPT if choice == KEEP else Settled.AGREED
        row.not_applicable = choice == NOT_APPLICABLE
        row.level = float(choice) if choice not in {KEEP, NOT_APPLICABLE} else None
        row.by_id, row.at = work.person_id, seen_at
        work.session.add(row)
    work.session.flush()
    audit.note(
        work, "settle", "assessment", assessment_id, scope=f"centre:{assessment.centre_id}", indicators=len(choices)
    )
    return len(choices)


def change_mine(work: Work, editions: Editions, assessment_id: int, choices: Mapping[str, str]) -> int | Refusal:
    """What the person said themselves becomes another level, handed in beside the rest, which stands. How many changed."""
    assessment = held(work.session, assessment_id)
    if assessment is None or not team_views.is_of_the_team(work, assessment):
        return Refusal(NOT_OURS)
    if refusal := _closed(assessment):
        return refusal
    publication = (
        None if assessment.publication_id is None else work.session.get(Publication, assessment.publication_id)
    )
    if publication is None or not takes_answers(publication, work.now):
        return Refusal(OVER)
    latest = {one.indicator: one for one in told_by_team(work.session, assessment_id) if one.person == work.person_id}
    changed = {indicator: choice for indicator, choice in choices.items() if indicator in latest}
    if changed:
        _hand_in(work, editions, [latest[indicator] for indicator in changed], changed)
    scope = f"centre:{assessment.centre_id}"
    audit.note(work, "change levels", "assessment", assessment_id, scope=scope, indicators=len(changed))
    return len(changed)


def _hand_in(work: Work, editions: Editions, before: Sequence[Told], changed: Mapping[str, str]) -> None:
    """These levels only, in words of the version that the person answered last."""
    last = work.session.get_one(Submission, max(one.submission for one in before))
    about = described(editions.edition(work, last.version_id).plan.form)
    correction = Submission(
        public_id=new_public_id(),
        publication_id=last.publication_id,
        assessment_id=last.assessment_id,
        version_id=last.version_id,
        person_id=work.person_id,
        membership_id=last.membership_id,
        centre_id=last.centre_id,
        parts=[],  # none of them as a whole
        language=last.language,
        started_at=work.now,
        finished_at=work.now,
        answers={about[indicator].path: choice for indicator, choice in changed.items() if indicator in about},
    )
    work.session.add(correction)
    work.session.flush()
    work.session.add_all(
        Rating(
            submission_id=correction.id,
            indicator=one.indicator,
            level=None if changed[one.indicator] == NOT_APPLICABLE else int(changed[one.indicator]),
            not_applicable=changed[one.indicator] == NOT_APPLICABLE,
            relevance=one.relevance,
        )
        for one in before
    )
    work.session.flush()


def _said(views: Sequence[View], names: Mapping[Who, str | None], me: Who) -> tuple[Said, ...]:
    """Without those who would rather not say."""
    by_level: dict[int | None, list[View]] = {}
    for view in views:
        if view.says_something:
            by_level.setdefault(view.level, []).append(view)
    highest_first = sorted(by_level, key=lambda level: (level is None, -(level or 0)))
    return tuple(
        Said(
            level,
            tuple(
                sorted((_name(names, view) for view in by_level[level]), key=lambda name: (name is None, name or ""))
            ),
            mine=any(view.who == me for view in by_level[level]),
        )
        for level in highest_first
    )


def _name(names: Mapping[Who, str | None], view: View) -> str | None:
    return names.get(view.who) if isinstance(view.who, Who) else None


def names_of(work: Work, people: Iterable[Who]) -> dict[Who, str | None]:
    """None: they have been forgotten, or never told a name."""
    wanted = {one.person: one for one in people if one.person is not None}
    rows = work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(list(wanted))))
    return {wanted[number]: name for number, name in rows}


def _closed(assessment: Assessment) -> Refusal | None:
    return Refusal(SIGNED) if assessment.state is AssessmentState.SIGNED else None
