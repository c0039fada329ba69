"""Sentences out of pages, catalogues and language packs."""

import html
import re
import zipfile
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

from tools.language_profiles.corpora import Corpus

# Labels of buttons are no language that people write in.
_FEWEST_WORDS = 4

_TAGS = re.compile(r"<[^>]*>")
_PLACEHOLDERS = re.compile(r"%\([^)]*\)\w|%\d*\$?\w|\$?\{[^}]*\}|\$\(\w+\)|&\w+;|\\[nt]|https?://\S+")
_ASSIGNED = re.compile(r"^\s*\.?[\w.-]+\s*=\s*(.+)$", re.MULTILINE)


def sentences(corpus: Corpus, folder: Path) -> list[str]:
    """Each once, in the order of the files; raises FileNotFoundError where the package is not there."""
    files = sorted(folder.glob(corpus.files))
    if not files:
        raise FileNotFoundError(f"{corpus.package}: nothing at {folder / corpus.files}")
    found = (sentence for file in files for sentence in _READERS[corpus.kind](file))
    return list(dict.fromkeys(found))


def _page(file: Path) -> Iterator[str]:
    text = file.read_text("utf-8")
    yield from html.unescape(_TAGS.sub("\n", text[text.index("<body") :])).splitlines()


def _catalogue(file: Path) -> Iterator[str]:
    with file.open("rb") as stream:
        catalogue: dict[object, str] = vars(GNUTranslations(stream))["_catalog"]
    for original, translated in catalogue.items():
        if original and translated != original:  # the first entry is about the catalogue
            yield from _running(translated)


def _language_pack(file: Path) -> Iterator[str]:
    with zipfile.ZipFile(file) as pack:
        for name in sorted(pack.namelist()):
            if name.endswith((".ftl", ".properties")):
                for line in _ASSIGNED.findall(pack.read(name).decode("utf-8")):
                    # What nobody has translated yet stands there in English.
                    yield from (sentence for sentence in _running(line) if not sentence.isascii())


def _lines(file: Path) -> Iterator[str]:
    yield from file.read_text("utf-8").splitlines()


def _running(text: str) -> Iterator[str]:
    bare = _TAGS.sub(" ", _PLACEHOLDERS.sub(" ", text)).replace("&", "").replace("_", "").replace("~", "")
    if len(bare.split()) >= _FEWEST_WORDS:
        yield bare


_READERS = {"html": _page, "mo": _catalogue, "langpack": _language_pack, "lines": _lines}
