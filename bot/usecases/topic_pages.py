"""What one sees of the days of one's networks: their topics, one's own votes, what came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import and_, col, or_, select

from bot.core.identifiers import row_number
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.domain.suppression import FEWEST
from bot.domain.topics import counted
from bot.i18n.phrase import Variants, Words, _, _n
from bot.storage.networks import Network, NetworkState
from bot.storage.topics import DayState, NetworkDay, TopicVote, topics_of
from bot.storage.variants import texts
from bot.usecases import audiences, rights, session_lists
from bot.usecases.session_lists import Choice
from bot.usecases.topics import TOPIC, belongs_to, has_session, looks_after
from bot.usecases.work import Work

MOST_LISTED = 12


@dataclass(frozen=True)
class Line:
    """One day in the list."""

    number: int
    network: Variants
    is_open: bool


@dataclass(frozen=True)
class Shown:
    """A topic, as whoever votes sees it: not how many others are for it."""

    id: int
    words: Variants
    is_mine: bool  # I am for it


@dataclass(frozen=True)
class Day:
    """As this person sees it. `result` once the votes are counted and the topic is chosen."""

    number: int
    network: Variants
    is_open: bool
    closes_at: datetime
    topics: tuple[Shown, ...]
    looks_after: bool
    result: tuple[Words, ...]
    is_chosen: bool
    has_session: bool


def may_open(work: Work) -> bool:
    return bool(networks(work))


def networks(work: Work) -> tuple[Choice, ...]:
    """For which one may open a vote."""
    if not rights.has_somewhere(work, Right.PROPOSE_SESSIONS):
        return ()
    reach = session_lists.reach(work)
    known = {one.value: one for one in reach.networks}
    if not reach.everybody:
        for number in work.session.exec(select(Network.id).where(Network.state == NetworkState.ACTIVE)):
            if str(number) not in known and not audiences.refused(
                work, Right.PROPOSE_SESSIONS, Audience(networks=(number,))
            ):
                name = texts(work.session, "network", [number], "name").get(number, {})
                known[str(number)] = Choice(str(number), Variants(name))
    return tuple(known.values())


def any_in_sight(work: Work) -> bool:
    return bool(listed(work)) or may_open(work)


def listed(work: Work) -> tuple[Line, ...]:
    """Those that are open, or still without a session, of one's networks; the latest first."""
    rows = work.session.exec(
        select(NetworkDay)
        .where(
            or_(
                NetworkDay.state == DayState.OPEN,
                and_(NetworkDay.state == DayState.CLOSED, col(NetworkDay.session_id).is_(None)),
            )
        )
        .order_by(col(NetworkDay.id).desc())
        .limit(MOST_LISTED)
    ).all()
    if not rows:
        return ()
    fits = audiences.fitting(work, work.person_id)
    mine = [row for row in rows if fits(Audience(networks=(row.network_id,))) or looks_after(work, row)]
    named = texts(work.session, "network", {row.network_id for row in mine}, "name")
    return tuple(
        Line(row.id, Variants(named.get(row.network_id, {})), row.state is DayState.OPEN and row.closes_at > work.now)
        for row in mine
    )


def seen(work: Work, number: str) -> Day | None:
    """None: there is none, or it is none of theirs."""
    known = row_number(number)
    day = None if known is None else work.session.get(NetworkDay, known)
    if day is None or day.state is DayState.DROPPED:
        return None
    may = looks_after(work, day)
    if not may and not belongs_to(work, day):
        return None
    rows = topics_of(work.session, day.id)
    ids = [one.id for one in rows]
    written = texts(work.session, TOPIC, ids, "title")
    mine = set(
        work.session.exec(
            select(TopicVote.topic_id).where(TopicVote.person_id == work.person_id, col(TopicVote.topic_id).in_(ids))
        )
    )
    is_known = day.state is DayState.CLOSED and (day.topic_id is not None or may)
    return Day(
        number=day.id,
        network=Variants(texts(work.session, "network", [day.network_id], "name").get(day.network_id, {})),
        is_open=day.state is DayState.OPEN and day.closes_at > work.now,
        closes_at=day.closes_at,
        topics=tuple(Shown(one, Variants(written.get(one, {})), one in mine) for one in ids),
        looks_after=may,
        result=result(work, day) if is_known else (),
        is_chosen=day.topic_id is not None,
        has_session=has_session(work, day),
    )


def result(work: Work, day: NetworkDay) -> tuple[Words, ...]:
    """The chosen topic, and below it how many were for each: in words, the most votes first."""
    rows = topics_of(work.session, day.id)
    written = texts(work.session, TOPIC, [one.id for one in rows], "title")
    counts = counted({one.id: one.votes or 0 for one in rows})
    chosen: Sequence[Words] = ()
    if day.topic_id is not None:
        chosen = (_("*{topic}*", topic=Variants(written.get(day.topic_id, {}))),)
    if 0 < max((one.votes for one in counts), default=0) < FEWEST:
        return (
            *chosen,
            _("How many were for each is shown where five or more were for one, so that nobody can be told from it."),
        )
    return (
        *chosen,
        *(
            _n(
                "• {topic}: {count} vote",
                "• {topic}: {count} votes",
                one.votes,
                topic=Variants(written.get(one.topic, {})),
            )
            for one in counts
        ),
    )
