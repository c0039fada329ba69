"""Which statistics stand for which language, script by script."""

from collections.abc import Mapping
from dataclasses import dataclass

Respelling = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Source:
    """A table of langdetect, a profile of our own where langdetect has none, a list of the commonest words, or a mixture.

    `share` is the table's part, `profile_share` the profile's, the rest is the words'. `respelling` turns a relative's
    letters into the language's own. `language` is None where the network does not speak it.
    """

    label: str
    language: str | None
    table: str | None = None
    words: str | None = None
    share: float = 0.9
    profile: str | None = None
    profile_share: float = 0.0
    respelling: Respelling = ()
    respells_words: bool = False
    romanised: bool = False

    @property
    def words_share(self) -> float:
        return 1 - self.share - self.profile_share


# Croatian and Serbian differ in little but what is respelt. Counted from the same texts, they are told apart by that;
# from texts of other kinds, by what the texts are about.
_CROATIAN, _OF_ITS_OWN = 0.73, 0.02
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


def _profiled(tags: str) -> tuple[Source, ...]:
    """Languages that langdetect does not know."""
    return tuple(Source(tag, tag, share=0, words=tag, profile=tag, profile_share=0.6) for tag in tags.split())


def _serbian(script: str, respelling: Respelling, *, respells_words: bool = False) -> Source:
    return Source(
        "sr",
        "sr",
        table="hr",
        share=_CROATIAN,
        words="sr",
        profile=f"sr-{script}",
        profile_share=_OF_ITS_OWN,
        respelling=respelling,
        respells_words=respells_words,
    )


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
        _serbian("Latn", _EKAVIAN),
        *_profiled("az sn ny"),
        *_romanised("ka hy ar he ru uk el am"),
        *_foreign("nl ca sv cs hu id"),
    ),
    "Cyrl": (
        *_own("ru uk mk"),
        _serbian("Cyrl", (*_EKAVIAN, *_SERBIAN_CYRILLIC), respells_words=True),
        *_profiled("kk"),
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
