"""Programmes of the small world, as their coordinator plans them."""

from datetime import date, datetime

from sqlmodel import Session

from bot.app import translator
from bot.domain.audiences import Audience
from bot.usecases import programme_calendars
from bot.usecases.programme_calendars import Plan
from bot.usecases.work import COMMAND, Work

NAMES = {"en": "Sharing innovation", "fr": "Partager l’innovation", "ar": "تشارك الابتكار"}
_TRANSLATOR = translator()


def adopted(session: Session, now: datetime, about: tuple[str, ...]) -> int:
    """`about`: the day on which it begins, and perhaps countries."""
    beginning, *countries = about
    plan = Plan(NAMES, "en", Audience(countries=tuple(countries)), date.fromisoformat(beginning))
    number = programme_calendars.adopt(Work(session, now, COMMAND, _TRANSLATOR, lambda *_: None), plan)
    assert isinstance(number, int)
    return number
