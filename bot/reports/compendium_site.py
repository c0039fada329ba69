"""The compendium as a static web site in several languages: plain pages that ask nothing of any other server."""

import json
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.names import ARTICLE, INSIDE_A_WORD, SHORTEST_WITH_ARTICLE, fold
from bot.domain.practices import FIELD_NAMES
from bot.i18n.languages import own_name
from bot.i18n.letters import EITHER_WAY
from bot.i18n.phrase import Country, Phrase, Words, _, _n
from bot.i18n.translator import is_right_to_left, unisolated
from bot.reports.compendium import Compendium, Entry, Typed
from bot.reports.compendium_pages import BESIDE, by_line, edition_words, led_to, notes
from bot.reports.told import Render, in_plain

STATIC = Path(__file__).parent / "site"
PICTURES = "pictures"
DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"  # other scripts of the network use ours
# Nothing but what lies beside the page; the address bar tells nobody where a link was followed from.
POLICY = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'"
TITLE = _("Compendium of practices")
SEARCH = _("Search")
AREA = _("Area")
ALL_AREAS = _("All areas")
COUNTRY = _("Country")
EVERY_COUNTRY = _("Every country")
SHOW_ALL = _("Show all")
NOTHING = _("Nothing was found. Fewer or other words may help.")
ALL_PRACTICES = _("All practices")
TOLD = _("Told by those who tried it")
LANGUAGES = _("Languages")
TO_THE_CONTENT = _("To the content")


def whole(
    found: Mapping[str, Compendium], renders: Mapping[str, Render], pictures: Mapping[str, str]
) -> dict[str, str]:
    """`{path: text}` of all pages; by language what it holds and how to say it.

    `pictures`: names of files in `pictures/` by the sha256 of what they show. `compendium-<language>.pdf` is linked to.
    """
    files = {name: (STATIC / name).read_text(encoding="utf-8") for name in ("style.css", "search.js", "icon.svg")}
    for language, compendium in found.items():
        writing = _Site(compendium, renders[language], pictures, tuple(found))
        files |= {f"{language}/{name}": text for name, text in writing.pages()}
    files["index.html"] = _entrance(found, renders)
    return files


def _entrance(found: Mapping[str, Compendium], renders: Mapping[str, Render]) -> str:
    """Which language? Each says it in its own."""
    lines = "".join(
        f'<li><a href="{tag}/index.html" lang="{tag}" dir="{_side(tag)}">'
        f"{escape(own_name(tag))}: {escape(unisolated(in_plain(renders[tag])(TITLE)))}</a></li>"
        for tag in found
    )
    first = next(iter(found))
    programme = escape(unisolated(in_plain(renders[first])(found[first].programme)))
    body = f'<main><h1>{programme}</h1><nav aria-label="{programme}"><ul>{lines}</ul></nav></main>'
    return _document(first, programme, body, top="")


