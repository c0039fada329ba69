"""Which parts of the form an expression looks at: for the graph of what depends on what, and for the lint."""

from dataclasses import dataclass

from bot.questionnaires.xpath.tree import (
    Axis,
    Call,
    Filtered,
    Path,
    Step,
    Text,
    Tree,
    branches,
)

Place = tuple[str, ...]  # the names from the root: ("data", "person", "age")


@dataclass(frozen=True, slots=True)
class References:
    """`exact` names single places (of a group or repeat: that there is one, and how many); of what stands in `below`
    anything beneath may be looked at, too. `()` is the whole form."""

    exact: frozenset[Place]
    below: frozenset[Place]
    instances: frozenset[str]  # lists beside the form


@dataclass(slots=True)
class _Found:
    exact: set[Place]
    below: set[Place]
    instances: set[str]


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far a path has come; None inside a list beside the form. Not exact: somewhere beneath the place."""

    place: Place | None
    exact: bool = True


_DOWNWARDS = {Axis.CHILD, Axis.DESCENDANT, Axis.DESCENDANT_OR_SELF}


def references(tree: Tree, at: Place) -> References:
    """`at` is the place of the question that the expression belongs to."""
    found = _Found(set(), set(), set())
    _look(tree, at, at, found)
    return References(frozenset(found.exact), frozenset(found.below), frozenset(found.instances))


def _look(tree: Tree, here: Place | None, current: Place, found: _Found) -> None:
    """`here` is None inside lists beside the form: their names are none of the form's."""
    match tree:
        case Path():
            _path(tree, here, current, found)
        case Call("instance", (Text(name),)):
            found.instances.add(name)
        case Call("current", ()):
            found.exact.add(current)
        case Call("once", arguments):
            found.exact.add(current)
            for argument in arguments:
                _look(argument, here, current, found)
        case Filtered(base, predicates):
            _look(base, here, current, found)
            inside = _inside(base, here, current)
            for predicate in predicates:
                _look(predicate, inside, current, found)
        case _:
            for branch in branches(tree):
                _look(branch, here, current, found)


def _path(path: Path, here: Place | None, current: Place, found: _Found) -> None:
    reach = _reach_of_start(path, here, current, found)
    for step in path.steps:
        reach = _after(reach, step)
        for predicate in step.predicates:
            _look(predicate, reach.place, current, found)
    if reach.place is not None:
        (found.exact if reach.exact else found.below).add(reach.place)


def _reach_of_start(path: Path, here: Place | None, current: Place, found: _Found) -> _Reach:
    if path.start is None:
        return _Reach(() if path.absolute else here)
    if path.start == Call("current", ()):
        return _Reach(current)
    inside = _Found(set(), set(), found.instances)
    _look(path.start, here, current, inside)
    found.below |= inside.exact | inside.below  # the steps lead on from there, wherever that is
    return _Reach(None)


def _inside(tree: Tree, here: Place | None, current: Place) -> Place | None:
    """Where the predicates of a bracket or call stand."""
    if tree == Call("current", ()):
        return current
    if not isinstance(tree, Path) or tree.start is not None:
        return None
    reach = _Reach(() if tree.absolute else here)
    for step in tree.steps:
        reach = _after(reach, step)
    return reach.place


def _after(reach: _Reach, step: Step) -> _Reach:
    place = reach.place
    if place is None or step.axis is Axis.ATTRIBUTE:
        return reach
    if step.axis is Axis.SELF:
        return reach
    if step.axis is Axis.PARENT and reach.exact:
        return _Reach(place[:-1])
    if step.axis is Axis.CHILD and reach.exact and isinstance(step.test, str) and "*" not in step.test:
        return _Reach((*place, step.test))
    return _Reach(place if step.axis in _DOWNWARDS else (), exact=False)
