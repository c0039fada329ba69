"""“Not applicable” counted as zero: a mean that is too low, and nobody sees why."""

import re
from collections.abc import Iterator, Mapping

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import Book, Question
from bot.questionnaires.lint.expressions import Formula, named
from bot.questionnaires.sheets import Row
from bot.questionnaires.xpath.tree import Call, Chain, Number, Text, Tree, branches, walk

_NOT_A_VALUE = {
    "na", "n_a", "n-a", "n.a", "n/a", "n.a.", "not_applicable", "notapplicable", "not-applicable", "dk", "dont_know", "dontknow",
    "do_not_know", "don_t_know", "idk", "unknown", "no_answer", "noanswer", "no_opinion", "refused", "nsp", "ne_sait_pas",
    "sans_objet", "non_applicable",
}  # fmt: skip
_SAYS_SO = re.compile(
    r"^(not? (applicable|answer|opinion)|n\.?/?a\.?|do(n['’]t| not) know|i do(n['’]t| not) know|unknown|prefer not to (say|answer)"
    r"|sans objet|non applicable|ne sait pas|je ne sais pas|sans réponse|لا ينطبق|غير منطبق|لا أعرف|لا أعلم)\b",
    re.IGNORECASE,
)
_ADDS_UP = {"sum", "div"}


def findings(book: Book, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    calculations = {
        formula.question.name: formula.tree
        for formula in formulas
        if formula.column == "calculation" and formula.question is not None and formula.tree is not None
    }
    for formula in formulas:
        if formula.tree is not None and formula.column != "choice_filter":
            for told in dict.fromkeys(_in(formula.tree, book, calculations, set())):
                yield formula.finding(told, Weight.WARNING)


def _in(tree: Tree, book: Book, calculations: Mapping[str, Tree], around: set[str]) -> Iterator[str]:
    """`around` tells in what a part stands: `sum`, `div` or `+`."""
    if around:
        yield from _here(tree, book, calculations, around)
    if _zeroed(tree):
        return
    for branch, inside in _parts(tree, around):
        yield from _in(branch, book, calculations, inside)


def _parts(tree: Tree, around: set[str]) -> Iterator[tuple[Tree, set[str]]]:
    match tree:
        case Call("sum", arguments):
            yield from ((argument, around | {"sum"}) for argument in arguments)
        case Chain(first, rest):
            signs = {sign for sign, _ in rest}
            if signs <= {"+", "-", "*", "div"}:
                if rest[-1][0] == "div" and not isinstance(rest[-1][1], Number):
                    return  # by how many answers count, as it should be
                mean = {"div"} if rest[-1][0] == "div" else set()
                yield first, around | mean | (signs & {"+"})
                yield from ((operand, around | (signs & {"+"})) for _, operand in rest)
            else:
                yield from ((branch, set()) for branch in branches(tree))
        case Call("int" | "round" | "number" | "coalesce" | "if" | "once", arguments):
            yield from (
                (argument, around if number or tree.name != "if" else set())
                for number, argument in enumerate(arguments)
            )
        case _:
            yield from ((branch, set()) for branch in branches(tree))


def _here(tree: Tree, book: Book, calculations: Mapping[str, Tree], around: set[str]) -> Iterator[str]:
    name = _zeroed(tree) or _zeroed(calculations.get(named(tree), tree))
    question = book.one(name or named(tree))
    if question is None:
        return
    odd = next(iter(_not_values(book, question)), None)
    if name and (around & _ADDS_UP or odd is not None):
        told = f"“{odd.cell('name')}”" if odd is not None else "a blank answer"
        yield f"{told} of ${{{name}}} is counted as zero here, which lowers the result; leave it out, and divide by how many answers count."
    elif not name and odd is not None:
        value = odd.cell("name")
        if _is_number(value):
            yield f"“{_label(odd)}” of ${{{question.name}}} is counted as {value} here; leave it out where you add up."
        else:
            yield f"“{value}” of ${{{question.name}}} is no number, so the result is none either; leave it out where you add up."


def _zeroed(tree: Tree) -> str:
    """The name of the question whose missing answer becomes 0; empty if none does."""
    match tree:
        case Call("coalesce", (path, Number(0.0) | Text("0"))):
            return named(path)
        case Call("if", (condition, Number(0.0) | Text("0"), _)):
            return _asks_for_none(condition)
        case Call("if", (Call("not", (condition,)), _, Number(0.0) | Text("0"))):
            return _asks_for_none(condition)
        case Call("number" | "int", (inside,)):
            return _zeroed(inside)
    return ""


def _asks_for_none(condition: Tree) -> str:
    """The question of `${x} = 'na'`, `${x} = ''` or `selected(${x}, 'na')`."""
    for part, _depth in walk(condition):
        match part:
            case Chain(path, (("=", Text(value)),)) | Call("selected", (path, Text(value))):
                if named(path) and (value == "" or value.lower() in _NOT_A_VALUE):
                    return named(path)
    return ""


def _not_values(book: Book, question: Question) -> Iterator[Row]:
    if question.kind != "select_one":
        return
    for row in book.lists.get(question.list, ()):
        if row.cell("name").lower() in _NOT_A_VALUE or any(
            _SAYS_SO.search(text) for text in row.texts("label").values()
        ):
            yield row


def _label(row: Row) -> str:
    return next(iter(row.texts("label").values()), row.cell("name"))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
