"""A day of a network: its members propose topics and vote; twice a year, and the result opens a session."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, delete, func, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.names import fold
from bot.domain.rights import Right, Role, ScopeKind
from bot.domain.topics import DAYS_A_YEAR, MOST_TOPICS, TOPICS_EACH, VOTES_EACH, counted, leading
from bot.i18n.phrase import Lines, Variants, Words, _
from bot.i18n.zones import zone_of
from bot.storage.locked import locked_row
from bot.storage.networks import Network, NetworkState
from bot.storage.next_free import next_free
from bot.storage.sessions import LearningSession, SessionState
from bot.storage.topics import DayNews, DayState, NetworkDay, Topic, TopicVote, topics_of, votes_of
from bot.storage.variants import texts
from bot.usecases import audiences, audit, variants
from bot.usecases.coordinators import holders_at
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.rights import NO_RIGHT
from bot.usecases.topic_words import see
from bot.usecases.work import Work

KIND, TOPIC = "network_day", "topic"  # in the audit; of texts
UNKNOWN = _("There is no such vote. Write *topics* to see yours.")
OVER = _("This vote is over; your earlier votes have counted.")


def open_vote(work: Work, network: int, closes_at: datetime) -> int | Refusal:
    """The number of the day. The members are told in slices, by the clock."""
    row = locked_row(work.session, Network, network)
    if row is None or row.state is not NetworkState.ACTIVE:
        return Refusal(_("There is no such network."), key="network")
    if refusal := audiences.refused(work, Right.PROPOSE_SESSIONS, _members(network)):
        return Refusal(refusal.why, key="network")
    if closes_at <= work.now:
        return Refusal(_("That day has passed already. Please give a day to come."), key="closes")
    person = person_of(work)
    year = closes_at.astimezone(zone_of(person.zone)).year
    held = select(func.count()).where(
        NetworkDay.network_id == network, NetworkDay.year == year, NetworkDay.state != DayState.DROPPED
    )
    if work.session.exec(held).one() >= DAYS_A_YEAR:
        return Refusal(
            _("This network has its {count} days of {year} already.", count=DAYS_A_YEAR, year=str(year)), key="closes"
        )
    day = NetworkDay(network_id=network, year=year, author_id=person.id, closes_at=closes_at, created_at=work.now)
    work.session.add(day)
    work.session.flush()
    audit.note(work, "open vote", KIND, day.id, network=network)
    return day.id


def propose(work: Work, number: int, words: str) -> int | Refusal:
    """A topic; whoever proposes it is for it. Its number."""
    day = _open(work, number)
    if isinstance(day, Refusal):
        return day
    known = topics_of(work.session, day.id)
    if len(known) >= MOST_TOPICS:
        return Refusal(_("There are {count} topics already. Please vote for one of them.", count=MOST_TOPICS))
    if sum(one.author_id == work.person_id for one in known) >= TOPICS_EACH:
        return Refusal(_("You have proposed {count} topics already; others may have ideas, too.", count=TOPICS_EACH))
    written = texts(work.session, TOPIC, [one.id for one in known], "title")
    if fold(words) in {fold(text) for languages in written.values() for text in languages.values()}:
        return Refusal(_("Somebody has proposed this already: please vote for it."), key="topic")
    author = person_of(work)
    row = Topic(day_id=day.id, author_id=author.id, at=work.now)
    work.session.add(row)
    work.session.flush()
    language = author.language or work.translator.spoken(None)
    variants.write(work, TOPIC, row.id, "title", {language: words}, language)
    if len(_mine(work, day.id)) < VOTES_EACH:
        work.session.add(TopicVote(topic_id=row.id, person_id=author.id, at=work.now))
    audit.note(work, "propose topic", KIND, day.id, topic=row.id)
    return row.id


def vote(work: Work, number: int, chosen: Collection[int]) -> Refusal | None:
    """For these and no others; as often as one changes one's mind."""
    day = _open(work, number)
    if isinstance(day, Refusal):
        return day
    if len(set(chosen)) > VOTES_EACH:
        return Refusal(_("You can be for {count} topics at most.", count=VOTES_EACH), key="votes")
    known = {one.id for one in topics_of(work.session, day.id)}
    if set(chosen) - known:
        return Refusal(_("The list has changed meanwhile. Please choose again."), key="votes")
    work.session.exec(
        delete(TopicVote).where(col(TopicVote.topic_id).in_(known), col(TopicVote.person_id) == work.person_id)
    )
    work.session.add_all(
        TopicVote(topic_id=topic, person_id=work.person_id, at=work.now) for topic in sorted(set(chosen))
    )
    audit.note(work, "vote", KIND, day.id)
    return None


def close(work: Work, number: int) -> Refusal | None:
    """Before its day: whoever could have opened it."""
    day = _looked_after(work, number)
    if isinstance(day, Refusal):
        return day
    if day.state is not DayState.OPEN:
        return Refusal(OVER)
    _count(work, day)
    return None


