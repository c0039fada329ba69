"""The compendium as a paper: by area, with contents and an index by country, every word in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.areas import AREA_NAMES
from bot.domain.practices import FIELD_NAMES
from bot.i18n.phrase import Country, LanguageName, Listed, Moment, MomentStyle, Words, _, _n
from bot.i18n.translator import is_right_to_left
from bot.reports.compendium import Compendium, Entry, Typed
from bot.reports.told import Render, in_plain, page_of

LANGUAGE = "language"
BESIDE = _("Also about this area")


def as_data(found: Compendium, render: Render, pictures: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the job "compendium" draws. `pictures`: names of files by the sha256 of what they show; absent: without it."""
    return _Writing(found, in_plain(render), pictures or {}).data()


def edition_words(found: Compendium) -> Words:
    day = Moment(found.at, MomentStyle.DAY)
    return _("Edition {number}, {day}", number=str(found.edition), day=day) if found.edition is not None else day


def led_to(entry: Entry) -> Iterator[Words]:
    """What others have made of it, in a sentence or two."""
    if entry.tried:
        tried = entry.tried
        yield _n(
            "{count} other centre tries it or has tried it.", "{count} other centres try it or have tried it.", tried
        )
    if entry.works:
        yield _n("It works in {count} of them.", "It works in {count} of them.", entry.works)


def notes(entry: Entry, language: str) -> Iterator[Words]:
    """In which language it is told, if not in the reader's, and that it has changed."""
    others = {one.language for one in (entry.title, *entry.parts.values())} - {language}
    if others:
        names = Listed(tuple(LanguageName(tag) for tag in sorted(others)))
        yield _("Not all of it is translated yet: some is in {languages}.", languages=names)
    if entry.is_changed:
        yield _("It was revised after this edition.")


def by_line(entry: Entry) -> Words:
    """Whose it is."""
    if entry.author:
        return _("{name}, {centre}, {country}", name=entry.author, centre=entry.centre, country=Country(entry.country))
    return _("{centre}, {country}", centre=entry.centre, country=Country(entry.country))


@dataclass(frozen=True)
class _Writing:
    found: Compendium
    text: Render
    pictures: Mapping[str, str]

    def data(self) -> dict[str, Any]:
        text, found = self.text, self.found
        count = len(found.entries)
        return {
            LANGUAGE: found.language,
            "title": text(_("Compendium of practices")),
            "programme": text(found.programme),
            "edition": text(edition_words(found)),
            "lead": [
                text(_n("{count} practice, told by its centre.", "{count} practices, told by their centres.", count)),
                text(_("Take over what suits you, change it, and tell its centre how it went.")),
                text(_("Each text may be used under its licence if its centre is named.")),
            ],
            "contents": text(_("Contents")),
            "index": text(_("By country")),
            "beside": text(BESIDE),
            "page_of": page_of(text),
            "areas": [
                {
                    "name": text(AREA_NAMES[area]),
                    "entries": [self._entry(one) for one in entries],
                    "beside": [self._named(one) for one in found.beside(area)],
                }
                for area, entries in found.by_area().items()
            ],
            "countries": self._countries(),
        }

    def _countries(self) -> list[dict[str, Any]]:
        named = {self.text(Country(code)): entries for code, entries in self.found.by_country().items()}
        return [{"name": name, "entries": [self._named(one) for one in named[name]]} for name in sorted(named)]

    def _named(self, entry: Entry) -> dict[str, Any]:
        return {"number": entry.number, "title": self._typed(entry.title)}

    def _entry(self, entry: Entry) -> dict[str, Any]:
        text = self.text
        picture = self.pictures.get(entry.picture.sha256, "") if entry.picture is not None else ""
        alt = (
            entry.picture.alt if entry.picture is not None and entry.picture.alt else text(_("A photo of the practice"))
        )
        return {
            **self._named(entry),
            "by": text(by_line(entry)),
            "notes": [text(words) for words in notes(entry, self.found.language)],
            "picture": {"path": picture, "alt": alt} if picture else None,
            "parts": [
                {"label": text(FIELD_NAMES[field]), "said": self._typed(said)} for field, said in entry.parts.items()
            ],
            "led_to": [text(words) for words in led_to(entry)],
            "stories": [
                {"centre": text(centre), "said": text(said)}
                for story in entry.stories
                for centre, said in ((story.centre, story.here), (entry.centre, story.there))
                if said is not None
            ],
            "try_it": text(
                _("Practice {number}. To try it, write *try {number}* in the chat.", number=str(entry.number))
            ),
            "licence": text(_("Licence: {licence}", licence=entry.licence)),
        }

    def _typed(self, said: Typed) -> dict[str, Any]:
        lines = [line for line in said.text.splitlines() if line.strip()]
        return {"lines": lines, LANGUAGE: said.language, "rtl": is_right_to_left(said.language)}
