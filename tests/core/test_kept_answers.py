"""Answers that a run does not reach, that no longer fit, or whose choice is gone: what is kept and what is asked again."""

import pytest

from bot.core.amounts import WholeNumber
from bot.core.answers import OneOf, Text
from bot.core.given import Given, Option
from bot.core.talk import AnswerState, Talk
from tests.core.test_conversation import play, said

WAYS = OneOf((Option("bus", "Bus"), Option("bike", "Bike")))


def travels(chat):
    if chat.ask("way", "How do you come?", WAYS) == "bus":
        chat.say(f"Line {chat.ask('line', 'Which line?', Text())}.")
    else:
        chat.say(f"A {chat.ask('colour', 'Which colour?', Text())} bike.")
    chat.ask("end", "Anything else?", Text())


def changes(talk, key, **given):
    """From the review card: one key is reopened, and answered anew."""
    talk.keep(key, talk.answers[key]._replace(state=AnswerState.REOPENED))
    play(talk, travels)
    return play(talk, travels, Given(**given))


def test_an_answer_of_another_way_sleeps_and_wakes_when_the_way_leads_there_again():
    talk = Talk(1, "test")
    play(talk, travels)
    play(talk, travels, Given(option=0))
    play(talk, travels, Given(text="28"))
    assert changes(talk, "way", option=1).question.prompt == "Which colour?"
    assert talk.answers["line"].value == "28"
    back = changes(talk, "way", option=0)
    assert (said(back), back.question.prompt) == (["Line 28."], "Anything else?")


@pytest.mark.parametrize(
    ("stored", "kind", "asked"),
    [
        ("28", Text(), False),
        ("28", WholeNumber(), True),
        ("bike", WAYS, False),
        ("tram", WAYS, True),
    ],
)
def test_a_stored_answer_counts_as_long_as_its_kind_is_the_same_and_its_choice_is_there(stored, kind, asked):
    def before(chat):
        chat.ask("what", "What?", Text() if isinstance(kind, WholeNumber) else type(kind)(*choices))
        chat.ask("end", "Anything else?", Text())

    def after(chat):
        chat.ask("what", "What?", kind)
        chat.ask("end", "Anything else?", Text())

    choices = (
        () if isinstance(kind, Text) else ((Option("bus", "Bus"), Option("bike", "Bike"), Option("tram", "Tram")),)
    )
    talk = Talk(1, "test")
    play(talk, before)
    play(talk, before, Given(text=stored))
    assert play(talk, after).question.prompt == ("What?" if asked else "Anything else?")


def test_after_a_restart_only_the_question_and_what_was_said_since_the_last_answer_come():
    talk = Talk(1, "test")
    play(talk, travels)
    play(talk, travels, Given(option=1))
    last = play(talk, travels, Given(text="red"))
    again = play(talk, travels)
    assert (said(last), said(again), again.question.prompt) == (["A red bike."], ["A red bike."], "Anything else?")
