"""Every use case that people reach, found by reading the program: what a talk, an action or a paper calls."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

from bot.core.refusal import Refusal
from bot.usecases.work import Work

PROGRAM = Path(__file__).parents[2] / "bot"
USE_CASES = PROGRAM / "usecases"
# What acts for nobody: the clock, what anybody may fetch, files, and the command line, which has the right of whoever has a shell.
NOBODYS = (
    "ticks.py",
    "file_purposes.py",
    "matchmaking.py",
    "machine_translation.py",
    "public_holidays.py",
    "badge_lists.py",
    "calendar_feeds.py",
    "first_words.py",
    "restoring.py",
    "demo",
)
TOLD_AT_SIGNING = PROGRAM / "handlers" / "assessment" / "told.py"


@dataclass(frozen=True, order=True)
class Door:
    """A function of a module of use cases."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"

    @property
    def function(self):
        return getattr(import_module(f"bot.usecases.{self.module}"), self.name)

    @property
    def none_is_a_yes(self) -> bool:
        """Whether it answers nothing but a refusal."""
        told = self._answer
        return told is type(None) or told == Refusal | None

    @property
    def always_refuses(self) -> bool:
        return self._answer is Refusal

    @property
    def _answer(self):
        return get_type_hints(self.function)["return"]


@cache
def use_cases() -> frozenset[Door]:
    """All public verbs: whatever is handed a `Work`."""
    return frozenset(
        Door(path.stem, node.name)
        for path in USE_CASES.glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _takes_work(node)
    )


@cache
def doors() -> frozenset[Door]:
    """Those that are called from outside of the use cases for a person who talks, taps or reads."""
    known = use_cases()
    return frozenset(
        door
        for path in PROGRAM.rglob("*.py")
        if path.parent != USE_CASES and path != TOLD_AT_SIGNING and not _is_nobodys(path)
        if "bot.usecases" in (written := path.read_text(encoding="utf-8"))
        for door in _named_in(ast.parse(written))
        if door in known
    )


def _is_nobodys(path: Path) -> bool:
    top = path.relative_to(PROGRAM).parts[0]
    return top in NOBODYS or top.startswith("cli") or top == "serve.py"


def _takes_work(node: ast.FunctionDef) -> bool:
    return any(arg.annotation is not None and ast.unparse(arg.annotation) == Work.__name__ for arg in node.args.args)


def _is_within(node: ast.AST) -> bool:
    """What follows a signing has the right of whoever signs, in its transaction; what rooms ask for is asked by the program."""
    match node:
        case ast.AnnAssign(annotation=annotation):
            return "Hook" in ast.unparse(annotation)
        case ast.Call(func=ast.Name(id="by_the_clock")):
            return True
        case _:
            return False


def _named_in(tree: ast.Module) -> Iterator[Door]:
    modules: dict[str, str] = {}
    functions: dict[str, Door] = {}
    nodes = list(ast.walk(tree))
    for node in nodes:
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        for one in node.names:
            if node.module == "bot.usecases":
                modules[one.asname or one.name] = one.name
            elif node.module.startswith("bot.usecases."):
                functions[one.asname or one.name] = Door(node.module.removeprefix("bot.usecases."), one.name)
    within = {inner for node in nodes if _is_within(node) for inner in ast.walk(node)}
    for node in nodes:
        if node in within:
            continue
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield Door(modules[node.value.id], node.attr)
        elif isinstance(node, ast.Name) and node.id in functions:
            yield functions[node.id]
