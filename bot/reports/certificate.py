"""What a certificate shows: plain data, every word already in the reader's language."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Way:
    """Where one asks about the code: in words, and as a link where there is one."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """`qr` is what the QR code holds, and `qr_alt` what it is for; `done` says in counts what was done."""

    language: str
    heading: str
    given_to: str
    name: str
    reason: str
    done: str
    signed: str
    programme: str
    code: str
    code_label: str
    how_to_check: str
    ways: tuple[Way, ...]
    qr: str
    qr_alt: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)
