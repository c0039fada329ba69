"""Submissions that come from a file: checked by the form they belong to, and kept as if they had been given in the chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.questionnaires.form import Form
from bot.questionnaires.lists import lists
from bot.questionnaires.plan import plan
from bot.questionnaires.submissions.importing import Version, version
from bot.questionnaires.submissions.submission import Submission
from bot.storage import blobs
from bot.storage.centres import Centre
from bot.storage.questionnaires import KIND, QuestionnaireVersion
from bot.storage.questionnaires import Submission as Row
from bot.usecases import audit
from bot.usecases.publishing import to_change
from bot.usecases.work import Work


@dataclass(frozen=True)
class Destination:
    """Where submissions go: a publication, and the versions of its questionnaire that are here, the oldest first."""

    publication: int
    versions: tuple[Version, ...]
    ids: Mapping[str, int]  # of the versions, by their names

    @property
    def forms(self) -> tuple[Form, ...]:
        return tuple(one.form for one in self.versions)


def destination(work: Work, number: int) -> Destination | Refusal:
    """Only for whoever coordinates all to whom it was published. Of versions with one name the latest counts."""
    publication = to_change(work, number)
    if isinstance(publication, Refusal):
        return publication
    present = work.session.get_one(QuestionnaireVersion, publication.version_id)
    rows = work.session.exec(
        select(QuestionnaireVersion)
        .where(QuestionnaireVersion.questionnaire_id == present.questionnaire_id)
        .order_by(col(QuestionnaireVersion.number))
    ).all()
    latest = {row.version: row for row in rows}
    found = []
    for row in latest.values():
        form = Form.from_json(row.compiled)
        found.append(version(plan(form), lists(form, row.tables)))
    return Destination(number, tuple(found), {row.version: row.id for row in latest.values()})


def known(work: Work, ids: Sequence[str]) -> frozenset[str]:
    """Those that are kept already, for whatever publication."""
    return frozenset(work.session.exec(select(Row.public_id).where(col(Row.public_id).in_(ids))).all())


def take_in(work: Work, to: Destination, submissions: Sequence[Submission]) -> int | Refusal:
    """All of them; how many. Nobody's name is on them: the file tells of centres at most."""
    publication = to_change(work, to.publication)
    if isinstance(publication, Refusal):
        return publication
    codes = {one.context.get("centre", "") for one in submissions}
    centres = dict(work.session.exec(select(Centre.code, Centre.id).where(col(Centre.code).in_(codes))).all())
    work.session.add_all(
        Row(
            public_id=one.id,
            publication_id=to.publication,
            version_id=to.ids[one.version],
            centre_id=centres.get(one.context.get("centre", "")),
            language=one.language,
            started_at=one.started,
            finished_at=one.finished,
            answers=dict(one.values),
            files={path: {"sha256": each.sha256} for path, each in one.attachments.items() if each.sha256},
        )
        for one in submissions
    )
    for one in submissions:
        for each in one.attachments.values():
            if each.sha256:
                blobs.hold(work.session, each.sha256, each.file, blobs.UNKNOWN, work.now)
    audit.note(work, "import", KIND, to.publication, submissions=len(submissions))
    return len(submissions)
