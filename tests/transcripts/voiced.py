"""A round in which groups of a centre are asked without a name."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.storage.centres import Centre
from bot.storage.questionnaires import Publication, Voice
from bot.storage.rounds import Round
from bot.storage.voices import VoiceLink, keep
from bot.usecases import rounds, voices_links
from bot.usecases.work import Work


def voiced(work: Work, *asked: Voice, closes_at: datetime | None = None) -> list[int]:
    """The numbers of the publications, in the order of the voices."""
    plan = rounds.Plan(
        "social_inclusion", {"en": "Spring"}, "en", Audience(), closes_at=closes_at, voices=asked, reminds=False
    )
    opened = rounds.open(work, plan)
    assert not isinstance(opened, Refusal), opened
    found = select(Publication.id).where(Publication.round_id == opened, col(Publication.voice).is_not(None))
    return list(work.session.exec(found.order_by(col(Publication.id))))


def closed(work: Work) -> None:
    """The latest round."""
    number = work.session.exec(select(func.max(Round.id))).one()
    assert number is not None, "one was opened"
    assert rounds.close(work, number) == number


def heard(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """Group, centre, how many people of it have handed in, and what each of them said: levels by indicator."""
    voice, centre, people, *said = about
    latest = select(VoiceLink).join(Publication).where(Publication.voice == Voice(voice))
    link = session.exec(
        latest.where(VoiceLink.centre_id == centre_id(session, centre)).order_by(col(VoiceLink.id).desc()).limit(1)
    ).one()
    levels = [one.split("=") for one in said]
    for _person in range(int(people)):
        keep(session, link, [{"indicator": name, "level": level, "relevance": None} for name, level in levels], {})


def code_for(work: Work, publication: int, centre: str) -> str:
    asking = voices_links.link(work, centre_id(work.session, centre), publication)
    assert not isinstance(asking, Refusal), asking
    return asking.code


def centre_id(session: Session, code: str) -> int:
    return session.exec(select(Centre.id).where(Centre.code == code)).one()
