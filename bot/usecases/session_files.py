"""What follows an answer: a file that puts the session into one's calendar or takes it out, and a link that needs no file."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from bot.core.messages import Attachment, Link
from bot.core.outcome import Saying
from bot.i18n.phrase import _, _p
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer
from bot.usecases.people import person_of
from bot.usecases.session_calendar import about, calendar_file, in_words, place_of
from bot.usecases.session_words import SessionFacts, facts_of
from bot.usecases.work import Work

GOOGLE = "https://calendar.google.com/calendar/render"
# A file that cancels removes nothing on Android, and files know nothing of what was added by the link.
LEAVES = _("This takes it out of your calendar. If it is in Google Calendar, please delete it there yourself.")


class ForCalendar(NamedTuple):
    links: tuple[Link, ...]
    attachments: tuple[Attachment, ...]  # none in text only, which needs none for the link


def own(work: Work, number: int) -> ForCalendar:
    """For whoever has planned it, in their language."""
    person = person_of(work)
    language = work.translator.spoken(person.language)
    facts = facts_of(work, work.session.get_one(LearningSession, number))
    files = () if person.text_only else (calendar_file(work, facts, language),)
    return ForCalendar((google_link(work, facts, language, person.zone),), files)


def after_answer(work: Work, facts: SessionFacts, rsvp: Rsvp) -> tuple[Saying, ...]:
    """A yes puts the session into one's calendar; what is no yes any more takes it out, only a maybe leaves it there.

    Text only has no files, and needs none for the link.
    """
    person = person_of(work)
    language = work.translator.spoken(person.language)
    if rsvp.answer is RsvpAnswer.YES:
        link = google_link(work, facts, language, person.zone)
        if person.text_only:
            return (Saying(_("For Google Calendar, if you use it:"), links=(link,)),)
        # The first is the same file for all; one that follows a file which took it out must be later than that.
        file = calendar_file(work, facts, language, stamp=work.now if rsvp.in_calendar is False else None)
        rsvp.in_calendar = True
        return (Saying(_("For your calendar:"), links=(link,), attachments=(file,)),)
    if rsvp.in_calendar and rsvp.answer is not RsvpAnswer.MAYBE and not person.text_only:
        file = calendar_file(work, facts, language, stamp=work.now, leaves=True)
        rsvp.in_calendar = False
        return (Saying(LEAVES, attachments=(file,)),)
    return ()


def google_link(work: Work, facts: SessionFacts, language: str, zone: str) -> Link:
    """Opens a filled-in page of Google Calendar, which anybody with an account there saves by one tap."""
    said = in_words(work, language, zone)
    row = facts.row
    times = (row.begins, row.begins + timedelta(minutes=row.minutes))
    values = {
        "action": "TEMPLATE",
        "text": said(facts.title),
        "dates": "/".join(_basic(at) for at in times),
        "details": said(about(facts)),
        **({"location": place} if (place := place_of(row)) is not None else {}),
    }
    return Link(said(_p("button", "Google Calendar")), f"{GOOGLE}?{urlencode(values)}")


def _basic(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
