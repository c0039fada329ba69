"""What authors called a question, and its texts, as exports show them: for people who read tables, not for respondents."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.questionnaires.form import Control, Form, Part, tag_of
from bot.questionnaires.lists import Rows

_LIST = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_TYPES = {"int": "integer", "string": "text"}
_CONTROLS = {
    Control.SELECT_ONE: "select_one",
    Control.SELECT_MULTIPLE: "select_multiple",
    Control.RANK: "rank",
    Control.TRIGGER: "acknowledge",
    Control.RANGE: "range",
}


def with_files(form: Form, tables: Mapping[str, Rows]) -> Form:
    """With the lists that stand in files beside it, by the names of the files: for their labels."""
    found = {name: tuple(tables[file]) for name, file in form.files.items() if file in tables}
    return replace(form, lists={**form.lists, **found})


def is_note(part: Part) -> bool:
    """It is only shown, and never holds a value."""
    told = part.readonly == "true()" and not part.calculate and not part.default and not part.preload
    return part.control is Control.INPUT and told


def type_of(part: Part) -> str:
    """As XLSForm names it."""
    if is_note(part):
        return "note"
    if part.control is Control.NONE:
        return "calculate" if part.calculate else part.preload_of or part.preload or "hidden"
    if part.control is Control.UPLOAD:
        family = part.media_type.partition("/")[0]
        return family if family in {"image", "audio", "video"} else "file"
    return _CONTROLS.get(part.control) or _TYPES.get(part.type, part.type)


def label(form: Form, name: str, language: str) -> str:
    """A text of the form; what it would fill in at `${…}` is told by name. Empty where there is none."""
    texts = form.texts.get(name, {})
    for each in (form.language(language) or "", form.languages[0], *texts):
        if each in texts:
            pieces = (
                piece if isinstance(piece, str) else f"[{piece.expression.rstrip(' )').rpartition('/')[2]}]"
                for piece in texts[each].text
            )
            return "".join(pieces)
    return ""


def list_of(form: Form, part: Part) -> str | None:
    """The list of its choices; None where they are no list that is known here, or anybody's answers."""
    found = _LIST.search(part.itemset.nodeset) if part.itemset is not None else None
    return found[1] if found and found[1] in form.lists else None


def choices(form: Form, part: Part, language: str) -> dict[str, str]:
    """Value → label, the whole list. A value with several labels in it has itself for a label: nobody knows which."""
    name, itemset = list_of(form, part), part.itemset
    if name is None or itemset is None:
        return {}
    found: dict[str, str] = {}
    for row in form.lists[name]:
        value, shown = row.get(itemset.value, ""), row.get(itemset.label, "")
        text = label(form, shown, language) if itemset.label_is_name else shown
        if value:
            found[value] = value if found.get(value, text) != text else text or value
    return found


def chosen(part: Part, text: str, labels: Mapping[str, str]) -> str:
    """The labels of what was chosen."""
    values = [text] if part.control is Control.SELECT_ONE else text.split()
    return "; ".join(labels.get(value, value) for value in values)


def tag(form: Form, language: str) -> str:
    """Of the language in which an export is written."""
    return tag_of(form.language(language) or form.languages[0])
