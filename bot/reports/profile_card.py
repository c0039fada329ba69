"""What a picture of a self-assessment's result shows: plain data, every word already in the reader's language."""

from dataclasses import asdict, dataclass
from typing import Any

from bot.reports.profile_chart import ProfileChart


@dataclass(frozen=True, slots=True)
class ProfileCard:
    language: str
    title: str
    centre: str
    date: str
    chart: ProfileChart
    answered: str
    programme: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)
