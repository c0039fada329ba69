"""Actions as choices of a message: what to tap, and what to type instead."""

from collections.abc import Callable

from bot.core.messages import Choice
from bot.core.outcome import Act
from bot.core.talk import Progress
from bot.i18n.phrase import Words, _, _p

GO_ON = _p("word", "go on|continue")


def choice_of(act: Act, render: Callable[[Words], str]) -> Choice:
    """The button; its word is typed with the thing's number: "yes 31". One that begins a talk names that, too: "talk:31"."""
    number = act.argument.partition(":")[2] if act.name == "begin" else act.argument
    word = None if act.word is None else f"{render(act.word).split('|')[0]} {number}".strip()
    return Choice(render(act.label), f"a:{act.name}:{act.argument}", word=word, chosen=act.chosen, told=act.told)


def go_on(talk_id: int, progress: Progress | None) -> Act:
    """Back to a talk that waits."""
    if progress is None:
        label: Words = _("▶ Go on")
    else:
        label = _("▶ Go on: {number} of {total}", number=progress.number, total=progress.total)
    return Act("resume", str(talk_id), label, GO_ON)
