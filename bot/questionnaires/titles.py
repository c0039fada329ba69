"""The title of a form in several languages: `form_title::French (fr)` or `form_title_fr` on the sheet settings.

pyxform knows one title, and fails where it finds more: these columns are taken out before it reads the sheet.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pyxform.xls2json_backends import DefinitionData

from bot.questionnaires.form import tag_of

_TRANSLATED = re.compile(r"(?:form_title|title)\s*(?:::\s*(?P<language>.+)|_(?P<tag>[a-z]{2,3}(?:-[A-Za-z0-9]+)*))")


def without_titles(read: DefinitionData) -> tuple[DefinitionData, Mapping[str, str]]:
    """The sheets as pyxform wants them, and the titles by tag of language."""
    titles: dict[str, str] = {}
    rows = []
    for row in read.settings or ():
        for heading, text in row.items():
            tag = _tag(heading)
            if tag and text:
                titles[tag] = str(text).strip()
        rows.append({heading: text for heading, text in row.items() if not _tag(heading)})
    if not titles:
        return read, {}
    return replace(read, settings=rows, settings_header=_header(read.settings_header)), titles


def _header(header: Sequence[Mapping[str, object]] | None) -> Sequence[Mapping[str, object]] | None:
    return header and [{heading: text for heading, text in row.items() if not _tag(heading)} for row in header]


def _tag(heading: object) -> str:
    found = _TRANSLATED.fullmatch(str(heading).strip())
    if found is None:
        return ""
    return tag_of(found["language"].strip()) if found["language"] else found["tag"]