def _document(language: str, title: str, body: str, *, top: str = "../", script: str = "") -> str:
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{_side(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<link rel="icon" href="{top}icon.svg">\n<link rel="stylesheet" href="{top}style.css">\n'
        f"{script}</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _side(language: str) -> str:
    return "rtl" if is_right_to_left(language) else "ltr"


@dataclass(frozen=True)
class _Site:
    found: Compendium
    render: Render
    pictures: Mapping[str, str]
    languages: Collection[str]

    def pages(self) -> Iterator[tuple[str, str]]:
        yield "index.html", self._index()
        yield "words.js", self._words()
        for entry in self.found.entries:
            yield page_of(entry), self._practice(entry)

    @property
    def text(self) -> Callable[[Words], str]:
        """In the reader's language, ready for a page."""
        plain = in_plain(self.render)
        return lambda words: escape(plain(words))

    # -- the list ------------------------------------------------------------------------------------------------------
    def _index(self) -> str:
        text, found = self.text, self.found
        pdf = text(_("The whole as a PDF"))
        sections = "".join(
            f'<section data-area="{area}"><h2>{text(AREA_NAMES[area])}</h2>{self._cards(entries)}{self._beside(area)}</section>'
            for area, entries in found.by_area().items()
        )
        body = (
            f'{self._header(text(TITLE), "index.html")}<main id="main">'
            f'<p><a href="../compendium-{found.language}.pdf">{pdf}</a></p>{self._form()}{sections}</main>{self._footer()}'
        )
        return _document(found.language, text(TITLE), body, script='<script src="../search.js" defer></script>\n')

    def _form(self) -> str:
        text, found = self.text, self.found
        areas = "".join(f'<option value="{one}">{text(AREA_NAMES[one])}</option>' for one in AREA_NAMES)
        named = sorted((text(Country(code)), code) for code in found.by_country())
        countries = "".join(f'<option value="{code}">{name}</option>' for name, code in named)
        count = len(found.entries)
        said = text(_n("{count} practice", "{count} practices", count))
        found_words = text(_("Practices found: {count}", count="{count}"))
        return (
            f'<form role="search" hidden><label>{text(SEARCH)}<input type="search" name="q" autocomplete="off"></label>'
            f'<label>{text(AREA)}<select name="area"><option value="">{text(ALL_AREAS)}</option>{areas}</select></label>'
            f'<label>{text(COUNTRY)}<select name="country"><option value="">{text(EVERY_COUNTRY)}</option>'
            f'{countries}</select></label><button type="reset">{text(SHOW_ALL)}</button></form>'
            f'<p role="status" data-found="{found_words}" '
            f'data-nothing="{text(NOTHING)}">{said}</p>'
        )

    def _cards(self, entries: Collection[Entry]) -> str:
        return f'<ul class="cards">{"".join(map(self._card, entries))}</ul>' if entries else ""

    def _card(self, entry: Entry) -> str:
        return (
            f'<li data-number="{entry.number}" data-areas="{" ".join(entry.areas)}" data-country="{entry.country}">'
            f'<h3><a href="{page_of(entry)}"{self._foreign(entry.title)}>{escape(entry.title.text)}</a></h3>'
            f'<p class="by">{self.text(by_line(entry))}</p>'
            f"<p{self._foreign(entry.summary)}>{escape(entry.summary.text)}</p></li>"
        )

    def _beside(self, area: PriorityArea) -> str:
        """What stands under another area, and is about this one, too."""
        links = "".join(
            f'<li><a href="{page_of(one)}"{self._foreign(one.title)}>{escape(one.title.text)}</a></li>'
            for one in self.found.beside(area)
        )
        return f'<div class="beside"><p>{self.text(BESIDE)}</p><ul>{links}</ul></div>' if links else ""

    def _words(self) -> str:
        """What search.js looks at: each word of a practice once, folded; and how letters are spelled in more than one way."""
        texts = {}
        for entry in self.found.entries:
            said = [entry.title.text, *(one.text for one in entry.parts.values())]
            names = [self.render(entry.centre), self.render(Country(entry.country))]
            texts[str(entry.number)] = " ".join(dict.fromkeys(fold(" ".join([*said, *names])).split()))
        letters = {
            chr(code): "" if to is None else to if isinstance(to, str) else chr(to) for code, to in EITHER_WAY.items()
        }
        letters |= dict.fromkeys(INSIDE_A_WORD, "")
        letters |= {digit: str(unicodedata.decimal(digit)) for digit in DIGITS}
        rules = f'"{ARTICLE}", {SHORTEST_WITH_ARTICLE}'
        return f"passerelle({_for_script(texts)}, {_for_script(letters)}, {rules});\n"

    # -- one of them ---------------------------------------------------------------------------------------------------
    def _practice(self, entry: Entry) -> str:
        text = self.text
        title = escape(entry.title.text)
        body = "".join(
            (
                self._header(f"<span{self._foreign(entry.title)}>{title}</span>", page_of(entry)),
                '<main id="main">',
                f'<p class="by">{text(by_line(entry))} · {" · ".join(text(AREA_NAMES[one]) for one in entry.areas)}</p>',
                *(f'<p class="small">{text(words)}</p>' for words in notes(entry, self.found.language)),
                self._picture(entry),
                *(self._part(FIELD_NAMES[field], said) for field, said in entry.parts.items()),
                *(f"<p><strong>{text(words)}</strong></p>" for words in led_to(entry)),
                *self._stories(entry),
                self._how_to_go_on(entry),
                f'<p><a href="index.html">{text(ALL_PRACTICES)}</a></p></main>',
                self._footer(),
            )
        )
        return _document(self.found.language, f"{title} · {text(TITLE)}", body)

    def _how_to_go_on(self, entry: Entry) -> str:
        try_it = _("Practice {number}. To try it, write *try {number}* in the chat.", number=str(entry.number))
        licence = _("Licence: {licence}", licence=entry.licence)
        return f'<p class="small">{self.text(try_it)} {self.text(licence)}</p>'

    def _part(self, name: Phrase, said: Typed) -> str:
        lines = "".join(f"<p>{escape(line)}</p>" for line in said.text.splitlines() if line.strip())
        return f"<h2>{self.text(name)}</h2><div{self._foreign(said)}>{lines}</div>"

    def _picture(self, entry: Entry) -> str:
        file = self.pictures.get(entry.picture.sha256) if entry.picture is not None else None
        if file is None or entry.picture is None:
            return ""
        alt = escape(entry.picture.alt) or self.text(_("A photo of the practice"))
        return f'<figure><img src="../{PICTURES}/{file}" alt="{alt}" loading="lazy"></figure>'

    def _stories(self, entry: Entry) -> Iterator[str]:
        if entry.stories:
            yield f"<h2>{self.text(TOLD)}</h2>"
        for story in entry.stories:
            for centre, said in ((story.centre, story.here), (entry.centre, story.there)):
                if said is not None:
                    yield f"<blockquote><p>{self.text(said)}</p><footer>{self.text(centre)}</footer></blockquote>"

    # -- around it -----------------------------------------------------------------------------------------------------
    def _header(self, title: str, page: str) -> str:
        text = self.text
        links = "".join(
            f'<li><a href="../{tag}/{page}" lang="{tag}" hreflang="{tag}"{_current(tag, self.found.language)}>'
            f"{escape(own_name(tag))}</a></li>"
            for tag in self.languages
        )
        nav = (
            f'<nav class="languages" aria-label="{text(LANGUAGES)}"><ul>{links}</ul></nav>'
            if len(self.languages) > 1
            else ""
        )
        return (
            f'<a class="skip" href="#main">{text(TO_THE_CONTENT)}</a>'
            f"<header><p>{text(self.found.programme)}</p><h1>{title}</h1><p>{text(edition_words(self.found))}</p>{nav}</header>"
        )

    def _footer(self) -> str:
        words = _("Each text may be used under its licence if its centre is named.")
        return f'<footer class="small">{self.text(words)}</footer>'

    def _foreign(self, said: Typed) -> str:
        if said.language == self.found.language:
            return ""
        return f' lang="{escape(said.language)}" dir="{_side(said.language)}"'


def page_of(entry: Entry) -> str:
    return f"practice-{entry.number}.html"


def _current(tag: str, language: str) -> str:
    return ' aria-current="true"' if tag == language else ""


def _for_script(value: Mapping[str, str]) -> str:
    """JSON that may stand in a script: also where somebody typed the end of one."""
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
