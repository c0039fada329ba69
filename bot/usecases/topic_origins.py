"""From the chosen topic to the session about it."""

from dataclasses import dataclass

from bot.core.identifiers import row_number
from bot.core.refusal import Refusal
from bot.i18n.phrase import Variants, _
from bot.storage.topics import NetworkDay, Topic
from bot.storage.variants import texts
from bot.usecases.people import person_of
from bot.usecases.topics import TOPIC, has_session, looks_after
from bot.usecases.work import Work

PREFIX = "topic-"  # of the argument with which a session about it is proposed


@dataclass(frozen=True)
class Chosen:
    id: int
    title: str
    network: int
    network_name: Variants


def chosen(work: Work, argument: str) -> Chosen | None:
    """The topic of a day without a session, for whoever looks after the day."""
    digits = argument.removeprefix(PREFIX)
    number = None if digits == argument else row_number(digits)
    day = None if number is None else work.session.get(NetworkDay, number)
    if day is None or day.topic_id is None or has_session(work, day) or not looks_after(work, day):
        return None
    words = texts(work.session, TOPIC, [day.topic_id], "title").get(day.topic_id, {})
    name = texts(work.session, "network", [day.network_id], "name").get(day.network_id, {})
    title = words.get(person_of(work).language or "") or next(iter(words.values()), "?")
    return Chosen(day.topic_id, title, day.network_id, Variants(name))


def taken(work: Work, topic: int) -> Refusal | None:
    """One session for a day, unless the one before was called off. Locks the day, so that two do not make one each."""
    day = work.session.get_one(
        NetworkDay, work.session.get_one(Topic, topic).day_id, with_for_update=True, populate_existing=True
    )
    if not has_session(work, day):
        return None
    return Refusal(_("There is a session for this day already: number {number}.", number=str(day.session_id)))


def note(work: Work, topic: int, session: int) -> None:
    """The day has its session."""
    day = work.session.get_one(NetworkDay, work.session.get_one(Topic, topic).day_id)
    day.session_id = session
    work.session.add(day)
    work.session.flush()
