"""What the people of a team say of each indicator, and what counts by the rule of their round."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.refusal import Refusal
from bot.domain.rights import Right
from bot.domain.settling import Counting, Decision, Settled, Settling, View, needs_the_team, settle
from bot.i18n.phrase import _
from bot.storage.assessments import Assessment, SettledLevel, settled_of, told_by_team
from bot.storage.questionnaires import LARGEST_NUMBER, Publication
from bot.storage.rounds import Round
from bot.usecases import rights
from bot.usecases.assessments import standing
from bot.usecases.work import Work

NONE_SUCH = _("There is no such self-assessment for you. Write *team* to see those of your centre.")


@dataclass(frozen=True)
class Who:
    """Of the team: a person; where they were forgotten, only their place in the centre; at last what they handed in."""

    person: int | None
    membership: int | None = None
    submission: int | None = None


@dataclass(frozen=True)
class Views:
    """By indicator. Decisions are those that somebody made; what only followed from the rule is worked out anew."""

    rule: Settling
    said: Mapping[str, tuple[View, ...]]
    decisions: Mapping[str, Decision]
    decided: Mapping[str, SettledLevel]

    @property
    def to_settle(self) -> tuple[str, ...]:
        return tuple(
            indicator
            for indicator, views in self.said.items()
            if needs_the_team(views, self.rule, self.decisions.get(indicator))
        )

    @property
    def counting(self) -> dict[str, Counting]:
        """Of the indicators of which anybody said anything."""
        found = (
            (indicator, settle(views, self.rule, self.decisions.get(indicator)))
            for indicator, views in self.said.items()
        )
        return {indicator: counting for indicator, counting in found if counting is not None}


def find(work: Work, assessment_id: int) -> Assessment | None:
    """People may write any number."""
    return work.session.get(Assessment, assessment_id) if assessment_id <= LARGEST_NUMBER else None


def is_of_the_team(work: Work, assessment: Assessment) -> bool:
    return any(one.centre_id == assessment.centre_id for one in work.session.exec(standing(work)))


def may_sign(work: Work, assessment: Assessment) -> bool:
    return rights.refused(work, Right.SIGN_OFF, rights.at_centre(work, assessment.centre_id)) is None


def may_comment(work: Work, assessment: Assessment) -> bool:
    return rights.refused(work, Right.COMMENT, rights.at_centre(work, assessment.centre_id)) is None


def seen(work: Work, assessment_id: int) -> Assessment | Refusal:
    """By the team, by those who may sign it, by mentors of the centre. Those outside of rounds have no team."""
    assessment = find(work, assessment_id)
    if assessment is None or assessment.publication_id is None:
        return Refusal(NONE_SUCH)
    if is_of_the_team(work, assessment) or may_comment(work, assessment):
        return assessment
    return Refusal(NONE_SUCH)


def round_of(work: Work, assessment: Assessment) -> Round | None:
    publication = (
        None if assessment.publication_id is None else work.session.get(Publication, assessment.publication_id)
    )
    return (
        None if publication is None or publication.round_id is None else work.session.get(Round, publication.round_id)
    )


def views_of(work: Work, assessment: Assessment) -> Views:
    """Two queries, however many people and indicators."""
    found: dict[str, dict[Who, View]] = {}
    for one in told_by_team(work.session, assessment.id):
        said_by = who(one.person, one.membership, one.submission)
        views = found.setdefault(one.indicator, {})
        before = views.get(said_by)
        same = before is not None and (before.level, before.not_applicable) == (one.level, one.not_applicable)
        since = before.since if before is not None and same else one.at
        views[said_by] = View(said_by, one.level, one.not_applicable, one.relevance, since)
    decided = {row.indicator: row for row in settled_of(work.session, assessment.id) if _was_decided(row)}
    in_round = round_of(work, assessment)
    return Views(
        rule=in_round.settling if in_round is not None else Settling.AGREE,
        said={indicator: tuple(views.values()) for indicator, views in found.items()},
        decisions={indicator: _decision(row) for indicator, row in decided.items()},
        decided=decided,
    )


def who(person: int | None, membership: int | None, submission: int) -> Who:
    if person is not None:
        return Who(person)
    return Who(None, membership) if membership is not None else Who(None, None, submission)


def _was_decided(row: SettledLevel) -> bool:
    return row.by_id is not None and row.how in {Settled.AGREED, Settled.KEPT}


def _decision(row: SettledLevel) -> Decision:
    keeps = row.how is Settled.KEPT
    level = None if keeps or row.level is None else int(row.level)
    return Decision(level, row.not_applicable and not keeps, row.at)
