"""What the form knows beside the answers: labels, translations, tables, its version."""

from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.nodes import Node, NodeKind, ancestors, path_of
from bot.questionnaires.xpath.values import Value, to_string


def _choice_name(frame: Frame, value: Value, question: Value) -> str:
    """The question is a path written as a text, from the root or from the current question."""
    chosen = to_string(value)
    if not chosen:
        return ""
    path = to_string(question).strip()
    here = frame.current
    return frame.surroundings.choice_name(chosen, path if path.startswith("/") else _from_here(here, path), here)


def _from_here(node: Node, path: str) -> str:
    here = [step for step in (node, *ancestors(node)) if step.kind is not NodeKind.DOCUMENT]
    names = path_of(here[0]).split("/") if here else [""]
    for step in filter(None, path.removeprefix("current()/").split("/")):
        if step == "..":
            names = names[:-1]
        elif step != ".":
            names.append(step)
    return "/".join(names)


def _itext(frame: Frame, name: Value) -> str:
    return frame.surroundings.itext(to_string(name))


def _pulldata(frame: Frame, *asked: Value) -> str:
    file, wanted, key_column, key = map(to_string, asked)
    return frame.surroundings.pulldata(file, wanted, key_column, key)


def _version(frame: Frame) -> str:
    return frame.surroundings.version


FUNCTIONS = table(
    Function("jr:choice-name", _choice_name, 2, 2),
    Function("jr:itext", _itext, 1, 1),
    Function("pulldata", _pulldata, 4, 4),
    Function("version", _version, 0, 0),
)
