"""Who takes part in a round: the registry says who is asked, what was handed in says who has answered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from bot.domain.audiences import Audience, CentreFacts
from bot.domain.participation import CentreStanding, Stage
from bot.storage.assessments import Assessment
from bot.storage.centres import Centre
from bot.storage.memberships import Membership
from bot.storage.people import Person
from bot.storage.questionnaires import Publication, Submission
from bot.storage.rounds import Round
from bot.usecases import audiences
from bot.usecases.handed_in import NOTHING, handed_in
from bot.usecases.work import Work

_membership = Membership.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_assessment = Assessment.__table__  # type: ignore[attr-defined] # see above
_submission = Submission.__table__  # type: ignore[attr-defined] # see above
_centre = Centre.__table__  # type: ignore[attr-defined] # see above


def centres_of(work: Work, round_: Round, publication: Publication) -> tuple[CentreStanding, ...]:
    """All that were invited, in the order of their countries; `publication` is that of the teams. Five queries.

    Of a round that has closed, as it stood then: centres that joined or left since change nothing.
    A centre that closes amid a round is no longer among those invited, unless it has signed before.
    """
    if round_.participation is not None:
        return from_json(round_.participation)
    audience = Audience.from_json(publication.audience)
    facts = {one.id: one for one in audiences.centres_in(work, audience)}
    teams = {centre: one for (_number, centre), one in handed_in(work, [publication.id]).items()}
    gone = _gone(work, [number for number, one in teams.items() if one.stage is Stage.SIGNED and number not in facts])
    facts |= gone
    asked, still_asked = _asked(work, publication, audience, gone)
    found = []
    for centre, fact in facts.items():
        theirs = teams.get(centre, NOTHING)
        people = asked.get(centre, 0) + len(theirs.people - still_asked.get(centre, frozenset()))
        found.append(
            CentreStanding(centre, fact.country, fact.networks, theirs.stage, people, answered=len(theirs.people))
        )
    return tuple(sorted(found, key=lambda one: (one.country, one.centre)))


def to_json(centres: Iterable[CentreStanding]) -> dict[str, Any]:
    return {
        "centres": [
            [one.centre, one.country, sorted(one.networks), one.stage.value, one.people, one.answered]
            for one in centres
        ]
    }


def from_json(plain: Mapping[str, Any]) -> tuple[CentreStanding, ...]:
    return tuple(
        CentreStanding(centre, country, frozenset(networks), Stage(stage), people, answered)
        for centre, country, networks, stage, people, answered in plain["centres"]
    )


def _asked(
    work: Work, publication: Publication, audience: Audience, gone: Collection[int]
) -> tuple[dict[int, int], dict[int, frozenset[int]]]:
    """By centre: how many are asked, and which of those who have answered still are."""
    connection = work.session.connection()
    asked = audiences.places_in(work, audience, also_at=gone)
    counts = connection.execute(
        asked.with_only_columns(_membership.c.centre_id, func.count(_membership.c.person_id.distinct())).group_by(
            _membership.c.centre_id
        )
    )
    answered = (
        select(_submission.c.person_id)
        .join(_assessment, _assessment.c.id == _submission.c.assessment_id)
        .where(_assessment.c.publication_id == publication.id)
    )
    still: dict[int, set[int]] = {}
    for centre, person in connection.execute(asked.where(_membership.c.person_id.in_(answered))):
        still.setdefault(centre, set()).add(person)
    return {row[0]: row[1] for row in counts}, {centre: frozenset(people) for centre, people in still.items()}


def _gone(work: Work, centres: Sequence[int]) -> dict[int, CentreFacts]:
    """Of centres that are no longer asked."""
    if not centres:
        return {}
    rows = work.session.connection().execute(select(_centre.c.id, _centre.c.country).where(_centre.c.id.in_(centres)))
    return {row.id: CentreFacts(row.id, row.country, frozenset(), frozenset()) for row in rows}
