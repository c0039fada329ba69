"""Announcements that are on their way, for tests whose subject is not how they are written."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session, select

from bot import app
from bot.domain.audiences import Audience
from bot.i18n.translator import Translator
from bot.storage.announcements import KIND, TEXT, Announcement
from bot.storage.people import Person
from bot.usecases import announcement_states, variants
from bot.usecases.announcement_times import Urgency
from bot.usecases.work import Actor, ActorKind, Work


def announced(
    work: Work, *, audience: Audience | None = None, topic: str | None = None, urgent: bool = False, **texts: str
) -> int:
    """Submitted by whoever acts; its number. The first text is the original, and stands in for what is missing."""
    original = next(iter(texts))
    announcement = Announcement(
        programme_id=1,
        author_id=work.person_id,
        audience=(audience or Audience()).to_json(),
        fallback=original,
        topic=topic,
        urgent=urgent,
        urgent_reason=Urgency.TODAY if urgent else None,
        created_at=work.now,
    )
    work.session.add(announcement)
    work.session.flush()
    variants.write(work, KIND, announcement.id, TEXT, texts, original)
    announcement_states.submit(work, announcement)
    return announcement.id


def _told(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """`@announced paul green The text`, to everybody; the topic may be "-", or "urgent"."""
    name, topic, *words = about
    author = session.exec(select(Person.id).where(Person.name == name.title())).one()
    work = Work(session, now, Actor(ActorKind.PERSON, author), _translator(), lambda _channel, _account: None)
    texts = dict(part.split("=", 1) for part in " ".join(words).split(" | "))
    announced(work, topic=topic if topic not in {"-", "urgent"} else None, urgent=topic == "urgent", **texts)


@lru_cache(maxsize=1)
def _translator() -> Translator:
    return app.translator()


ANNOUNCEMENTS: Mapping[str, Callable[..., None]] = {"announced": _told}
