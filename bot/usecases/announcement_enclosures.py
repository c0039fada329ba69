"""What goes with an announcement's text, and what becomes of it, in one line: for whoever goes on with it or has to agree to it."""

from collections.abc import Sequence

from bot.core.messages import FileReference
from bot.i18n.phrase import Listed, Words, _, _n
from bot.storage.announcements import attachments_of
from bot.usecases import subscriptions
from bot.usecases.announcement_content import Draft
from bot.usecases.work import Work


def files_of(work: Work, number: int) -> tuple[FileReference, ...]:
    """Those that are here already."""
    found = attachments_of(work.session, [number])
    return tuple(FileReference(one.kind, "", one.name, one.media_type, one.size) for one in found)


def named(work: Work, draft: Draft, files: Sequence[FileReference], topic: str | None) -> tuple[Words, ...]:
    """No line where there is nothing but the text."""
    extras = draft.extras
    there: tuple[tuple[object, Words], ...] = (
        (files, _n("{count} file", "{count} files", len(files))),
        (extras.choices, _("A poll")),
        (extras.session, _("A session")),
        (extras.questionnaire, _("A questionnaire")),
        (draft.link, _("A web page")),
        (extras.acknowledge, _("Ask readers to say that they have read it")),
        (extras.pin, _("Keep it at the top of the chats")),
        (extras.places, _n("{count} room or channel", "{count} rooms or channels", len(extras.places))),
    )
    names = tuple(name for is_there, name in there if is_there)
    lines = (_("With it: {things}", things=Listed(names)),) if names else ()
    if topic is None:
        return lines
    return (*lines, _("Topic: {topic}", topic=subscriptions.topic_names(work, [topic])[topic]))
