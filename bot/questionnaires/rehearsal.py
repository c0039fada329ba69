"""A form filled in by a script: for authors who rehearse it, and to hold us against other engines."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.questionnaires.form import Kind
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import Lists
from bot.questionnaires.live import LiveNode, path_of
from bot.questionnaires.plan import Plan
from bot.questionnaires.refused import Refused


class ScriptError(ValueError):
    """The script is not of the form that it should have."""


Operation = Mapping[str, str]


def operations(script: object) -> tuple[list[list[Operation]], bool]:
    """The runs of a script, and whether it is a list of several. Raises ScriptError."""
    if not isinstance(script, list):
        raise ScriptError("a script is a list of operations, or a list of such lists.")
    if script and all(isinstance(each, list) for each in script):
        return [[_operation(one) for one in run] for run in script], True
    return [[_operation(one) for one in script]], False


def rehearsed(
    plan: Plan,
    lists: Lists,
    run: Sequence[Operation],
    *,
    moment: datetime,
    language: str,
    seed: str,
    words: Callable[[Refused], str],
) -> dict[str, Any]:
    """`words` says a refusal for which the form has no message of its own."""
    interview = Interview.begin(plan, lists, moment=moment, language=language, seed=seed)
    refused = [one for operation in run if (one := _play(interview, operation, moment)) is not None]
    interview.finish(moment)
    return {"refused": [{"path": one.path, "message": one.message or words(one)} for one in refused], **told(interview)}


def told(interview: Interview) -> dict[str, Any]:
    """How the interview stands."""
    return {
        "relevant": [path_of(node) for node in interview.asked()],
        "values": submitted(interview),
        "labels": _labels(interview),
        "choices": {
            path_of(node): [[choice.value, choice.label] for choice in interview.choices(node)]
            for node in interview.asked()
            if node.part.itemset is not None
        },
    }


def submitted(interview: Interview) -> dict[str, str]:
    """What counts and is not empty, by path; the identifier of a submission is drawn when there is one."""
    return {
        path_of(node): node.text
        for node in interview.root.awake()
        if node.part.kind is Kind.LEAF and node.text and node.part.preload != "uid"
    }


def _labels(interview: Interview) -> dict[str, str]:
    shown = {path_of(node): interview.label(node) for node in interview.root.awake() if _has_label(node)}
    return {path: label for path, label in shown.items() if label}


def _has_label(node: LiveNode) -> bool:
    return bool(node.part.label) and (node.part.is_asked or node.part.kind is not Kind.LEAF)


def _play(interview: Interview, operation: Operation, moment: datetime) -> Refused | None:
    match operation["op"]:
        case "answer":
            return interview.answer(operation["path"], operation["value"], moment)
        case "add_repeat":
            return interview.add_repeat(operation["path"], moment)
        case _:
            return interview.remove_repeat(operation["path"], moment)


_FIELDS = {"answer": {"op", "path", "value"}, "add_repeat": {"op", "path"}, "remove_repeat": {"op", "path"}}


def _operation(plain: object) -> Operation:
    if not isinstance(plain, dict) or not isinstance(plain.get("op"), str) or plain["op"] not in _FIELDS:
        raise ScriptError(f"an operation is one of {', '.join(_FIELDS)}; this is none: {plain!r}.")
    fields = _FIELDS[plain["op"]]
    if not fields <= plain.keys() or not all(isinstance(plain[field], str | int | float | None) for field in fields):
        raise ScriptError(f"{plain['op']} has the texts {', '.join(sorted(fields))}; this has not: {plain!r}.")
    return {field: _text(plain[field]) for field in fields}


def _text(value: str | float | None) -> str:
    """Numbers may stand without quotation marks, and null for an empty answer."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)
