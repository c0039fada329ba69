"""The practices of the demo world in a database."""

from datetime import UTC, datetime

import pytest

from bot import app
from bot.demo.load import fill
from bot.demo.making import demo_world
from bot.domain.practices import ONE_OF, REQUIRED, PracticeState
from bot.storage.centres import Centre
from bot.storage.practices import Practice
from bot.usecases import practice_spelling
from bot.usecases.work import SYSTEM, Work

pytestmark = pytest.mark.slow  # the whole world is loaded

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_each_practice_says_what_one_has_to_say_in_every_language():
    for one in demo_world(NOW.date()).practices:
        assert set(REQUIRED) <= set(one.texts), one.slug
        assert set(ONE_OF) & set(one.texts), one.slug
        assert all(set(texts) == {"en", "fr", "ar"} and all(texts.values()) for texts in one.texts.values()), one.slug
        assert one.published_on < NOW.date()


@pytest.mark.parametrize(("asked", "language"), [("waste kitchen", "en"), ("cuisine restes", "fr"), ("مطبخ", "ar")])
def test_a_practice_is_found_in_any_of_its_languages(database, asked, language):
    database.write_now(lambda session: fill(session, NOW))

    def first(session):
        work = Work(session, NOW, SYSTEM, app.translator(), lambda *_: None)
        practice = session.get_one(Practice, practice_spelling.search(work, asked, language).lines[0].number)
        return practice.state, practice.language, session.get_one(Centre, practice.centre_id).country

    assert database.read_now(first) == (PracticeState.PUBLISHED, "ar", "JO")
