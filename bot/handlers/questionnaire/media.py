"""Pictures, sounds and videos that an author has put beside a question, a note or a choice."""

import mimetypes
from collections.abc import Iterator, Mapping, Sequence

from bot.core.conversation import Conversation
from bot.core.messages import Attachment
from bot.handlers.questionnaire.authored import bare
from bot.i18n.phrase import Lines, Words, _
from bot.questionnaires.interview import Interview
from bot.questionnaires.live import LiveNode
from bot.usecases import people

MOST_PICTURES = 10  # of choices: one album


def of_question(
    interview: Interview, node: LiveNode, notes: Sequence[LiveNode], kept: Mapping[str, str]
) -> tuple[Attachment, ...]:
    """`kept`: name of a file → sha256. A file that was not brought with the form is not shown."""
    if not kept:
        return ()
    found: list[tuple[str, str]] = []
    for each in (*notes, node):
        wording = interview.wording(each.part.label)
        description = bare(interview.label(each))
        found += [(name, description) for name in (wording.image, wording.audio, wording.video)]
    itemset = node.part.itemset
    if itemset is not None and itemset.label_is_name:
        pictures = [(choice.image, bare(choice.label)) for choice in interview.choices(node) if choice.image]
        found += pictures[:MOST_PICTURES]
    return tuple(_attached(found, kept))


def as_chosen(chat: Conversation, prompt: Words, seen: tuple[Attachment, ...]) -> tuple[Words, tuple[Attachment, ...]]:
    """The question as it is shown; with the way to its pictures in place of them for whoever has chosen text only."""
    if not seen or not chat.look(people.is_text_only):
        return prompt, seen
    return Lines((prompt, _("A picture or a recording belongs to this: *pictures* brings it."))), ()


def _attached(found: Sequence[tuple[str, str]], kept: Mapping[str, str]) -> Iterator[Attachment]:
    for name, description in dict.fromkeys(found):
        if name in kept:
            media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
            # An author may show a picture without a word; then at least its name.
            yield Attachment(name=name, media_type=media_type, description=description or name, sha256=kept[name])
