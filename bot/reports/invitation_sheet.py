"""What an invitation sheet says: a page for a centre's staff room, with a few steps for each way in."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class WayWithSteps:
    """`url` is what the code to scan holds. `typed` is for those who cannot scan: an address, or words to write."""

    title: str
    steps: tuple[str, ...]
    url: str
    typed: tuple[str, ...]


@dataclass(frozen=True)
class InvitationSheet:
    """One page; every word in its language but what is typed, which is in Latin letters."""

    language: str
    heading: str
    centre: str
    promise: str
    ways: tuple[WayWithSteps, ...]
    code_is: str
    code: str
    holds: str  # for whom the code is, and until when
    trust: str


def as_data(sheets: Sequence[InvitationSheet]) -> dict[str, Any]:
    """For the job `invitation_sheets`; the paper as a whole is in the language of its first page."""
    return {"language": sheets[0].language, "title": sheets[0].heading, "pages": [asdict(sheet) for sheet in sheets]}