def close_due(work: Work) -> bool:
    """One vote whose day is over; True when there may be more."""
    day = next_free(
        work.session,
        select(NetworkDay)
        .where(NetworkDay.state == DayState.OPEN, NetworkDay.closes_at <= work.now)
        .order_by(col(NetworkDay.closes_at), col(NetworkDay.id)),
    )
    if day is None:
        return False
    _count(work, day)
    return True


def choose(work: Work, number: int, topic: int) -> Refusal | None:
    """Where the votes alone do not say it: by whoever looks after the day."""
    day = _looked_after(work, number)
    if isinstance(day, Refusal):
        return day
    if day.state is not DayState.CLOSED or day.topic_id is not None:
        return Refusal(_("The topic of this day is chosen already."))
    if topic not in {one.id for one in topics_of(work.session, day.id)}:
        return Refusal(_("The list has changed meanwhile. Please choose again."), key="winner")
    day.topic_id, day.news, day.last_person_id = topic, DayNews.RESULT, 0
    work.session.add(day)
    audit.note(work, "choose topic", KIND, day.id, topic=topic)
    return None


def drop(work: Work, number: int) -> Refusal | None:
    """It does not count among the days of the year any more; nobody is told."""
    day = _looked_after(work, number)
    if isinstance(day, Refusal):
        return day
    if has_session(work, day):
        return Refusal(_("There is a session for this day already; please cancel that one."))
    day.state, day.closed_at, day.news = DayState.DROPPED, None, None
    work.session.add(day)
    audit.note(work, "drop vote", KIND, day.id)
    return None


def has_session(work: Work, day: NetworkDay) -> bool:
    """One that was not called off."""
    session = None if day.session_id is None else work.session.get_one(LearningSession, day.session_id)
    return session is not None and session.state is not SessionState.CANCELLED


def looks_after(work: Work, day: NetworkDay) -> bool:
    return audiences.refused(work, Right.PROPOSE_SESSIONS, _members(day.network_id)) is None


def belongs_to(work: Work, day: NetworkDay) -> bool:
    """Whether the actor is of a centre in its network."""
    return bool(audiences.fitting(work, work.person_id)(_members(day.network_id)))


def _members(network: int) -> Audience:
    return Audience(networks=(network,))


def _mine(work: Work, number: int) -> list[int]:
    return list(
        work.session.exec(
            select(TopicVote.topic_id)
            .join(Topic, col(Topic.id) == col(TopicVote.topic_id))
            .where(Topic.day_id == number, TopicVote.person_id == work.person_id)
        )
    )


def _open(work: Work, number: int) -> NetworkDay | Refusal:
    """Locked, so that nobody votes while the votes are counted."""
    day = locked_row(work.session, NetworkDay, number)
    if day is None:
        return Refusal(UNKNOWN)
    if not (belongs_to(work, day) or looks_after(work, day)):
        return Refusal(NO_RIGHT)
    if day.state is not DayState.OPEN or day.closes_at <= work.now:
        return Refusal(OVER)
    return day


def _looked_after(work: Work, number: int) -> NetworkDay | Refusal:
    day = locked_row(work.session, NetworkDay, number)
    if day is None:
        return Refusal(UNKNOWN)
    return day if looks_after(work, day) else Refusal(NO_RIGHT)


def _count(work: Work, day: NetworkDay) -> None:
    """How many, not who: then the votes go. Where it is not clear, whoever looks after the day chooses."""
    votes = votes_of(work.session, day.id)
    for topic in topics_of(work.session, day.id):
        topic.votes = votes[topic.id]
        work.session.add(topic)
    work.session.exec(delete(TopicVote).where(col(TopicVote.topic_id).in_(list(votes))))
    day.state, day.closed_at, day.news, day.last_person_id = DayState.CLOSED, work.now, None, 0
    first = leading(counted(votes))
    if len(first) == 1:
        day.topic_id, day.news = first[0], DayNews.RESULT
    else:
        _ask_to_choose(work, day, first)
    work.session.add(day)
    work.session.flush()
    audit.note(work, "count votes", KIND, day.id, topics=len(votes), votes=sum(votes.values()))


def _ask_to_choose(work: Work, day: NetworkDay, first: Collection[int]) -> None:
    """Whoever opened the vote, and who animates the network now: somebody may have left."""
    animators = holders_at(work, {Role.NETWORK_ANIMATOR}, ScopeKind.NETWORK, str(day.network_id))
    network = Variants(texts(work.session, "network", [day.network_id], "name").get(day.network_id, {}))
    written = texts(work.session, TOPIC, first, "title")
    lines: list[Words] = [_("The vote on the topic of a day of *{network}* is over.", network=network)]
    if first:
        lines.append(_("These have the same number of votes. Please choose one:"))
        lines += [_("• {topic}", topic=Variants(written.get(one, {}))) for one in first]
    else:
        lines.append(_("Nobody has voted. You can choose a topic yourself, or drop the day."))
    notice = Notice(f"{KIND}:{day.id}:choose", Lines(tuple(lines)), acts=(see(day.id),))
    tell(work, sorted({day.author_id, *animators} - {work.actor.person_id}), notice)
