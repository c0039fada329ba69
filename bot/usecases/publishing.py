"""Questionnaires that coordinators bring: kept by version, published to an audience."""

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.i18n.phrase import _
from bot.i18n.zones import zone_of
from bot.questionnaires import files
from bot.questionnaires.form import Form
from bot.questionnaires.lists import Rows
from bot.storage import blobs
from bot.storage.questionnaires import (
    KIND,
    Publication,
    PublicationState,
    Questionnaire,
    QuestionnaireVersion,
    find_publication,
    find_version,
)
from bot.usecases import audiences, audit, publication_progress, rights
from bot.usecases.programmes import the_programme
from bot.usecases.work import Work

PASSED = _("That day has passed already. Please give a day to come.")
NOBODY = _("Nobody who can be written to fits these conditions. Please choose others.")
NO_SUCH_VERSION = _("There is no such questionnaire.")
BUILT_IN = "built in"  # stands for the name of the file


@dataclass(frozen=True)
class Kept:
    """A version: its id, and its number among those of the questionnaire, whose name is its author's."""

    id: int
    form_id: str
    number: int
    is_new: bool


def may_publish(work: Work) -> bool:
    return rights.has_somewhere(work, Right.PUBLISH)


def keep(
    work: Work,
    form: Form,
    tables: Mapping[str, Rows],
    file_name: str,
    source: str | None = None,
    *,
    media: Mapping[str, bytes] | None = None,
) -> Kept | Refusal:
    """A file that was brought before is the same version again. `source` is the blob that holds it.

    `media` are the pictures, sounds and videos that labels show, by the name of the file; others are not kept.
    """
    if not may_publish(work):
        return Refusal(rights.NO_RIGHT)
    return _kept(work, form, tables, file_name, source, media or {})


def keep_built_in(work: Work, form: Form) -> int:
    """The version of a questionnaire that comes with the bot: whoever answers it needs no right to bring it."""
    for _attempt in range(2):
        try:
            with work.session.begin_nested():
                return _kept(work, form, {}, BUILT_IN, None, {}).id
        except IntegrityError:  # somebody else has written it at this moment
            continue
    return _kept(work, form, {}, BUILT_IN, None, {}).id


def _kept(
    work: Work, form: Form, tables: Mapping[str, Rows], file_name: str, source: str | None, media: Mapping[str, bytes]
) -> Kept:
    found = _questionnaire(work, form.id)
    wanted = files.shown(form)
    shown = {
        name: blobs.store(work.session, content, _media_type(name), work.now)
        for name, content in sorted(media.items())
        if name in wanted
    }
    sha256 = digest(form, tables, shown)
    same = work.session.exec(
        select(QuestionnaireVersion.id, QuestionnaireVersion.number).where(
            QuestionnaireVersion.questionnaire_id == found.id, QuestionnaireVersion.sha256 == sha256
        )
    ).first()
    if same is not None:
        return Kept(same[0], form.id, same[1], is_new=False)
    latest = work.session.exec(
        select(func.max(QuestionnaireVersion.number)).where(QuestionnaireVersion.questionnaire_id == found.id)
    ).one()
    version = QuestionnaireVersion(
        questionnaire_id=found.id,
        number=(latest or 0) + 1,
        version=form.version,
        title=form.title,
        titles=dict(form.titles),
        sha256=sha256,
        compiled=form.to_json(),
        tables={name: [dict(row) for row in rows] for name, rows in tables.items()},
        media=shown,
        file_name=file_name,
        source_sha256=source,
        by_person_id=work.actor.person_id,
        created_at=work.now,
    )
    work.session.add(version)
    for name, sha256 in shown.items():
        blobs.hold(work.session, sha256, name, _media_type(name), work.now)
    work.session.flush()
    audit.note(work, "bring", KIND, version.id, form=form.id, version=version.number)
    return Kept(version.id, form.id, version.number, is_new=True)


def _questionnaire(work: Work, form_id: str) -> Questionnaire:
    programme = the_programme(work).id
    found = work.session.exec(
        select(Questionnaire).where(Questionnaire.programme_id == programme, Questionnaire.form_id == form_id)
    ).first()
    if found is None:
        found = Questionnaire(
            programme_id=programme, form_id=form_id, by_person_id=work.actor.person_id, created_at=work.now
        )
        work.session.add(found)
        work.session.flush()
    return found


