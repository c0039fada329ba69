"""A round in which groups of a centre are asked without a name."""

from datetime import datetime

from sqlmodel import Session, select

from bot.core.refusal import Refusal
from bot.storage.centres import Centre
from bot.storage.questionnaires import Publication, PublicationWay, Voice
from bot.storage.rounds import Round
from bot.usecases import voices_links
from bot.usecases.work import Work
from tests.transcripts.published import form_file, kept


def voiced(work: Work, voice: Voice, closes_at: datetime) -> int:
    """The number of the publication."""
    version = kept(form_file(f"voices_{voice}.md"), work)
    opened = Round(programme_id=1, opens_at=work.now, closes_at=closes_at, created_at=work.now)
    work.session.add(opened)
    work.session.flush()
    publication = Publication(
        programme_id=1,
        version_id=version,
        way=PublicationWay.VOICES,
        round_id=opened.id,
        voice=voice,
        opens_at=work.now,
        closes_at=closes_at,
        created_at=work.now,
    )
    work.session.add(publication)
    work.session.flush()
    return publication.id


def code_for(work: Work, publication: int, centre: str) -> str:
    way = voices_links.link(work, centre_id(work.session, centre), publication)
    assert not isinstance(way, Refusal), way
    return way.code


def centre_id(session: Session, code: str) -> int:
    return session.exec(select(Centre.id).where(Centre.code == code)).one()
