"""Levels that differ within a team, one after the other: settled by the coordinator, or people change their own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.core.talk import Progress
from bot.handlers.assessment import levels, team_wording
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.questionnaires.scoring import NOT_APPLICABLE
from bot.usecases import settling
from bot.usecases.editions import Editions
from bot.usecases.settling import KEEP, Difference, Differences, Said

MINE, LATER, ENOUGH = ".mine", ".later", ".enough"  # no level is called so


class Settle:
    """What do we agree on?"""

    name = "settle"
    title = _("Levels that differ")
    words = None  # a button of the team's page leads here
    brief = False

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        number = chat.number
        if number is None:
            chat.hand_over("team")
        begun: Mapping[str, Any] = chat.once("start", settling.listed, self._editions, number)
        found = chat.look(settling.differences, self._editions, number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            return
        if not begun["indicators"]:
            chat.say(_nothing(found))
            return
        choices = self._go_through(chat, begun["indicators"], found)
        if not choices:
            chat.say(_("Good, nothing has changed. *team* brings you back."))
        elif begun["decides"]:
            settled = chat.do(settling.decide, number, choices, datetime.fromisoformat(begun["at"]))
            chat.say(
                _n(
                    "{count} indicator is settled. *team* shows what comes next.",
                    "{count} indicators are settled. *team* shows what comes next.",
                    settled,
                )
            )
        else:
            changed = chat.do(settling.change_mine, self._editions, number, choices)
            chat.say(
                _n(
                    "{count} of your levels has changed. *team* shows how things stand.",
                    "{count} of your levels have changed. *team* shows how things stand.",
                    changed,
                )
            )

    def _go_through(self, chat: Conversation, indicators: list[str], found: Differences) -> dict[str, str]:
        """What was chosen, by indicator. One on which people have come to agree meanwhile is passed over."""
        differing = {one.about.indicator: one for one in found.all}
        choices: dict[str, str] = {}
        for number, indicator in enumerate(indicators, 1):
            if indicator not in differing:
                continue
            choice = self._ask(chat, differing[indicator], found, Progress(number, len(indicators)))
            if choice == ENOUGH:
                break
            if choice not in {MINE, LATER}:
                choices[indicator] = choice
        return choices

    def _ask(self, chat: Conversation, one: Difference, found: Differences, progress: Progress) -> str:
        ask_coordinator = found.decides
        options = _to_decide(one) if ask_coordinator else _to_change(one)
        if progress.number < progress.total:
            options = (*options, Option(ENOUGH, _p("button", "Enough for now")))
        closing = _("Which level counts for your centre?") if ask_coordinator else _("Would you like to change yours?")
        lines: list[Words] = [
            _(
                "{number} of {total}: *{question}*",
                number=progress.number,
                total=progress.total,
                question=levels.question(one.about),
            ),
            *(_said(one, each) for each in one.said),
            "",
            closing,
        ]
        return chat.ask(f"level {one.about.indicator}", Lines(tuple(lines)), OneOf(options), progress=progress)


def _to_decide(one: Difference) -> tuple[Option, ...]:
    return (
        *(Option(_value(level), levels.in_short(one.about.level(level))) for level in one.choices),
        Option(KEEP, _p("button", "Keep all views")),
        Option(LATER, _p("button", "Leave it open")),
    )


def _to_change(one: Difference) -> tuple[Option, ...]:
    others = (each for each in one.said if not each.mine)
    return (
        *(
            Option(_value(each.level), _("I agree with: {level}", level=levels.in_short(one.about.level(each.level))))
            for each in others
        ),
        Option(MINE, _p("button", "I stay with mine")),
    )


def _value(level: int | None) -> str:
    return NOT_APPLICABLE if level is None else str(level)


def _said(one: Difference, each: Said) -> Words:
    level = levels.in_full(one.about.level(each.level))
    return _("• {names}: {level}", names=team_wording.names(each.names), level=level)


def _nothing(found: Differences) -> Words:
    if not found.all:
        return _("No levels differ: you are of one mind. *team* brings you back.")
    if found.decides:
        return _("All is settled that was open. *team* brings you back.")
    return _("Levels differ, but not on anything that you said. *team* brings you back.")
