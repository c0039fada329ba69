"""Reminding those who have not answered: asked for by a coordinator, capped per person, by day only, not once answered.

In a round, only those whose team lacks something, and while people work where they live.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.nudges import APART, MOST, Rung
from bot.domain.subscriptions import QUESTIONNAIRES
from bot.i18n.phrase import Lines, _
from bot.storage.lookups import look_up_one_by_one
from bot.storage.nudges import Nudge, NudgeState
from bot.storage.people import Person
from bot.storage.questionnaires import (
    KIND,
    Publication,
    PublicationWay,
    QuestionnaireVersion,
    takes_answers,
    title_words,
)
from bot.storage.subscriptions import has_turned_off
from bot.usecases import audiences, audit, publication_texts, publishing
from bot.usecases.answered import has_answered
from bot.usecases.handed_in import waited_for
from bot.usecases.notify import Notice, tell
from bot.usecases.nudge_rows import COUNTRY, is_open, next_moment, settle
from bot.usecases.work import Work

SLICE = 40  # sent in one transaction, so that no writer job takes over 20 ms
LOOKED_AT = 200  # people written down in one transaction

_nudge = Nudge.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_publication = Publication.__table__  # type: ignore[attr-defined] # see above
_version = QuestionnaireVersion.__table__  # type: ignore[attr-defined] # see above


def possible(work: Work, number: int) -> int:
    """How many have not answered and may be reminded now."""
    publication = work.session.get_one(Publication, number)
    if not takes_answers(publication, work.now) or publication.nudging_after is not None:
        return 0
    people = _unanswered(work, publication).subquery()
    return work.session.connection().execute(select(func.count()).select_from(people)).scalar_one()


def nudge(work: Work, number: int) -> int | Refusal:
    """They are found and reminded by the clock, slice by slice; how many they are now."""
    publication = publishing.to_change(work, number)
    if isinstance(publication, Refusal):
        return publication
    found = possible(work, publication.id)
    if not found:
        return Refusal(_("There is nobody whom I may remind now: at most every three days, and three times in all."))
    begin(work, publication)
    audit.note(work, "remind", KIND, publication.id, people=found)
    return found


def begin(work: Work, publication: Publication) -> None:
    """They are written down by the clock; nothing is done twice where that is under way."""
    if publication.nudging_after is None:
        publication.nudging_after = 0
        work.session.add(publication)


def call_off(work: Work, publication: Publication) -> None:
    """Whoever has not been reminded yet is left in peace."""
    publication.nudging_after = None
    work.session.add(publication)
    waiting = and_(_nudge.c.publication_id == publication.id, _nudge.c.state == NudgeState.DUE)
    work.session.connection().execute(update(_nudge).where(waiting).values(state=NudgeState.LEFT_OUT))


def look_after(work: Work) -> bool:
    """On the clock: one slice of whom to remind or, once all are written down, of what is due; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    wanted = select_rows(Publication).where(col(Publication.nudging_after).is_not(None)).order_by(col(Publication.id))
    publication = work.session.exec(wanted.limit(1)).first()
    if publication is None:
        return _send_due(work)
    _write_down(work, publication)
    return True


# -- whom to remind ----------------------------------------------------------------------------------------------------
def _unanswered(work: Work, publication: Publication) -> Select[Any]:
    """Ids of those whom a reminder would reach: within the caps, and without one that waits."""
    theirs = _theirs(publication)
    has_enough = or_(_nudge.c.state == NudgeState.DUE, _nudge.c.number >= MOST, _nudge.c.sent_at > work.now - APART)
    return audiences.people_in(work, Audience.from_json(publication.audience)).where(
        ~has_answered(publication.id, _person.c.id),
        ~select(_nudge.c.id).where(theirs, has_enough).exists(),
        ~has_turned_off(_person.c.id, QUESTIONNAIRES),
    )


def _theirs(publication: Publication) -> ColumnElement[bool]:
    return and_(
        _nudge.c.publication_id == publication.id,
        _nudge.c.person_id == _person.c.id,
        _nudge.c.rung == Rung.PERSON,
    )


