"""A submission given once more, as a respondent would: whether each answer is taken, and what the form makes of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.questionnaires.form import Control, Form, Kind, Part
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import Lists
from bot.questionnaires.live import number_of, path_of
from bot.questionnaires.plan import Plan
from bot.questionnaires.refused import Reason, Refused
from bot.questionnaires.submissions.places import bare, repeats, rounds
from bot.questionnaires.submissions.submission import Submission, finished_values

_MOST_TIMES = 8  # until answers that hang on later ones have settled


@dataclass(frozen=True)
class Replayed:
    """`values` are what the form makes of the answers; `given` the paths of what was answered."""

    refused: tuple[Refused, ...]
    values: Mapping[str, str]
    given: frozenset[str]


def replayed(submission: Submission, plan: Plan, lists: Lists, kept: frozenset[str]) -> Replayed:
    """Answers go in the form's order, over and over until nothing changes any more: a question may hang on a later one.

    `kept` are the paths of parts whose values are taken from the submission, because they cannot come about again.
    Raises TooManyRoundsError, ValueError where a number of a round is none, KeyError at places that the form lacks.
    """
    replay = _Replay(submission, plan, lists, kept)
    before: Mapping[str, str] = {}
    refused: list[Refused] = []
    for _time in range(_MOST_TIMES):
        refused = replay.once_more()
        now = finished_values(replay.interview)
        if now == before:
            break
        before = now
    replay.interview.finish(replay.moment)
    values = finished_values(replay.interview)
    told = {each.path for each in refused}
    # Taken, and emptied by another answer again and again.
    refused += [Refused(path, Reason.CHOICE) for path in sorted(replay.given - values.keys() - told)]
    return Replayed(tuple(refused), values, frozenset(replay.given))


class _Replay:
    def __init__(self, submission: Submission, plan: Plan, lists: Lists, kept: frozenset[str]) -> None:
        self.moment = submission.finished.astimezone(submission.started.tzinfo)
        self.interview = Interview.begin(
            plan, lists, moment=submission.started, language=submission.language, seed=submission.id
        )
        self._plan, self._lists = plan, lists
        form = plan.form
        self._rounds = rounds(submission.values)
        filled = {path: text for path, text in submission.values.items() if text or path.endswith("]")}
        places = sorted(filled, key=lambda path: _position(form, path))
        self._asked = {path: filled[path] for path in places if _is_answered(form.parts[bare(path)])}
        self._places = places
        self._kept = {path: text for path, text in filled.items() if bare(path) in kept and path not in self._asked}
        self.given = set(self._asked)

    def once_more(self) -> list[Refused]:
        self._keep()
        refused: list[Refused] = []
        for path in self._places:
            self._have_rounds(path)
            if path in self._asked:
                self._answer(path, self._asked[path], refused)
        self._remove_rounds()
        self._leave_empty(refused)
        return refused

    def _keep(self) -> None:
        if not self._kept:
            return
        kept = self.interview.kept()
        kept["values"] = {**kept["values"], **self._kept}
        self.interview = Interview.restore(self._plan, self._lists, kept, language=self.interview.language)

    def _answer(self, path: str, text: str, refused: list[Refused]) -> None:
        answer = self.interview.answer(path, text, self.moment)
        if answer is None:
            return
        if answer.reason is Reason.TOLD:
            self.given.discard(path)  # worked out by the form, in this case: to be compared
        else:
            refused.append(answer)

    def _have_rounds(self, path: str) -> None:
        for place in repeats(path):
            while self.interview.node(place) is None:
                above = place.rpartition("[")[0]
                if self.interview.add_repeat(above, self.moment) is not None:
                    return

    def _remove_rounds(self) -> None:
        there = [node for node in self.interview.root.awake() if node.part.kind is Kind.REPEAT and not node.part.count]
        places = [(path_of(node), number_of(node)) for node in there]
        for place, number in reversed(places):
            if number > self._rounds.get(place.rpartition("[")[0], 0):
                self.interview.remove_repeat(place, self.moment)

    def _leave_empty(self, refused: list[Refused]) -> None:
        """What was filled in beforehand and is empty in the submission; what has to be answered and was not."""
        for node in list(self.interview.asked()):
            path = path_of(node)
            if path not in self._asked and (node.text or self.interview.is_required(node)):
                self._answer_with_nothing(path, refused)

    def _answer_with_nothing(self, path: str, refused: list[Refused]) -> None:
        answer = self.interview.answer(path, "", self.moment)
        if answer is not None and answer.reason in {Reason.REQUIRED, Reason.ROUNDS}:
            refused.append(answer)


def _is_answered(part: Part) -> bool:
    return part.kind is Kind.LEAF and part.is_asked and not part.is_told and part.control is not Control.NONE


def _position(form: Form, path: str) -> tuple[tuple[int, int], ...]:
    """For sorting: in the form's order, round by round. Raises KeyError."""
    part, found = form.root, []
    for step in path.split("/")[2:]:
        name, _bracket, number = step.rstrip("]").partition("[")
        place, part = _child(part.children, name)
        found.append((place, int(number or 0)))
    return tuple(found)


def _child(children: Iterable[Part], name: str) -> tuple[int, Part]:
    for place, child in enumerate(children):
        if child.name == name:
            return place, child
    raise KeyError(name)
