"""Where somebody fills in an assessment together with others: beginning it, and what may have come between meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from bot.core.identifiers import new_public_id
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.i18n.phrase import Moment, MomentStyle, Variants, Words, _
from bot.storage.assessments import Assessment, AssessmentState, assessment_of
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership
from bot.storage.questionnaires import (
    Publication,
    PublicationWay,
    find_publication,
    open_publications,
    takes_answers,
    titles_in_languages,
)
from bot.storage.rounds import KIND as ROUND
from bot.storage.variants import texts
from bot.usecases import audiences
from bot.usecases.assessments import standing
from bot.usecases.invitations import centre_name
from bot.usecases.work import Work


@dataclass(frozen=True)
class TeamAssessment:
    """One that the person may answer parts of, at one of their centres. `assessment_id` is None until somebody begins."""

    number: int  # of the publication
    title: Words
    name: Variants  # of the round
    membership_id: int
    centre_id: int
    centre: Variants
    closes_at: datetime | None
    assessment_id: int | None
    is_signed: bool


@dataclass(frozen=True)
class Place:
    """A membership that one may answer for."""

    membership_id: int
    centre_id: int


def open_for(work: Work) -> tuple[TeamAssessment, ...]:
    """The latest first; signed ones as well. Seven queries, however many there are."""
    published = open_publications(work.session, work.now, PublicationWay.TEAM)
    if not published:
        return ()
    fits_at, members = audiences.fitting_at(work, work.person_id), _one_each(work)
    found = [
        (publication, members[centre])
        for publication in published
        for centre in dict.fromkeys(fits_at(Audience.from_json(publication.audience)))
        if centre in members
    ]
    titles = titles_in_languages(work.session, [publication.version_id for publication, _member in found])
    rounds = texts(work.session, ROUND, [one.round_id for one, _member in found if one.round_id is not None], "name")
    centres = texts(work.session, "centre", [member.centre_id for _publication, member in found], "name")
    begun = _begun(work, [publication.id for publication, _member in found])
    return tuple(
        _told(publication, member, titles, rounds, centres, begun.get((publication.id, member.centre_id)))
        for publication, member in found
    )


def begin(work: Work, number: int) -> dict[str, Any] | Refusal | None:
    """Nothing is written yet: what the talk starts from, as JSON. None: this is no questionnaire for teams."""
    publication = find_publication(work.session, number)
    if publication is None or publication.way is not PublicationWay.TEAM:
        return None
    if not takes_answers(publication, work.now):
        return Refusal(_over(publication))
    places = places_for(work, publication)
    if not places:
        return Refusal(NOT_ASKED)
    names = texts(work.session, "centre", [place.centre_id for place in places], "name")
    return {
        "publication": publication.id,
        "version": publication.version_id,
        "submission": new_public_id(),
        "at": work.now.isoformat(),
        "team": [
            {"membership": place.membership_id, "centre": place.centre_id, "name": names.get(place.centre_id, {})}
            for place in places
        ],
    }


def places_for(work: Work, publication: Publication) -> tuple[Place, ...]:
    """The person's, one for each centre that is asked."""
    fits_at = audiences.fitting_at(work, work.person_id)(Audience.from_json(publication.audience))
    members = _one_each(work)
    return tuple(Place(members[centre].id, centre) for centre in dict.fromkeys(fits_at) if centre in members)


def hindrance(work: Work, publication: Publication, membership_id: int) -> Place | Refusal:
    """The place as it stands now, or in words what has come between. Nothing that was answered is lost by it."""
    if not takes_answers(publication, work.now):
        return Refusal(_over(publication))
    membership = work.session.get_one(Membership, membership_id)
    places = {place.centre_id: place for place in places_for(work, publication)}
    if membership.centre_id not in places:
        return Refusal(_no_longer(work, membership, centre_name(work, membership.centre_id)))
    assessment = assessment_of(work.session, publication.id, membership.centre_id)
    if assessment is not None and assessment.state is not AssessmentState.OPEN:
        return Refusal(_settled(assessment, centre_name(work, membership.centre_id)))
    return places[membership.centre_id]


def stands_in_the_way(work: Work, number: int, membership_id: int) -> Words | None:
    """As `hindrance`, for the talk between two questions."""
    publication = find_publication(work.session, number)
    assert publication is not None, "publications are kept"
    found = hindrance(work, publication, membership_id)
    return found.why if isinstance(found, Refusal) else None


NOT_ASKED = _(
    "This self-assessment is filled in by the teams of other centres, or yours no longer takes part. Write *menu* to see what there is for you."
)


def _over(publication: Publication) -> Words:
    if publication.closes_at is None:
        return _("This self-assessment is closed and takes no more answers. What you have answered is kept.")
    return _(
        "The time for this self-assessment is over: answers were taken until {day}. What you have answered is kept, and can be sent if it is opened again.",
        day=Moment(publication.closes_at, MomentStyle.DATE),
    )


def _no_longer(work: Work, membership: Membership, centre: Variants) -> Words:
    if work.session.get_one(Centre, membership.centre_id).state is not CentreState.ACTIVE:
        return _(
            "*{centre}* no longer takes part in the programme, so nothing was sent. What you have answered is kept.",
            centre=centre,
        )
    if any(one.id == membership.id for one in work.session.exec(standing(work))):
        return _(
            "*{centre}* is no longer among those who are asked, so nothing was sent. What you have answered is kept.",
            centre=centre,
        )
    return _(
        "You no longer belong to *{centre}*, so this was not sent for it. What you had handed in before stays with that centre. For your present centre, write *assessment*.",
        centre=centre,
    )


def _settled(assessment: Assessment, centre: Variants) -> Words:
    assert assessment.signed_at is not None, "only signed ones are settled"
    return _(
        "The assessment of *{centre}* was signed off on {day}, so nothing more is added to it now. What you have answered is kept, and can be sent if the centre coordinator has it opened again.",
        centre=centre,
        day=Moment(assessment.signed_at, MomentStyle.DATE),
    )


def _one_each(work: Work) -> dict[int, Membership]:
    """By centre: somebody may have more than one function there."""
    found: dict[int, Membership] = {}
    for one in work.session.exec(standing(work)):
        found.setdefault(one.centre_id, one)
    return found


def _begun(work: Work, publications: Sequence[int]) -> dict[tuple[int | None, int], Assessment]:
    rows = work.session.exec(select(Assessment).where(col(Assessment.publication_id).in_(publications)))
    return {(one.publication_id, one.centre_id): one for one in rows}


def _told(
    publication: Publication,
    member: Membership,
    titles: Any,
    rounds: dict[int, dict[str, str]],
    centres: dict[int, dict[str, str]],
    begun: Assessment | None,
) -> TeamAssessment:
    title = titles[publication.version_id]
    return TeamAssessment(
        number=publication.id,
        title=title,
        name=Variants(rounds.get(publication.round_id or 0, {})),
        membership_id=member.id,
        centre_id=member.centre_id,
        centre=Variants(centres.get(member.centre_id, {})),
        closes_at=publication.closes_at,
        assessment_id=None if begun is None else begun.id,
        is_signed=begun is not None and begun.state is AssessmentState.SIGNED,
    )
