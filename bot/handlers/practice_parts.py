"""What is asked of each part of a practice, and how it may be answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.answers import too_long
from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.messages import FileKind, FileReference
from bot.core.reading import cleaned, folded, whole_number
from bot.core.sent import Sent, as_what_it_is, sent_from_json, sent_to_json
from bot.core.sent_files import LARGEST, LARGEST_MB, TOO_LARGE
from bot.domain.documents import is_document
from bot.domain.practices import PracticeField
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _, _p

LONGEST_TITLE = 120  # characters
LONGEST = 2000
LIST = _p("button", "All parts")
KINDS = _(
    "I can take photos, short videos, voice notes and documents such as PDF, Word or Excel, up to {most} MB each.",
    most=LARGEST_MB,
)

PROMPTS: Mapping[PracticeField, Words] = {
    PracticeField.TITLE: _("What do you call it? A few words are enough: by them others find it."),
    PracticeField.PROBLEM: _("Which problem did you want to solve?"),
    PracticeField.WHAT: _("What do you do? Tell it for somebody who has never seen it; a few sentences are enough."),
    PracticeField.FOR_WHOM: _("For whom is it? How many learners, how old, in which trade?"),
    PracticeField.BY_WHOM: _("Who does it in your centre?"),
    PracticeField.WITH_WHOM: _("With whom do you do it? Companies, families, associations, other centres?"),
    PracticeField.WHERE: _("Where does it take place?"),
    PracticeField.HOW: _("How does it work, step by step?"),
    PracticeField.WHY: _("Why does it work, do you think?"),
    PracticeField.RESULTS: _("What has changed? A figure helps, if you have one."),
    PracticeField.COST: _("What does it cost: money, time, material?"),
    PracticeField.CONDITIONS: _("What does a centre need to do the same?"),
    PracticeField.COMMENTS: _("Is there anything else that others should know?"),
}


@dataclass(frozen=True)
class PartTold:
    """Words for one part; or files, which are kept with the practice; or the way to the list (then there is neither)."""

    at_most: int = LONGEST
    takes_files: bool = True
    name = "text"

    def options(self) -> Sequence[Option]:
        return (Option("list", LIST),)

    def controls(self, draft: Json) -> Sequence[str]:  # noqa: ARG002 - none, ever
        return ()

    def parse(
        self,
        given: Given,
        listener: Listener,
        draft: Json,  # noqa: ARG002 - one message is the whole answer
    ) -> Understood[Sent]:
        files, text = tuple(map(as_what_it_is, given.files)), cleaned(given.text)
        if given.option is not None or (not files and self._means_the_list(text, listener)):
            return Accepted(Sent())
        if refusal := self._refused(given, files, text):
            return Unclear(refusal)
        return Accepted(Sent(text, files))

    def _refused(self, given: Given, files: Sequence[FileReference], text: str) -> Words | None:
        if files and not self.takes_files:
            return _("Please write your answer in words.")
        if any((file.size or 0) > LARGEST for file in files):
            return TOO_LARGE
        if any(file.kind is FileKind.DOCUMENT and not is_document(file.name) for file in files):
            return KINDS
        if not files and (given.unreadable or not text):
            return _("Please write your answer in words.")
        if len(text) > self.at_most:
            return too_long(text, self.at_most)
        return None

    def _means_the_list(self, text: str, listener: Listener) -> bool:
        """Its number, or its label as a whole: a part of it may be how somebody's sentence begins."""
        return whole_number(text) == 1 or folded(text) == folded(plain(listener.render(LIST)))

    def dump(self, value: Sent) -> Json:
        return sent_to_json(value)

    def load(self, data: Json) -> Sent:
        return sent_from_json(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, dict)

    def show(self, value: Sent) -> Words:
        return value.text or LIST
