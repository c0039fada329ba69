"""Why an answer cannot be taken. The interview stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.i18n.phrase import Phrase, _


class Reason(StrEnum):
    NOT_ASKED = "not asked"
    TOLD = "told"
    REQUIRED = "required"
    TYPE = "type"
    LENGTH = "length"
    CHOICE = "choice"
    BOUNDS = "bounds"
    CONSTRAINT = "constraint"
    ROUNDS = "rounds"


@dataclass(frozen=True)
class Refused:
    """`message` is the form's own, in the respondent's language; empty where it has none: then see `WORDS`."""

    path: str
    reason: Reason
    message: str = ""


WORDS: Mapping[Reason, Phrase] = {
    Reason.NOT_ASKED: _("This question is not asked at present."),
    Reason.TOLD: _("This is only shown; it cannot be changed."),
    Reason.REQUIRED: _("This question needs an answer."),
    Reason.TYPE: _("This kind of answer does not fit here."),
    Reason.LENGTH: _("This answer is too long; please make it shorter."),
    Reason.CHOICE: _("This is not one of the choices."),
    Reason.BOUNDS: _("This is outside of what is possible here."),
    Reason.CONSTRAINT: _("This answer does not fit here."),
    Reason.ROUNDS: _("So many times cannot be asked; please give a smaller number."),
}
