"""The compendium for other programs: every practice as a row or as JSON, and what is needed to post each of them elsewhere."""

import io
import json
import zipfile
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.domain.areas import AREA_NAMES
from bot.domain.practices import PracticeField
from bot.i18n.phrase import Country
from bot.i18n.translator import unisolated
from bot.reports.compendium import Compendium, Entry
from bot.reports.compendium_pages import by_line
from bot.reports.compendium_site import PICTURES, page_of
from bot.reports.practice_card import PracticeCard, practice_card
from bot.reports.told import Render, in_plain
from bot.reports.written_tables import Written

POSTS = "posts"
A_DAY_LONG_AGO = (2000, 1, 1, 0, 0, 0)  # the same practices always make the same file


def rows(found: Compendium, render: Render) -> Written:
    """A table with a row for each practice; headings are names for programs, the same in every language."""
    parts = [field for field in PracticeField if field is not PracticeField.TITLE]
    heads = ("number", "title", "language", "areas", "centre", "country", "author", *parts, "licence", "tried", "works")
    return Written("practices", (heads, *(_row(one, parts, render) for one in found.entries)))


def as_json(found: Compendium, render: Render) -> str:
    plain = in_plain(render)
    values = {
        "programme": _text(plain, found.programme),
        "edition": found.edition,
        "at": found.at.isoformat(),
        "language": found.language,
        "practices": [
            {
                "number": one.number,
                "title": one.title.text,
                "language": one.title.language,
                "areas": list(one.areas),
                "centre": _text(plain, one.centre),
                "country": one.country,
                "author": one.author,
                "parts": {field: {"text": said.text, "language": said.language} for field, said in one.parts.items()},
                "licence": one.licence,
                "tried": one.tried,
                "works": one.works,
            }
            for one in found.entries
        ],
    }
    return json.dumps(values, ensure_ascii=False, indent=1)


def cards(found: Compendium, render: Render, pictures: Collection[str]) -> dict[int, PracticeCard]:
    """By number, for each practice of which no photo is among `pictures` (sha256): a post with a picture is seen."""
    plain = in_plain(render)
    return {
        one.number: practice_card(
            plain,
            number=one.number,
            language=found.language,
            title=one.title.text,
            written_in=one.title.language,
            areas=one.areas,
            centre=one.centre,
            country=Country(one.country),
            programme=found.programme,
        )
        for one in found.entries
        if one.picture is None or one.picture.sha256 not in pictures
    }


def posts(
    found: Compendium, render: Render, address: str, pictures: Mapping[str, str], drawn: Mapping[int, str]
) -> tuple[Written, str]:
    """Title, summary, picture and link of each practice, as a table and as JSON: to be posted on Open Space and the like.

    `address`: where the site is published. Names of files: `pictures` by the sha256 of what they show, `drawn` by practice.
    """
    plain = in_plain(render)
    made = [_post(one, found.language, plain, address, _picture(one, pictures, drawn)) for one in found.entries]
    heads = tuple(made[0]) if made else ()
    table = Written(POSTS, (heads, *(tuple(post.values()) for post in made)))
    return table, json.dumps(made, ensure_ascii=False, indent=1)


def unpacked(archived: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archived)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, A_DAY_LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            into.writestr(entry, content)
    return written.getvalue()


def _row(one: Entry, parts: Sequence[PracticeField], render: Render) -> tuple[Any, ...]:
    said = (one.parts[field].text if field in one.parts else "" for field in parts)
    areas = " ".join(one.areas)
    centre = _text(in_plain(render), one.centre)
    return (
        one.number, one.title.text, one.title.language, areas, centre, one.country, one.author, *said, one.licence, one.tried, one.works
    )  # fmt: skip


def _picture(one: Entry, pictures: Mapping[str, str], drawn: Mapping[int, str]) -> str:
    photo = pictures.get(one.picture.sha256) if one.picture is not None else None
    return photo or drawn.get(one.number, "")


def _post(one: Entry, language: str, plain: Render, address: str, file: str) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title.text,
        "summary": one.summary.text,
        "picture": f"{PICTURES}/{file}" if file else "",
        "link": f"{address.rstrip('/')}/{language}/{page_of(one)}" if address else "",
        "by": _text(plain, by_line(one)),
        "areas": ", ".join(_text(plain, AREA_NAMES[area]) for area in one.areas),
        "country": _text(plain, Country(one.country)),
        "language": one.title.language,
        "licence": one.licence,
    }


def _text(plain: Render, words: Any) -> str:
    return unisolated(plain(words))
