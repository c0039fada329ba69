"""Questions and groups as such: how many, which, where."""

from bot.questionnaires.xpath.errors import XPathValueError
from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.nodes import (
    Node,
    NodeSet,
    descendants,
    root_of,
    same_named_position,
    string_value,
)
from bot.questionnaires.xpath.paths import node_set
from bot.questionnaires.xpath.values import Value, to_string, to_strings


def _last(frame: Frame) -> float:
    return float(frame.size)


def _position(frame: Frame, *nodes: Value) -> float:
    """Without an argument the place in what is filtered; with one, the number of a repeat among its like."""
    if not nodes:
        return float(frame.position)
    found = node_set(nodes[0])
    if not found:
        raise XPathValueError("position() was given a path that leads nowhere.")
    return float(same_named_position(found[0]))


def _count(_frame: Frame, nodes: Value) -> float:
    return float(len(node_set(nodes)))


def _count_non_empty(_frame: Frame, nodes: Value) -> float:
    return float(sum(string_value(node) != "" for node in node_set(nodes)))


def _name(frame: Frame, *nodes: Value) -> str:
    found = _first(frame, nodes)
    return "" if found is None else found.name


def _local_name(frame: Frame, *nodes: Value) -> str:
    return _name(frame, *nodes).rpartition(":")[2]


def _first(frame: Frame, nodes: tuple[Value, ...]) -> Node | None:
    if not nodes:
        return frame.node
    found = node_set(nodes[0])
    return found[0] if found else None


def _current(frame: Frame) -> NodeSet:
    return (frame.current,)


def _id(frame: Frame, value: Value) -> NodeSet:
    wanted = {name for text in to_strings(value) for name in text.split()}
    below = tuple(descendants(root_of(frame.node)))
    frame.effort.spend(len(below))
    found: dict[str, Node] = {}
    for node in below:
        for attribute in node.attributes:
            if attribute.name == "id" and attribute.text in wanted:
                found.setdefault(attribute.text, node)
    return tuple(dict.fromkeys(found.values()))


def _instance(frame: Frame, name: Value) -> NodeSet:
    """A list beside the form; the form's own instance has no name here."""
    instances = frame.surroundings.instances
    asked = to_string(name)
    if asked not in instances:
        raise XPathValueError(f"There is no list “{asked}”.")
    return (instances[asked],)


FUNCTIONS = table(
    Function("last", _last, 0, 0, reads=False),
    Function("position", _position, 0, 1, reads=False),
    Function("count", _count, 1, 1, reads=False),
    Function("count-non-empty", _count_non_empty, 1, 1),
    Function("name", _name, 0, 1, reads=False),
    Function("local-name", _local_name, 0, 1, reads=False),
    Function("current", _current, 0, 0, reads=False),
    Function("id", _id, 1, 1),
    Function("instance", _instance, 1, 1),
)
