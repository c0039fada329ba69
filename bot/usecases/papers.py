"""Reports as papers in a chat: asked for here, where the right is checked, and written when they are sent."""

from typing import Any

from bot.core.messages import Attachment
from bot.core.refusal import Refusal
from bot.i18n.markup import plain
from bot.i18n.phrase import Moment, MomentStyle, Words, _
from bot.i18n.translator import Reader
from bot.usecases import results, round_lists, team_views
from bot.usecases.invitations import centre_name
from bot.usecases.people import person_of
from bot.usecases.round_results import NOT_SIGNED
from bot.usecases.work import Work

CENTRE_JOB, ROUND_JOB = "centre_report", "round_report"
PDF = "application/pdf"


def of_centre(work: Work, assessment_id: int) -> Attachment | Refusal:
    assessment = team_views.find(work, assessment_id)
    if assessment is None:
        return Refusal(team_views.NONE_SUCH)
    if refusal := results.refused(work, assessment.centre_id):
        return refusal
    if assessment.signed_at is None:
        return Refusal(NOT_SIGNED)
    day = Moment(assessment.signed_at, MomentStyle.DAY)
    words = _("The report of *{centre}*, {day}.", centre=centre_name(work, assessment.centre_id), day=day)
    return _attachment(work, "report.pdf", CENTRE_JOB, words, assessment=assessment_id)


def of_round(work: Work, number: int) -> Attachment | Refusal:
    standing = round_lists.standing(work, number)
    if isinstance(standing, Refusal):
        return standing
    return _attachment(
        work, "round.pdf", ROUND_JOB, _("The report of the round *{round}*.", round=standing.name), round=number
    )


def _attachment(work: Work, name: str, job: str, words: Words, **about: int) -> Attachment:
    """Whoever asks is who reads it: the right is looked at again when it is written."""
    person = person_of(work)
    reader = Reader(work.translator.spoken(person.language), person.zone or "UTC")
    wanted: dict[str, Any] = {**about, "person": person.id, "language": reader.language, "zone": reader.zone}
    return Attachment(name, PDF, plain(work.translator.render(words, reader)), job=job, arguments=wanted)
