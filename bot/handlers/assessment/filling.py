"""The way through a questionnaire: area by area, in the order that the person likes, with a stop after each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.core.advised import Advised, Left
from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.talk import Progress
from bot.domain.scores import Score, score
from bot.handlers.assessment import wording
from bot.handlers.questionnaire import left_for_later
from bot.i18n.phrase import Lines, Variants, Words, _, _p
from bot.questionnaires.outline import Outline, Question, QuestionType, Section
from bot.questionnaires.scoring import NOT_APPLICABLE
from bot.usecases.forms import indicators

LONGEST_TEXT = 500
OTHER, ENOUGH, STOP = ".other", ".enough", ".stop"  # no area is called so


def key_of(question: Question) -> str:
    return f"question {question.name}"


@dataclass
class Filling:
    """Lives for one run of the talk; what was answered so far stands in `levels` and `texts` by question."""

    chat: Conversation
    form: Outline
    levels: dict[str, int | None] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    visited: list[Section] = field(default_factory=list)
    passed: int = 0  # questions that are settled

    @property
    def areas(self) -> tuple[Section, ...]:
        return tuple(section for section in self.form.sections if indicators(section))

    @property
    def progress(self) -> Progress:
        total = len(self.form.questions)
        return Progress(min(self.passed + 1, total), total)

    def go_through(self) -> None:
        area: Section | None = self._choose("area", _("Which area would you like to begin with?"), self.areas)
        while area is not None:
            self._ask_all(area)
            area = self._after(area)
        for section in self.form.sections:
            if section not in self.areas and section.questions:
                self._ask_all(section)

    def score_of(self, part: Outline | Section) -> Score:
        by_indicator = {
            question.rating.indicator: self.levels[question.name]
            for question in part.questions
            if question.rating is not None and question.name in self.levels
        }
        return score(indicators(part), by_indicator)

    # -- from area to area ---------------------------------------------------------------------------------------------
    def _choose(self, key: str, prompt: Words, areas: Sequence[Section], *more: Option) -> Section | None:
        options = (*(Option(area.name, Variants(area.label)) for area in areas), *more)
        chosen = self.chat.ask(key, prompt, OneOf(options), progress=self.progress)
        return next((area for area in areas if area.name == chosen), None)

    def _after(self, done: Section) -> Section | None:
        """The stop between two areas; None: no more of them."""
        left = [area for area in self.areas if area not in self.visited]
        if not left:
            return None
        place = self.areas.index(done)
        following = next((area for area in self.areas[place:] if area in left), left[0])
        key = f"after {done.name}"
        prompt = Lines((wording.done(done, self.score_of(done)), wording.following(following)))
        choice = self.chat.ask(
            key,
            prompt,
            OneOf(
                (
                    Option(following.name, _p("button", "Go on")),
                    Option(OTHER, _p("button", "Another area")),
                    Option(STOP, _p("button", "Stop for now")),
                )
            ),
            progress=self.progress,
        )
        if choice == STOP:
            self.chat.pause(key)
        if choice != OTHER:
            return following
        done_lines = [wording.at_a_glance(area, self.score_of(area)) for area in self.visited]
        which = Lines((*done_lines, "", _("Which area would you like to go on with?")))
        return self._choose(
            f"instead, after {done.name}", which, left, Option(ENOUGH, _p("button", "Finish with these"))
        )

    # -- the questions of one ------------------------------------------------------------------------------------------
    def _ask_all(self, section: Section) -> None:
        self.visited.append(section)
        number, notes = 0, []
        for item in section.items:
            if item.type is QuestionType.NOTE:
                notes.append(item)
                continue
            number += 1
            self._ask(item, wording.prompt(section, number, notes, item))
            self.passed += 1
            notes = []

    def _ask(self, question: Question, prompt: Words) -> None:
        if question.type is QuestionType.TEXT:
            self._ask_text(question, prompt)
            return
        options = tuple(Option(one.name, Variants(one.short or one.label)) for one in question.choices)
        kind = OneOf(options, listed=wording.lists_levels(question))
        key, progress = key_of(question), self.progress
        if question.required:
            choice = self._required(key, prompt, kind)
        else:
            choice = self.chat.ask_or_skip(key, prompt, kind, progress=progress)
        if choice is None:
            return
        if question.rating is None:
            self.texts[question.name] = choice
        else:
            self.levels[question.name] = None if choice == NOT_APPLICABLE else int(choice)

    def _required(self, key: str, prompt: Words, kind: OneOf) -> str | None:
        """None: whoever does not know has left it."""
        is_new = self.chat.answering == key
        advice = left_for_later.advice(kind, may_leave=True, is_explained=False, is_shared=False)
        answer = self.chat.ask(key, prompt, Advised(kind, advice), progress=self.progress)
        if not isinstance(answer, Left):
            return answer
        if is_new:
            self.chat.note(_("Good, I go on. You can still answer it before you send."))
        return None

    def _ask_text(self, question: Question, prompt: Words) -> None:
        key, kind, progress = key_of(question), Text(at_most=LONGEST_TEXT), self.progress
        if question.required:
            self.texts[question.name] = self.chat.ask(key, prompt, kind, progress=progress)
            return
        text = self.chat.ask_or_skip(key, prompt, kind, progress=progress)
        if text is not None:
            self.texts[question.name] = text
