"""The programme of all centres, amid its first phase."""

from datetime import date
from typing import Final

from sqlmodel import select

from bot.demo.loading import Loading
from bot.demo.world import Texts
from bot.domain.audiences import Audience
from bot.i18n.catalogues import shipped
from bot.i18n.languages import BASE
from bot.storage.milestones import ProgrammeCalendar
from bot.usecases import programme_calendars
from bot.usecases.programme_calendars import Plan
from bot.usecases.work import COMMAND, Work

_NAME: Final[Texts] = {"en": "Sharing innovation", "fr": "Partager l’innovation", "ar": "تشارك الابتكار"}
_MONTHS_AGO: Final = 4
_MONTHS_A_YEAR: Final = 12


def load_programme_calendar(loading: Loading) -> None:
    """As a coordinator plans it; nobody is reminded unless they say so."""
    work = Work(loading.session, loading.now, COMMAND, shipped(), lambda _channel, _account: None)
    number = programme_calendars.adopt(work, Plan(_NAME, BASE, Audience(), _months_ago(loading.now.date())))
    assert isinstance(number, int), "the demonstration has centres"
    row = loading.session.exec(select(ProgrammeCalendar).where(ProgrammeCalendar.id == number)).one()
    row.public_id, row.reminds = loading.public_id(loading.now), False
    loading.session.add(row)


def _months_ago(today: date) -> date:
    year, month = divmod(today.year * _MONTHS_A_YEAR + today.month - 1 - _MONTHS_AGO, _MONTHS_A_YEAR)
    return date(year, month + 1, 1)
