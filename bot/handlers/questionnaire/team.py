"""The way through a questionnaire that a team shares: each takes some of its parts, with a stop after each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.handlers.questionnaire import team_wording, wording
from bot.handlers.questionnaire.own_view import OwnView
from bot.handlers.questionnaire.sitting import STATE, Sitting
from bot.i18n.phrase import Lines, Variants, Words, _, _p
from bot.questionnaires.form import Form, Part
from bot.questionnaires.live import LiveNode
from bot.questionnaires.parts import parts, relevant
from bot.usecases import contributions, people, questionnaires, team_earlier, team_standing
from bot.usecases.contributions import Contribution
from bot.usecases.team_standing import Standing

MEMORY = "team"  # what the talk remembers of it
WHOLE = ""  # stands for the only part of a form that has no groups
WHICH = "part"
NEXT, OTHER, STOP, SEND, OPEN = ".next", ".other", ".stop", ".send", ".open"  # no part is called so


@dataclass(frozen=True)
class Place:
    """Of whom one speaks here."""

    membership: int
    centre: int
    name: Variants


def place(chat: Conversation, begun: Mapping[str, Any]) -> Place:
    """Asked only of those who speak for several centres, and not again where something was left."""
    places = [Place(one["membership"], one["centre"], Variants(one["name"])) for one in begun["team"]]
    left = begun.get("left", {}).get(MEMORY, {}).get("membership")
    if left is not None:
        return next(one for one in places if one.membership == left)
    if len(places) == 1:
        return places[0]
    options = tuple(Option(str(one.membership), one.name) for one in places)
    chosen = chat.ask("centre", _("Which centre are you answering for?"), OneOf(options))
    return next(one for one in places if str(one.membership) == chosen)


def said_before(chat: Conversation, form: Form, begun: Mapping[str, Any], at: Place) -> dict[str, str]:
    """By oneself; what is asked of everybody first, and chosen from a list, also by others of the team."""
    before = chat.look(team_earlier.earlier, begun["publication"], at.centre, begun["version"])
    first = {below.path for part in parts(form).first for below in part.walk() if below.itemset is not None}
    return {**{path: text for path, text in before.team.items() if path in first}, **before.own}


class Team:
    """Lives for one run of the talk.

    What is said at the stops are answers as in any talk; from them follows the way. What was on offer there is remembered,
    because colleagues answer meanwhile.
    """

    def __init__(self, chat: Conversation, sitting: Sitting, begun: Mapping[str, Any], at: Place) -> None:
        self.chat = chat
        self.sitting = sitting
        self.begun = begun
        self.place = at
        self._parts = parts(sitting.interview.form)
        self._notes: Sequence[LiveNode] = ()  # behind the last question of the part that was answered last

    def go_on(self) -> tuple[LiveNode, ...]:
        """Ask until the person has had enough; the notes behind the last question."""
        if self._memory.get("membership") != self.place.membership:
            self._remember(membership=self.place.membership)
        if not self._memory.get("begun"):
            self._remember(begun=True)
            self._leave(())
        notes = self.sitting.go_on(_names(self._parts.first))
        route: list[str] = []
        for carried in self._carried():
            self._answer(carried, route)
        name = self._after(route) if route else self._first(notes)
        while name is not None:
            self._answer(name, route)
            name = self._after(route)
        last = _names(self._parts.last)
        self._take_up(last)
        return self.sitting.go_on(last)

    def contribution(
        self, version: int, language: str, answers: Mapping[str, str], files: Mapping[str, Any]
    ) -> Contribution:
        return Contribution(
            begun=self.begun,
            membership=self.place.membership,
            version=version,
            language=language,
            parts=[part.name for part in self._taken()] if self._parts.shared else None,
            asked=[part.name for part in self._left(())] if self._parts.shared else [WHOLE],
            answers=answers,
            files=files,
        )

    def tell(self, assessment: int) -> None:
        """One's own view at once, how far the team is, and what comes next."""
        chat, interview = self.chat, self.sitting.interview
        view = OwnView(interview)
        taken = {part.name: team_wording.name_of(interview, part) for part in self._taken()}
        picture = None
        if not chat.look(people.is_text_only):
            picture = view.picture(
                taken, centre=self.place.name, at=chat.now, language=chat.language, render=chat.render
            )
        words = team_wording.arrived(self.place.name, view.lines(taken))
        chat.say(words, attachments=[] if picture is None else [picture])
        standing = chat.look(contributions.standing_of, assessment)
        closes_at = chat.look(questionnaires.present, self.begun["publication"]).closes_at
        far = team_wording.how_far(interview, self._parts.shared, standing, self._me)
        chat.say(Lines((*far, team_wording.what_is_next(standing, closes_at))))

    # -- choosing ------------------------------------------------------------------------------------------------------
    def _first(self, notes: Sequence[LiveNode]) -> str | None:
        left = self._left(())
        if len(left) <= 1:
            return left[0].name if left else None
        if self._is_to_be_shown(WHICH):
            waiting = self._unanswered(left)
            self._offer(WHICH, waiting[0] if 1 < len(waiting) < len(left) else None)
        options = self._options(WHICH, left)
        if WHICH in self._offers:
            options.insert(0, Option(OPEN, _p("choice", "All that nobody has answered yet")))
        prompt = _("Which part would you like to begin with?")
        told = wording.told(self.sitting.interview, notes)
        self.sitting.pass_by_the_last()
        chosen, is_new = self._ask(WHICH, Lines((*told, prompt)) if told else prompt, options)
        name = self._offers[WHICH] if chosen == OPEN else chosen
        return self._turned([], name, is_new=is_new)

    def _after(self, route: Sequence[str]) -> str | None:
        """The stop behind a part; None: no more of them."""
        left = self._left(route)
        if not left:
            return None
        key = f"after {route[-1]}"
        if self._is_to_be_shown(key):
            self._offer(key, self._following(route[-1], left))
        following = self._parts.named(self._offers.get(key, "")) or left[0]
        options = [
            Option(NEXT, _p("button", "Go on")),
            Option(OTHER, _p("button", "Another part")),
            Option(STOP, _p("button", "Stop for now")),
            Option(SEND, _p("button", "Send what I have")),
        ]
        self.sitting.pass_by_the_last()
        chosen, is_new = self._ask(key, self._stop(key, route[-1], following), options)
        if chosen == STOP:
            self.chat.pause(key)
        if chosen == OTHER:
            if is_new:
                self.chat.close(f"instead, after {route[-1]}")
            return self._instead(route, left)
        return self._turned(route, following.name if chosen == NEXT else None, is_new=is_new)

    def _instead(self, route: Sequence[str], left: Sequence[Part]) -> str | None:
        key = f"instead, after {route[-1]}"
        options = [*self._options(key, left), Option(SEND, _p("button", "Send what I have"))]
        chosen, is_new = self._ask(key, _("Which part would you like to go on with?"), options)
        return self._turned(route, None if chosen == SEND else chosen, is_new=is_new)

    def _ask(self, key: str, prompt: Words, options: Sequence[Option]) -> tuple[str, bool]:
        """What was chosen, and whether just now."""
        is_new = self.chat.answering == key
        return self.chat.ask(key, prompt, OneOf(tuple(options))), is_new

    def _turned(self, route: Sequence[str], name: str | None, *, is_new: bool) -> str | None:
        """From here on the way is this one: what was chosen behind it before counts no more."""
        if is_new:
            now = {*route, *((name,) if name is not None else ())}
            for part in self._parts.shared:
                if part.name not in now:
                    self.chat.close(f"after {part.name}")
                    self.chat.close(f"instead, after {part.name}")
            self._leave(now)
        return name

    # -- one part ------------------------------------------------------------------------------------------------------
    def _answer(self, name: str, route: list[str]) -> None:
        route.append(name)
        self._take_up({name})
        self._notes = self.sitting.go_on({name})

    def _stop(self, key: str, done: str, following: Part) -> Words:
        interview = self.sitting.interview
        if self.chat.is_answered(key):  # nobody reads it again
            return team_wording.following(team_wording.name_of(interview, following))
        view = OwnView(interview)
        part = self._parts.named(done)
        assert part is not None, "it was chosen among these"
        said = team_wording.done(
            team_wording.name_of(interview, part),
            view.score(done),
            view.scale.highest,
            wording.told(interview, self._notes),
        )
        offered = team_wording.offered(interview, following, self._standing, self._me)
        return Lines((said, team_wording.following(offered)))

    def _options(self, key: str, left: Sequence[Part]) -> list[Option]:
        """Only what is shown needs to be told in full."""
        interview = self.sitting.interview
        if self.chat.is_answered(key):
            return [Option(part.name, team_wording.name_of(interview, part)) for part in left]
        return [Option(part.name, team_wording.offered(interview, part, self._standing, self._me)) for part in left]

    # -- what is there -------------------------------------------------------------------------------------------------
    def _left(self, route: Collection[str]) -> list[Part]:
        """Those that could be taken yet."""
        return [part for part in relevant(self.sitting.interview, self._parts.shared) if part.name not in route]

    def _taken(self) -> list[Part]:
        return [part for part in self._left(()) if part.name not in self.sitting.interview.passed_over]

    def _carried(self) -> list[str]:
        """Those of an earlier talk that had to end, for instance because the round was over."""
        left = self.begun.get("left", {}).get(STATE)
        return [] if left is None else [part.name for part in self._left(left.get("passed_over", ()))]

    def _unanswered(self, left: Iterable[Part]) -> list[str]:
        return [part.name for part in left if not self._standing.who_answered(part.name)]

    def _following(self, done: str, left: Sequence[Part]) -> str:
        """In the form's order from there on and round again, those first that nobody has answered."""
        shared = _names_in_order(self._parts.shared)
        place = shared.index(done)
        there = {part.name for part in left}
        names = [name for name in (*shared[place:], *shared[:place]) if name in there]
        waiting = set(self._unanswered(left))
        return next((name for name in names if name in waiting), names[0])

    def _leave(self, taken: Collection[str]) -> None:
        """All but these; what is asked of everybody at the end comes at the end."""
        left = [part.name for part in self._parts.shared if part.name not in taken]
        self.sitting.leave_to_others({*left, *_names(self._parts.last)})

    def _take_up(self, names: Collection[str]) -> None:
        passed_over = self.sitting.interview.passed_over
        if not passed_over.isdisjoint(names):
            self.sitting.leave_to_others(passed_over.difference(names))

    @cached_property
    def _standing(self) -> Standing:
        return self.chat.look(team_standing.standing_at, self.begun["publication"], self.place.centre)

    @cached_property
    def _me(self) -> int:
        return self.chat.look(people.person_of).id

    # -- what is remembered --------------------------------------------------------------------------------------------
    def _is_to_be_shown(self, key: str) -> bool:
        """A question whose offer may still change: it is neither answered nor being answered."""
        return not self.chat.is_answered(key) and self.chat.answering != key

    def _offer(self, key: str, name: str | None) -> None:
        """The part to which this question's answer leads, however far colleagues have come by then."""
        offers = {each: part for each, part in self._offers.items() if each != key}
        self._remember(next=offers if name is None else {**offers, key: name})

    @property
    def _offers(self) -> dict[str, str]:
        offers: dict[str, str] = self._memory.get("next", {})
        return offers

    @property
    def _memory(self) -> dict[str, Any]:
        return self.chat.recall(MEMORY) or {}

    def _remember(self, **values: Any) -> None:
        self.chat.remember(MEMORY, {**self._memory, **values})


def _names(some: Iterable[Part]) -> frozenset[str]:
    return frozenset(part.name for part in some)


def _names_in_order(some: Iterable[Part]) -> list[str]:
    return [part.name for part in some]
