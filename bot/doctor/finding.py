"""What was looked at, and what came of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something looked at: fine, or what is wrong and what to do."""

    what: str
    fine: bool
    said: str
