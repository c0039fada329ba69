"""Texts of a form's author in our markup: bold stays bold, the rest of their markup goes, what people typed is plain."""

import re

from bot.i18n.markup import escaped
from bot.questionnaires.form import Template
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import LiveNode

_BOLD = re.compile(r"\*\*|__")
_TAG = re.compile(r"</?(?:span|p|b|i|em|strong|u|br|small|big|font|div|a|h[1-6])\b[^<>]*>", re.IGNORECASE)
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)


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
