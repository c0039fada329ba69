"""A centre's coordinator signs off what the team said: from then on it counts. Reopened with a reason, it waits to be signed again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import col

from bot.core.refusal import Refusal
from bot.domain.rights import WHOLE_PROGRAMME, Right
from bot.domain.scores import Profile, profile
from bot.domain.settling import Settled
from bot.i18n.phrase import Words, _
from bot.storage.assessments import (
    Assessment,
    AssessmentComment,
    AssessmentState,
    SettledLevel,
    contributors,
    held,
)
from bot.storage.centres import Centre, CentreState
from bot.storage.people import Person
from bot.storage.rounds import RoundState
from bot.usecases import assessment_scores, audit, recognition, rights, team_views
from bot.usecases.editions import Editions
from bot.usecases.forms import indicators
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.rights import NO_RIGHT
from bot.usecases.team_views import Views
from bot.usecases.work import Work

# What follows a signing, in the same transaction, with the assessment's id. Signed again after a reopening, it follows again.
Hook = Callable[[Work, int], object]
SEND = "send"  # the answer that signs
REASON = "reason"  # the answer that tells why it is reopened
NOTHING_YET = _("Nobody of the team has handed in anything yet, so there is nothing to sign off.")
CENTRE_GONE = _(
    "This centre does not take part at present, so its self-assessment cannot be signed off. What the team said is kept."
)


@dataclass(frozen=True)
class Signed:
    """By whom: None where it was the one who asks, just now. A name is None where the person has been forgotten."""

    assessment: int
    before: bool = False  # somebody had signed it already: nothing has changed
    late: bool = False  # its round is over, so it counts for the centre only
    by: str | None = None
    at: datetime | None = None


def sign(work: Work, editions: Editions, assessment_id: int, after: Sequence[Hook] = ()) -> Signed | Refusal:
    """Levels, means and the state land together, with whatever follows; signing twice changes nothing."""
    assessment = held(work.session, assessment_id)
    if assessment is None or assessment.publication_id is None:
        return Refusal(team_views.NONE_SUCH)
    if not team_views.may_sign(work, assessment):
        return Refusal(NO_RIGHT)
    if assessment.state is AssessmentState.SIGNED:
        return _signed_before(work, assessment)
    if refusal := _not_now(work, assessment):
        return refusal
    views = team_views.views_of(work, assessment)
    if not views.counting:
        return Refusal(NOTHING_YET)
    scores = scores_of_team(work, editions, assessment, views)
    _write_levels(work, assessment, views)
    assessment_scores.write(work, assessment.id, scores)
    is_late = assessment.first_signed_at is None and _is_over(work, assessment)
    assessment.state, assessment.overall = AssessmentState.SIGNED, scores.overall.mean
    assessment.signed_at, assessment.signed_by_id = work.now, work.actor.person_id
    assessment.first_signed_at = assessment.first_signed_at or work.now
    work.session.add(assessment)
    work.session.flush()
    scope = f"centre:{assessment.centre_id}"
    audit.note(work, "sign", "assessment", assessment.id, scope=scope, rated=scores.overall.answered)
    for follow in after:
        follow(work, assessment.id)
    return Signed(assessment.id, late=is_late)


def scores_of_team(work: Work, editions: Editions, assessment: Assessment, views: Views) -> Profile:
    """As they are now, signed or not."""
    form = editions.edition(work, assessment.version_id).plan.form
    return profile(indicators(form), {indicator: each.level for indicator, each in views.counting.items()})


def reopen(work: Work, assessment_id: int, reason: str) -> int | Refusal:
    """Its levels and means stay until it is signed again. How many people of the team were told."""
    assessment = held(work.session, assessment_id)
    if assessment is None or assessment.publication_id is None:
        return Refusal(team_views.NONE_SUCH)
    if refusal := not_to_reopen(work, assessment):
        return refusal
    assessment.state = AssessmentState.OPEN
    comment = AssessmentComment(assessment_id=assessment.id, person_id=work.actor.person_id, text=reason, at=work.now)
    work.session.add_all([assessment, comment])
    work.session.flush()
    scope = f"centre:{assessment.centre_id}"
    audit.note(work, "reopen", "assessment", assessment.id, scope=scope, comment=comment.id)
    recognition.suspend(work, assessment.id, reason)
    words = _(
        "The self-assessment of *{centre}* is open again. The reason: {reason} "
        "What you said is kept, and you can change it until it is signed off once more: write *team*.",
        centre=centre_name(work, assessment.centre_id),
        reason=reason,
    )
    return tell(
        work, others_of_team(work, assessment.id), Notice(f"assessment:{assessment.id}:reopened:{comment.id}", words)
    )


def others_of_team(work: Work, assessment_id: int) -> list[int]:
    """People who handed something in, without whoever acts."""
    return [one for one in contributors(work.session, assessment_id) if one != work.actor.person_id]


def why_not_reopened(work: Work, assessment_id: int) -> Words | None:
    """For the talk, before it asks anything; None: it may be."""
    assessment = team_views.seen(work, assessment_id)
    refusal = assessment if isinstance(assessment, Refusal) else not_to_reopen(work, assessment)
    return None if refusal is None else refusal.why


def not_to_reopen(work: Work, assessment: Assessment) -> Refusal | None:
    """Why not; None: it may be."""
    if not team_views.may_sign(work, assessment):
        return Refusal(NO_RIGHT)
    if assessment.state is not AssessmentState.SIGNED:
        return Refusal(_("This self-assessment is open already. Write *team* to see how it stands."))
    if _is_over(work, assessment) and rights.refused(work, Right.SIGN_OFF, WHOLE_PROGRAMME):
        return Refusal(
            _(
                "This round is over, and its results stay as they are. If something in them is wrong, the coordinators of the "
                "programme can reopen it."
            )
        )
    return None


def _is_over(work: Work, assessment: Assessment) -> bool:
    in_round = team_views.round_of(work, assessment)
    return in_round is not None and in_round.state is RoundState.CLOSED


def _not_now(work: Work, assessment: Assessment) -> Refusal | None:
    centre = work.session.get_one(Centre, assessment.centre_id)
    return Refusal(CENTRE_GONE) if centre.state is CentreState.CLOSED else None


def _signed_before(work: Work, assessment: Assessment) -> Signed:
    by = None if assessment.signed_by_id is None else work.session.get(Person, assessment.signed_by_id)
    return Signed(assessment.id, before=True, by=by.name if by is not None else None, at=assessment.signed_at)


def _write_levels(work: Work, assessment: Assessment, views: Views) -> None:
    """One for each indicator of which anybody said anything; who decided, and when, stays where somebody did."""
    rows = []
    for indicator, each in views.counting.items():
        decided = views.decided.get(indicator)
        stands = decided is not None and each.how is decided.how and each.how in {Settled.AGREED, Settled.KEPT}
        rows.append(
            {
                "assessment_id": assessment.id,
                "indicator": indicator,
                "level": None if each.level is None else float(each.level),
                "not_applicable": each.not_applicable,
                "relevance": None if each.relevance is None else float(each.relevance),
                "how": each.how,
                "by_id": decided.by_id if decided is not None and stands else None,
                "at": decided.at if decided is not None and stands else work.now,
            }
        )
    connection = work.session.connection()
    connection.execute(delete(SettledLevel).where(col(SettledLevel.assessment_id) == assessment.id))
    connection.execute(insert(SettledLevel), rows)
    work.session.flush()
    work.session.expire_all()  # what was read of them before is old now
