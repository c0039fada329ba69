"""A whole self-assessment on Telegram, with the helper process that draws its card."""

import io
from itertools import cycle

import pytest
from PIL import Image
from sqlmodel import col, select

from bot import app
from bot.handlers.assessment.telling import in_words
from bot.i18n.markup import plain
from bot.i18n.translator import Reader
from bot.reports.drawing import AT_MOST_BYTES
from bot.reports.process import HelperProcess
from bot.serve import drawn
from bot.storage.assessments import Assessment
from bot.storage.people import Person
from bot.usecases import results
from bot.usecases.editions import Editions
from tests.telegram.service import TRANSLATOR, Service, furnished
from tests.transcripts.world import Named, settle
from tests.usecases.assessing import RATED, acting, hands_in

pytestmark = pytest.mark.slow
OTHERS = (
    Named("omar", centre="TN-2", channel="elsewhere"),
    Named("nino", centre="GE-1", channel="elsewhere"),
    Named("grace", centre="MW-1", channel="elsewhere"),
    Named("paolo", centre="IT-1", channel="elsewhere"),
)
LEVELS = 6  # with "not applicable"
MORE_THAN_STEPS = 60


class WholeBot(Service):
    """Every talk of ours, and pictures as they are really drawn."""

    def __init__(self, telegram, database, helper) -> None:
        super().__init__(telegram, database, b"")
        self.router = app.talks(TRANSLATOR).router
        self.helper = helper

    async def draw(self, job, data):
        return await drawn(self.helper, job, data)


def number_of(database, named):
    def job(session):
        settle(session, named)
        return session.exec(select(Person.id).where(Person.name == named.name.title())).one()

    return database.write_now(job)


@pytest.fixture
async def code(telegram, sqlite_database):
    """Of an invitation into a network where four other centres have answered."""
    code = furnished(sqlite_database)
    for place, named in enumerate(OTHERS):
        levels = {name: 1 + (place + number) % 4 for number, names in enumerate(RATED.values()) for name in names}
        hands_in(sqlite_database, number_of(sqlite_database, named), levels)
    async with HelperProcess() as helper, WholeBot(telegram, sqlite_database, helper):
        yield code


async def taps_through(telegram, person, levels):
    """Always the first button, but a level where levels are asked; until there is a picture."""
    await telegram.reply(person)
    for _step in range(MORE_THAN_STEPS):
        said = len(telegram.replies(person))
        await telegram.waits_for(lambda: telegram.replies(person)[-1].labels or pictures(telegram, person))
        if found := pictures(telegram, person):
            return found
        last = telegram.replies(person)[-1]
        person.taps(last, last.labels[next(levels) - 1 if len(last.labels) == LEVELS else 0])
        await telegram.reply(person, at_least=said + 1)
    raise AssertionError(f"no picture after {MORE_THAN_STEPS} taps: {telegram.replies(person)[-1].words}")


def pictures(telegram, person):
    return [message for message in telegram.replies(person) if "photo" in message.media]


def facts(database, language):
    """The result of the newest assessment as it is told in a chat."""

    def job(session):
        newest = session.exec(select(Assessment).order_by(col(Assessment.id).desc())).first()
        result = results.result(acting(session, newest.signed_by_id), Editions(), newest.id)
        return plain(TRANSLATOR.render(in_words(result, thanks=True), Reader(language)))

    return database.read_now(job)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
async def test_a_whole_assessment_ends_with_a_small_picture_and_the_same_in_words(
    telegram, code, language, sqlite_database
):
    person = telegram.person(7, "Ana", language)
    person.starts(code)
    (message,) = await taps_through(telegram, person, cycle([3, 4, 6, 2, 5, 4, 1]))
    told = facts(sqlite_database, language)
    await telegram.waits_for(lambda: telegram.replies(person)[-1].words == told)
    png = telegram.world.files[message.media["photo"][-1]["file_id"]].body
    with Image.open(io.BytesIO(png)) as image:
        assert (image.format, image.width, len(png) <= AT_MOST_BYTES) == ("PNG", 640, True)
