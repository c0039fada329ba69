"""The parts of a form that people of a team may share: groups at its top, and what is asked of each of them beside."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.questionnaires.form import Form, Kind, Part
from bot.questionnaires.interview import Interview
from bot.questionnaires.scoring import Rated, rated, rates


@dataclass(frozen=True)
class Parts:
    """At the top of a form, in its order. `first` and `last` are asked of everybody, before and behind what they choose."""

    first: tuple[Part, ...]
    shared: tuple[Part, ...]
    last: tuple[Part, ...]

    def named(self, name: str) -> Part | None:
        """Of those that are shared."""
        return next((part for part in self.shared if part.name == name), None)


def parts(form: Form) -> Parts:
    """Shared are the groups in which something is rated; in a form that rates nothing, all that ask something.

    What neither asks nor tells belongs to none of them.
    """
    asking = [part for part in form.root.children if any(below.is_asked for below in part.walk())]
    groups = [part for part in asking if part.kind is not Kind.LEAF and _questions(part)]
    shared = [part for part in groups if any(map(rates, part.walk()))] or groups
    begins = asking.index(shared[0]) if shared else len(asking)
    others = [(place, part) for place, part in enumerate(asking) if part not in shared]
    return Parts(
        first=tuple(part for place, part in others if place < begins),
        shared=tuple(shared),
        last=tuple(part for place, part in others if place > begins),
    )


def relevant(interview: Interview, shared: Iterable[Part]) -> tuple[Part, ...]:
    """Those that the answers so far leave in, whoever takes them."""
    there = {node.part.name for node in interview.root.members if node.relevant and not node.surplus}
    return tuple(part for part in shared if part.name in there)


def size(interview: Interview, name: str) -> int:
    """How many questions of a part would come if it were taken now."""
    tops = [node for node in interview.root.members if node.part.name == name]
    return sum(node.part.is_asked and not node.part.is_told for top in tops for node in top.awake())


def rated_by_part(form: Form) -> dict[str, list[Rated]]:
    """What is rated, by the name of the part at the top of the form in which its question stands."""
    found: dict[str, list[Rated]] = {}
    for one in rated(form):
        found.setdefault(form.parts[one.path].place[1], []).append(one)
    return found


def _questions(part: Part) -> bool:
    return any(below.is_asked and not below.is_told for below in part.walk())
