"""One's own view of the centre comes back when it is handed in: in words to everybody, as a picture where there is something to draw."""

import pytest
from sqlmodel import select

from bot.storage.people import Person
from tests.transcripts.play import Play
from tests.usecases.test_assessment_queries import heard

pytestmark = pytest.mark.slow  # whole questionnaires

ANSWERS = (
    "amina: yes\namina: workshops\namina: {tools}\namina: {tools}\namina: send what I have\namina: skip\namina: send\n"
)


def told(database, *, tools="growing", text_only=False):
    """The answer to handing it in, and how far the team is."""
    play = Play(database)
    play.play("@member amina language=en centre=TN-1\n@round shared.md 14\n")

    def prepare(session):
        session.exec(select(Person)).one().text_only = text_only

    database.write_now(prepare)
    play.play("amina: assessment\n" + ANSWERS.format(tools=tools))
    return [message for _name, _channel, message, _id in play.shown[-2:]]


@pytest.mark.parametrize(
    ("tools", "text_only", "pictures"), [("growing", False, 1), ("growing", True, 0), ("not applicable", False, 0)]
)
def test_a_picture_comes_with_a_mean_and_not_to_those_who_want_text_only(sqlite_database, tools, text_only, pictures):
    assert len(told(sqlite_database, tools=tools, text_only=text_only)[0].attachments) == pictures


def test_what_does_not_apply_is_said_in_words(sqlite_database):
    view, team = told(sqlite_database, tools="not applicable")
    assert "Workshops: not applicable" in view.text
    assert "1 of 3 parts" in team.text.replace("\u2068", "").replace("\u2069", "")


def test_an_answer_in_the_last_part_costs_as_many_statements_as_one_in_the_first(database):
    play = Play(database)
    play.play("@member amina language=en centre=MW-1\n@round eight_areas.md 14\namina: assessment\namina: 1\namina: 3")
    early = heard(database, lambda: play.play("amina: 3"))
    for _part in range(7):
        play.play("amina: 3\namina: go on\namina: 3")
        late = heard(database, lambda: play.play("amina: 3"))
    assert "Social inclusion and equity · 3 of 3" in play.lines[-1].replace("\u2068", "").replace("\u2069", "")
    assert late == early
