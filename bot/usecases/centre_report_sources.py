"""What stands beside the levels of a self-assessment: who took part, by function; what mentors remarked; evidence."""

import re
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.i18n.phrase import Moment, MomentStyle, Variants, Words, _
from bot.questionnaires.described import texts_of
from bot.questionnaires.form import Control, Form
from bot.questionnaires.scoring import AREA, KIND
from bot.reports.centre_report import Comment, Evidence, Remark
from bot.storage.assessments import Assessment, AssessmentComment
from bot.storage.centres import Centre
from bot.storage.memberships import CentreFunction, Membership
from bot.storage.questionnaires import Submission
from bot.storage.variants import texts
from bot.usecases.memberships import FUNCTIONS
from bot.usecases.voices import GROUPS
from bot.usecases.voices_results import asked_in_round, voice_remarks
from bot.usecases.work import Work

SHOWN = frozenset({"evidence", "story"})  # kinds of questions
_ROUND = re.compile(r"\[\d+\]")
_LINK = re.compile(r"https?://\S+")


def programme_name(work: Work, centre_id: int) -> Words:
    programme = work.session.get_one(Centre, centre_id).programme_id
    return Variants(texts(work.session, "programme", [programme], "name").get(programme, {}))


def took_part(work: Work, assessment_id: int) -> tuple[Words, ...]:
    """Functions and how many, in their order; nobody is named."""
    rows = work.session.connection().execute(
        select(col(Membership.function), func.count(func.distinct(col(Membership.id))))
        .join(Submission, col(Submission.membership_id) == col(Membership.id))
        .where(col(Submission.assessment_id) == assessment_id)
        .group_by(col(Membership.function))
    )
    counts: dict[CentreFunction, int] = {row[0]: row[1] for row in rows}
    return tuple(
        words if counts[function] == 1 else _("{function} ({count})", function=words, count=counts[function])
        for function, words in FUNCTIONS.items()
        if function in counts
    )


def comments(work: Work, assessment: Assessment, questions: Mapping[str, Words]) -> tuple[Comment, ...]:
    """By time. Whoever belongs to the centre is one of the team; nobody is named."""
    rows = work.session.exec(
        select_rows(AssessmentComment)
        .where(AssessmentComment.assessment_id == assessment.id)
        .order_by(col(AssessmentComment.at), col(AssessmentComment.id))
    ).all()
    team = set(work.session.exec(select_rows(Membership.person_id).where(Membership.centre_id == assessment.centre_id)))
    return tuple(
        Comment(
            text=row.text,
            by=_("one of the team") if row.person_id is not None and row.person_id in team else _("a mentor"),
            day=Moment(row.at, MomentStyle.DAY),
            about=questions.get(row.indicator, "") if row.indicator else _area(row.area or ""),
        )
        for row in rows
    )


def remarks(work: Work, number: int, centre_id: int) -> tuple[Remark, ...]:
    """In their own words, what groups said without names in a round, as far as it may be shown; in no order of time."""
    asked = {publication: (voice, form) for publication, voice, form in asked_in_round(work.session, number)}
    found = []
    for publication, path, text in voice_remarks(work.session, asked, centre_id):
        voice, form = asked[publication]
        question = form.parts.get(_ROUND.sub("", path))
        if question is not None and question.control is Control.INPUT:
            found.append(Remark(text, GROUPS[voice], Variants(texts_of(form, question.label))))
    return tuple(found)


def evidence(work: Work, assessment_id: int, form: Form) -> tuple[Evidence, ...]:
    """In the order of the form, then of those who gave it: words, links, and the names of files."""
    rows = work.session.exec(
        select_rows(Submission)
        .where(Submission.assessment_id == assessment_id)
        .order_by(col(Submission.finished_at), col(Submission.id))
    ).all()
    places = {path: number for number, path in enumerate(form.parts)}
    found: dict[tuple[int, str], Evidence] = {}
    for row in rows:
        for path, text in row.answers.items():
            bare = _ROUND.sub("", path)
            marks = form.parts[bare].marks if bare in form.parts else {}
            if text and marks.get(KIND) in SHOWN:
                found[places[bare], text] = Evidence(text, _area(marks.get(AREA, "")), _link(text))
    return tuple(found[key] for key in sorted(found))


def _link(text: str) -> str:
    return text if _LINK.fullmatch(text) else ""


def _area(key: str) -> Words:
    return AREA_NAMES[PriorityArea(key)] if key in set(PriorityArea) else ""
