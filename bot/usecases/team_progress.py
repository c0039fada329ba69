"""The centre coordinator hears once when all parts of the team's assessment are answered."""

from bot.domain.nudges import next_allowed
from bot.domain.rights import Role, ScopeKind
from bot.i18n.phrase import Lines, Words, _, _n
from bot.storage.assessments import Assessment
from bot.storage.questionnaires import titles_in_languages
from bot.usecases.coordinators import holders_at
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.team_standing import Standing, standing_of
from bot.usecases.work import Work


def tell_when_complete(work: Work, assessment: Assessment) -> None:
    """Not whoever has just handed in the last part, who reads it there; nobody else of the team is disturbed."""
    standing = standing_of(work, assessment.id)
    if not standing.is_complete:
        return
    words = _all_answered(work, assessment, standing)

    def notice(recipient: Recipient) -> Notice:
        due_at = next_allowed(work.now, recipient.zone)
        return Notice(f"assessment:{assessment.id}:complete", words, due_at=due_at)

    coordinators = holders_at(work, {Role.CENTRE_COORDINATOR}, ScopeKind.CENTRE, str(assessment.centre_id))
    tell(work, [one for one in coordinators if one != work.actor.person_id], notice)


def _all_answered(work: Work, assessment: Assessment, standing: Standing) -> Words:
    title = titles_in_languages(work.session, [assessment.version_id])[assessment.version_id]
    return Lines(
        (
            _n(
                "All parts of *{title}* are answered for *{centre}*, by {count} person.",
                "All parts of *{title}* are answered for *{centre}*, by {count} people.",
                len(standing.members),
                title=title,
                centre=centre_name(work, assessment.centre_id),
            ),
            _("What comes next: the team settles where views differ, then you sign off. Write *team*."),
        )
    )
