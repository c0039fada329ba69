"""What can be seen of the answers of an interview: expressions worked out, texts filled in, choices on offer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.questionnaires.answers import Answers
from bot.questionnaires.form import Control, Itemset, Part, SetValue, Template, Wording, tag_of
from bot.questionnaires.lists import Lists
from bot.questionnaires.live import LiveNode
from bot.questionnaires.plan import Plan
from bot.questionnaires.values import cast
from bot.questionnaires.xpath.errors import XPathError
from bot.questionnaires.xpath.expression import Expression
from bot.questionnaires.xpath.nodes import Node, string_value
from bot.questionnaires.xpath.rows import Row
from bot.questionnaires.xpath.surroundings import Surroundings
from bot.questionnaires.xpath.values import Value

T = TypeVar("T")


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    image: str = ""


class View:
    """At a moment (aware, in the respondent's zone) and in a language; chance follows from the seed."""

    def __init__(
        self, plan: Plan, lists: Lists, answers: Answers, *, moment: datetime, language: str, seed: str
    ) -> None:
        self.plan = plan
        self.lists = lists
        self.seed = seed
        self.problems: dict[str, str] = {}  # expression → what went wrong when it was last worked out
        self._form = plan.form
        self._answers = answers
        self.look(moment, language)

    def look(self, moment: datetime, language: str | None = None) -> None:
        """From here on at this moment, in this language as far as the form knows it."""
        if language is not None:
            self.language = self._form.language(language) or self._form.languages[0]
        self.surroundings = Surroundings(
            root=self._answers.document,
            now=moment,
            language=tag_of(self.language),
            seed=self.seed,
            version=self._form.version,
            instances=self.lists.instances,
            itext=lambda name: self.text(name, self._answers.root),
            choice_name=self._choice_name,
            pulldata=self.lists.cell,
            as_in_forms=True,
        )

    # -- expressions ---------------------------------------------------------------------------------------------------
    def evaluated(
        self,
        expression: Expression,
        node: LiveNode,
        how: Callable[[Expression, Node, Surroundings], T],
        *,
        otherwise: T,
    ) -> T:
        try:
            return how(expression, node, self.surroundings)
        except XPathError as error:
            self.problems[expression.text] = error.message
            return otherwise

    def _value(self, text: str, node: LiveNode, otherwise: Value) -> Value:
        expression = self.plan.expressions.get(text)
        if expression is None:
            return otherwise
        return self.evaluated(expression, node, Expression.value, otherwise=otherwise)

    def _string(self, text: str, node: LiveNode) -> str:
        expression = self.plan.expressions.get(text)
        return "" if expression is None else self.evaluated(expression, node, Expression.string, otherwise="")

    def holds(self, text: str, node: LiveNode, *, otherwise: bool = False) -> bool:
        """`otherwise`: where it cannot be worked out."""
        if text in {"", "false()"}:
            return False
        if text == "true()":
            return True
        expression = self.plan.expressions.get(text)
        if expression is None:
            return otherwise
        return self.evaluated(expression, node, Expression.boolean, otherwise=otherwise)

    def worked_out(self, action: SetValue, node: LiveNode, target: LiveNode) -> str:
        if not action.expression:
            return ""
        return cast(self._value(action.expression, node, ""), target.part.type, self.surroundings.zone)

    # -- texts ---------------------------------------------------------------------------------------------------------
    def wording(self, name: str) -> Wording:
        """In the respondent's language, or else in the form's first."""
        texts = self._form.texts.get(name, {})
        for language in (self.language, self._form.languages[0], *texts):
            if language in texts:
                return texts[language]
        return Wording()

    def text(self, name: str, node: LiveNode) -> str:
        """The text of that name as it reads at this node, `${…}` filled in."""
        return self.filled(self.wording(name).text, node)

    def filled(self, template: Template, node: LiveNode, typed: Callable[[str], str] = str) -> str:
        """`typed` is what becomes of values: what people typed must not be taken for markup."""
        return "".join(
            piece if isinstance(piece, str) else typed(self._string(piece.expression, node)) for piece in template
        )

    # -- choices -------------------------------------------------------------------------------------------------------
    def choices(self, node: LiveNode) -> list[Choice]:
        """On offer at present, each value once."""
        itemset = node.part.itemset
        if itemset is None:
            return []
        found: dict[str, Choice] = {}
        for each, item in self._items(itemset, node):
            value = _child(item, each.value)
            if value and value not in found:
                found[value] = self._choice(item, each, value, node)
        return list(found.values())

    def offered(self, node: LiveNode) -> set[str]:
        itemset = node.part.itemset
        assert itemset is not None, "only choices have this rule"
        return {_child(item, each.value) for each, item in self._items(itemset, node)} - {""}

    def _items(self, itemset: Itemset, node: LiveNode) -> Iterator[tuple[Itemset, Node]]:
        """Each with that of which it is one."""
        for each in filter(None, (itemset.first, itemset)):
            found = self._value(each.nodeset, node, ())
            if isinstance(found, tuple):
                yield from ((each, item) for item in found)

    def _choice(self, item: Node, itemset: Itemset, value: str, node: LiveNode) -> Choice:
        if itemset.label_names_columns:
            columns = self.text(itemset.label, node).split(",")
            told = ", ".join(filter(None, (_child(item, column.strip()) for column in columns)))
            return Choice(value, told or value)
        label = _child(item, itemset.label)
        if not itemset.label_is_name:
            translations = (
                _child(item, f"{itemset.label}::{name}") for name in (self.language, self._form.languages[0])
            )
            return Choice(value, label or next(filter(None, translations), value))
        wording = self.wording(label)
        return Choice(value, self.filled(wording.text, node) or value, wording.image)

    def _choice_name(self, value: str, path: str, asked_from: Node) -> str:
        """Of any choice of the question's list, whatever is filtered out at present."""
        part = self._form.parts.get(path)
        if part is None or part.itemset is None:
            return ""
        near = self._answers.near(asked_from, path) if isinstance(asked_from, LiveNode) else []
        node = next(iter(near or self._answers.nodes(path)), self._answers.root)
        everything = replace(part.itemset, nodeset=part.itemset.unfiltered)
        for itemset in (part.itemset, everything):
            for each, item in self._items(itemset, node):
                if _child(item, each.value) == value:
                    return self._choice(item, each, value, node).label
        return ""


def chosen(part: Part, value: str) -> list[str]:
    return [value] if part.control is Control.SELECT_ONE else list(dict.fromkeys(value.split()))


def _child(item: Node, name: str) -> str:
    if isinstance(item, Row):
        return item.columns.get(name, "")
    return next((string_value(child) for child in item.children if child.name == name), "")
