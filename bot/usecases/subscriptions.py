"""Which news somebody wants, and when. What they choose counts for what is already on its way, too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, and_, case, delete, null, or_, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.domain.areas import AREA_NAMES
from bot.domain.subscriptions import (
    MILESTONES,
    OF_ALL,
    OF_MINE,
    PARTNERS,
    PRACTICES,
    PROGRAMME,
    QUESTIONNAIRES,
    SESSIONS,
    ByChoice,
    NewsPace,
    area_in,
    first_day,
    is_topic,
    network_in,
    next_digest,
    of_network,
)
from bot.i18n.phrase import Variants, Words, _
from bot.i18n.weeks import weekend_of
from bot.storage.announcements import Announcement
from bot.storage.memberships import Membership, MembershipState
from bot.storage.networks import Network, NetworkCentre, NetworkState
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person
from bot.storage.subscriptions import NewsChoice, TopicOff, news_choice_of, topics_off
from bot.storage.variants import texts
from bot.usecases import audit
from bot.usecases.nudge_rows import COUNTRY
from bot.usecases.people import person_of
from bot.usecases.registry import active_networks
from bot.usecases.work import Work

NAMES: dict[str, Words] = {
    SESSIONS: _("Sessions"),
    PRACTICES: _("Practices"),
    PROGRAMME: _("The programme"),
    PARTNERS: _("Partners for a centre"),
    QUESTIONNAIRES: _("Reminders of questionnaires"),
    MILESTONES: _("Reminders of milestones and actions"),
}


@dataclass(frozen=True)
class Settings:
    """`next_at`: when the next digest comes, where there is one. Topics are those that may concern this person."""

    pace: NewsPace
    weekday: int
    minute: int
    next_at: datetime | None
    on: tuple[tuple[str, Words], ...]
    off: tuple[tuple[str, Words], ...]


def settings(work: Work) -> Settings:
    choice = _choice(work)
    off = topics_off(work.session, work.person_id)
    known = [*AREA_NAMES, *(of_network(one) for one in _networks(work)), *OF_ALL, *OF_MINE]
    names = topic_names(work, {*known, *off})
    return Settings(
        pace=choice.pace,
        weekday=choice.weekday,
        minute=choice.minute,
        next_at=choice.next_at if choice.pace is NewsPace.WEEKLY else None,
        on=tuple((str(one), names[one]) for one in known if one not in off),
        off=tuple((one, name) for one, name in names.items() if one in off),
    )


def all_topics(work: Work) -> tuple[tuple[str, Words], ...]:
    """For whoever writes: what an announcement may be about."""
    networks = (of_network(number) for number, _name in active_networks(work))
    return tuple(topic_names(work, {*AREA_NAMES, *networks, *OF_ALL}).items())


def any_news(work: Work) -> bool:
    """For the menu: whoever was sent an announcement knows what there is to choose; others find it by its word."""
    copy = (
        select_rows(OutboxRow.id)
        .join(Announcement, col(Announcement.broadcast_id) == col(OutboxRow.broadcast_id))
        .where(OutboxRow.person_id == work.person_id)
        .limit(1)
    )
    return work.session.exec(copy).first() is not None


def topic_names(work: Work, topics: Iterable[str]) -> dict[str, Words]:
    """How they are called, in the order of the eight areas, networks, and the rest."""
    wanted = sorted(topics, key=_place)
    numbers = {number for one in wanted if (number := network_in(one)) is not None}
    named = texts(work.session, "network", numbers, "name")
    names: dict[str, Words] = {}
    for topic in wanted:
        area, network = area_in(topic), network_in(topic)
        if area is not None:
            names[topic] = AREA_NAMES[area]
        elif network is not None:
            names[topic] = _("Network {name}", name=Variants(named[network]) if network in named else str(network))
        else:
            names[topic] = NAMES[topic]
    return names


def _place(topic: str) -> tuple[int, int]:
    area, network = area_in(topic), network_in(topic)
    if area is not None:
        return (0, list(AREA_NAMES).index(area))
    return (1, network) if network is not None else (2, (*OF_ALL, *OF_MINE).index(topic))


def _networks(work: Work) -> Sequence[int]:
    """Those that the person's centres belong to."""
    return work.session.exec(
        select_rows(NetworkCentre.network_id)
        .join(Membership, col(Membership.centre_id) == col(NetworkCentre.centre_id))
        .join(Network, col(Network.id) == col(NetworkCentre.network_id))
        .where(
            Membership.person_id == work.person_id,
            Membership.state == MembershipState.CONFIRMED,
            col(NetworkCentre.left_on).is_(None),
            Network.state == NetworkState.ACTIVE,
        )
        .distinct()
        .order_by(col(NetworkCentre.network_id))
    ).all()


