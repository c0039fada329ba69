"""What is kept, beside the ratings, of answers that have no name."""

from collections.abc import Mapping

from bot.questionnaires.form import Control, Form, Part
from bot.questionnaires.scoring import KIND, RELEVANCE, rates

_CHOSEN = frozenset({Control.SELECT_ONE, Control.SELECT_MULTIPLE, Control.RANK, Control.RANGE, Control.TRIGGER})
_TYPED = frozenset({"string", "int", "decimal"})


def remarks(form: Form, answers: Mapping[str, str]) -> dict[str, str]:
    """What was chosen or written beside the ratings, by path. Nothing of what fills itself in, such as a moment."""
    return {
        part.path: answers[part.path].strip()
        for part in _asked(form)
        if not _counts(part) and _can_be_nameless(part) and answers.get(part.path, "").strip()
    }


def telling(form: Form) -> tuple[Part, ...]:
    """Questions whose answers tell who somebody is or where: files, places, days. None in the forms that come with the bot."""
    return tuple(part for part in _asked(form) if not _can_be_nameless(part))


def written(form: Form) -> tuple[Part, ...]:
    """Questions that are answered in one's own words, which may name somebody."""
    return tuple(part for part in _asked(form) if part.control is Control.INPUT and part.type == "string")


def _asked(form: Form) -> tuple[Part, ...]:
    return tuple(part for part in form.parts.values() if part.is_asked and not part.is_told)


def _counts(part: Part) -> bool:
    return rates(part) or part.marks.get(KIND) == RELEVANCE


def _can_be_nameless(part: Part) -> bool:
    return part.control in _CHOSEN or (part.control is Control.INPUT and part.type in _TYPED)
