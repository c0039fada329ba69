"""Which statistics stand for which language, script by script."""

from collections.abc import Mapping
from dataclasses import dataclass

Respelling = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Source:
    """A table of langdetect, a list of the commonest words, or a mixture of both.

    `share` is the table's part: small where the table is only a relative's. `respelling` turns a relative's letters
    into the language's own. `language` is None where the network does not speak it.
    """

    label: str
    language: str | None
    table: str | None = None
    words: str | None = None
    share: float = 0.9
    respelling: Respelling = ()
    respells_words: bool = False
    romanised: bool = False


# langdetect's Romanian table holds the older letters with a cedilla.
CEDILLAS: Respelling = (("ș", "ş"), ("ț", "ţ"))
# Where Croatian writes (i)je, Serbian mostly writes e.
_EKAVIAN: Respelling = tuple((f"{before}je", f"{before}e".removeprefix("i")) for before in "ibdmprstv")
_SERBIAN_CYRILLIC: Respelling = (
    ("lj", "љ"),
    ("nj", "њ"),
    ("dž", "џ"),
    *zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True),
)


def _own(tags: str, share: float = 0.9) -> tuple[Source, ...]:
    return tuple(Source(tag, tag, table=tag, words=tag, share=share) for tag in tags.split())


def _foreign(tags: str) -> tuple[Source, ...]:
    """Languages written beside ours: whoever writes one should be asked, not answered in its neighbour."""
    return tuple(Source(tag, None, table=tag, share=1.0) for tag in tags.split())


def _romanised(tags: str) -> tuple[Source, ...]:
    """What people type on a phone without their keyboard; only a hint, for there is no one way to spell it."""
    return tuple(Source(f"{tag}-Latn", tag, words=f"{tag}-Latn", share=0.0, romanised=True) for tag in tags.split())


SOURCES: Mapping[str, tuple[Source, ...]] = {
    "Latn": (
        *_own("en fr sq tr it pt es de sw so pl"),
        Source("ro", "ro", table="ro", words="ro", respelling=CEDILLAS),
        *_own("hr", share=0.75),
        Source("sr", "sr", table="hr", words="sr", share=0.75, respelling=_EKAVIAN),
        Source("az", "az", table="tr", words="az", share=0.3),
        Source("sn", "sn", table="sw", words="sn", share=0.15),
        Source("ny", "ny", table="sw", words="ny", share=0.15),
        *_romanised("ka hy ar he ru uk el am"),
        *_foreign("nl ca sv cs hu id"),
    ),
    "Cyrl": (
        *_own("ru uk mk"),
        Source(
            "sr",
            "sr",
            table="hr",
            words="sr",
            share=0.75,
            respelling=(*_EKAVIAN, *_SERBIAN_CYRILLIC),
            respells_words=True,
        ),
        Source("kk", "kk", table="ru", words="kk", share=0.1),
        *_foreign("bg"),
    ),
    "Arab": (*_own("ar"), *_foreign("fa ur")),
}
FOREIGN: frozenset[str] = frozenset(
    source.label for sources in SOURCES.values() for source in sources if source.language is None
)

# Scripts in which only one of our languages is written.
ONLY_LANGUAGE: Mapping[str, str] = {"Armn": "hy", "Ethi": "am", "Geor": "ka", "Grek": "el", "Hebr": "he"}
# Letters by which a neighbour in the same script gives itself away: Tigrinya, Yiddish, Mingrelian and Svan.
NEIGHBOURS_LETTERS: Mapping[str, frozenset[str]] = {
    "am": frozenset("ቐቑቒቓቔቕኣ"),
    "he": frozenset("װױײ"),
    "ka": frozenset("ჷჸჲჳჴჵჶ"),
}
