"""What whoever reads an announcement can do about it: a button each, or a word with its number."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session

from bot.core.messages import FileKind, FileReference
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.subscriptions import topic_for
from bot.i18n.phrase import Rounded, Variants, Words, _, _n, _p
from bot.storage.announcements import (
    KIND,
    AnnouncementAttachment,
    AnnouncementKind,
    AnnouncementPollChoice,
    attachments_of,
    choices_of,
)
from bot.storage.variants import texts_of_fields
from bot.usecases import publication_texts
from bot.usecases.announcement_content import Draft
from bot.usecases.work import Work

WHY, MUTE, READ = _p("word", "why"), _p("word", "mute"), _p("word", "read")
VOTE, SESSION, FILES = _p("word", "vote"), _p("word", "see the session"), _p("word", "files|file")
_MEGABYTE: Final = 1024 * 1024
NOTED, REMIND, QUESTION = (
    _p("word", "noted|read it"),
    _p("word", "remind|remind me"),
    _p("word", "question|my question"),
)


def to_readers(number: int, topic: str | None, *, acknowledge: bool = False) -> tuple[Act, ...]:
    """Below each copy."""
    argument = str(number)
    noted = Act("announcement.noted", argument, _p("button", "I have read it"), NOTED)
    remind = Act("announcement.remind", argument, _p("button", "Remind me"), REMIND)
    why = Act("announcement.why", argument, _("Why me?"), WHY)
    return (*((noted,) if acknowledge else ()), ask(number), remind, why, *(() if topic is None else (mute(number),)))


def ask(number: int) -> Act:
    return Act("begin", f"question:{number}", _p("button", "Ask about it"), QUESTION)


def mute(number: int) -> Act:
    return Act("topic.off", str(number), _("Not this topic"), MUTE)


def read(number: int) -> Act:
    """Where announcements are listed: the message says itself what to type."""
    return Act("announcement.read", str(number), _("Read {number}", number=str(number)), READ, told=True)


def as_seen(draft: Draft, files: Sequence[FileReference], language: str) -> tuple[Words, ...]:
    """What stands on the buttons below each copy in this language, before there is any."""
    extras = draft.extras
    choices = extras.choices.get(language) or extras.choices.get(draft.original, ())
    topic = extras.topic or topic_for(draft.audience, is_event=extras.session is not None)
    rest = (
        *_of_subject(0, extras.kind, extras.session or extras.questionnaire),
        *of_files(0, files),
        *to_readers(0, topic, acknowledge=extras.acknowledge),
    )
    return (*choices, *(act.label for act in rest))


def preview(work: Work, argument: str) -> Refusal:  # noqa: ARG001 - it does nothing
    """A button that only shows how it will look."""
    return Refusal(_("This is how it will look. The buttons work as soon as it is out."))


def of_content(session: Session, rows: Sequence[Any]) -> dict[int, tuple[Act, ...]]:
    """By announcement: its poll, its session or questionnaire, its files. `rows` have an id, a kind and a subject_id."""
    files = attachments_of(session, [row.id for row in rows])
    polls = [row.id for row in rows if row.kind is AnnouncementKind.POLL]
    choices = choices_of(session, polls) if polls else []
    worded = texts_of_fields(session, KIND, polls, {one.field for one in choices}) if choices else {}
    return {
        row.id: (
            *_of_poll([one for one in choices if one.announcement_id == row.id], worded.get(row.id, {})),
            *_of_subject(row.id, row.kind, row.subject_id),
            *of_files(row.id, [one for one in files if one.announcement_id == row.id]),
        )
        for row in rows
    }


def _of_poll(choices: Sequence[AnnouncementPollChoice], worded: Mapping[str, Mapping[str, str]]) -> tuple[Act, ...]:
    """A button for each answer."""
    return tuple(
        Act("announcement.vote", f"{one.announcement_id} {one.number}", Variants(worded.get(one.field, {})), VOTE)
        for one in choices
    )


def _of_subject(number: int, kind: AnnouncementKind, subject_id: int | None) -> tuple[Act, ...]:
    if kind is AnnouncementKind.EVENT:
        return (Act("announcement.session", str(number), _("See the session"), SESSION),)
    if kind is AnnouncementKind.QUESTIONNAIRE and subject_id is not None:
        return (publication_texts.begin(subject_id),)
    return ()


def of_files(number: int, files: Sequence[AnnouncementAttachment | FileReference]) -> tuple[Act, ...]:
    """One button for all of them, with what they cost."""
    if not files:
        return ()
    size = Rounded(max(0.1, sum(one.size or 0 for one in files) / _MEGABYTE))
    if all(one.kind is FileKind.PHOTO for one in files):
        label = _n("Show the picture ({size} MB)", "Show {count} pictures ({size} MB)", len(files), size=size)
    else:
        label = _n("Send me the file ({size} MB)", "Send me {count} files ({size} MB)", len(files), size=size)
    return (Act("announcement.files", str(number), label, FILES),)
