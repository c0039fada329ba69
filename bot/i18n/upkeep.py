"""Keeping the catalogues whole: what the code says, what they translate, and what is wrong with it."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import PoFileParser, write_po

from bot.i18n.typography import ill_set

KEYWORDS = {"_": None, "_n": (1, 2), "_p": ((1, "c"), 2)}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
BUTTON_LENGTH = 18  # signs that fit on a button of a small phone
ON_BUTTONS = {"answer", "button"}  # contexts whose texts are buttons
WORDS_TYPED = "word"  # context of what people type, in any spelling


class Merged(Catalog):
    """A catalogue that git may have merged line by line: it knows its doubled entries, and takes the translated one."""

    def __init__(self, locale: str) -> None:
        super().__init__(locale=locale)
        self.doubled: list[str] = []

    def __setitem__(self, id: str | list[str] | tuple[str, ...], message: Message) -> None:  # noqa: A002 - Babel's name
        known = self.get(id, context=message.context) if id else None
        if known is not None:
            self.doubled.append(_key(message))
            if not all(strings(known)):
                known.string = message.string
        super().__setitem__(id, message)


@dataclass(frozen=True)
class Flaw:
    language: str
    msgid: str
    what: str


def said_by(code: Path) -> Catalog:
    """Every text of ours below a folder of Python code."""
    template = Catalog(project="passerelle", charset="utf-8", fuzzy=False)
    found = extract_from_dir(code, method_map=[("**.py", "python")], keywords=KEYWORDS)
    for filename, _line, message, _comments, context in found:
        template.add(message, locations=[(f"bot/{filename}", 0)], context=context)
    return template


def read(path: Path) -> Merged:
    catalogue = Merged(path.stem)
    with path.open(encoding="utf-8") as source:
        PoFileParser(catalogue, ignore_obsolete=True).parse(source)
    return catalogue


def _is_kept(known: Message, message: Message) -> bool:
    """A text that counts something by now needs its forms anew."""
    return not known.fuzzy and known.pluralizable == message.pluralizable


def updated(path: Path, template: Catalog) -> str:
    """The catalogue with the code's texts of today: new ones empty, old ones gone, sorted by where they are said."""
    catalogue = read(path)
    fresh = Catalog(locale=path.stem, charset="utf-8", fuzzy=False, project="passerelle")
    # Babel's own order of Arabic's last two forms is not that of everybody else, nor of CLDR.
    fresh.mime_headers = [("Plural-Forms", catalogue.plural_forms)]
    for message in template:
        if not message.id:
            continue
        known = catalogue.get(_key(message), context=message.context)
        fresh.add(
            message.id,
            known.string if known is not None and _is_kept(known, message) else None,
            locations=message.locations,
            context=message.context,
        )
    written = io.BytesIO()
    write_po(written, fresh, width=0, include_lineno=False, omit_header=False, sort_by_file=True)
    text = written.getvalue().decode("utf-8")
    # Dates and mail addresses of a header change at every run and say nothing.
    return re.sub(
        r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Report-Msgid-Bugs-To|Generated-By).*\n',
        "",
        text,
        flags=re.MULTILINE,
    )


def flaws(path: Path, template: Catalog) -> list[Flaw]:
    """Missing texts, wrong placeholders, missing plural forms, lost markup, labels too long for a button, ill-set signs."""
    catalogue = read(path)
    found = [Flaw(path.stem, msgid, "stands there twice") for msgid in catalogue.doubled]
    for message in template:
        if not message.id:
            continue
        known = catalogue.get(_key(message), context=message.context)
        found += [Flaw(path.stem, _key(message), what) for what in _flaws_of(message, known, catalogue)]
    return found


def _flaws_of(message: Message, known: Message | None, catalogue: Catalog) -> Iterator[str]:
    told = strings(known)
    if known is None or known.fuzzy or not told or not all(told):
        yield "is not translated"
        return
    if message.pluralizable and len(told) != catalogue.num_plurals:
        yield f"has {len(told)} plural forms, {catalogue.num_plurals} are needed"
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    wanted = set(_PLACEHOLDER.findall(ids[-1]))
    # A plural form may leave the count out: "one file".
    optional = {"count"} if message.pluralizable else set()
    for string in told:
        placeholders = set(_PLACEHOLDER.findall(string))
        if placeholders - wanted or (wanted - placeholders) - optional:
            yield f"says {sorted(placeholders)} where {sorted(wanted)} stand"
        if string.count("*") != ids[-1].count("*"):
            yield "has another number of stars"
        if message.context in ON_BUTTONS and len(string) > BUTTON_LENGTH:
            yield f"is longer than {BUTTON_LENGTH} signs"
        if message.context != WORDS_TYPED:
            yield from ill_set(string, str(catalogue.locale))


def strings(message: Message | None) -> tuple[str, ...]:
    if message is None:
        return ()
    return tuple(message.string) if isinstance(message.string, list | tuple) else (str(message.string),)


def _key(message: Message) -> str:
    return str(message.id[0]) if isinstance(message.id, list | tuple) else str(message.id)
