"""How far the teams of a round are, and which people are still waited for: read out of what was handed in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from bot.domain.audiences import Audience
from bot.domain.participation import CentreStage, Stage
from bot.storage.assessments import Assessment, AssessmentState
from bot.storage.memberships import Membership, MembershipState
from bot.storage.questionnaires import Submission
from bot.usecases import audiences
from bot.usecases.work import Work

_membership = Membership.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_assessment = Assessment.__table__  # type: ignore[attr-defined] # see above
_submission = Submission.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class HandedIn:
    """By the team of one centre; `people` without those who were forgotten since."""

    stage: Stage
    people: frozenset[int]

    @property
    def lacks_something(self) -> bool:
        """Whether anybody may still answer."""
        return self.stage in {Stage.INVITED, Stage.BEGUN}


NOTHING = HandedIn(Stage.INVITED, frozenset())


def handed_in(
    work: Work, publications: Collection[int], centres: Collection[int] | None = None
) -> Mapping[tuple[int, int], HandedIn]:
    """(publication, centre) → how far they are, of those that have opened it at all. One query."""
    theirs = _assessment.c.publication_id.in_(publications)
    wanted = (
        select(_assessment.c.publication_id, _assessment.c.centre_id, _assessment.c.state)
        .add_columns(_assessment.c.parts.label("asked"), _submission.c.id, _submission.c.person_id, _submission.c.parts)
        .outerjoin(_submission, _submission.c.assessment_id == _assessment.c.id)
        .where(theirs if centres is None else theirs & _assessment.c.centre_id.in_(centres))
    )
    groups: dict[tuple[int, int], list[Any]] = {}
    for row in work.session.connection().execute(wanted):
        groups.setdefault((row.publication_id, row.centre_id), []).append(row)
    return {place: _of_a_team(rows) for place, rows in groups.items()}


def stages(work: Work, publications: Mapping[int, Audience]) -> Mapping[int, tuple[CentreStage, ...]]:
    """By publication: how far each centre is that is asked. Three queries."""
    facts = audiences.all_centres(work)
    teams = handed_in(work, list(publications))
    return {
        number: tuple(
            CentreStage(one.id, one.country, one.networks, teams.get((number, one.id), NOTHING).stage)
            for one in facts
            if audience.takes_in(one)
        )
        for number, audience in publications.items()
    }


def waited_for(work: Work, publications: Mapping[int, Audience], people: Collection[int]) -> frozenset[tuple[int, int]]:
    """(publication, person) where a centre of the person lacks something. Four queries, however many there are."""
    if not publications or not people:
        return frozenset()
    places = work.session.connection().execute(_places().where(_membership.c.person_id.in_(people))).all()
    centres = {row.centre_id for row in places}
    facts = [one for one in audiences.all_centres(work) if one.id in centres]
    teams = handed_in(work, list(publications), centres)
    lacking = {
        (number, one.id)
        for number, audience in publications.items()
        for one in facts
        if audience.takes_in(one) and teams.get((number, one.id), NOTHING).lacks_something
    }
    return frozenset(
        (number, row.person_id) for row in places for number in publications if (number, row.centre_id) in lacking
    )


def _places() -> Select[Any]:
    return select(_membership.c.person_id, _membership.c.centre_id).where(
        _membership.c.state == MembershipState.CONFIRMED
    )


def _of_a_team(rows: Sequence[Any]) -> HandedIn:
    said = [row for row in rows if row.id is not None]
    people = frozenset(row.person_id for row in said if row.person_id is not None)
    if rows[0].state is AssessmentState.SIGNED:
        return HandedIn(Stage.SIGNED, people)
    asked, answered = frozenset(rows[0].asked or ()), {part for row in said for part in row.parts or ()}
    if any(row.parts is None for row in said) or (asked and asked <= answered):
        return HandedIn(Stage.COMPLETE, people)
    return HandedIn(Stage.BEGUN if said else Stage.INVITED, people)
