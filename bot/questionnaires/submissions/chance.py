"""Values of a form that no second filling-in would bring again: of chance, of the clock, of what stood there before."""

from bot.questionnaires.form import Kind
from bot.questionnaires.plan import Plan
from bot.questionnaires.xpath.expression import Expression
from bot.questionnaires.xpath.references import References, references
from bot.questionnaires.xpath.tree import Call, walk

_NEVER_AGAIN = {"now", "today", "random", "uuid", "once"}


def unrepeatable(plan: Plan) -> frozenset[str]:
    """Paths of parts, those included that look at such a part."""
    worked_out = {
        part.path: [plan.expressions[text] for text in [part.calculate] if text in plan.expressions]
        for part in plan.form.root.walk()
        if part.kind is Kind.LEAF
    }
    for action in (*plan.form.at_first, *plan.form.in_new_round):
        if action.expression in plan.expressions:
            worked_out.setdefault(action.target, []).append(plan.expressions[action.expression])
    for part in plan.form.root.walk():
        for action in part.on_change:
            if action.expression in plan.expressions:
                worked_out.setdefault(action.target, []).append(plan.expressions[action.expression])
    found = {path for path, expressions in worked_out.items() if any(map(_is_by_chance, expressions))}
    found |= plan.remembers | {part.path for part in plan.form.root.walk() if part.preload}
    looks = {
        path: [references(expression.tree, tuple(path.split("/")[1:])) for expression in expressions]
        for path, expressions in worked_out.items()
        if path not in found
    }
    while more := {
        path for path, each in looks.items() if path not in found and any(_sees(one, found) for one in each)
    }:
        found |= more
    return frozenset(found)


def _is_by_chance(expression: Expression) -> bool:
    return any(isinstance(tree, Call) and tree.name in _NEVER_AGAIN for tree, _depth in walk(expression.tree))


def _sees(looks: References, paths: set[str]) -> bool:
    places = {tuple(path.split("/")[1:]) for path in paths}
    return bool(looks.exact & places) or any(place[: len(above)] == above for place in places for above in looks.below)
