"""A programme's calendar as bars along its months, for one centre or for many: plain data, every word translated."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

State = Literal["to come", "open", "soon", "late", "done"]
STATES: tuple[State, ...] = ("done", "late", "soon", "open", "to come")


@dataclass(frozen=True, slots=True)
class Bar:
    """From `begins` to `ends`, parts of the whole time; `done` is how much of it is filled. Raises ValueError.

    `words` say how it stands, in full.
    """

    label: str
    words: str
    state: State
    begins: float
    ends: float
    done: float

    def __post_init__(self) -> None:
        if not 0 <= self.begins <= self.ends <= 1 or not 0 <= self.done <= 1:
            raise ValueError(f"a bar from {self.begins} to {self.ends}, {self.done} of it done, is not possible")


@dataclass(frozen=True, slots=True)
class Band:
    """A phase."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """Where a month begins."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class ProgrammeChart:
    """`today` is None where it lies outside; `legends` has the words for each state that a bar may have."""

    language: str
    title: str
    subtitle: str
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    today_label: str
    legends: dict[State, str]
    empty: str
    programme: str

    def as_data(self) -> dict[str, Any]:
        """Legends of the marks that are in use only, in their order."""
        used = {bar.state for band in self.bands for bar in band.bars}
        legends = [{"mark": state, "label": self.legends[state]} for state in STATES if state in used]
        bands = [asdict(band) for band in self.bands if band.bars]
        return asdict(self) | {"bands": bands, "legends": legends}
