"""The way through a form: what comes next, and how far one is."""

from collections.abc import Container
from dataclasses import dataclass

from bot.questionnaires.form import Form, Question, Section


@dataclass(frozen=True)
class Progress:
    done: int
    total: int


@dataclass(frozen=True)
class Place:
    """All numbers start at 1: question 2 of 3 in section 3 of 9, and question 8 of 25 in the form."""

    section: Section
    section_number: int
    sections: int
    number_in_section: int
    questions_in_section: int
    number: int
    questions: int


def next_question(form: Form, settled: Container[str]) -> Question | None:
    """The first whose name is not settled; answered and skipped ones are."""
    return next((question for question in form.questions if question.name not in settled), None)


def progress(part: Form | Section, settled: Container[str]) -> Progress:
    names = [question.name for question in part.questions]
    return Progress(sum(1 for name in names if name in settled), len(names))


def place(form: Form, name: str) -> Place:
    asked = [section for section in form.sections if section.questions]
    before = 0
    for section_number, section in enumerate(asked, start=1):
        names = [question.name for question in section.questions]
        if name in names:
            number = names.index(name) + 1
            return Place(section, section_number, len(asked), number, len(names), before + number, len(form.questions))
        before += len(names)
    raise KeyError(name)
