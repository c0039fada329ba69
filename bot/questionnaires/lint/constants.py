"""What an expression says whatever is answered, as far as that can be told from the sheets alone."""

import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from bot.questionnaires.lint.book import Book, Question
from bot.questionnaires.lint.expressions import HERE, subject
from bot.questionnaires.xpath.tree import Call, Chain, Negated, Number, Text, Tree, walk

Known = bool | float | str | None  # None: that depends

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Impossible:
    """A comparison with what the question never answers."""

    question: Question
    value: str


def known(tree: Tree, book: Book, never: Collection[Question] = ()) -> Known:  # noqa: PLR0911  one way for each kind of tree
    """`never` are questions that are never asked: they stay blank."""
    match tree:
        case Number(value) | Text(value):
            return value
        case Negated(signs, Number(value)):
            return -value if signs % 2 else value
        case Call("true", ()):
            return True
        case Call("false", ()):
            return False
        case Call("not", (inside,)):
            told = known(inside, book, never)
            return None if told is None else not told
        case Call("selected", (_, Text())) | Chain(_, (("=", _),)) if _is_impossible(tree, book, never):
            return False
        case Chain(first, rest):
            return _chain(
                [known(first, book, never), *(known(one, book, never) for _, one in rest)], [sign for sign, _ in rest]
            )
    return None


def impossible(tree: Tree, book: Book, here: Question | None = None) -> Iterator[Impossible]:
    """Comparisons with a value that is no choice of the question; `here` is the question that `.` means, if any."""
    for part, _depth in walk(tree):
        pair = _compared(part)
        if pair is None or not pair[1]:
            continue
        question = here if pair[0] == HERE else book.one(pair[0])
        offered = book.offered(question) if question is not None else None
        if (
            question is not None
            and offered is not None
            and pair[1] not in offered
            and not _several(question, part, pair[1], offered)
        ):
            yield Impossible(question, pair[1])


def _several(question: Question, part: Tree, value: str, offered: Collection[str]) -> bool:
    """Several answers at once may be compared with several at once."""
    return question.kind != "select_one" and isinstance(part, Chain) and set(value.split()) <= set(offered)


def _is_impossible(tree: Tree, book: Book, never: Collection[Question]) -> bool:
    pair = _compared(tree)
    if pair is None or not pair[1]:
        return False
    question = book.one(pair[0])
    return question is not None and (question in never or next(impossible(tree, book), None) is not None)


def _compared(tree: Tree) -> tuple[str, str] | None:
    """The name of the question (or `.`) and the value: of `${x} = 'y'`, `'y' = ${x}` and `selected(${x}, 'y')`."""
    match tree:
        case Call("selected", (path, Text(value))):
            return (subject(path), value) if subject(path) else None
        case Chain(first, (("=" | "!=", second),)):
            for path, other in ((first, second), (second, first)):
                if subject(path) and isinstance(other, Text | Number):
                    return subject(path), other.value if isinstance(other, Text) else f"{other.value:g}"
    return None


def _chain(values: list[Known], signs: list[str]) -> Known:
    if signs[0] == "and":
        return False if any(value is not None and not value for value in values) else _all(values, said=True)
    if signs[0] == "or":
        return True if any(values) else _all(values, said=False)
    if len(values) != 2 or None in values:  # noqa: PLR2004  the two sides
        return None
    left, right = values
    if signs[0] in {"=", "!="} and type(left) is type(right):
        return (left == right) is (signs[0] == "=")
    if signs[0] in _COMPARE and isinstance(left, float) and isinstance(right, float):
        return _COMPARE[signs[0]](left, right)
    return None


def _all(values: list[Known], *, said: bool) -> Known:
    return None if None in values else said
