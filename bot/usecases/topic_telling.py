"""Telling the members of a network that they can choose a topic, and which one it is. In slices."""

from sqlmodel import col, select

from bot.core.messages import Priority
from bot.domain.audiences import Audience
from bot.i18n.phrase import Lines, Moment, MomentStyle, Variants, Words, _
from bot.storage.lookups import look_up_one_by_one
from bot.storage.next_free import next_free
from bot.storage.topics import DayNews, NetworkDay
from bot.storage.variants import texts
from bot.usecases.notify import Notice, tell
from bot.usecases.session_slices import next_of_audience
from bot.usecases.topic_pages import result
from bot.usecases.topic_words import see
from bot.usecases.topics import KIND
from bot.usecases.work import Work


def tell_next(work: Work) -> bool:
    """One slice of the oldest news; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    day = next_free(
        work.session,
        select(NetworkDay).where(col(NetworkDay.news).is_not(None)).order_by(col(NetworkDay.id)),
    )
    if day is None:
        return False
    slice_ = next_of_audience(work, day, Audience(networks=(day.network_id,)))
    people = [one for one in slice_.people if day.news is not DayNews.OPENED or one != day.author_id]
    if people:
        tell(work, people, _notice(work, day))
    day.last_person_id = slice_.through
    if slice_.is_last:
        day.news = None
    work.session.add(day)
    return True


def _notice(work: Work, day: NetworkDay) -> Notice:
    network = Variants(texts(work.session, "network", [day.network_id], "name").get(day.network_id, {}))
    until = Moment(day.closes_at, MomentStyle.LAST_DAY)
    words: Words
    if day.news is DayNews.OPENED:
        words = _(
            "Your network *{network}* plans a day together, and its members choose the topic. "
            "Until {day} you can propose topics and vote.",
            network=network,
            day=until,
        )
    else:
        lead = _("Your network *{network}* has chosen the topic of its next day:", network=network)
        words = Lines((lead, *result(work, day)))
    acts = (see(day.id),) if day.news is DayNews.OPENED else ()
    return Notice(f"{KIND}:{day.id}:{day.news}", words, acts=acts, priority=Priority.BROADCAST)
