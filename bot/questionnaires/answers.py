"""The answers of an interview as a tree that grows and shrinks by rounds, with all nodes of a part at hand."""

from collections.abc import Iterable

from bot.questionnaires.form import Form, Kind, Part
from bot.questionnaires.live import LiveDocument, LiveNode, find, grown

MOST_ROUNDS = 500  # of one repeat
MOST_NODES = 50_000  # of one interview


class TooManyRoundsError(Exception):
    """A number of rounds that no conversation can hold; `path` is that of the repeat, without numbers."""

    def __init__(self, path: str) -> None:
        super().__init__(f"too many rounds of {path}")
        self.path = path


class Answers:
    def __init__(self, form: Form) -> None:
        self._form = form
        self.plant()

    def plant(self) -> None:
        """As they are at the beginning."""
        self.document = LiveDocument()
        self.root = grown(self._form.root, self.document)
        self.document.children = [self.root]
        self.passed_over: frozenset[str] = frozenset()  # parts at the top, by name
        self._nodes: dict[str, list[LiveNode]] = {path: [] for path in self._form.parts}
        self._enter(self.root)

    def nodes(self, path: str) -> list[LiveNode]:
        """All nodes of a part; `path` has no numbers."""
        return self._nodes.get(path, [])

    def repeat(self, path: str) -> tuple[LiveNode, Part] | None:
        """What a repeat stands in, and its part; `path` is without the last number."""
        above, _slash, name = path.rpartition("/")
        parent = find(self.root, above)
        if parent is None:
            return None
        part = next((one for one in parent.part.children if one.name == name and one.kind is Kind.REPEAT), None)
        return None if part is None else (parent, part)

    def grow(self, parent: LiveNode, part: Part) -> LiveNode:
        """A round more. Raises TooManyRoundsError, and nothing has changed."""
        if len(parent.rounds_of(part.name)) >= MOST_ROUNDS or sum(map(len, self._nodes.values())) >= MOST_NODES:
            raise TooManyRoundsError(part.path)
        node = grown(part, parent)
        node.passed_over = parent is self.root and part.name in self.passed_over
        parent.put(node)
        self._enter(node)
        return node

    def drop(self, node: LiveNode) -> None:
        assert isinstance(node.parent, LiveNode), "a repeat stands in something"
        node.parent.take(node)
        for each in node.walk():
            self._nodes[each.part.path].remove(each)

    def have_rounds(self, parent: LiveNode, part: Part, count: int) -> None:
        rounds = parent.rounds_of(part.name)
        for node in rounds[count:]:
            self.drop(node)
        for _round in range(count - len(rounds)):
            self.grow(parent, part)
        parent.wake()

    def pass_over(self, names: Iterable[str]) -> list[LiveNode]:
        """Exactly these; what has fallen asleep or woken by that."""
        self.passed_over = frozenset(names)
        changed = [node for node in self.root.members if node.passed_over != (node.part.name in self.passed_over)]
        for node in changed:
            node.passed_over = not node.passed_over
        self.root.wake()
        return changed

    def near(self, node: LiveNode, path: str) -> list[LiveNode]:
        """Those at `path`, which has no numbers, that stand in the same rounds as the node."""
        wanted = path.split("/")[1:]
        above: LiveNode = node
        while list(above.part.place) != wanted[: len(above.part.place)]:
            if not isinstance(above.parent, LiveNode):
                return []
            above = above.parent
        found = [above]
        for name in wanted[len(above.part.place) :]:
            found = [member for each in found for member in each.rounds_of(name)]
        return found

    def _enter(self, node: LiveNode) -> None:
        for each in node.walk():
            self._nodes[each.part.path].append(each)
