"""Texts of an XForm: what a label says in each language, with answers in it and pictures beside it."""

from dataclasses import replace
from xml.etree.ElementTree import Element

from bot.questionnaires.form import Output, Template, Texts, Wording

_NO_TRANSLATION = "-"  # what pyxform writes where a language lacks a text
_LACKING = {(), (_NO_TRANSLATION,)}


def completed(own: Wording, texts: Texts, languages: tuple[str, ...]) -> Wording:
    others = [texts[language] for language in languages if language in texts]
    return replace(
        own,
        text=_known(own.text, [other.text for other in others]),
        guidance=_known(own.guidance, [other.guidance for other in others]),
        borrowed=own.text in _LACKING,
    )


def _known(own: Template, others: list[Template]) -> Template:
    if own not in _LACKING:
        return own
    return next((other for other in others if other not in _LACKING), own)


def wording_of(text: Element) -> Wording:
    templates: dict[str, Template] = {}
    media: dict[str, str] = {}
    for value in text:
        form = value.get("form", "")
        if form in {"", "guidance"}:
            templates[form] = template_of(value)
        else:
            media[form] = (value.text or "").rpartition("/")[2]
    return Wording(
        text=templates.get("", ()),
        guidance=templates.get("guidance", ()),
        image=media.get("big-image") or media.get("image", ""),
        audio=media.get("audio", ""),
        video=media.get("video", ""),
    )


def template_of(element: Element) -> Template:
    """Without the spaces that pyxform puts at both ends."""
    parts: list[str | Output] = [(element.text or "").lstrip()]
    for output in element:
        parts += [Output(output.get("value", "").strip()), output.tail or ""]
    if isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part)
