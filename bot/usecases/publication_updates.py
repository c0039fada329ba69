"""A newer version of a questionnaire for those who are asked to answer it, and for those who are amid it."""

from dataclasses import dataclass

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.i18n.phrase import _
from bot.questionnaires.changes import Changes, Extent, changes, dropped
from bot.questionnaires.form import Form
from bot.storage.questionnaires import (
    KIND,
    Publication,
    PublicationState,
    QuestionnaireVersion,
    find_version,
    open_interviews,
)
from bot.usecases import audit
from bot.usecases.editions import Editions
from bot.usecases.publishing import NO_SUCH_VERSION, manageable, round_has_closed
from bot.usecases.work import Work


@dataclass(frozen=True)
class Drafts:
    """What moving would do: how many people are inside, how many would lose answers, and how many answers."""

    inside: int
    losing: int
    answers: int


@dataclass(frozen=True)
class Newer:
    """The newest version, and what it changes for the publication."""

    version: int  # its id
    number: int
    changes: Changes


def newer(work: Work, editions: Editions, number: int) -> Newer | Refusal | None:
    """None: the publication has the newest version already."""
    publication = manageable(work, number)
    if isinstance(publication, Refusal):
        return publication
    present = work.session.get_one(QuestionnaireVersion, publication.version_id)
    newest = work.session.exec(
        select(QuestionnaireVersion)
        .where(QuestionnaireVersion.questionnaire_id == present.questionnaire_id)
        .order_by(col(QuestionnaireVersion.number).desc())
        .limit(1)
    ).one()
    if newest.id == present.id:
        return None
    return Newer(newest.id, newest.number, editions.changes(work, present.id, newest.id))


def drafts(work: Work, editions: Editions, number: int, version_id: int) -> Drafts | Refusal:
    """A look beforehand at what `update` with `move_drafts` would drop."""
    publication = manageable(work, number)
    if isinstance(publication, Refusal):
        return publication
    counts = [
        len(dropped(kept, editions.changes(work, version, version_id).lost))
        for version, kept in open_interviews(work.session, number)
    ]
    return Drafts(len(counts), sum(count > 0 for count in counts), sum(counts))


def update(work: Work, number: int, version_id: int, *, move_drafts: bool = False) -> int | Refusal:
    """Who is inside stays, is offered it, or goes over to it with `move_drafts`; whoever begins has it.

    In a round only the wording may change: centres and rounds are compared by what was asked.
    """
    publication = manageable(work, number)
    if isinstance(publication, Refusal):
        return publication
    version = find_version(work.session, version_id)
    if version is None:
        return Refusal(NO_SUCH_VERSION)
    present = find_version(work.session, publication.version_id)
    assert present is not None, "versions are kept"
    if present.questionnaire_id != version.questionnaire_id:
        return Refusal(_("That is another questionnaire. A new version has the same form_id as the one before."))
    if refusal := _refused_in_a_round(publication, present, version):
        return refusal
    publication.version_id = version_id
    publication.moves_drafts = move_drafts
    work.session.add(publication)
    audit.note(work, "update", KIND, number, version=version_id, move_drafts=move_drafts)
    return number


def _refused_in_a_round(
    publication: Publication, present: QuestionnaireVersion, version: QuestionnaireVersion
) -> Refusal | None:
    if publication.round_id is None:
        return None
    if publication.state is PublicationState.CLOSED:
        return round_has_closed(publication.round_id)
    found = changes(Form.from_json(present.compiled), Form.from_json(version.compiled))
    if found.extent is Extent.WORDING:
        return None
    return Refusal(
        _(
            "This version asks other things than round {number} does, so centres could no longer be compared. In a round only "
            "the wording may change; the new version is for the next round.",
            number=publication.round_id,
        )
    )
