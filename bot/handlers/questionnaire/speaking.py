"""In which language a form is spoken with a person: never two in one message."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from bot.i18n.detection import detect
from bot.i18n.languages import primary
from bot.questionnaires.form import MAIN, Form, tag_of

_ENOUGH = 40  # texts
_SURE = 0.9


@dataclass(frozen=True)
class Spoken:
    """`ours`: the language of our own words beside the form's; None: the form's language is none that we speak."""

    ours: str | None


def spoken(form: Form, wanted: str, languages: Collection[str]) -> Spoken:
    """The person's language if the form has it, else the form's own first one; a form that names none is read for it."""
    if form.language(wanted) is not None:
        return Spoken(wanted)
    own = _recognised(form, wanted) if form.languages[0] == MAIN else primary(tag_of(form.languages[0]))
    return Spoken(own if own in languages else None)


def _recognised(form: Form, wanted: str) -> str | None:
    """Where the texts do not tell for sure, they are taken to be in the language of the one who reads them."""
    texts = (
        piece
        for labels in islice(form.texts.values(), _ENOUGH)
        for wording in labels.values()
        for piece in wording.text
        if isinstance(piece, str)
    )
    guess = detect("\n".join(texts), hint=wanted)
    return guess.language if guess.language is not None and guess.confidence >= _SURE else wanted