def latest_version(work: Work, form_id: str) -> int | None:
    """Of the questionnaire that its author calls so."""
    return work.session.exec(
        select(QuestionnaireVersion.id)
        .join(Questionnaire, col(Questionnaire.id) == col(QuestionnaireVersion.questionnaire_id))
        .where(Questionnaire.form_id == form_id)
        .order_by(col(QuestionnaireVersion.number).desc())
        .limit(1)
    ).first()


def source_of(session: Session, version_id: int) -> tuple[str, bytes] | None:
    """The file that a version came from, with its name."""
    version = find_version(session, version_id)
    if version is None or version.source_sha256 is None:
        return None
    return version.file_name, blobs.load(session, version.source_sha256)


def end_of(day: date, zone: str) -> datetime:
    """The last minute of it on that clock."""
    return datetime.combine(day, time(23, 59), zone_of(zone))


def publish(
    work: Work, version_id: int, audience: Audience, closes_at: datetime | None, *, tells: bool = True
) -> int | Refusal:
    """Its number. Whoever is in the audience finds it on the menu from now on, and is told unless `tells` says no."""
    if not may_publish(work):
        return Refusal(rights.NO_RIGHT)
    if refusal := audiences.refused(work, Right.PUBLISH, audience):
        return refusal
    version = find_version(work.session, version_id)
    if version is None:
        return Refusal(NO_SUCH_VERSION)
    if closes_at is not None and closes_at <= work.now:
        return Refusal(PASSED, key="closes")
    if tells and not audiences.is_anybody_in(work, audience):
        return Refusal(NOBODY, key="audience")
    publication = Publication(
        programme_id=work.session.get_one(Questionnaire, version.questionnaire_id).programme_id,
        version_id=version_id,
        author_id=work.actor.person_id,
        audience=audience.to_json(),
        opens_at=work.now,
        closes_at=closes_at,
        created_at=work.now,
    )
    work.session.add(publication)
    work.session.flush()
    audit.note(work, "publish", KIND, publication.id, version=version_id, tells=tells)
    if tells:
        publication_progress.start(work, publication)
    return publication.id


def close(work: Work, number: int) -> int | Refusal:
    """No more answers from now on; what people have begun is kept, and can be sent if it is opened again."""
    publication = to_change(work, number)
    if isinstance(publication, Refusal):
        return publication
    publication.state, publication.closed_at = PublicationState.CLOSED, work.now
    work.session.add(publication)
    publication_progress.stop(work, publication)
    audit.note(work, "close", KIND, number)
    return number


def extend(work: Work, number: int, closes_at: datetime) -> int | Refusal:
    """Answers are taken until then, also where it was closed already."""
    publication = to_change(work, number)
    if isinstance(publication, Refusal):
        return publication
    if closes_at <= work.now:
        return Refusal(PASSED, key="closes")
    publication.state, publication.closed_at, publication.closes_at = PublicationState.OPEN, None, closes_at
    work.session.add(publication)
    audit.note(work, "extend", KIND, number, closes_at=closes_at.isoformat())
    return number


def round_has_closed(number: int) -> Refusal:
    return Refusal(
        _("Round {number} has closed. Nothing of it changes any more; you can open a new one.", number=number)
    )


def to_change(work: Work, number: int) -> Publication | Refusal:
    """Only for whoever coordinates all to whom it was published; one of a round changes with its round."""
    publication = manageable(work, number)
    if isinstance(publication, Publication) and publication.round_id is not None:
        return Refusal(
            _(
                "Questionnaire {number} belongs to round {round}, and changes only with it: write *rounds*.",
                number=number,
                round=publication.round_id,
            )
        )
    return publication


def manageable(work: Work, number: int) -> Publication | Refusal:
    """Also one of a round."""
    publication = find_publication(work.session, number)
    if publication is None:
        return Refusal(NO_SUCH_VERSION)
    if refusal := _may_not_touch(work, publication):
        return Refusal(refusal.why)
    return publication


def _may_not_touch(work: Work, publication: Publication) -> Refusal | None:
    if not may_publish(work):
        return Refusal(rights.NO_RIGHT)
    return audiences.refused(work, Right.PUBLISH, Audience.from_json(publication.audience))


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or blobs.UNKNOWN


def digest(form: Form, tables: Mapping[str, Rows], shown: Mapping[str, str]) -> str:
    """Tells versions apart: of the file and of what stands beside it."""
    beside: dict[str, Any] = {name: [dict(row) for row in rows] for name, rows in sorted(tables.items())}
    plain = json.dumps({**beside, **shown}, sort_keys=True)
    return hashlib.sha256(f"{form.sha256}\n{plain}".encode()).hexdigest()
