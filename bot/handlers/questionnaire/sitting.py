"""One person's way through a form, from wherever they are: asks what comes next, and keeps what was answered."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from bot.core.advised import Advised, Left
from bot.core.answers import AnswerKind, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.explained import Explained
from bot.core.given import Option
from bot.core.messages import FileReference
from bot.core.talk import Progress
from bot.handlers.questionnaire import asking, authored, left_for_later, media, rounds
from bot.handlers.questionnaire.long_lists import choose, is_searched
from bot.handlers.questionnaire.rounds import ANOTHER, FILES
from bot.handlers.questionnaire.wording import Wording
from bot.i18n.phrase import Lines, Marked, Words, _n, _p
from bot.questionnaires.course import Ask, AskAnother, AskFirst, Done, next_step, questions
from bot.questionnaires.form import Control
from bot.questionnaires.interview import Consequences, Interview
from bot.questionnaires.live import LiveNode, find, is_awake, path_of
from bot.questionnaires.refused import WORDS, Refused

STATE, CHANGE = "interview", "change"
SURE = "sure"


class Sitting:
    """Lives for one run of the talk. `interview` is what the talk remembers under `STATE`.

    `media` are the files that labels show: name → sha256; `is_foreign` as for `Wording`; `is_shared`: others of a team are
    asked the same, so that a rating may stay without an answer of this person.
    """

    def __init__(
        self,
        chat: Conversation,
        interview: Interview,
        before_each: Callable[[], None],
        *,
        media: Mapping[str, str] | None = None,
        is_foreign: bool = False,
        is_shared: bool = False,
    ) -> None:
        self.chat = chat
        self.interview = interview
        self.wording = Wording(interview, is_foreign)
        self._media = media or {}
        self._is_shared = is_shared
        self._before_each = before_each
        self._within: frozenset[str] | None = None  # parts of these names only
        self._known: list[LiveNode] | None = None  # the questions there, until an answer changes what is asked

    @property
    def title(self) -> str:
        return self.interview.form.title_in(self.interview.language)

    def go_on(self, within: Iterable[str] | None = None) -> tuple[LiveNode, ...]:
        """Ask until nothing is left to ask (`within` parts of these names); the notes behind the last question."""
        here = None if within is None else frozenset(within)
        self._look(here)
        while True:
            self._before_each()
            self._settle_change()
            again = self._asked_again()
            if again is not None:
                self._ask(again, ())
                continue
            step = next_step(self.interview, here)
            match step:
                case Ask(node, notes):
                    self._ask(node, notes)
                case AskFirst(node, notes):
                    self._ask_first(node, notes)
                case AskAnother(parent, name, notes):
                    self._ask_another(parent, name, notes)
                case Done(notes):
                    if not left_for_later.take_up(self.chat, self._questions()):
                        return notes
                    self.keep()

    # -- questions -----------------------------------------------------------------------------------------------------
    def _ask(self, node: LiveNode, notes: Sequence[LiveNode]) -> None:
        how = asking.asking(self.interview, node, self.chat.zone)
        offered = how.kind.options()
        if node.part.itemset is not None and not offered:
            self._let_pass(node)
            return
        path = path_of(node)
        self._pass_by_the_one_before(node)
        read = (self._sent(node) or how.read(node.text)) if node.text else None
        is_ticked = node.part.control is Control.SELECT_MULTIPLE and read is not None
        shown = asking.shown(how, node.text) if node.text and not is_ticked else None
        progress, optional = self.progress(node), not self.interview.is_required(node)
        prompt = self.wording.prompt(node, notes, progress, how=how.how, levels=how.levels, present=shown)
        seen = media.of_question(self.interview, node, notes, self._media)
        prompt, seen = media.as_chosen(self.chat, prompt, seen)
        if is_searched(node.part, offered):
            present = node.text
            chosen = choose(
                self.chat,
                path,
                prompt,
                offered,
                optional=optional,
                progress=progress,
                present=present,
                attachments=seen,
            )
            self._take(path, chosen)
            return
        value = self.chat.take(
            path,
            prompt,
            self._helped(node, how.kind, is_answered=bool(node.text)),
            optional=optional,
            progress=progress,
            present=None if is_ticked else read,
            half={"picked": [*read]} if is_ticked and read is not None else None,
            attachments=seen,
        )
        if isinstance(value, Left):
            self._leave(node, path)
            return
        self._note_files(path, node, value)
        self._take(path, "" if value is None else how.write(value))

    def _let_pass(self, node: LiveNode) -> None:
        """A list on which there is nothing at present cannot be answered."""
        node.settled = True
        self.chat.close(path_of(node))
        self.keep()

    def _helped(self, node: LiveNode, kind: AnswerKind[Any], *, is_answered: bool) -> AnswerKind[Any]:
        """With an explanation where the author gave one, and with what to do where it must be answered and one cannot."""
        explanation = authored.guidance(self.interview, node.part.hint, node)
        explained = Explained(kind, Marked(explanation)) if explanation else kind
        if not self.interview.is_required(node) or isinstance(kind, Text):
            return explained
        may_leave = not is_answered and left_for_later.may_leave(
            self.chat, node, self._questions(), is_shared=self._is_shared
        )
        told = left_for_later.advice(
            kind, may_leave=may_leave, is_explained=bool(explanation), is_shared=self._is_shared
        )
        return Advised(explained, told, may_leave)

    def _leave(self, node: LiveNode, path: str) -> None:
        left_for_later.note(self.chat, node, self._questions(), is_shared=self._is_shared)
        refused = self.interview.leave(path, self.chat.now)
        if refused is not None:
            self.chat.refuse(path, _words(refused))
        self.keep()

    def _note_files(self, path: str, node: LiveNode, value: Any) -> None:
        if node.part.control is not Control.UPLOAD:
            return
        files = dict(self.chat.recall(FILES) or {})
        if value is not None and value == self._sent(node):
            return  # kept: where it was sent from stays
        files.pop(path, None)
        if value is not None:
            files[path] = asking.kept_file(value[0], self.chat.address_id)
        self.chat.remember(FILES, files)

    def _sent(self, node: LiveNode) -> tuple[FileReference, ...] | None:
        file = (self.chat.recall(FILES) or {}).get(path_of(node))
        return None if file is None or node.part.control is not Control.UPLOAD else (asking.sent_file(file),)

    def _take(self, path: str, text: str) -> None:
        node = find(self.interview.root, path)
        assert node is not None, "it was just asked"
        if node.settled and node.text != text:
            later = self.interview.consequences(path, text, self.chat.now)
            if later.asleep or later.emptied:
                change = {"path": path, "text": text, "asleep": later.asleep, "emptied": later.emptied}
                self.chat.remember(CHANGE, change)
                return
        self._answer(path, text)

    def _answer(self, path: str, text: str) -> None:
        refused = self.interview.answer(path, text, self.chat.now)
        if refused is not None:
            self.chat.refuse(path, _words(refused))
        self.keep()

    def _settle_change(self) -> None:
        """What an answer does to later ones is told before it is done."""
        change = self.chat.recall(CHANGE)
        if change is None:
            return
        options = (Option("change", _p("button", "Change it")), Option("leave", _p("button", "Leave it as it is")))
        later = Consequences(change["asleep"], change["emptied"])
        choice = self.chat.take(SURE, _consequences(later), OneOf(options), progress=self.progress())
        self.chat.remember(CHANGE, None)
        if choice == "change":
            self._answer(change["path"], change["text"])

    # -- rounds --------------------------------------------------------------------------------------------------------
    def _ask_first(self, node: LiveNode, notes: Sequence[LiveNode]) -> None:
        self._pass_by_the_one_before(node)
        if rounds.wants_first(self.chat, self.interview, node, notes, self.progress()):
            node.settled = True
        else:
            assert isinstance(node.parent, LiveNode), "a repeat stands in something"
            node.parent.closed.add(node.part.name)
            self.interview.remove_repeat(path_of(node), self.chat.now)
        self.keep()

    def _ask_another(self, parent: LiveNode, name: str, notes: Sequence[LiveNode]) -> None:
        there = [node for node in parent.rounds_of(name) if node.counts]
        self._pass_by_the_one_before(there[-1] if there else parent, inside=True)
        if rounds.wants_another(self.chat, self.interview, parent, name, notes, self.progress()):
            repeat = f"{path_of(parent)}/{name}"
            refused = self.interview.add_repeat(repeat, self.chat.now)
            if refused is not None:
                self.chat.refuse(f"{repeat}{ANOTHER}", _words(refused))
            parent.rounds_of(name)[-1].settled = True
        else:
            parent.closed.add(name)
        self.keep()

    # -- keeping track -------------------------------------------------------------------------------------------------
    def progress(self, at: LiveNode | None = None) -> Progress:
        """Where a question stands among those that are asked at present; without one, how far all has come."""
        all_of_them = self._questions() if at is not None else list(questions(self.interview))
        number = sum(node.settled for node in all_of_them) + 1
        if at in all_of_them:
            number = all_of_them.index(at) + 1
        return Progress(min(number, len(all_of_them)), len(all_of_them))

    def _questions(self) -> list[LiveNode]:
        if self._known is None:
            self._known = list(questions(self.interview, self._within))
        return self._known

    def _look(self, within: frozenset[str] | None) -> None:
        if within != self._within:
            self._within, self._known = within, None

    def leave_to_others(self, names: Collection[str]) -> None:
        """Exactly these parts."""
        refused = self.interview.pass_over(names, self.chat.now)
        if refused is not None:
            self.chat.note(_words(refused))
        self.keep()

    def keep(self) -> None:
        self._known = None
        self.chat.remember(STATE, self.interview.kept())

    def _asked_again(self) -> LiveNode | None:
        """What `back`, `undo`, a correction or the last card has reopened, if it is still asked."""
        for key in reversed(self.chat.reopened):
            if not key.startswith("/"):
                continue
            node = find(self.interview.root, key)
            if node is not None and is_awake(node) and node.part.is_asked and self.interview.can_answer(node):
                if self._within is None or node.part.place[1] in self._within:
                    return node
                continue  # in its turn
            self._open_again(key)
            self.chat.close(key)
        return None

    def _open_again(self, key: str) -> None:
        """A question about rounds comes again where it stands."""
        above, _slash, name = key.removesuffix(ANOTHER).rpartition("/")
        parent = find(self.interview.root, above)
        if key.endswith(ANOTHER) and parent is not None and name in parent.closed:
            parent.closed.discard(name)
            self.keep()

    def pass_by_the_last(self) -> None:
        """`back` leads there from the last card."""
        self._pass_by_the_one_before(
            self.interview.root, inside=True, closed=rounds.closed_at_the_end(self.interview.root, self._within)
        )

    def _pass_by_the_one_before(self, node: LiveNode, *, inside: bool = False, closed: str | None = None) -> None:
        """`back` leads to the last question before, or to whether there is another round (`closed`: of which repeat)."""
        closed = closed if inside else rounds.closed_before(node, self._within)
        if closed is not None:
            self.chat.pass_by(f"{closed}{ANOTHER}", "", Text())
            return
        before: LiveNode | None = None
        wanted = {id(each) for each in node.walk()}
        for each in self._questions():
            if id(each) in wanted and not inside:
                break
            if each.settled:
                before = each
            if inside and id(each) in wanted and not each.settled:
                break
        if before is not None:
            self.chat.pass_by(path_of(before), authored.question(self.interview, before), Text())


def _words(refused: Refused) -> Words:
    return refused.message or WORDS[refused.reason]


def _consequences(later: Consequences) -> Words:
    lines: list[Words] = []
    if later.asleep:
        lines.append(
            _n(
                "If you change this, {count} later answer will not count any more. It comes back if you change it back.",
                "If you change this, {count} later answers will not count any more. They come back if you change it back.",
                later.asleep,
            )
        )
    if later.emptied:
        lines.append(
            _n(
                "{count} later answer is no longer on its list and has to be given again.",
                "{count} later answers are no longer on their lists and have to be given again.",
                later.emptied,
            )
        )
    return Lines(tuple(lines))
