"""What a form says of itself as the instrument of a round: its indicators, its parts, how a team's levels are settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.questionnaires.form import Form, Kind, Part
from bot.questionnaires.scoring import rated

SETTLING = "settling"  # the setting `attribute::passerelle:settling`


@dataclass(frozen=True)
class Instrument:
    """No indicators: there will be answers, but no scores. No settling: whoever opens a round says it."""

    indicators: frozenset[str]
    settling: str | None


@dataclass(frozen=True)
class Parts:
    """Groups of the form, by name: those that every team answers, and those that depend on what it said before."""

    always: frozenset[str]
    on_a_condition: frozenset[str]

    def are_complete(self, handed_in: Iterable[Sequence[str] | None]) -> bool:
        """Of what people handed in, each the names of parts, or None for the whole form.

        Where each part depends on something, as with sheets that a centre selects, one of them is enough: which others
        were selected stands in the answers only.
        """
        names: set[str] = set()
        for each in handed_in:
            if each is None:
                return True
            names.update(each)
        return self.always <= names if self.always else bool(names & self.on_a_condition)


def instrument(form: Form) -> Instrument:
    settling = form.root.marks.get(SETTLING, "").strip().lower()
    return Instrument(frozenset(one.indicator for one in rated(form)), settling or None)


def parts(form: Form) -> Parts:
    """Where anything is rated, only the groups in which it is: a word of welcome is no part that can be missing."""
    rating = {one.path for one in rated(form)}
    groups = [part for part in form.root.children if part.kind is Kind.GROUP and _asks(part)]
    counted = [part for part in groups if any(below.path in rating for below in part.walk())] or groups
    always = frozenset(part.name for part in counted if not part.relevant)
    return Parts(always, frozenset(part.name for part in counted) - always)


def _asks(part: Part) -> bool:
    return any(below.is_asked and not below.is_told for below in part.walk())
