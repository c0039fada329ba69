"""Short ways to evaluate an expression over a form's answers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.questionnaires.xpath.document import PlainNode
from bot.questionnaires.xpath.expression import compile_expression
from bot.questionnaires.xpath.nodes import NodeKind
from bot.questionnaires.xpath.surroundings import Surroundings
from bot.questionnaires.xpath.values import Value, to_string
from tests.questionnaires.xpath.cases import RECORDED
from tests.questionnaires.xpath.xml_nodes import read_xml

PARIS = ZoneInfo("Europe/Paris")
SPRING = datetime(2026, 3, 28, 9, 5, 7, 89_000, tzinfo=PARIS)  # the day before the clocks change


def evaluate(expr: str, xml: str, at: str = "/", **given) -> Value:
    """`at` is a path of names with numbers where there are several: `/data/person[2]/age`."""
    root = read_xml(xml)
    surroundings = Surroundings(root=root, **{"now": RECORDED, "seed": "a seed", **given})
    return compile_expression(expr).value(node_at(root, at), surroundings)


def string(expr: str, xml: str = "<data/>", at: str = "/", **given) -> str:
    return to_string(evaluate(expr, xml, at, **given))


def texts(expr: str, xml: str, at: str = "/", **given) -> list[str]:
    return [node.text or "".join(child.text for child in node.children) for node in evaluate(expr, xml, at, **given)]


def node_at(root: PlainNode, at: str) -> PlainNode:
    node = root
    for step in filter(None, at.split("/")):
        name, _, number = step.removesuffix("]").partition("[")
        named = [child for child in node.children if child.kind is NodeKind.ELEMENT and child.name == name]
        node = named[int(number or 1) - 1]
    return node
