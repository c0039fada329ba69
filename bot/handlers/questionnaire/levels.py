"""Levels that are sentences: the question lists them, and short words stand on the buttons."""

from collections.abc import Sequence

from bot.core.given import Option
from bot.handlers.questionnaire import authored
from bot.i18n.phrase import Lines, Words, _
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import LiveNode
from bot.questionnaires.scoring import NOT_APPLICABLE, SCALE
from bot.questionnaires.submissions.questions import list_of


def shortened(interview: Interview, node: LiveNode, offered: Sequence[Option]) -> tuple[Option, ...] | None:
    """With the author's short words, by the column `scale`; None where there are none for all of them, or no sentences."""
    scale = node.part.marks.get(SCALE, "")
    rows = {row["name"]: row for row in interview.form.lists.get(scale, ())}
    if not rows or list_of(interview.form, node.part) == scale or not all(one.value in rows for one in offered):
        return None
    words = {one.value: authored.bare(interview.text(rows[one.value].get("itextId", ""), node)) for one in offered}
    return tuple(Option(value, word) for value, word in words.items()) if all(words.values()) else None


def listed(short: Sequence[Option], offered: Sequence[Option]) -> Words:
    """Numbered from 1, as they can be written. Why something does not apply needs no sentence."""
    return Lines(
        tuple(
            _("{number}. {level}", number=number, level=one.label)
            if one.value == NOT_APPLICABLE
            else _("{number}. {level}: {description}", number=number, level=one.label, description=sentence.label)
            for number, (one, sentence) in enumerate(zip(short, offered, strict=True), 1)
        )
    )
