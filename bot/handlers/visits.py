"""Peer visits: one's own with their timetable, and the calls and groups of whoever coordinates."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import Words, _, _n, _p
from bot.usecases import visit_leaving, visit_lists, visit_offers, visit_own, visit_progress
from bot.usecases.visit_lists import Call
from bot.usecases.visit_own import Own

STATES: dict[str, Words] = {
    "open": _p("visits", "open"),
    "matching": _p("visits", "groups are being made"),
    "ready": _p("visits", "to be looked at"),
    "sent": _p("visits", "centres asked"),
    "dropped": _p("visits", "dropped"),
    "failed": _p("visits", "failed"),
}
AT_ONCE = 5  # groups in one message
LONGEST_REASON = 300


class Visits:
    """Who visits whom, and when."""

    name = "visits"
    title = _("Peer visits")
    words = _p("word", "visits|peer visits")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if chat.argument:
            self._groups(chat, chat.argument)
            return
        waiting = chat.look(visit_own.waiting)
        for one in waiting:
            chat.say(one.words, acts=one.acts)
        options = self._options(chat)
        if not options:
            if not waiting:
                chat.say(NOTHING)
            return
        kind, _colon, number = chat.ask("which", _("What would you like to see or do?"), OneOf(options)).partition(":")
        match kind:
            case "new":
                chat.hand_over("callforvisits")
            case "answer":
                chat.hand_over("answervisits")
            case "leave":
                self._leave(chat)
            case _:
                seen = chat.look(visit_own.seen if kind == "visit" else visit_lists.seen, number)
                if seen is None:
                    chat.say(visit_lists.UNKNOWN)
                else:
                    chat.say(seen.words, acts=seen.acts)

    def _options(self, chat: Conversation) -> tuple[Option, ...]:
        options = [Option(f"visit:{one.number}", _visit(one)) for one in chat.look(visit_own.visits)]
        if chat.look(visit_offers.any_open):
            options.append(Option("answer", _p("button", "Answer a call")))
        if chat.look(visit_own.running_groups):
            options.append(Option("leave", _p("button", "Leave a group")))
        options += [Option(f"call:{one.number}", _call(one)) for one in chat.look(visit_lists.calls)]
        if chat.look(visit_lists.may_call):
            options.append(Option("new", _p("button", "Open a call")))
        return tuple(options)

    def _leave(self, chat: Conversation) -> None:
        groups = chat.look(visit_own.running_groups)
        number = str(groups[0][0]) if groups else ""
        if len(groups) > 1:
            options = OneOf(tuple(Option(str(one), name) for one, name in groups))
            number = chat.ask("group", _("Which group does your centre leave?"), options)
        reason = chat.ask_or_skip(
            "reason", _("What shall the others be told? Write the reason, or skip."), Text(at_most=LONGEST_REASON)
        )
        stay = Option("no", _p("button", "No, we stay"), SAID_NO)
        sure = chat.ask(
            "sure",
            _(
                "What your centre was to host will not take place, and the others are told. What was written is kept. Leave the group?"
            ),
            OneOf((Option("yes", _p("button", "Yes, we leave"), SAID_YES), stay)),
        )
        if sure == "no":
            chat.say(_("Good, nothing has changed."))
            return
        chat.do(visit_leaving.leave, number, reason)
        chat.say(
            _("Your centre has left the group, and the others are told. You can answer the next call at any time.")
        )

    def _groups(self, chat: Conversation, number: str) -> None:
        """A few at a time."""
        groups = chat.look(visit_progress.groups, number)
        seen = chat.look(visit_lists.seen, number)
        if seen is None:
            chat.say(visit_lists.UNKNOWN)
            return
        for first in range(0, len(groups), AT_ONCE):
            for one in groups[first : first + AT_ONCE]:
                chat.say(one)
            left = len(groups) - first - AT_ONCE
            if left > 0:
                question = _n("There is {count} more group.", "There are {count} more groups.", left)
                enough = Option("enough", _p("button", "Enough"))
                if chat.ask(f"after {first}", question, OneOf((MORE, enough))) == "enough":
                    break
        chat.say(seen.words, acts=seen.acts)


NOTHING = _("No peer visit concerns your centre at present. When there is a call, I write to those who lead it.")
MORE = Option("more", _p("button", "Show more"))


def _visit(one: Own) -> Words:
    if one.day is None:
        return _("Visit {number}, {host}: no day yet", number=str(one.number), host=one.host)
    return _("Visit {number}, {host}: {day}", number=str(one.number), host=one.host, day=one.day)


def _call(one: Call) -> Words:
    return _(
        "Call {number}, visits from {day}: {state}", number=str(one.number), day=one.from_day, state=STATES[one.state]
    )
