"""What follows an answer: a file that puts the session into one's calendar or takes it out, and a link that needs no file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from bot.core.messages import Attachment, Link
from bot.core.outcome import Saying
from bot.domain.series import rule_of, wall_of
from bot.i18n.phrase import Words, _, _p
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer
from bot.usecases.people import person_of
from bot.usecases.session_calendar import about, about_series, calendar_file, in_words, place_of, series_file
from bot.usecases.session_words import SessionFacts, facts_of
from bot.usecases.work import Work

GOOGLE = "https://calendar.google.com/calendar/render"
# A file that cancels removes nothing on Android, and files know nothing of what was added by the link.
DELETE_THERE = _("If it is in Google Calendar, please delete it there yourself.")
DELETE_THEM_THERE = _("If they are in Google Calendar, please delete them there yourself.")
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


def after_series(work: Work, series: Sequence[SessionFacts], *, were_taken_out: bool) -> tuple[Saying, ...]:
    """Of a yes to several: one file, and one link where a calendar can be told all of them by a rule."""
    person = person_of(work)
    language = work.translator.spoken(person.language)
    link = google_series_link(work, series, language, person.zone)
    links = () if link is None else (link,)
    if person.text_only:
        return (Saying(_("For Google Calendar, if you use it:"), links=links),) if links else ()
    file = series_file(work, series, language, stamp=work.now if were_taken_out else None)
    return (Saying(_("For your calendar:"), links=links, attachments=(file,)),)


def google_link(work: Work, facts: SessionFacts, language: str, zone: str) -> Link:
    """Opens a filled-in page of Google Calendar, which anybody with an account there saves by one tap."""
    said = in_words(work, language, zone)
    times = {"dates": _between(facts.row, lambda at: f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")}
    return _to_google(said, facts, about(facts), times)


def google_series_link(work: Work, series: Sequence[SessionFacts], language: str, zone: str) -> Link | None:
    """
    The same for several, as one event that repeats; None where they are not alike, or no rule makes their times.

    On the wall clock of the organiser's zone, which the rule is about: in UTC it would miss the changes of clocks.
    """
    first = series[0]
    if len(series) == 1:
        return google_link(work, first, language, zone)
    are_alike = all(_lasting(one) == _lasting(first) for one in series)
    rule = rule_of([one.row.begins for one in series], first.row.zone) if are_alike else None
    if rule is None:
        return None
    times = {
        "dates": _between(first.row, lambda at: f"{wall_of(at, first.row.zone):%Y%m%dT%H%M%S}"),
        "ctz": first.row.zone,
        "recur": f"RRULE:{rule}",
    }
    return _to_google(in_words(work, language, zone), first, about_series(series), times)


def _lasting(facts: SessionFacts) -> tuple[object, ...]:
    """What one event says of all its times."""
    row = facts.row
    return facts.title, row.minutes, place_of(row), row.kind, row.zone


def _to_google(said: Callable[[Words], str], facts: SessionFacts, details: Words, times: Mapping[str, str]) -> Link:
    place = place_of(facts.row)
    values = {
        "action": "TEMPLATE",
        "text": said(facts.title),
        **times,
        "details": said(details),
        **({"location": place} if place is not None else {}),
    }
    return Link(said(_p("button", "Google Calendar")), f"{GOOGLE}?{urlencode(values)}")


def _between(row: LearningSession, written: Callable[[datetime], str]) -> str:
    return f"{written(row.begins)}/{written(row.begins + timedelta(minutes=row.minutes))}"
