from datetime import UTC, date, datetime

import pytest
from sqlmodel import func, select

from bot.app import translator
from bot.demo.load import fill
from bot.domain.milestones import Standing
from bot.storage.centres import Centre, CentreState
from bot.usecases import milestone_lists
from bot.usecases.work import COMMAND, Work

pytestmark = pytest.mark.slow  # loads the whole demonstration

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def test_the_programme_of_the_demonstration_is_amid_its_first_phase(sqlite_database):
    sqlite_database.write_now(lambda session: fill(session, NOW))
    found = sqlite_database.read_now(
        lambda session: milestone_lists.overview(Work(session, NOW, COMMAND, translator(), lambda *_: None), 1)
    )
    assert found.calendar.begins_on == date(2026, 7, 1)
    assert not found.calendar.reminds
    active = select(func.count()).select_from(Centre).where(Centre.state == CentreState.ACTIVE)
    assert len(found.centres) == sqlite_database.read_now(lambda session: session.exec(active).one())
    stands = {step.name.texts["en"]: set(found.standings(step).values()) for step in found.calendar.steps}
    assert stands["Shape the community"] == {Standing.DONE}
    assert stands["Preliminary self-assessment"] == {Standing.DONE, Standing.LATE}
    assert stands["Virtual peer visits"] == {Standing.OPEN}
    assert stands["Next steps"] == {Standing.TO_COME}
