"""Comments on a team's self-assessment: by a mentor of another centre, by coordinators, by the team itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Variants, Words, _
from bot.questionnaires.described import described, texts_of
from bot.questionnaires.form import Form
from bot.questionnaires.parts import parts
from bot.storage.assessments import Assessment, AssessmentComment
from bot.storage.people import Person
from bot.usecases import audit, signing, team_views
from bot.usecases.editions import Editions
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work

LONGEST = 1000  # characters
SHOWN = 20


@dataclass(frozen=True)
class Comment:
    """`by` is None where the person has been forgotten; `about` where it is on the whole."""

    by: str | None
    about: Words | None
    text: str
    at: datetime


@dataclass(frozen=True)
class Comments:
    """The latest last. `parts`: (name, label) of what can be commented on, in the form's order."""

    shown: tuple[Comment, ...]
    earlier: int
    parts: tuple[tuple[str, Words], ...]
    indicators: tuple[tuple[str, str, Words], ...]  # (part, indicator, question)


def comments(work: Work, editions: Editions, assessment_id: int) -> Comments | Refusal:
    assessment = team_views.seen(work, assessment_id)
    if isinstance(assessment, Refusal):
        return assessment
    form = editions.edition(work, assessment.version_id).plan.form
    found = told(work, form, assessment)
    return Comments(
        shown=found[-SHOWN:],
        earlier=max(0, len(found) - SHOWN),
        parts=tuple((part.name, Variants(texts_of(form, part.label))) for part in parts(form).shared),
        indicators=tuple(
            (one.part, one.indicator, Variants(one.question) if one.question else one.indicator)
            for one in described(form).values()
        ),
    )


def told(work: Work, form: Form, assessment: Assessment) -> tuple[Comment, ...]:
    """All of them, in the order in which they were written. Not checked here."""
    rows = work.session.exec(
        select(AssessmentComment, Person.name)
        .outerjoin(Person, col(Person.id) == AssessmentComment.person_id)
        .where(AssessmentComment.assessment_id == assessment.id)
        .order_by(col(AssessmentComment.id))
    ).all()
    return tuple(Comment(name, _about(form, one), one.text, one.at) for one, name in rows)


def comment(
    work: Work, editions: Editions, assessment_id: int, text: str, part: str | None = None, indicator: str | None = None
) -> int | Refusal:
    """On a part, on one of its indicators, or on the whole. How many people of the team were told."""
    assessment = team_views.seen(work, assessment_id)
    if isinstance(assessment, Refusal):
        return assessment
    row = AssessmentComment(
        assessment_id=assessment.id,
        area=None if indicator is not None else part,
        indicator=indicator,
        person_id=work.person_id,
        text=text,
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    audit.note(work, "comment", "assessment", assessment.id, scope=f"centre:{assessment.centre_id}", comment=row.id)
    about = _about(editions.edition(work, assessment.version_id).plan.form, row)
    name = work.session.get_one(Person, work.person_id).name
    words: list[Words] = [
        _(
            "{name} comments on the self-assessment of *{centre}*:",
            name=name or "?",
            centre=centre_name(work, assessment.centre_id),
        )
    ]
    if about is not None:
        words.append(_("*{about}*", about=about))
    words += [text, _("*team* brings you there.")]
    notice = Notice(f"assessment:{assessment.id}:comment:{row.id}", Lines(tuple(words)))
    return tell(work, signing.others_of_team(work, assessment.id), notice)


def _about(form: Form, one: AssessmentComment) -> Words | None:
    """The id or name where this version of the form does not know it."""
    if one.indicator is not None:
        known = described(form).get(one.indicator)
        return Variants(known.question) if known is not None and known.question else one.indicator
    if one.area is None:
        return None
    part = parts(form).named(one.area)
    return one.area if part is None else Variants(texts_of(form, part.label))
