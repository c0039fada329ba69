"""The cases of openrosa-xpath-evaluator, read and judged."""

import json
import math
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.questionnaires.xpath.document import PlainNode
from bot.questionnaires.xpath.errors import XPathError
from bot.questionnaires.xpath.expression import Expression, compile_expression
from bot.questionnaires.xpath.surroundings import Surroundings
from tests.questionnaires.xpath.xml_nodes import read_xml

HERE = Path(__file__).parent
RECORDED = datetime(2026, 11, 21, 21, 36, tzinfo=ZoneInfo("America/Phoenix"))
# For some cases the recording kept a placeholder instead of the document. Where the same fixture stands in another file,
# its index is here; where it can be told from the cases themselves, what they need of it.
PLACEHOLDER = "<simple>"
LENT = {
    "native/nodeset.spec.js": 10,
    "openrosa-xpath/date.spec.js": 30,
    "openrosa-xpath/if.spec.js": 20,
    "openrosa-xpath/once.spec.js": 23,
}
_NUMBERS = "".join(f"<p>{number}</p>" for number in range(-5, 6))
_WORDS = "".join(f"<p>{word}</p>" for word in ("aaa", "bbb", "cccccc", "ddd", "eee"))
REBUILT = {
    "native/comparison-operator2.spec.js": f"<a> <b>{_NUMBERS}</b> <b/> <b/> <b/> <b>{_WORDS}</b> </a>",
    "infix-operators.spec.js": "<data><a>1</a><b>2</b></data>",
}


@dataclass(frozen=True)
class Case:
    file: str
    test: str
    kind: str
    expr: str
    ctx: str
    document: int | None
    expected: Any

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.file, self.expr, self.ctx)


@cache
def all_cases() -> tuple[Case, ...]:
    lines = (HERE / "openrosa.cases.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(Case(**json.loads(line)) for line in lines)


@cache
def _documents() -> list[str]:
    return json.loads((HERE / "openrosa.documents.json").read_text(encoding="utf-8"))


def verdict(case: Case) -> str:
    """What is wrong; empty if nothing is."""
    root = read_xml(_document(case))
    surroundings = Surroundings(root=root, now=RECORDED, seed="cases")
    try:
        expression = compile_expression(case.expr)
        found = _found(case, expression, _node_at(root, case.ctx), surroundings)
    except XPathError as error:
        return "" if case.kind == "throw" else f"raised {type(error).__name__}: {error}"
    if case.kind == "throw":
        return f"gave {found!r} instead of an error"
    return "" if _fits(case, found) else f"gave {found!r} instead of {case.expected!r}"


def _document(case: Case) -> str:
    if case.document is None:
        return "<data/>"  # what must fail, fails over any
    recorded = _documents()[case.document]
    if PLACEHOLDER not in recorded or (case.ctx == "/" and "/data/" not in case.expr):
        return recorded
    if case.file in LENT and case.ctx != "/":
        return _documents()[LENT[case.file]]
    return REBUILT.get(case.file, recorded)


def _found(case: Case, expression: Expression, node: PlainNode, surroundings: Surroundings) -> Any:
    match case.kind:
        case "assertBoolean" | "assertTrue" | "assertFalse":
            return expression.boolean(node, surroundings)
        case "assertNumber" | "assertNumberValue" | "assertNumberRounded":
            return expression.number(node, surroundings)
        case "assertString" | "assertStringValue" | "assertMatch":
            return expression.string(node, surroundings)
        case "assertStringLength":
            return len(expression.string(node, surroundings))
        case "assertNodes":
            return len(expression.value(node, surroundings))
    return expression.value(node, surroundings)


def _fits(case: Case, found: Any) -> bool:
    expected = case.expected
    if (
        case.kind == "assertNumberValue"
        and isinstance(expected, str)
        and expected not in {"NaN", "Infinity", "-Infinity"}
    ):
        expected = float(expected)
    if case.kind in {"assertString", "assertStringValue"}:
        expected = str(expected)
    match case.kind:
        case "assertMatch":
            pattern, _, flags = expected["regex"].removeprefix("/").rpartition("/")
            return re.search(pattern, found, re.IGNORECASE if "i" in flags else 0) is not None
        case "assertNodes":
            return found == expected["count"]
        case "assertNumberRounded":
            return math.floor(found * expected["factor"] + 0.5) == math.floor(
                expected["value"] * expected["factor"] + 0.5
            )
    if isinstance(found, float) and (math.isnan(found) or isinstance(expected, str)):
        return expected == {math.inf: "Infinity", -math.inf: "-Infinity"}.get(found, "NaN")
    return found == expected


def _node_at(root: PlainNode, ctx: str) -> PlainNode:
    node = root
    for step in filter(None, ctx.split("/")):
        if step.startswith("#"):
            node = node.children[int(step[1:])]
        elif step.startswith("@"):
            node = next(attribute for attribute in node.attributes if attribute.name == step[1:])
        else:
            node = next(child for child in node.children if child.name == step)
    return node
