"""Texts of a form's author in our markup: bold stays bold, the rest of their markup goes, what people typed is plain."""

import re

from bot.i18n.markup import escaped
from bot.i18n.phrase import Marked, Words, _, _p
from bot.questionnaires.form import Part, Template
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import LiveNode

_BOLD = re.compile(r"\*\*|__")
_TAG = re.compile(r"</?(?:span|p|b|i|em|strong|u|br|small|big|font|div|a|h[1-6])\b[^<>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)

OTHERS = "other"
OTHER = _p("choice", "Other")
_SPECIFY_AS_PYXFORM_HAS_IT = ("Specify other.",)
_SPECIFY = _("Please say which other.")


def is_with_other(interview: Interview, part: Part) -> bool:
    """`or_other`: pyxform adds a choice and a question, in English whatever the form's languages are."""
    beside = interview.form.parts.get(f"{part.path}_{OTHERS}")
    return beside is not None and _asks_which_other(interview, beside)


def _asks_which_other(interview: Interview, part: Part) -> bool:
    texts = interview.form.texts.get(part.label, {}).values()
    return (
        part.name.endswith(f"_{OTHERS}")
        and bool(texts)
        and all(wording.text == _SPECIFY_AS_PYXFORM_HAS_IT for wording in texts)
    )


def question(interview: Interview, node: LiveNode) -> Words:
    """Without a text its name has to do."""
    if _asks_which_other(interview, node.part):
        return _SPECIFY
    return Marked(marked(interview, node.part.label, node) or escaped(node.part.name))


def marked(interview: Interview, name: str, node: LiveNode) -> str:
    """The text of that name at this node."""
    return _put(interview, interview.wording(name).text, node)


def hint(interview: Interview, node: LiveNode) -> str:
    """Left out where the question speaks the respondent's language and its hint does not."""
    part = node.part
    if interview.wording(part.hint).borrowed and not interview.wording(part.label).borrowed:
        return ""
    return marked(interview, part.hint, node)


def guidance(interview: Interview, name: str, node: LiveNode) -> str:
    """What explains the text of that name further; empty where nothing does."""
    return _put(interview, interview.wording(name).guidance, node)


def _put(interview: Interview, template: Template, node: LiveNode) -> str:
    authored = tuple(_marked(piece) if isinstance(piece, str) else piece for piece in template)
    return interview.filled(authored, node, typed=escaped).strip()


def bare(text: str) -> str:
    """Without any markup: for buttons."""
    return _BOLD.sub("", _TAG.sub("", _HEADING.sub("", text))).strip()


def _marked(text: str) -> str:
    plain = _HEADING.sub("", _TAG.sub("", text))
    return "*".join(escaped(piece) for piece in _BOLD.split(plain))
