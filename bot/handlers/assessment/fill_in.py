"""The self-assessment of a centre: filled in area by area, checked, sent, and answered at once with its result."""

from collections.abc import Mapping
from typing import Any

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.handlers.assessment import telling, wording
from bot.handlers.assessment.filling import Filling, key_of
from bot.i18n.phrase import Variants, _, _n, _p
from bot.questionnaires.outline import Section
from bot.usecases import assessments, contributions, results
from bot.usecases.assessments import SEND, Begun, Filled, Place
from bot.usecases.editions import Editions
from bot.usecases.forms import Forms

CHANGE_AREA, CHANGE_ANSWER = "change area", "change answer"
NOTHING = ".nothing"


class SelfAssessment:
    """Where does our centre stand?"""

    name = "assessment"
    title = _("Self-assessment")
    words = _p("word", "assessment|self-assessment")
    brief = False

    def __init__(self, forms: Forms, editions: Editions) -> None:
        self._forms = forms
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        start = chat.once("start", _begin, self._forms)
        if "rounds" in start:
            chat.hand_over("questionnaire", self._which_round(chat, start["rounds"]))
        begun = Begun.from_json(start)
        filling = Filling(chat, chat.look(self._forms.form, begun.version))
        place = self._place(chat, begun, filling)
        filling.go_through()
        self._check(chat, filling, place)
        filled = Filled(begun, place.membership, filling.levels, filling.texts)
        number = chat.do(assessments.finish, self._forms, filled)
        telling.tell(chat, chat.look(results.result, self._editions, number), thanks=True)

    def _which_round(self, chat: Conversation, rounds: Mapping[str, Mapping[str, str]]) -> str:
        if len(rounds) == 1:
            return next(iter(rounds))
        options = tuple(Option(number, Variants(name)) for number, name in rounds.items())
        return chat.ask("round", _("Which self-assessment would you like to work on?"), OneOf(options))

    def _place(self, chat: Conversation, begun: Begun, filling: Filling) -> Place:
        """Asked only of those who speak for several centres."""
        count = len(filling.areas)
        chat.say(
            _n(
                "This is the self-assessment of your centre: {count} area with {size}. You make it alone; when a round is open, your team makes it together, right here. You can stop whenever you like, everything is kept; *back* goes to the question before.",
                "This is the self-assessment of your centre: {count} areas, each with {size}. You make it alone; when a round is open, your team makes it together, right here. You can stop whenever you like, everything is kept; *back* goes to the question before.",
                count,
                size=wording.size(filling.areas[0]),
            )
        )
        if len(begun.places) == 1:
            return begun.places[0]
        options = tuple(Option(str(place.membership), place.centre) for place in begun.places)
        chosen = chat.ask("centre", _("Which centre are you answering for?"), OneOf(options))
        return next(place for place in begun.places if str(place.membership) == chosen)

    def _check(self, chat: Conversation, filling: Filling, place: Place) -> None:
        """Everything once more on one card: send it, change an answer, or keep it for later."""
        card = wording.checked(place.centre, filling.visited, filling.levels, filling.texts)
        options = (
            Option("send", _p("button", "Send")),
            Option("change", _p("button", "Change an answer")),
            Option("later", _p("button", "Keep for later")),
        )
        choice = chat.ask(SEND, card, OneOf(options))
        if choice == "later":
            chat.pause(SEND)
        if choice == "change":
            self._change(chat, filling)

    def _change(self, chat: Conversation, filling: Filling) -> None:
        asked = (SEND, CHANGE_AREA, CHANGE_ANSWER)
        nothing = Option(NOTHING, _p("button", "Nothing, go back"))
        sections = {section.name: section for section in filling.visited}
        areas = tuple(Option(name, Variants(section.label)) for name, section in sections.items())
        area = chat.ask(CHANGE_AREA, _("In which area is the answer to change?"), OneOf((*areas, nothing)))
        if area == NOTHING:
            chat.change(SEND, asked=asked)
        question = self._which(chat, filling, sections[area], nothing)
        chat.change(SEND if question == NOTHING else question, asked=asked)

    def _which(self, chat: Conversation, filling: Filling, section: Section, nothing: Option) -> str:
        questions = section.questions
        if len(questions) == 1:
            return key_of(questions[0])
        options = tuple(
            Option(key_of(one), wording.changeable(one, filling.levels, filling.texts)) for one in questions
        )
        return chat.ask(CHANGE_ANSWER, _("Which answer would you like to change?"), OneOf((*options, nothing)))


def _begin(work: Any, forms: Forms) -> dict[str, Any] | Refusal:
    """In a round, a centre's team fills in that one together."""
    open_now = contributions.open_for(work)
    if not open_now:
        return assessments.begin(work, forms)
    return {"rounds": {str(one.number): dict(one.name.texts) for one in open_now}}
