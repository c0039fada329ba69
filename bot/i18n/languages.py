"""The 27 languages of the network, named as their own speakers write them."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.i18n.countries import languages_of

BASE = "en"


@dataclass(frozen=True)
class Language:
    tag: str
    name: str
    rtl: bool = False


LANGUAGES: tuple[Language, ...] = (
    Language("en", "English"),
    Language("fr", "Français"),
    Language("ar", "العربية", rtl=True),
    Language("es", "Español"),
    Language("pt", "Português"),
    Language("ru", "Русский"),
    Language("tr", "Türkçe"),
    Language("ro", "Română"),
    Language("sq", "Shqip"),
    Language("ka", "ქართული"),
    Language("he", "עברית", rtl=True),
    Language("uk", "Українська"),
    Language("it", "Italiano"),
    Language("de", "Deutsch"),
    Language("pl", "Polski"),
    Language("el", "Ελληνικά"),
    Language("hr", "Hrvatski"),
    Language("sr", "Српски"),
    Language("mk", "Македонски"),
    Language("hy", "Հայերեն"),
    Language("az", "Azərbaycanca"),
    Language("kk", "Қазақ тілі"),
    Language("sw", "Kiswahili"),
    Language("am", "አማርኛ"),
    Language("so", "Soomaali"),
    Language("sn", "ChiShona"),
    Language("ny", "Chichewa"),
)
BY_TAG: dict[str, Language] = {language.tag: language for language in LANGUAGES}

# Tags that older phones and browsers still send, and close relatives with the same written language.
_ALIASES = {"iw": "he", "mo": "ro", "sh": "sr", "cnr": "sr", "swa": "sw", "swc": "sw"}


def primary(tag: str | None) -> str | None:
    """'pt-BR', 'PT_br' → 'pt'; None where the network does not know the language."""
    if not tag:
        return None
    first = tag.replace("_", "-").split("-", 1)[0].strip().lower()
    first = _ALIASES.get(first, first)
    return first if first in BY_TAG else None


def is_rtl(tag: str) -> bool:
    known = primary(tag)
    return known is not None and BY_TAG[known].rtl


def own_name(tag: str) -> str:
    """The name to show on a button; an unknown tag shows itself."""
    known = primary(tag)
    return BY_TAG[known].name if known else tag


def picker(hint: str | None, country: str | None, available: Collection[str]) -> tuple[str, ...]:
    """The available languages, likeliest first: the client's, the country's, English, then the rest in a fixed order."""
    client = primary(hint)
    wanted = [*([client] if client else []), *languages_of(country), BASE, *BY_TAG]
    return tuple(tag for tag in dict.fromkeys(wanted) if tag in available)
