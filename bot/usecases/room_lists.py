"""In which rooms a person may ask."""

from sqlmodel import col, select

from bot.domain.audiences import Audience
from bot.i18n.phrase import Variants, Words
from bot.storage.rooms import RoomState, SessionRoom
from bot.storage.sessions import Rsvp
from bot.storage.variants import texts
from bot.usecases import audiences
from bot.usecases.room_subjects import network_called, session_called
from bot.usecases.session_words import facts_for
from bot.usecases.work import Work

MOST_OFFERED = 8


def open_to(work: Work) -> tuple[tuple[str, Words], ...]:
    """(key, what it is) of sessions one is invited to, and of networks one belongs to, that have an open room."""
    sessions = work.session.exec(
        select(Rsvp.session_id)
        .join(SessionRoom, col(SessionRoom.session_id) == col(Rsvp.session_id))
        .where(Rsvp.person_id == work.person_id, SessionRoom.state == RoomState.OPEN)
        .distinct()
        .order_by(col(Rsvp.session_id).desc())
        .limit(MOST_OFFERED)
    ).all()
    networks = work.session.exec(
        select(SessionRoom.network_id)
        .where(SessionRoom.state == RoomState.OPEN, col(SessionRoom.network_id).is_not(None))
        .distinct()
        .order_by(col(SessionRoom.network_id))
    ).all()
    fits = audiences.fitting(work, work.person_id)
    mine = [one for one in networks if one is not None and fits(Audience(networks=(one,)))]
    facts, named = facts_for(work, sessions), texts(work.session, "network", mine, "name")
    of_sessions = [(str(one), session_called(str(one), facts[one].title)) for one in sessions]
    of_networks = [(f"n{one}", network_called(Variants(named.get(one, {})))) for one in mine]
    return (*of_sessions, *of_networks)[:MOST_OFFERED]
