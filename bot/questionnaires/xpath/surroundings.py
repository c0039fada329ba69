"""Everything an evaluation may know besides the nodes: no clock, no chance, no environment of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from bot.questionnaires.xpath.nodes import Node

MOST_VISITS = 2_000_000  # nodes that one evaluation may look at: a few seconds


def _nothing(*_asked: object) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    root: Node  # the document of the form's own instance: where `/data/…` begins
    now: datetime  # aware, in the respondent's zone
    language: str = "en"  # of the respondent, for the names of months and days: a code such as `fr`
    seed: str = ""  # stored with the interview; what chance gives follows from it
    version: str = ""  # of the form
    instances: Mapping[str, Node] = field(default_factory=dict)  # by id; the root element stands below each
    itext: Callable[[str], str] = _nothing  # (text id) → the text in the respondent's language
    choice_name: Callable[[str, str, Node], str] = _nothing  # (value, path of the question, who asks) → its label
    pulldata: Callable[[str, str, str, str], str] = _nothing  # (file, wanted column, key column, key) → the cell
    most_visits: int = MOST_VISITS
    # As Collect and Enketo go beyond XPath: when compared, a question that is not relevant is like one without an answer;
    # a sum, the smallest and the largest are those of what is answered;
    # and a path from the root stays in the rounds in which the question stands that the expression belongs to.
    as_in_forms: bool = False

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now needs a time zone")

    @property
    def zone(self) -> tzinfo:
        assert self.now.tzinfo is not None, "checked above"
        return self.now.tzinfo
