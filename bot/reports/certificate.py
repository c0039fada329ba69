"""What a certificate shows: plain data, every word already in the reader's language."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Certificate:
    """`qr` is what the QR code holds, and `qr_alt` says so; `done` says in counts what was done."""

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
    qr: str
    qr_alt: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)
