"""Repeats: whether there is one, whether there is another, and taking one away."""

from collections.abc import Sequence

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.talk import Progress
from bot.handlers.questionnaire import authored, wording
from bot.i18n.markup import escaped
from bot.i18n.phrase import Lines, Marked, Words, _, _n, _p
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import LiveNode, number_of, path_of

FIRST, ANOTHER = "?", "+"  # behind the path of a round, of a repeat: no question is called so
REMOVE = "-"
FILES = "files"  # where the talk remembers the files that were sent: path → where from


def wants_first(
    chat: Conversation, interview: Interview, node: LiveNode, notes: Sequence[LiveNode], at: Progress
) -> bool:
    name = Marked(wording.title_of(interview, node) or escaped(node.part.name))
    prompt = Lines((*wording.told(interview, notes), _("*{name}*: is there one to tell of?", name=name)))
    options = (Option("add", _p("button", "Yes")), Option("none", _p("button", "No, none")))
    return chat.take(f"{path_of(node)}{FIRST}", prompt, OneOf(options), progress=at) == "add"


def wants_another(
    chat: Conversation, interview: Interview, parent: LiveNode, name: str, notes: Sequence[LiveNode], at: Progress
) -> bool:
    rounds = [node for node in parent.rounds_of(name) if node.counts]
    part = next(child for child in parent.part.children if child.name == name)
    label = authored.marked(interview, part.label, rounds[-1] if rounds else parent) or escaped(name)
    question = _n(
        "*{name}*: {count} so far. Another one?",
        "*{name}*: {count} so far. Another one?",
        len(rounds),
        name=Marked(label),
    )
    options = (Option("add", _p("button", "Another one")), Option("enough", _p("button", "That is all")))
    prompt = Lines((*wording.told(interview, notes), question))
    return chat.take(f"{path_of(parent)}/{name}{ANOTHER}", prompt, OneOf(options), progress=at) == "add"


def is_open_ended(node: LiveNode) -> bool:
    return bool(node.part.children) and not node.part.count


def removal(interview: Interview, node: LiveNode) -> Words:
    return _("Remove {name}", name=Marked(wording.round_name(interview, node)))


def addition(interview: Interview, node: LiveNode) -> Words:
    name = wording.title_of(interview, node) or escaped(node.part.name)
    return _("One more: {name}", name=Marked(name))


def ask_whether_to_remove(chat: Conversation, interview: Interview, node: LiveNode) -> bool:
    """Whether it is gone now; those behind it move up."""
    path = path_of(node)
    name = Marked(wording.round_name(interview, node))
    answers = sum(bool(each.settled and each.text) for each in node.awake() if each.part.is_asked)
    question = _n(
        "Remove *{name}* with its {count} answer? It cannot be brought back.",
        "Remove *{name}* with its {count} answers? It cannot be brought back.",
        answers,
        name=name,
    )
    options = (Option("remove", _p("button", "Remove it")), Option("leave", _p("button", "Leave it as it is")))
    if chat.ask(f"{path}{REMOVE}", question, OneOf(options)) == "leave":
        return False
    _move_up(chat, node)
    interview.remove_repeat(path, chat.now)
    return True


def _move_up(chat: Conversation, node: LiveNode) -> None:
    """What is known by the paths of rounds: files move up with them; what was said on which message is let go."""
    assert isinstance(node.parent, LiveNode), "a repeat stands in something"
    rounds = node.parent.rounds_of(node.part.name)
    above = path_of(node).rpartition("[")[0]
    first = number_of(node)
    files = dict(chat.recall(FILES) or {})
    for number, each in enumerate(rounds, 1):
        if number < first:
            continue
        old, new = f"{above}[{number}]/", f"{above}[{number - 1}]/"
        for path in [path for path in files if path.startswith(old)]:
            file = files.pop(path)
            if number > first:
                files[f"{new}{path.removeprefix(old)}"] = file
        for below in each.walk():
            chat.close(path_of(below))
    chat.remember(FILES, files)
