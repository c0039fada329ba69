"""What a talk costs on a weak connection, with pictures and with text only: the bytes of its words and of what is drawn."""

import json

import pytest
from sqlmodel import select

from bot.reports import drawing
from bot.storage.people import Person
from tests.transcripts.play import Play
from tests.usecases.assessing import everywhere, hands_in

pytestmark = pytest.mark.slow  # a whole questionnaire, and pictures drawn
TALK = (
    "amina: menu\namina: assessment\namina: yes\namina: workshops\namina: growing\namina: growing\n"
    "amina: send what I have\namina: skip\namina: send\namina: results\n"
)


def played(database, *, text_only, more=""):
    """What amina is sent."""
    play = Play(database)
    play.play("@member amina language=en centre=MW-1\n@round shared.md 14\n")

    def prepare(session):
        amina = session.exec(select(Person)).one()
        amina.text_only = text_only
        return amina.id

    hands_in(database, database.write_now(prepare), everywhere(3))
    play.play(TALK + more)
    return [message for _name, _channel, message, _id in play.shown]


def weight(message):
    """Words and labels as they go over the line, pictures as they are drawn."""
    words = [message.text, *(choice.label for choice in (*message.choices, *message.controls))]
    pictures = [getattr(drawing, one.job)(data=one.arguments) for one in message.attachments]
    return len(json.dumps(words, ensure_ascii=False).encode()) + sum(map(len, pictures))


def test_with_text_only_a_talk_costs_less_than_a_tenth(sqlite_database):
    messages = played(sqlite_database, text_only=True)
    assert [one for message in messages for one in message.attachments] == []
    assert sum(map(weight, messages)) < 10_000


def test_with_pictures_it_costs_ten_times_as_much(sqlite_database):
    messages = played(sqlite_database, text_only=False)
    assert len([one for message in messages for one in message.attachments]) == 2
    assert sum(map(weight, messages)) > 10 * sum(weight(message) for message in messages if not message.attachments)


def test_the_picture_comes_as_soon_as_it_is_asked_for(sqlite_database):
    before, after = played(sqlite_database, text_only=True, more="amina taps: Show the picture\n")[-2:]
    assert [choice.label for choice in before.choices] == ["Show the picture", "Into the plan", "Wish for a session"]
    assert [one.job for one in after.attachments] == ["profile_card"]
    assert after.text == before.text
