"""The catalogues are kept whole: git merges them line by line, and people forget things."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.i18n import upkeep

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.fixture
def template():
    said = Catalog(charset="utf-8", fuzzy=False)
    said.add("Good morning, {name}", locations=[("bot/a.py", 0)])
    said.add(("{count} file", "{count} files"), locations=[("bot/b.py", 0)])
    said.add("Write *menu*", locations=[("bot/c.py", 0)])
    said.add("Send", locations=[("bot/d.py", 0)], context="button")
    return said


def catalogue(folder: Path, *entries: str) -> Path:
    path = folder / "fr.po"
    path.write_text("\n".join([HEADER, *entries]), encoding="utf-8")
    return path


MORNING = 'msgid "Good morning, {name}"\nmsgstr "Bonjour, {name}"\n'
FILES = 'msgid "{count} file"\nmsgid_plural "{count} files"\nmsgstr[0] "un fichier"\nmsgstr[1] "{count} fichiers"\n'
MENU = 'msgid "Write *menu*"\nmsgstr "Écrivez *menu*"\n'
SEND = 'msgctxt "button"\nmsgid "Send"\nmsgstr "Envoyer"\n'


def test_a_whole_catalogue_has_no_flaws(tmp_path, template):
    assert upkeep.flaws(catalogue(tmp_path, MORNING, FILES, MENU, SEND), template) == []


@pytest.mark.parametrize(
    ("entries", "what"),
    [
        ((FILES, MENU, SEND), "is not translated"),
        ((MORNING.replace("Bonjour, {name}", ""), FILES, MENU, SEND), "is not translated"),
        ((MORNING.replace("r, {name}", "r, {nom}"), FILES, MENU, SEND), "says ['nom'] where ['name'] stand"),
        ((MORNING, FILES, MENU.replace("z *menu*", "z menu"), SEND), "has another number of stars"),
        ((MORNING, FILES, MENU, SEND.replace("Envoyer", "Envoyer maintenant\u202f!")), "is longer than 18 signs"),
        ((MORNING, FILES, MENU, SEND, MORNING), "stands there twice"),
        (
            (MORNING.replace("r, {name}", "r : {name}"), FILES, MENU, SEND),
            "needs a narrow no-break space before ; : ? ! »",
        ),
    ],
)
def test_a_flaw_is_told_in_words(tmp_path, template, entries, what):
    assert [flaw.what for flaw in upkeep.flaws(catalogue(tmp_path, *entries), template)] == [what]


def test_updating_keeps_what_is_translated_whichever_side_of_a_merge_it_came_from(tmp_path, template):
    path = catalogue(tmp_path, MORNING.replace("Bonjour, {name}", ""), FILES, MORNING, 'msgid "Gone"\nmsgstr "Parti"\n')
    path.write_text(upkeep.updated(path, template), encoding="utf-8")
    after = upkeep.read(path)
    assert {str(message.id): message.string for message in after if message.id} == {
        "Good morning, {name}": "Bonjour, {name}",
        "('{count} file', '{count} files')": ("un fichier", "{count} fichiers"),
        "Write *menu*": "",
        "Send": "",
    }
    assert after.doubled == []


def test_updating_keeps_the_plural_rule_of_the_catalogue(tmp_path, template):
    path = catalogue(tmp_path, MORNING)
    before = upkeep.read(path).plural_forms
    path.write_text(upkeep.updated(path, template), encoding="utf-8")
    assert upkeep.read(path).plural_forms == before == "nplurals=2; plural=(n > 1);"
