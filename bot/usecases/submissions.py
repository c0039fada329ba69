"""What was handed in for a publication, for whoever may have it: as plain values that every kind of file starts from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select as select_columns
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.i18n.phrase import _
from bot.questionnaires.form import Form
from bot.questionnaires.submissions.questions import with_files
from bot.questionnaires.submissions.submission import Attachment, Submission
from bot.storage.centres import Centre
from bot.storage.questionnaires import KIND, Publication, QuestionnaireVersion, find_publication
from bot.storage.questionnaires import Submission as Row
from bot.usecases import audiences, audit
from bot.usecases.work import Work

NO_SUCH_PUBLICATION = _("There is no questionnaire with this number.")
CONTEXT = ("centre", "country")
_AT_A_TIME = 100

_submission = Row.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_centre = Centre.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Exported:
    """`forms` are the versions that somebody answered, the oldest first, no two with the same name."""

    title: str
    form_id: str
    count: int
    forms: tuple[Form, ...]
    publication: int
    _names: Mapping[int, str]  # of versions, by their ids

    def submissions(self, work: Work) -> Iterator[Submission]:
        """In the order in which they came; not all of them in memory."""
        rows = work.session.connection().execute(
            select_columns(_submission, _centre.c.code, _centre.c.country)
            .outerjoin(_centre, _centre.c.id == _submission.c.centre_id)
            .where(_submission.c.publication_id == self.publication)
            .order_by(_submission.c.id)
            .execution_options(yield_per=_AT_A_TIME)
        )
        for row in rows:
            yield Submission(
                id=row.public_id,
                form=self.form_id,
                version=self._names[row.version_id],
                language=row.language,
                started=row.started_at,
                finished=row.finished_at,
                values=row.answers,
                attachments={path: _attachment(row.answers, path, file) for path, file in row.files.items()},
                context={"centre": row.code or "", "country": row.country or ""},
                number=row.id,
            )


def exported(work: Work, number: int) -> Exported | Refusal:
    """As `exportable`, noted in the audit."""
    found = exportable(work, number)
    if isinstance(found, Exported):
        note_export(work, found)
    return found


def note_export(work: Work, found: Exported) -> None:
    """In the audit, once it is sure that the answers are handed over."""
    audit.note(work, "export", KIND, found.publication, submissions=found.count)


def exportable(work: Work, number: int) -> Exported | Refusal:
    """Only for whoever coordinates all to whom it was published."""
    publication = find_publication(work.session, number)
    if publication is None:
        return Refusal(NO_SUCH_PUBLICATION)
    if refusal := audiences.refused(work, Right.PUBLISH, Audience.from_json(publication.audience)):
        return Refusal(refusal.why)
    answered = work.session.exec(select(Row.version_id).where(Row.publication_id == number)).all()
    versions = _versions(work, publication, frozenset(answered))
    forms = [_told_apart(versions, version) for version in versions]
    return Exported(
        title=versions[-1].title,
        form_id=forms[-1].id,
        count=len(answered),
        forms=tuple(forms),
        publication=number,
        _names={version.id: form.version for version, form in zip(versions, forms, strict=True)},
    )


def _versions(work: Work, publication: Publication, answered: frozenset[int]) -> list[QuestionnaireVersion]:
    wanted = answered | {publication.version_id}
    return list(
        work.session.exec(
            select(QuestionnaireVersion)
            .where(col(QuestionnaireVersion.id).in_(wanted))
            .order_by(col(QuestionnaireVersion.number))
        )
    )


def _told_apart(versions: list[QuestionnaireVersion], version: QuestionnaireVersion) -> Form:
    """Authors forget to give a new version another name. Choices in files beside the form have labels as well."""
    alike = [other for other in versions if other.version == version.version]
    name = version.version if len(alike) == 1 else f"{version.version} ({version.number})"
    form = with_files(Form.from_json(version.compiled), version.tables)
    return replace(form, version=name)


def _attachment(answers: Mapping[str, str], path: str, file: Mapping[str, Any]) -> Attachment:
    return Attachment(answers.get(path, ""), file.get("sha256") or "")
