"""Answering questionnaires: what waits for a person, beginning one, handing it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from bot.core.identifiers import new_public_id
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.i18n.phrase import Words, _
from bot.storage.memberships import Membership, MembershipState
from bot.storage.questionnaires import (
    KIND,
    Publication,
    PublicationWay,
    Submission,
    find_publication,
    open_publications,
    submitted_by,
    takes_answers,
    titles_in_languages,
    unfinished,
)
from bot.usecases import audiences, audit, submitted_files
from bot.usecases.work import Work

SEND = "send"  # the answer that hands it in


@dataclass(frozen=True)
class Waiting:
    """A questionnaire that the person is asked to answer."""

    number: int
    title: Words
    closes_at: datetime | None
    is_answered: bool


def waiting(work: Work) -> Sequence[Waiting]:
    """Those not answered yet first."""
    fits = audiences.fitting(work, work.person_id)
    published = open_publications(work.session, work.now)
    publications = [one for one in published if fits(Audience.from_json(one.audience))]
    titles = titles_in_languages(work.session, [one.version_id for one in publications])
    answered = submitted_by(work.session, work.person_id, [one.id for one in publications])
    found = [Waiting(one.id, titles[one.version_id], one.closes_at, one.id in answered) for one in publications]
    return sorted(found, key=lambda one: one.is_answered)


def any_waiting(work: Work) -> bool:
    """For the menu."""
    return any(not one.is_answered for one in waiting(work))


def begin(work: Work, number: int) -> dict[str, Any] | Refusal:
    """Nothing is written yet: what the talk starts from, as JSON."""
    publication = find_publication(work.session, number)
    if publication is None or publication.way is not PublicationWay.EACH or not _is_for(work, publication):
        return Refusal(_("There is no such questionnaire for you. Write *questionnaire* to see those that there are."))
    if not takes_answers(publication, work.now):
        return Refusal(CLOSED)
    return {
        "publication": publication.id,
        "version": publication.version_id,
        "submission": new_public_id(),
        "at": work.now.isoformat(),
    }


@dataclass(frozen=True)
class Present:
    """The version that people begin with now, whether those who are inside an older one go over to it, whether it is open."""

    version: int
    moves_drafts: bool
    is_open: bool
    closes_at: datetime | None


def present(work: Work, number: int) -> Present:
    publication = find_publication(work.session, number)
    assert publication is not None, "publications are kept"
    is_open = takes_answers(publication, work.now)
    return Present(publication.version_id, publication.moves_drafts, is_open, publication.closes_at)


def left_over(work: Work, number: int) -> Mapping[str, Any]:
    """What the latest talk about it remembered if the questionnaire was closed amid it; empty where nothing is left."""
    return unfinished(work.session, work.person_id, number)


@dataclass(frozen=True)
class Filled:
    version: int
    begun: Mapping[str, Any]
    language: str
    answers: Mapping[str, str]
    files: Mapping[str, Any]


def submit(work: Work, filled: Filled) -> int | Refusal:
    """Handing the same one in twice writes it once; its publication's number."""
    found = work.session.exec(select(Submission).where(Submission.public_id == filled.begun["submission"])).first()
    if found is not None and found.publication_id is not None:
        return found.publication_id
    publication = find_publication(work.session, filled.begun["publication"])
    assert publication is not None, "publications are kept"
    if not takes_answers(publication, work.now):
        return Refusal(CLOSED, SEND)
    if not _is_for(work, publication):
        return Refusal(NOT_ASKED_ANY_MORE)
    submission = Submission(
        public_id=filled.begun["submission"],
        publication_id=publication.id,
        version_id=filled.version,
        person_id=work.person_id,
        centre_id=_centre_of(work),
        language=filled.language,
        started_at=datetime.fromisoformat(filled.begun["at"]),
        finished_at=work.now,
        answers=dict(filled.answers),
        files={path: submitted_files.told(file) for path, file in filled.files.items()},
    )
    work.session.add(submission)
    work.session.flush()
    submitted_files.want(work, submission, filled.files)
    audit.note(work, "submit", KIND, publication.id, submission=submission.id)
    return publication.id


CLOSED = _("This questionnaire is closed and takes no more answers. What you have answered is kept.")

NOT_ASKED_ANY_MORE = _(
    "You are no longer among those who are asked to answer this questionnaire, so nothing was sent. What you have answered is kept."
)


def _is_for(work: Work, publication: Publication) -> bool:
    return audiences.fitting(work, work.person_id)(Audience.from_json(publication.audience))


def _centre_of(work: Work) -> int | None:
    return work.session.exec(
        select(Membership.centre_id)
        .where(Membership.person_id == work.person_id, Membership.state == MembershipState.CONFIRMED)
        .order_by(col(Membership.id))
        .limit(1)
    ).first()
