"""What a second person says to an announcement that goes to many: I agree, I do not, show me all languages."""

from bot.core.outcome import Saying
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import LanguageName, Lines, Words, _
from bot.storage.announcements import KIND, Announcement, AnnouncementState
from bot.storage.people import Person
from bot.usecases import announcement_approval, announcement_states, audit
from bot.usecases.announcement_actions import found, how_it_stands
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.work import Work


def approve(work: Work, argument: str) -> Told | Refusal:
    """Of two who do so at once, the second is told that it is done."""
    announcement = _asked(work, argument)
    if not isinstance(announcement, Announcement):
        return announcement
    audit.note(work, "approve", KIND, announcement.id)
    _tell_author(work, announcement, _("*{name}* agrees to *announcement {number}*.", **_who(work, announcement)))
    announcement_states.approve(work, announcement)
    told = how_it_stands(work, announcement, _("Thank you."))
    return Told(told.words, told.acts, undo=f"a:announcement.withdraw:{announcement.id}")


def send_back(work: Work, argument: str) -> Told | Refusal:
    announcement = _asked(work, argument)
    if not isinstance(announcement, Announcement):
        return announcement
    audit.note(work, "send back", KIND, announcement.id)
    announcement_states.send_back(work, announcement)
    words = _(
        "*{name}* does not agree to *announcement {number}*, so nobody got it. Please talk it over with each other. "
        "It is kept: write *draft {number}* to change it and send it again.",
        **_who(work, announcement),
    )
    _tell_author(work, announcement, words)
    return Told(_("*Announcement {number}* is not sent. I have told its author.", number=announcement.id))


def show_texts(work: Work, argument: str) -> Told | Refusal:
    """Each as its readers will see it."""
    announcement = found(work, argument)
    if isinstance(announcement, Refusal):
        return announcement
    author = None if announcement.author_id is None else work.session.get(Person, announcement.author_id)
    name = (author.name if author else None) or "?"
    shown = [
        Saying(Lines((_("In {language}:", language=LanguageName(language)), "", text)))
        for language, text in announcement_approval.written(work, announcement).items()
    ]
    words = _("This is what *{name}* has written as *announcement {number}*:", name=name, number=announcement.id)
    return Told(words, after=tuple(shown), stays=True)


def _asked(work: Work, argument: str) -> Announcement | Told | Refusal:
    """One that waits for this person's agreement; else what has become of it."""
    announcement = found(work, argument)
    if isinstance(announcement, Refusal):
        return announcement
    if announcement.state is AnnouncementState.APPROVING:
        if announcement.author_id == work.actor.person_id:
            return Refusal(_("You wrote this yourself: somebody else has to agree."))
        return announcement
    if announcement.approved_by_id is None:
        return how_it_stands(work, announcement)
    name = work.session.get_one(Person, announcement.approved_by_id).name or "?"
    return how_it_stands(work, announcement, _("*{name}* has agreed to it already.", name=name))


def _who(work: Work, announcement: Announcement) -> dict[str, Words]:
    return {"name": person_of(work).name or "?", "number": str(announcement.id)}


def _tell_author(work: Work, announcement: Announcement, words: Words) -> None:
    if announcement.author_id is not None:
        tell(work, [announcement.author_id], Notice(f"{KIND}:{announcement.id}:answer:{work.now.isoformat()}", words))
