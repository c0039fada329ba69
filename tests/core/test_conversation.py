"""The replay itself, without router or database."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.core.answers import OneOf, SeveralOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Given, Listener, Option
from bot.core.outcome import Outcome
from bot.core.refusal import Refusal
from bot.core.replay import DuplicateKeyError, SideEffectAboveQuestionError
from bot.core.talk import AnswerState, Talk
from bot.i18n.phrase import Words
from bot.i18n.translator import Reader, Translator

NOW = datetime(2023, 3, 14, 9, tzinfo=UTC)
TRANSLATOR = Translator({})
COLOURS = OneOf((Option("r", "Red"), Option("g", "Green"), Option("b", "Blue")))


def listen(language: str, zone: str) -> Listener:
    return Listener(language, zone, NOW, TRANSLATOR.bound(Reader(language, zone)))


def play(
    talk: Talk, handler: Callable[[Conversation], None], given: Given | None = None, work: object = None
) -> Outcome:
    nonces = iter("abcdefgh")
    chat = Conversation(
        talk, listen("en", "UTC"), given=given, address_id=1, new_nonce=lambda: next(nonces), listen=listen, work=work
    )
    return chat.run(handler)


def said(outcome: Outcome) -> list[Words]:
    return [saying.words for saying in outcome.sayings]


def two_questions(chat: Conversation) -> None:
    chat.say("Welcome.")
    name = chat.ask("name", "Your name?", Text())
    chat.say("Nice.")
    colour = chat.ask("colour", "Which colour?", COLOURS)
    chat.say(f"{name} likes {colour}.")


def test_a_talk_stops_at_the_first_question_and_goes_on_with_its_answer():
    talk = Talk(1, "test")
    first = play(talk, two_questions)
    assert said(first) == ["Welcome."]
    assert first.question.prompt == "Your name?"
    second = play(talk, two_questions, Given(text="Ada"))
    assert said(second) == ["Nice."]
    assert second.question.prompt == "Which colour?"
    third = play(talk, two_questions, Given(text="2"))
    assert (said(third), third.ended) == (["Ada likes g."], True)


def test_what_was_not_understood_is_told_and_asked_again_with_the_same_nonce():
    talk = Talk(1, "test")
    play(talk, two_questions)
    play(talk, two_questions, Given(text="Ada"))
    nonce = talk.pending.nonce
    outcome = play(talk, two_questions, Given(text="purple"))
    assert TRANSLATOR.render(said(outcome)[0], Reader("en")) == 'Please choose one of these, for example "Green".'
    assert (talk.pending.key, talk.pending.tries, talk.pending.nonce) == ("colour", 1, nonce)


def test_a_reopened_answer_is_asked_again_and_later_answers_are_kept():
    talk = Talk(1, "test")
    play(talk, two_questions)
    play(talk, two_questions, Given(text="Ada"))
    play(talk, two_questions, Given(text="1"))
    talk.keep("name", talk.answers["name"]._replace(state=AnswerState.REOPENED))
    again = play(talk, two_questions)
    assert (again.question.prompt, again.question.controls) == ("Your name?", ("keep",))
    assert said(play(talk, two_questions, Given(text="Eve"))) == ["Eve likes r."]


def test_a_change_above_a_question_is_an_error_and_once_is_the_way():
    done = []

    def verb(work: object, what: str) -> str:
        done.append(what)
        return what.upper()

    def wrong(chat: Conversation) -> None:
        chat.do(verb, "x")
        chat.ask("name", "Your name?", Text())

    def right(chat: Conversation) -> None:
        number = chat.once("number", verb, "y")
        name = chat.ask("name", "Your name?", Text())
        chat.say(number + name)

    with pytest.raises(SideEffectAboveQuestionError):
        play(Talk(1, "test"), wrong)
    talk = Talk(1, "test")
    play(talk, right)
    assert said(play(talk, right, Given(text="Ada"))) == ["YAda"]
    assert done == ["x", "y"]


def test_one_key_cannot_serve_two_questions():
    def twice(chat: Conversation) -> None:
        chat.ask("name", "Your name?", Text())
        chat.ask("name", "Your name?", Text())

    talk = Talk(1, "test")
    play(talk, twice)
    with pytest.raises(DuplicateKeyError):
        play(talk, twice, Given(text="Ada"))


def test_a_refusal_reopens_the_question_it_names_and_keeps_the_rest():
    def book(work: object, name: str, colour: str) -> str | Refusal:
        return Refusal("Red is gone.", "colour") if colour == "r" else "booked"

    def talk_about(chat: Conversation) -> None:
        name = chat.ask("name", "Your name?", Text())
        colour = chat.ask("colour", "Which colour?", COLOURS)
        chat.do(book, name, colour)
        chat.say("Booked.")

    talk = Talk(1, "test")
    play(talk, talk_about)
    play(talk, talk_about, Given(text="Ada"))
    refused = play(talk, talk_about, Given(option=0))
    assert (said(refused), refused.question.prompt) == (["Red is gone."], "Which colour?")
    assert said(play(talk, talk_about, Given(option=2))) == ["Booked."]


def test_the_review_card_shows_changes_and_is_asked_again_when_it_changed():
    def send(chat: Conversation) -> None:
        chat.ask("name", "Your name?", Text())
        chat.ask("colour", "Which colour?", COLOURS)
        if chat.review("send", "Please check:", ["name", "colour"], send="Send"):
            chat.say("Sent.")

    talk = Talk(1, "test")
    play(talk, send)
    play(talk, send, Given(text="Ada"))
    card = play(talk, send, Given(text="1"))
    assert card.question.prompt.text == "Please check:\n*Your name?* Ada\n*Which colour?* Red"
    which = play(talk, send, Given(text="2"))
    assert [option.label for option in which.question.options][:2] == ["Your name?", "Which colour?"]
    assert play(talk, send, Given(text="1")).question.prompt == "Your name?"
    assert play(talk, send, Given(text="Eve")).question.prompt.text.startswith("Please check:\n*Your name?* Eve")
    assert said(play(talk, send, Given(text="send"))) == ["Sent."]


def test_several_are_toggled_by_taps_or_typed_at_once():
    kind = SeveralOf(COLOURS.choices)

    def colours(chat: Conversation) -> None:
        chat.say(",".join(chat.ask("colours", "Which?", kind)))

    tapped = Talk(1, "test")
    play(tapped, colours)
    toggled = play(tapped, colours, Given(option=2))
    assert (toggled.question.ticked, toggled.question.again) == ({"b"}, True)
    play(tapped, colours, Given(option=0))
    assert said(play(tapped, colours, Given(control="done"))) == ["r,b"]
    typed = Talk(2, "test")
    play(typed, colours)
    assert said(play(typed, colours, Given(text="٣ 1"))) == ["r,b"]


def test_yes_is_yes_in_any_spelling():
    listener = listen("en", "UTC")
    assert [YesNo().parse(Given(text=text), listener, None).value for text in ("YES!", "ok", "1", "y")] == [True] * 4
    assert YesNo().parse(Given(text="no."), listener, None).value is False


def two_ways(chat: Conversation) -> None:
    colour = chat.ask("colour", "Which colour?", COLOURS)
    if colour == "r":
        chat.ask("why red", "Why red?", Text())
    chat.ask("name", "Your name?", Text())
    chat.ask("sure", "Sure?", YesNo())


def test_the_question_before_is_the_one_of_this_way_through_the_talk():
    talk = Talk(1, "test")
    assert play(talk, two_ways).question.pending.previous is None
    play(talk, two_ways, Given(option=0))
    play(talk, two_ways, Given(text="It is warm."))
    talk.keep("colour", talk.answers["colour"]._replace(state=AnswerState.REOPENED))
    play(talk, two_ways)
    assert play(talk, two_ways, Given(option=1)).question.pending.previous == "colour"
    assert play(talk, two_ways, Given(text="Ada")).question.pending.previous == "name"


def test_nothing_leads_back_past_what_is_settled():
    def settles(chat: Conversation) -> None:
        chat.once("first", lambda _work: 1)
        name = chat.ask("name", "Your name?", Text())
        chat.once("second", lambda _work: name)
        chat.ask("colour", "Which colour?", COLOURS)

    talk = Talk(1, "test")
    first = play(talk, settles).question.pending
    second = play(talk, settles, Given(text="Ada")).question.pending
    assert [(one.previous, one.walled) for one in (first, second)] == [(None, False), (None, True)]


def test_a_talk_that_pauses_itself_goes_on_with_the_same_question():
    def pauses(chat: Conversation) -> None:
        chat.ask("name", "Your name?", Text())
        chat.say("Nice.")
        if chat.ask("go on", "Go on?", YesNo()):
            chat.say("Good.")
        else:
            chat.pause("go on")

    talk = Talk(1, "test")
    play(talk, pauses)
    play(talk, pauses, Given(text="Ada"))
    paused = play(talk, pauses, Given(option=1))
    assert (paused.paused, paused.ended, said(paused)) == (True, False, [])
    resumed = play(talk, pauses)
    assert (resumed.question.prompt, resumed.question.controls, resumed.paused) == ("Go on?", (), False)
    assert said(play(talk, pauses, Given(option=0))) == ["Good."]


def test_a_change_asks_again_and_forgets_the_way_to_it():
    def reviews(chat: Conversation) -> None:
        name = chat.ask("name", "Your name?", Text())
        if not chat.ask("send", f"Send {name}?", YesNo()):
            which = chat.ask("which", "Change which?", OneOf((Option("name", "Name"),)))
            chat.change(which, asked=("send", "which"))
        chat.say(f"{name} is sent.")

    talk = Talk(1, "test")
    play(talk, reviews)
    play(talk, reviews, Given(text="Ada"))
    play(talk, reviews, Given(option=1))
    again = play(talk, reviews, Given(option=0))
    assert (again.question.prompt, again.question.controls) == ("Your name?", ("keep",))
    asked = play(talk, reviews, Given(text="Eve"))
    assert (asked.question.prompt, asked.question.controls) == ("Send Eve?", ())
    assert said(play(talk, reviews, Given(option=0))) == ["Eve is sent."]


def test_what_was_shown_comes_again_only_if_it_has_changed():
    def talk_of_two_texts(chat: Conversation) -> None:
        french = chat.ask("fr", "In French?", Text())
        arabic = chat.ask("ar", "In Arabic?", Text())
        chat.show("preview fr", f"French: {french}")
        chat.show("preview ar", f"Arabic: {arabic}")
        if chat.review("send", "Right?", ["fr", "ar"], send="Send", called={"fr": "French", "ar": "Arabic"}):
            chat.say("Sent.")

    talk = Talk(1, "test")
    play(talk, talk_of_two_texts)
    play(talk, talk_of_two_texts, Given(text="Bonjour"))
    card = play(talk, talk_of_two_texts, Given(text="مرحبا"))
    assert said(card) == ["French: Bonjour", "Arabic: مرحبا"]
    which = play(talk, talk_of_two_texts, Given(option=1))
    assert (said(which), [option.label for option in which.question.options[:2]]) == ([], ["French", "Arabic"])
    play(talk, talk_of_two_texts, Given(option=0))
    assert said(play(talk, talk_of_two_texts, Given(text="Salut"))) == ["French: Salut"]
    assert said(play(talk, talk_of_two_texts, Given(option=0))) == ["Sent."]
