"""A result is told in words to everybody; the picture comes where there is something to draw and somebody to see it."""

import pytest
from sqlmodel import select

from bot.storage.people import Person
from tests.transcripts.play import Play
from tests.usecases.assessing import everywhere, hands_in


def told(database, *, level=3, text_only=False):
    """The answer to "results"."""
    play = Play(database)
    play.play("@member amina language=en centre=MW-1")

    def prepare(session):
        amina = session.exec(select(Person)).one()
        amina.text_only = text_only
        return amina.id

    hands_in(database, database.write_now(prepare), everywhere(level))
    play.play("amina: results")
    return play.shown[-1][2]


@pytest.mark.parametrize(("level", "text_only", "pictures"), [(3, False, 1), (3, True, 0), (None, False, 0)])
def test_a_picture_comes_with_a_mean_and_not_to_those_who_want_text_only(sqlite_database, level, text_only, pictures):
    assert len(told(sqlite_database, level=level, text_only=text_only).attachments) == pictures


def test_where_nothing_was_rated_the_words_say_so(sqlite_database):
    assert told(sqlite_database, level=None).text.splitlines()[1:3] == [
        "Nothing was rated, so there is no mean: every indicator was left out or does not apply.",
        "",
    ]
