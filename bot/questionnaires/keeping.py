"""What is kept of the answers of an interview, and how they come back from that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.questionnaires.answers import Answers
from bot.questionnaires.form import Kind
from bot.questionnaires.live import LiveNode, find
from bot.questionnaires.plan import Plan


@dataclass
class Kept:
    """Places by path: what they hold, what was left empty on purpose, what was only filled in beforehand."""

    values: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    suggested: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)  # rounds that somebody said yes to
    closed: list[str] = field(default_factory=list)  # repeats to which nothing is to be added
    passed_over: list[str] = field(default_factory=list)  # parts that are left to others, by name


def kept(plan: Plan, answers: Answers) -> Kept:
    """Everything that cannot be worked out anew."""
    found = Kept(passed_over=sorted(answers.passed_over))
    _keep(plan, answers.root, f"/{answers.root.part.name}", found)
    return found


def _keep(plan: Plan, node: LiveNode, path: str, kept: Kept) -> None:
    for part in node.part.children:  # before what is in them: it can only come back where there is a round
        if part.kind is Kind.REPEAT and len(node.rounds_of(part.name)) != part.rounds:
            kept.rounds[f"{path}/{part.name}"] = len(node.rounds_of(part.name))
    counted: dict[str, int] = {}
    for member in node.members:
        part = member.part
        below = f"{path}/{part.name}"
        if part.kind is Kind.REPEAT:
            counted[part.name] = counted.get(part.name, 0) + 1
            below = f"{below}[{counted[part.name]}]"
        if part.kind is not Kind.LEAF:
            kept.wanted += [below] if member.settled else []
            _keep(plan, member, below, kept)
            continue
        if member.text != part.default and (not part.calculate or part.path in plan.remembers):
            kept.values[below] = member.text
        if member.settled and not member.text:
            kept.skipped.append(below)
        elif member.text and part.is_asked and not member.settled:
            kept.suggested.append(below)
    kept.closed += [f"{path}/{name}" for name in sorted(node.closed)]


def bring_back(kept: Mapping[str, Any], answers: Answers) -> None:
    """Into answers as they are at the beginning; the rules are to be followed then. Unknown places are left out."""
    answers.pass_over(kept.get("passed_over", ()))
    for path, count in kept["rounds"].items():
        place = answers.repeat(path)
        if place is not None:
            answers.have_rounds(*place, count)
    for path, text in kept["values"].items():
        node = find(answers.root, path)
        if node is not None and node.part.kind is Kind.LEAF:
            node.text = text
    for node in answers.root.walk():
        node.settled = bool(node.text) and node.part.is_asked
    for path in kept["suggested"]:
        _settle(answers, path, settled=False)
    for path in (*kept["skipped"], *kept["wanted"]):
        _settle(answers, path, settled=True)
    for path in kept["closed"]:
        place = answers.repeat(path)
        if place is not None:
            place[0].closed.add(place[1].name)


def _settle(answers: Answers, path: str, *, settled: bool) -> None:
    node = find(answers.root, path)
    if node is not None:
        node.settled = settled