# -- how often ---------------------------------------------------------------------------------------------------------
def choose_pace(work: Work, pace: NewsPace) -> None:
    """What waits for a digest comes at once where none follows; whoever wants urgent news only does not get it."""
    choice = _choice(work)
    if choice.pace is pace:
        return
    choice.pace = pace
    match pace:
        case NewsPace.WEEKLY:
            _plan(work, choice)
            _hold_back(work, ByChoice.WAITS)
        case NewsPace.AT_ONCE:
            choice.next_at = work.now
        case NewsPace.URGENT:
            choice.next_at = None
            _hold_back(work, ByChoice.URGENT_ONLY)
    work.session.add(choice)
    audit.note(work, "choose news", "person", work.person_id, pace=pace)


def choose_moment(work: Work, weekday: int, minute: int) -> None:
    """On the person's own clock."""
    choice = _choice(work)
    choice.pace, choice.weekday, choice.minute = NewsPace.WEEKLY, weekday, minute
    _plan(work, choice)
    _hold_back(work, ByChoice.WAITS)
    work.session.add(choice)
    audit.note(work, "choose news", "person", work.person_id, pace=NewsPace.WEEKLY, weekday=weekday, minute=minute)


def move_to(work: Work, zone: str) -> None:
    """The digest goes by another clock."""
    choice = news_choice_of(work.session, work.person_id)
    if choice is not None and choice.pace is NewsPace.WEEKLY:
        choice.next_at = next_digest(work.now, choice.weekday, choice.minute, zone)
        work.session.add(choice)


def _choice(work: Work) -> NewsChoice:
    """As long as nothing was chosen, the digest would come at the beginning of the working week where they are."""
    found = news_choice_of(work.session, work.person_id)
    if found is not None:
        return found
    country = work.session.connection().execute(select(COUNTRY).where(col(Person.id) == work.person_id)).scalar()
    return NewsChoice(person_id=work.person_id, weekday=first_day(weekend_of(country)))


def _plan(work: Work, choice: NewsChoice) -> None:
    choice.next_at = next_digest(work.now, choice.weekday, choice.minute, person_of(work).zone)


# -- what about --------------------------------------------------------------------------------------------------------
def turn_off(work: Work, topics: Iterable[str]) -> None:
    off = topics_off(work.session, work.person_id)
    more = [one for one in dict.fromkeys(topics) if one not in off and (is_topic(one) or one in OF_MINE)]
    if not more:
        return
    work.session.add_all(TopicOff(person_id=work.person_id, topic=one, at=work.now) for one in more)
    work.session.flush()
    _hold_back(work, ByChoice.TOPIC_OFF, col(Announcement.topic).in_(more))
    audit.note(work, "turn topics off", "person", work.person_id, topics=more)


def turn_on(work: Work, topics: Iterable[str]) -> None:
    wanted = list(topics)
    gone = delete(TopicOff).where(col(TopicOff.person_id) == work.person_id, col(TopicOff.topic).in_(wanted))
    if work.session.connection().execute(gone).rowcount:
        audit.note(work, "turn topics on", "person", work.person_id, topics=wanted)


def _hold_back(work: Work, why: ByChoice, *about: ColumnElement[bool]) -> None:
    """Copies that are not out yet, and what waits for a digest."""
    affected = select(col(Announcement.broadcast_id)).where(
        col(Announcement.broadcast_id).is_not(None), col(Announcement.urgent).is_(False), *about
    )
    not_out = or_(
        col(OutboxRow.state) == OutboxState.QUEUED,
        and_(col(OutboxRow.state) == OutboxState.SKIPPED, col(OutboxRow.reason) == ByChoice.WAITS.value),
    )
    work.session.connection().execute(
        update(OutboxRow)
        .where(col(OutboxRow.person_id) == work.person_id, not_out, col(OutboxRow.broadcast_id).in_(affected))
        .values(state=OutboxState.SKIPPED, reason=why.value)
    )


def left_out(topic: str | None, *, is_urgent: bool) -> ColumnElement[str | None] | None:
    """In SQL over `person`: why somebody does not get a copy (a `ByChoice`), or NULL. None: nobody is left out."""
    return None if is_urgent else _left_out(topic)


@lru_cache(maxsize=64)  # the same object each time: so is what is put together of it
def _left_out(topic: str | None) -> ColumnElement[str | None]:
    person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
    choice = NewsChoice.__table__  # type: ignore[attr-defined] # see above
    off = TopicOff.__table__  # type: ignore[attr-defined] # see above
    reasons = {NewsPace.WEEKLY.value: ByChoice.WAITS.value, NewsPace.URGENT.value: ByChoice.URGENT_ONLY.value}
    by_pace = select(case(reasons, value=choice.c.pace, else_=null())).where(choice.c.person_id == person.c.id)
    paced: ColumnElement[str | None] = by_pace.correlate(person).scalar_subquery()
    if topic is None:
        return paced
    is_off = select(off.c.id).where(off.c.person_id == person.c.id, off.c.topic == topic).correlate(person).exists()
    return case((is_off, ByChoice.TOPIC_OFF.value), else_=paced)
