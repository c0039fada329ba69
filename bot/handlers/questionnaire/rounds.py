"""Repeats: whether there is one, whether there is another, and taking one away."""

from collections.abc import Container, Sequence

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.talk import Progress
from bot.handlers.questionnaire import authored, wording
from bot.i18n.markup import escaped
from bot.i18n.phrase import Lines, Marked, Words, _, _n, _p
from bot.questionnaires.form import Kind, Part
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


def closed_before(node: LiveNode, within: Container[str] | None = None) -> str | None:
    """The repeat right before it to which nothing more was to be added, by its path; None where a question stands there.

    `within` parts of these names only.
    """
    line = node
    while isinstance(line.parent, LiveNode):
        if line.part.kind is Kind.REPEAT and number_of(line) > 1:
            return None
        beside = line.parent.part.children
        earlier = _of_these(line.parent, beside[: beside.index(line.part)], within)
        found = _last(line.parent, earlier)
        if found is not None:
            return found or None
        line = line.parent
    return None


def closed_at_the_end(root: LiveNode, within: Container[str] | None = None) -> str | None:
    return _last(root, _of_these(root, root.part.children, within)) or None


def _of_these(above: LiveNode, parts: Sequence[Part], within: Container[str] | None) -> Sequence[Part]:
    at_the_top = not isinstance(above.parent, LiveNode)
    return [part for part in parts if part.name in within] if within is not None and at_the_top else parts


def _last(parent: LiveNode, parts: Sequence[Part]) -> str | None:
    """The path of a closed repeat; empty: a question; None: nothing that anybody could answer."""
    for part in reversed(parts):
        nodes = [child for child in parent.children if child.part is part]
        if part.kind is Kind.REPEAT and not part.count and part.name in parent.closed:
            return f"{path_of(parent)}/{part.name}"
        if part.kind is Kind.LEAF and nodes and part.is_asked and not part.is_told:
            return ""
        if part.kind is not Kind.LEAF and nodes:
            found = _last(nodes[-1], part.children)
            if found is not None:
                return found
    return None


def is_open_ended(node: LiveNode) -> bool:
    return bool(node.part.children) and not node.part.count


def removal(interview: Interview, node: LiveNode) -> Words:
    return _("Remove {name}", name=Marked(wording.round_name(interview, node)))


def addition(interview: Interview, parent: LiveNode, name: str) -> Option:
    """One round more of a repeat in `parent`."""
    part = next(child for child in parent.part.children if child.name == name)
    there = parent.rounds_of(name)
    title = authored.marked(interview, part.label, there[-1] if there else parent) or escaped(name)
    return Option(f"{path_of(parent)}/{name}{ANOTHER}", _("One more: {name}", name=Marked(title)))


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
