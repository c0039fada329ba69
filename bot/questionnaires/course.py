"""The way through an interview, one thing at a time: what comes next in a conversation."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from bot.questionnaires.form import Kind, Part
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import LiveNode


@dataclass(frozen=True)
class Ask:
    """A question, and the notes that stand before it."""

    node: LiveNode
    notes: tuple[LiveNode, ...] = ()


@dataclass(frozen=True)
class AskFirst:
    """Whether there is anything for the only round that is there."""

    round: LiveNode
    notes: tuple[LiveNode, ...] = ()


@dataclass(frozen=True)
class AskAnother:
    """Whether there is one more; `parent` is what the repeat stands in."""

    parent: LiveNode
    name: str
    notes: tuple[LiveNode, ...] = ()


@dataclass(frozen=True)
class Done:
    notes: tuple[LiveNode, ...] = ()


Step = Ask | AskFirst | AskAnother | Done


def next_step(interview: Interview, within: Container[str] | None = None) -> Step:
    """The first that is not settled, in the form's order; `within` parts of these names only."""
    notes: list[LiveNode] = []
    for step in _steps(interview.root, within):
        if isinstance(step, LiveNode):
            if not interview.can_answer(step):
                notes.append(step)
                continue
            if not step.settled:
                return Ask(step, tuple(notes))
        elif isinstance(step, AskFirst):
            return AskFirst(step.round, tuple(notes))
        else:
            return AskAnother(step.parent, step.name, tuple(notes))
        notes.clear()
    return Done(tuple(notes))


def questions(interview: Interview, within: Container[str] | None = None) -> Iterator[LiveNode]:
    """What can be answered at present, in order."""
    parts = (child for child in interview.root.children if within is None or child.part.name in within)
    return (node for part in parts for node in part.awake() if node.part.is_asked and interview.can_answer(node))


def _steps(above: LiveNode, within: Container[str] | None = None) -> Iterator[LiveNode | AskFirst | AskAnother]:
    """In the form's order; a repeat without rounds is there, too."""
    below: dict[str, list[LiveNode]] = {}
    for child in above.children:
        below.setdefault(child.part.name, []).append(child)
    for part in above.part.children:
        if within is not None and part.name not in within:
            continue
        nodes = below.get(part.name, [])
        if part.kind is Kind.LEAF:
            yield from (node for node in nodes if part.is_asked)
            continue
        for node in nodes:
            if _is_open_ended(node) and not node.settled:
                yield AskFirst(node)
            yield from _steps(node)
        if _is_open_ended_part(part) and part.name not in above.closed and _may_be_asked(above, part.name):
            yield AskAnother(above, part.name)


def _is_open_ended(node: LiveNode) -> bool:
    return _is_open_ended_part(node.part)


def _is_open_ended_part(part: Part) -> bool:
    return part.kind is Kind.REPEAT and not part.count


def _may_be_asked(above: LiveNode, name: str) -> bool:
    """Not where all rounds that there are sleep."""
    rounds = above.rounds_of(name)
    return not rounds or any(node.counts for node in rounds)
