"""The columns of an XLSForm by one name each, and headings that mean nothing."""

import re
from collections.abc import Collection, Iterator, Sequence

from pyxform import aliases

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.similar import similar
from bot.questionnaires.sheets import CHOICES, SETTINGS, SURVEY, Sheet

_SAME = {
    "relevance": "relevant",
    "readonly": "read_only",
    "calculate": "calculation",
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "requiredmsg": "required_message",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "big-image": "image",
    "form_id": "form_id",
    "id_string": "form_id",
    "set_form_id": "form_id",
    "title": "form_title",
    "set_form_title": "form_title",
}
_PREFIXES = ("bind", "control", "body", "media", "instance")
_WITH_LANGUAGE = {
    "label", "hint", "guidance_hint", "constraint_message", "required_message", "image", "audio", "video", "short",
}  # fmt: skip
_SURVEY = {
    "type", "name", "label", "hint", "guidance_hint", "relevant", "required", "required_message", "constraint",
    "constraint_message", "calculation", "choice_filter", "default", "appearance", "read_only", "repeat_count",
    "parameters", "trigger", "image", "audio", "video", "autoplay", "rows", "save_to", "disabled", "body", "bind",
    "control", "instance", "media", "intent", "accuracythreshold", "list_name", "noapperrorstring", "query", "hxl",
    "no_app_error_string", "itemset", "compact_tag", "choices", "short",
}  # fmt: skip
_CHOICES = {"list_name", "name", "label", "image", "audio", "video", "media", "short"}
_SETTINGS = {
    "form_title", "form_id", "version", "default_language", "instance_name", "style", "public_key", "submission_url",
    "auto_send", "auto_delete", "allow_choice_duplicates", "namespaces", "name", "omit_instanceid", "client_editable",
    "clean_text_values", "prefix", "delimiter", "sms_keyword", "sms_separator", "sms_allow_media", "add_none_option",
    "sms_date_format", "sms_datetime_format", "instance_xmlns", "attribute", "sms_response",
}  # fmt: skip
_KNOWN = {SURVEY: _SURVEY, CHOICES: _CHOICES, SETTINGS: _SETTINGS}
_TITLE_IN = "form_title_"  # our own: the title in further languages
_CLOSE = 0.78


def canonical(sheet: str, heading: str, others: Collection[str]) -> str:
    """`media::image::French (fr)` and `Image::French (fr)` are both `image::French (fr)`.

    A single colon separates the language where no heading of the sheet has two.
    """
    written = heading
    if ":" in heading and not any("::" in other for other in others) and not heading.startswith("jr:"):
        written = heading.replace(":", "::", 1)
    parts = [part.strip() for part in written.split("::")]
    if len(parts) > 1 and _name(parts[0]) in _PREFIXES and _meaning(sheet, parts[1]) in _KNOWN.get(sheet, ()):
        parts = parts[1:]
    name = _meaning(sheet, parts[0])
    return "::".join((name, *parts[1:]))


def findings(sheets: Sequence[tuple[Sheet, Collection[str]]]) -> Iterator[Finding]:
    """`sheets` with the columns that expressions of the form name."""
    for sheet, used in sheets:
        known = _KNOWN[sheet.name]
        for heading in sheet.headings:
            name = heading.partition("::")[0]
            if name not in known and name not in used:
                yield from _unknown(sheet, heading, name, known)
        yield from _languages_misplaced(sheet)


def _unknown(sheet: Sheet, heading: str, name: str, known: Collection[str]) -> Iterator[Finding]:
    if name in _PREFIXES or name.startswith((_TITLE_IN, "sms_", "_", "#")) or _is_pyxforms(sheet.name, name):
        return
    missing = [one for one in known if not any(other.partition("::")[0] == one for other in sheet.headings)]
    meant = similar(name, missing, _CLOSE)
    if meant:
        told = f"there is no column “{heading}” in an XLSForm, so it is ignored; did you mean “{meant}”?"
        yield Finding(sheet.name, 1, told, heading)
    elif sheet.name != CHOICES:
        told = f"there is no column “{heading}” in an XLSForm; it is ignored."
        yield Finding(sheet.name, 1, told, heading, Weight.NOTE)


def _languages_misplaced(sheet: Sheet) -> Iterator[Finding]:
    for heading in sheet.headings:
        name, _, language = heading.partition("::")
        if language and name in _KNOWN[sheet.name] - _WITH_LANGUAGE - set(_PREFIXES) and sheet.name == SURVEY:
            yield Finding(sheet.name, 1, f"“{name}” is the same in every language; take “::{language}” away.", heading)


def _is_pyxforms(sheet: str, name: str) -> bool:
    return sheet == SURVEY and (_name(name) in aliases.survey_header or name.startswith("sms_"))


def _meaning(sheet: str, name: str) -> str:
    plain = _name(name)
    if sheet != SURVEY and plain in {"tag", "command", "count", "calculate"}:
        return plain  # columns of the author's own
    if sheet == SURVEY and plain in {"title", "id_string"}:
        return plain
    if sheet not in {SURVEY, SETTINGS} and plain not in {*_CHOICES, "caption", "value", "big-image", "list name"}:
        return name  # further columns of choices are found by expressions, so their letters matter
    meant = _SAME.get(plain, plain)
    return meant if meant in _KNOWN.get(sheet, ()) or meant in _PREFIXES else name


def _name(name: str) -> str:
    return re.sub(r"\s+", "_", name.strip().lower())
