"""What follows from a change: the form's rules in their turn, defaults that wait for them, actions of questions."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.questionnaires.answers import MOST_ROUNDS, Answers, TooManyRoundsError
from bot.questionnaires.form import Part, SetValue
from bot.questionnaires.live import LiveNode, is_awake
from bot.questionnaires.plan import Agenda, Effect, Plan, Rule
from bot.questionnaires.values import cast
from bot.questionnaires.view import View, chosen
from bot.questionnaires.xpath import moments
from bot.questionnaires.xpath.expression import Expression
from bot.questionnaires.xpath.moments import Moment
from bot.questionnaires.xpath.values import Value

_NOTHING: Value = ""
_DEEPEST_CHAIN = 8  # of answers that set answers


class Following:
    """Every method raises TooManyRoundsError where that can follow; the answers are then half changed."""

    def __init__(self, plan: Plan, answers: Answers, view: View) -> None:
        self._plan = plan
        self._answers = answers
        self._view = view
        self._late: list[tuple[SetValue, LiveNode]] = []  # defaults that wait

    # -- what happens --------------------------------------------------------------------------------------------------
    def begin(self) -> None:
        for node in self._answers.root.walk():
            self._preload(node)
        for action in self._plan.form.at_first:
            for node in list(self._answers.nodes(action.target)):
                self._act(action, node)
        self.all()

    def end(self, moment: datetime) -> None:
        for node in self._answers.root.walk():
            if node.part.preload == "timestamp" and node.part.preload_of == "end":
                node.text = moments.written(Moment(moment, with_time=True))
        self.all()

    def all(self) -> None:
        """Every rule anew."""
        agenda = self._agenda()
        agenda.add(range(len(self._plan.rules)))
        self._follow(agenda)

    def change(self, node: LiveNode, text: str, depth: int = 0) -> None:
        """With all that follows from it; the actions of the question come after what the form works out."""
        agenda = self._agenda()
        agenda.add(self._plan.by_the_clock)
        changed = node.text != text
        if changed:
            node.text = text
            agenda.add(self._plan.after_value(node.part.place))
        self._follow(agenda)
        if changed and depth < _DEEPEST_CHAIN:
            for action in node.part.on_change:
                for target in self._answers.near(node, action.target):
                    self.change(target, self._view.worked_out(action, node, target), depth + 1)

    def add(self, parent: LiveNode, part: Part) -> None:
        node = self._answers.grow(parent, part)
        parent.wake()
        self._act_in(node)
        self._follow_round(part)

    def remove(self, node: LiveNode) -> None:
        assert isinstance(node.parent, LiveNode), "a repeat stands in something"
        parent = node.parent
        self._answers.drop(node)
        parent.wake()
        self._follow_round(node.part)

    def woken_or_asleep(self, changed: Iterable[LiveNode]) -> None:
        """Parts at the top of the form, because they are left to others or not."""
        agenda = self._agenda()
        agenda.add(self._plan.by_the_clock)
        for node in changed:
            agenda.add(self._plan.inside(node.part) | self._plan.after_structure(node.part.place))
        self._follow(agenda)

    def forget(self) -> None:
        """What had begun to follow."""
        self._late.clear()

    # -- defaults ------------------------------------------------------------------------------------------------------
    def _act(self, action: SetValue, node: LiveNode) -> None:
        """A default; what it looks at may have to be worked out before."""
        if action in self._plan.late:
            self._late.append((action, node))
        else:
            node.text = self._view.worked_out(action, node, node)

    def _preload(self, node: LiveNode) -> None:
        match node.part.preload, node.part.preload_of:
            case "timestamp", "start":
                node.text = moments.written(Moment(self._view.surroundings.now, with_time=True))
            case "date", "today":
                node.text = self._view.surroundings.now.date().isoformat()

    def _act_in(self, node: LiveNode) -> None:
        below = {id(each): each for each in node.walk()}.values()
        for action in self._plan.form.in_new_round:
            for target in [each for each in below if each.part.path == action.target]:
                self._act(action, target)

    # -- rules ---------------------------------------------------------------------------------------------------------
    def _follow_round(self, part: Part) -> None:
        agenda = self._agenda()
        agenda.add(self._plan.by_the_clock)
        agenda.add(self._plan.inside(part) | self._plan.after_structure(part.place))
        self._follow(agenda)

    def _agenda(self) -> Agenda:
        """Enough turns to carry something from the first round of a repeat to its last."""
        return Agenda(most_times=max((len(self._answers.nodes(path)) for path in self._plan.repeats), default=0) + 4)

    def _follow(self, agenda: Agenda) -> None:
        while True:
            while (order := agenda.next()) is not None:
                self._follow_rule(order, agenda)
            if not self._late:
                return
            action, node = self._late.pop(0)
            node.text = self._view.worked_out(action, node, node)
            agenda.add(self._plan.after_value(node.part.place))

    def _follow_rule(self, order: int, agenda: Agenda) -> None:
        rule = self._plan.rules[order]
        apply = self._rule_for(rule.effect)
        if apply(rule):
            place = rule.part.place
            structural = rule.effect in {Effect.RELEVANT, Effect.COUNT}
            later = self._plan.after_structure(place) if structural else self._plan.after_value(place)
            if structural:
                later |= self._plan.inside(rule.part)
            agenda.add(later - {order})

    def _rule_for(self, effect: Effect) -> Callable[[Rule], bool]:
        return {
            Effect.RELEVANT: self._decide_relevance,
            Effect.COUNT: self._decide_rounds,
            Effect.CALCULATE: self._calculate,
            Effect.CHOICES: self._empty_what_is_not_offered,
        }[effect]

    def _decide_relevance(self, rule: Rule) -> bool:
        changed = False
        for node in self._answers.nodes(rule.part.path):
            relevant = self._view.evaluated(rule.expression, node, Expression.boolean, otherwise=True)
            if relevant != node.relevant:
                node.relevant = relevant
                changed = True
                if isinstance(node.parent, LiveNode):
                    node.parent.wake()
        return changed

    def _decide_rounds(self, rule: Rule) -> bool:
        changed = False
        for parent in list(self._answers.nodes(rule.part.path.rpartition("/")[0])):
            beside = LiveNode(rule.part, parent)  # the expression is written as seen from a round
            number = self._view.evaluated(rule.expression, beside, Expression.number, otherwise=0.0)
            changed = (
                self._have_rounds(parent, rule.part, int(min(number, MOST_ROUNDS + 1)) if number > 0 else 0) or changed
            )
        return changed

    def _have_rounds(self, parent: LiveNode, part: Part, count: int) -> bool:
        if count > MOST_ROUNDS:
            raise TooManyRoundsError(part.path)
        rounds = parent.rounds_of(part.name)
        before = sum(not node.surplus for node in rounds)
        new = [self._answers.grow(parent, part) for _round in range(count - len(rounds))]
        for number, node in enumerate((*rounds, *new)):
            node.surplus = number >= count
        parent.wake()
        for node in new:
            self._act_in(node)
        return before != count

    def _calculate(self, rule: Rule) -> bool:
        """What sleeps is worked out when it wakes."""
        changed = False
        for node in filter(is_awake, self._answers.nodes(rule.part.path)):
            value: Value = self._view.evaluated(rule.expression, node, Expression.value, otherwise=_NOTHING)
            text = cast(value, rule.part.type, self._view.surroundings.zone)
            if text != node.text:
                node.text = text
                changed = True
        return changed

    def _empty_what_is_not_offered(self, rule: Rule) -> bool:
        changed = False
        for node in self._answers.nodes(rule.part.path):
            if node.text and is_awake(node):
                offered = self._view.offered(node)
                left = " ".join(value for value in chosen(rule.part, node.text) if value in offered)
                if left != node.text:
                    node.text = left
                    node.settled = bool(left)
                    changed = True
        return changed
