"""Rules that go round in circles: a is worked out from b, and b from a."""

from collections import deque
from collections.abc import Iterator, Mapping

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import Book, Question
from bot.questionnaires.lint.expressions import Formula, begins_with, named
from bot.questionnaires.xpath.tree import Call, Tree, branches

_DECIDE = ("relevant", "calculation", "choice_filter", "repeat_count")
_DRAWN = 12  # names of a circle; of longer ones some are left out

Edges = Mapping[Question, Mapping[Question, Formula | None]]  # whom a question looks at, and where; None: its group


def findings(book: Book, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    edges = _edges(book, formulas)
    yield from _of_one(edges)
    settled: set[Question] = set()
    suspects = _without_an_end(edges)
    for question in book.questions:
        if question in settled or question not in suspects:
            continue
        circle = _circle(question, edges)
        if len(circle) > 1:
            settled |= set(circle)
            yield _told(circle, edges)


def _edges(book: Book, formulas: tuple[Formula, ...]) -> Edges:
    edges: dict[Question, dict[Question, Formula | None]] = {question: {} for question in book.questions}
    for formula in formulas:
        if formula.question is None or formula.tree is None or formula.column not in _DECIDE:
            continue
        if formula.column == "calculation" and formula.question.row.cell("trigger"):
            continue  # worked out when another answer changes, and not by itself
        for name in dict.fromkeys(_looked_at(formula.tree)):
            target = book.one(name)
            if target is not None:
                edges[formula.question].setdefault(target, formula)
    for question in book.questions:
        if question.above is not None:
            edges[question].setdefault(question.above, None)
    return edges


def _looked_at(tree: Tree) -> Iterator[str]:
    """The names whose values are read here; another round of a repeat is another value."""
    if isinstance(tree, Call) and tree.name == "indexed-repeat":
        for argument in tree.arguments[2:]:
            yield from _looked_at(argument)
        return
    if name := named(tree):
        yield name
    elif not begins_with(tree):
        for branch in branches(tree):
            yield from _looked_at(branch)


def _of_one(edges: Edges) -> Iterator[Finding]:
    for question, targets in edges.items():
        formula = targets.get(question)
        if formula is not None:
            weight = Weight.WARNING if formula.column == "calculation" else Weight.MEND
            told = f"this hangs on itself: {question.name} → {question.name}."
            yield formula.finding(told, weight)


def _without_an_end(edges: Edges) -> set[Question]:
    """Those from which one never comes to a question that looks at nothing: hardly ever any."""
    onlookers: dict[Question, list[Question]] = {question: [] for question in edges}
    for question, targets in edges.items():
        for target in targets:
            onlookers[target].append(question)
    left = {question: len(targets) for question, targets in edges.items()}
    done = [question for question, count in left.items() if count == 0]
    while done:
        question = done.pop()
        del left[question]
        for onlooker in onlookers[question]:
            left[onlooker] -= 1
            if left[onlooker] == 0:
                done.append(onlooker)
    return set(left)


def _circle(start: Question, edges: Edges) -> list[Question]:
    """The shortest way back to where it began; empty if there is none. Going from part to group only is no circle."""
    came: dict[Question, Question] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for target in edges[here]:
            if target is start and here is not start:
                return _way(start, here, came)
            if target not in came and target is not start:
                came[target] = here
                waiting.append(target)
    return []


def _way(start: Question, last: Question, came: Mapping[Question, Question]) -> list[Question]:
    way = [last]
    while way[-1] is not start:
        way.append(came[way[-1]])
    return way[::-1]


def _told(circle: list[Question], edges: Edges) -> Finding:
    ways = list(zip(circle, [*circle[1:], circle[0]], strict=True))
    formula = next(formula for one, other in ways if (formula := edges[one][other]) is not None)
    names = [question.name for question in (*circle, circle[0])]
    drawn = " → ".join(names if len(names) <= _DRAWN else [*names[: _DRAWN - 2], "…", names[-1]])
    return formula.finding(f"this goes round in a circle: {drawn}. One of them must do without the next.")
