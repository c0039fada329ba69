"""The rungs of the ladder above people: who coordinates a centre, a network, the programme is told of what is silent there."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import col, or_
from sqlmodel import select as select_rows

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.nudges import MOST, Rung, apart, begins, next_working
from bot.domain.participation import CentreStage, silent
from bot.domain.rights import HeldRole, Role
from bot.i18n.phrase import Variants, _
from bot.storage.next_free import next_free
from bot.storage.nudges import Nudge, NudgeState
from bot.storage.people import Person
from bot.storage.questionnaires import Publication, takes_answers
from bot.storage.rounds import KIND, Round, RoundState
from bot.storage.variants import texts
from bot.usecases import audit, coordinators, nudges, round_words, rounds
from bot.usecases.handed_in import stages
from bot.usecases.notify import Notice, tell
from bot.usecases.nudge_rows import COUNTRY, is_open, settle
from bot.usecases.publication_progress import see_round
from bot.usecases.work import Work

EVERY = timedelta(days=1)
SLICE = 40  # told in one transaction
ROLES: Mapping[Rung, frozenset[Role]] = {
    Rung.CENTRE: frozenset({Role.CENTRE_COORDINATOR}),
    Rung.NETWORK: frozenset({Role.NETWORK_ANIMATOR, Role.COUNTRY_COORDINATOR}),
    Rung.PROGRAMME: frozenset({Role.PROGRAMME_COORDINATOR}),
}
_ALL_ROLES = frozenset[Role]().union(*ROLES.values())
Names = Mapping[int, Mapping[str, str]]

_nudge = Nudge.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_publication = Publication.__table__  # type: ignore[attr-defined] # see above
_round = Round.__table__  # type: ignore[attr-defined] # see above


def nudge(work: Work, number: int) -> int | Refusal:
    """People who have not answered, now and not only by the clock. Its number: how many they are is found slice by slice."""
    round_ = rounds.to_change(work, number)
    if isinstance(round_, Refusal):
        return round_
    publication = rounds.team_publication(work.session, number)
    if not takes_answers(publication, work.now):
        return Refusal(_("This round takes no answers now, so there is nobody to remind."))
    nudges.begin(work, publication)
    audit.note(work, "remind", KIND, number)
    return number


def look_after(work: Work) -> bool:
    """On the clock: a round that was not looked at since yesterday or, where there is none, what is due. True: there may be more."""
    round_ = next_free(
        work.session,
        select_rows(Round)
        .where(
            Round.state == RoundState.OPEN,
            col(Round.reminds),
            col(Round.opened_at).is_not(None),
            or_(col(Round.reminded_at).is_(None), col(Round.reminded_at) <= work.now - EVERY),
        )
        .order_by(col(Round.id)),
    )
    if round_ is None:
        return _send_due(work)
    _look_at(work, round_)
    return True


# -- whom to remind ----------------------------------------------------------------------------------------------------
def _look_at(work: Work, round_: Round) -> None:
    round_.reminded_at = work.now
    work.session.add(round_)
    publication = rounds.team_publication(work.session, round_.id)
    reached = [rung for rung in Rung if begins(rung, round_.opens_at, round_.closes_at) <= work.now]
    if Rung.PERSON in reached:
        nudges.begin(work, publication)
    asked = {publication.id: Audience.from_json(publication.audience)}
    late = silent(stages(work, asked)[publication.id])
    if late:
        _write_down(work, publication, _whom(work, round_, reached, late))


def _whom(work: Work, round_: Round, reached: Collection[Rung], late: Collection[CentreStage]) -> dict[int, Rung]:
    """One rung for each person: the highest, which tells of all that the lower ones would."""
    found: dict[int, Rung] = {}
    for rung, roles in ROLES.items():
        if rung in reached:
            held = coordinators.holding(work, roles)  # three rungs, three queries
            found |= {person: rung for person, theirs in held.items() if coordinators.within(theirs, late)}
    if Rung.PROGRAMME in reached and round_.author_id is not None:
        found[round_.author_id] = Rung.PROGRAMME
    return found


def _write_down(work: Work, publication: Publication, whom: Mapping[int, Rung]) -> None:
    """Within the caps: so many in all, so far apart, none while one waits."""
    connection = work.session.connection()
    before: dict[tuple[int, Rung], list[Any]] = {}
    for row in connection.execute(
        select(_nudge.c.person_id, _nudge.c.rung, _nudge.c.number, _nudge.c.state, _nudge.c.sent_at).where(
            _nudge.c.publication_id == publication.id, _nudge.c.person_id.in_(whom), _nudge.c.rung != Rung.PERSON
        )
    ):
        before.setdefault((row.person_id, row.rung), []).append(row)
    where = connection.execute(
        select(_person.c.id, _person.c.zone, COUNTRY.label("country")).where(_person.c.id.in_(whom))
    )
    values = [
        {
            "publication_id": publication.id,
            "person_id": row.id,
            "rung": whom[row.id],
            "number": 1 + len(before.get((row.id, whom[row.id]), ())),
            "due_at": next_working(work.now, row.zone, row.country),
            "state": NudgeState.DUE,
        }
        for row in where
        if _has_room(work, whom[row.id], before.get((row.id, whom[row.id]), ()))
    ]
    if values:
        connection.execute(insert(_nudge), values)


def _has_room(work: Work, rung: Rung, before: Sequence[Any]) -> bool:
    return len(before) < MOST and not any(
        one.state is NudgeState.DUE or (one.sent_at is not None and one.sent_at > work.now - apart(rung))
        for one in before
    )


# -- what is due -------------------------------------------------------------------------------------------------------
def _send_due(work: Work) -> bool:
    rows = (
        work.session.connection()
        .execute(
            select(_nudge.c.id, _nudge.c.person_id, _nudge.c.rung, _nudge.c.number, _nudge.c.publication_id)
            .add_columns(_publication.c.way, _publication.c.audience, _publication.c.state, _publication.c.closes_at)
            .add_columns(_publication.c.round_id, _round.c.author_id)
            .add_columns(_person.c.zone, COUNTRY.label("country"), _person.c.state.label("person_state"))
            .join(_person, _person.c.id == _nudge.c.person_id)
            .join(_publication, _publication.c.id == _nudge.c.publication_id)
            .join(_round, _round.c.id == _publication.c.round_id)
            .where(_nudge.c.state == NudgeState.DUE, _nudge.c.rung != Rung.PERSON, _nudge.c.due_at <= work.now)
            .order_by(_nudge.c.due_at, _nudge.c.id)
            .limit(SLICE)
        )
        .all()
    )
    if not rows:
        return False
    late = _still_silent(work, rows)
    _tell(work, settle(work, rows, late), late)
    return len(rows) == SLICE


def _still_silent(work: Work, rows: Sequence[Any]) -> Mapping[int, tuple[CentreStage, ...]]:
    """By row, where there is anything to tell: the centres that the person coordinates and that have not signed."""
    waiting = [row for row in rows if is_open(work, row)]
    found = stages(work, {row.publication_id: Audience.from_json(row.audience) for row in waiting})
    late = {number: silent(centres) for number, centres in found.items()}
    held = coordinators.holding(work, _ALL_ROLES, [row.person_id for row in waiting])
    theirs = {row.id: _of(row, held.get(row.person_id, ()), late[row.publication_id]) for row in waiting}
    return {number: centres for number, centres in theirs.items() if centres}


def _of(row: Any, held: Sequence[HeldRole], late: tuple[CentreStage, ...]) -> tuple[CentreStage, ...]:
    if row.rung is Rung.PROGRAMME and row.person_id == row.author_id:
        return late
    return coordinators.within([role for role in held if role.role in ROLES[row.rung]], late)


def _tell(work: Work, rows: Sequence[Any], late: Mapping[int, tuple[CentreStage, ...]]) -> None:
    if not rows:
        return
    centres = {one.centre for row in rows for one in late[row.id]}
    names = texts(work.session, "centre", centres, "name")
    rounds_ = texts(work.session, KIND, {row.round_id for row in rows}, "name")
    by_person: dict[int, list[Any]] = {}
    for row in rows:
        by_person.setdefault(row.person_id, []).append(row)
    # Somebody with rows of two rounds is told twice: each turn takes one row of each person, and nearly always that is all.
    while by_person:
        turn = {person: theirs.pop() for person, theirs in by_person.items()}
        by_person = {person: theirs for person, theirs in by_person.items() if theirs}
        tell(work, turn, lambda to, turn=turn: _notice(turn[to.person_id], late, names, rounds_))  # type: ignore[misc] # mypy cannot tell the type of a default


def _notice(row: Any, late: Mapping[int, tuple[CentreStage, ...]], names: Names, rounds_: Names) -> Notice:
    centres = [round_words.Late(Variants(names.get(one.centre, {})), one.stage) for one in late[row.id]]
    name = Variants(rounds_.get(row.round_id, {}))
    key = f"nudge:{row.publication_id}:{row.rung}:{row.number}"
    if row.rung is Rung.CENTRE:
        words = round_words.to_a_centre(name, centres, row.closes_at)
        return Notice(key, words, (round_words.go_there(row.publication_id, centres),))
    words = round_words.to_those_above(name, centres, row.closes_at)
    return Notice(key, words, (see_round(row.round_id),))