def _write_down(work: Work, publication: Publication) -> None:
    connection = work.session.connection()
    before = select(func.coalesce(func.max(_nudge.c.number), 0)).where(_theirs(publication)).scalar_subquery()
    rows = connection.execute(
        _unanswered(work, publication)
        .with_only_columns(_person.c.id, _person.c.zone, COUNTRY.label("country"), before.label("before"))
        .where(_person.c.id > publication.nudging_after)
        .order_by(_person.c.id)
        .limit(LOOKED_AT)
    ).all()
    asked = {publication.id: Audience.from_json(publication.audience)}
    is_team = publication.way is PublicationWay.TEAM
    waited = (
        waited_for(work, asked, [row.id for row in rows]) if is_team else {(publication.id, row.id) for row in rows}
    )
    if waited:
        values = [
            {
                "publication_id": publication.id,
                "person_id": row.id,
                "rung": Rung.PERSON,
                "number": row.before + 1,
                "due_at": next_moment(work.now, publication.way, row.zone, row.country),
                "state": NudgeState.DUE,
            }
            for row in rows
            if (publication.id, row.id) in waited
        ]
        connection.execute(insert(_nudge), values)
    publication.nudging_after = rows[-1].id if len(rows) == LOOKED_AT else None
    work.session.add(publication)


# -- what is due -------------------------------------------------------------------------------------------------------
def _send_due(work: Work) -> bool:
    connection = work.session.connection()
    author = _person.alias("author")
    rows = connection.execute(
        select(_nudge.c.id, _nudge.c.person_id, _nudge.c.number, _person.c.zone, _publication.c.id.label("about"))
        .add_columns(_publication.c.way, _publication.c.audience, COUNTRY.label("country"))
        .add_columns(_publication.c.closes_at, _publication.c.state, _version.c.title, _version.c.titles, author.c.name)
        .add_columns(
            has_answered(_nudge.c.publication_id, _nudge.c.person_id).label("answered"),
            has_turned_off(_nudge.c.person_id, QUESTIONNAIRES).label("objects"),
            _person.c.state.label("person_state"),
        )
        .join(_person, _person.c.id == _nudge.c.person_id)
        .join(_publication, _publication.c.id == _nudge.c.publication_id)
        .join(_version, _version.c.id == _publication.c.version_id)
        .outerjoin(author, author.c.id == _publication.c.author_id)
        .where(_nudge.c.state == NudgeState.DUE, _nudge.c.rung == Rung.PERSON, _nudge.c.due_at <= work.now)
        .order_by(_nudge.c.due_at, _nudge.c.id)
        .limit(SLICE)
    ).all()
    if not rows:
        return False
    groups: dict[tuple[int, int], list[Any]] = {}
    for row in settle(work, rows, _wanted(work, rows)):
        groups.setdefault((row.about, row.number), []).append(row)
    for group in groups.values():
        tell(work, [row.person_id for row in group], _notice(group[0]))
    return len(rows) == SLICE


def _wanted(work: Work, rows: Sequence[Any]) -> frozenset[int]:
    """Those that are still to be sent: nobody has answered meanwhile, neither the person nor, in a round, their whole team; nor turned them off."""
    waiting = [row for row in rows if is_open(work, row) and not (row.answered or row.objects)]
    of_teams = [row for row in waiting if row.way is PublicationWay.TEAM]
    audiences_of = {row.about: Audience.from_json(row.audience) for row in of_teams}
    still = waited_for(work, audiences_of, [row.person_id for row in of_teams])
    return frozenset(
        row.id for row in waiting if row.way is not PublicationWay.TEAM or (row.about, row.person_id) in still
    )


def _notice(row: Any) -> Notice:
    title, is_team = title_words(row.title, row.titles), row.way is PublicationWay.TEAM
    words = Lines(
        (
            _("A reminder, because you have not answered yet:"),
            publication_texts.invitation(row.name, title, row.closes_at, to_a_team=is_team),
        )
    )
    return Notice(f"nudge:{row.about}:{row.number}", words, (publication_texts.begin(row.about),))
