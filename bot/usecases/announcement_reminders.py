"""Being reminded of an announcement: tomorrow, in a week, on a day; it comes in the morning, as it reads by then."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import col, select

from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Moment, Words, _, _p
from bot.i18n.zones import zone_of
from bot.storage.announcement_followups import AskedReminder, AskedReminderState
from bot.storage.announcements import Announcement, AnnouncementState
from bot.usecases import announcement_texts, languages_read
from bot.usecases.announcement_offers import REMIND
from bot.usecases.announcement_readers import NOT_YOURS, mine
from bot.usecases.announcement_texts import Sheet
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.people import person_of
from bot.usecases.work import Work

NOT_AGAIN = _p("word", "no reminder")
TALK = "remindme"
MORNING = time(9)  # on the person's clock
LONGEST_DAYS = 366
SLICE = 100  # reminders queued in one transaction
NO_DAY = _("Please choose a day from tomorrow on, within a year.")


def offer(work: Work, argument: str) -> Told | Refusal:
    """When?"""
    if mine(work, argument) is None:
        return Refusal(NOT_YOURS)
    words = _("When shall I remind you of announcement {number}?", number=argument)
    acts = (
        Act("announcement.remind-in", f"{argument} 1", _p("button", "Tomorrow"), REMIND),
        Act("announcement.remind-in", f"{argument} 7", _p("button", "In a week"), REMIND),
        Act("begin", f"{TALK}:{argument}", _p("button", "On another day")),
    )
    return Told(words, acts, stays=True)


def remind_in(work: Work, argument: str) -> Told | Refusal:
    """ "12 7": of announcement 12, in seven days."""
    number, _space, days = argument.partition(" ")
    wanted = row_number(days)
    if wanted is None or not 1 <= wanted <= LONGEST_DAYS:
        return Refusal(NO_DAY)
    due_at = _kept(work, number, _today(work) + timedelta(days=wanted))
    if isinstance(due_at, Refusal):
        return due_at
    off = Act("announcement.no-reminder", number, _p("button", "No reminder"), NOT_AGAIN)
    return Told(kept_words(number, due_at), (off,), undo=f"a:announcement.no-reminder:{number}")


def kept_words(number: str, due_at: datetime) -> Words:
    return _("Good. I remind you of announcement {number} on {when}.", number=number, when=Moment(due_at))


def remind_on(work: Work, number: str, day: date) -> datetime | Refusal:
    """When it comes."""
    if not timedelta(days=1) <= day - _today(work) <= timedelta(days=LONGEST_DAYS):
        return Refusal(NO_DAY, key="day")
    return _kept(work, number, day)


def not_again(work: Work, argument: str) -> Told | Refusal:
    known = _own(work, row_number(argument) or 0)
    if known is not None and known.state is AskedReminderState.DUE:
        known.state = AskedReminderState.CANCELLED
        work.session.add(known)
    return Told(_("Good, I do not remind you of announcement {number}.", number=argument), stays=True)


def send_due(work: Work) -> bool:
    """One slice of what is due; True when there may be more."""
    rows = work.session.exec(
        select(AskedReminder, Announcement)
        .join(Announcement, col(Announcement.id) == col(AskedReminder.announcement_id))
        .where(AskedReminder.state == AskedReminderState.DUE, col(AskedReminder.due_at) <= work.now)
        .order_by(col(AskedReminder.due_at), col(AskedReminder.id))
        .limit(SLICE)
    ).all()
    if not rows:
        return False
    sheets = announcement_texts.sheets_of(work.session, {announcement.id for _row, announcement in rows})
    people: dict[int, list[int]] = {}
    announcements = {announcement.id: announcement for _row, announcement in rows}
    for row, announcement in rows:
        row.state = AskedReminderState.DONE
        work.session.add(row)
        people.setdefault(announcement.id, []).append(row.person_id)
    for number, wanting in people.items():
        tell(work, wanting, _notices(work, announcements[number], sheets[number]))
    return len(rows) == SLICE


def _notices(work: Work, announcement: Announcement, sheet: Sheet) -> Callable[[Recipient], Notice]:
    worded: dict[tuple[str, ...], Notice] = {}
    key = f"asked-reminder:{announcement.id}:{work.now.date()}"

    def in_language(wanted: tuple[str, ...]) -> Notice:
        number = str(announcement.id)
        if announcement.state is AnnouncementState.WITHDRAWN:
            words: Words = _(
                "You wanted to be reminded of announcement {number}. It was withdrawn meanwhile.", number=number
            )
            return Notice(key, words)
        language = sheet.language_for(wanted) or next(iter(sheet.texts))
        lead = _("You wanted to be reminded of announcement {number}:", number=number)
        words = Lines((lead, announcement_texts.wording(sheet.author, sheet.texts[language])))
        return Notice(key, words, acts=sheet.offers)

    def to(recipient: Recipient) -> Notice:
        wanted = languages_read.in_order(work.translator, recipient.language, recipient.reads)
        if wanted not in worded:
            worded[wanted] = in_language(wanted)
        return worded[wanted]

    return to


def _kept(work: Work, argument: str, day: date) -> datetime | Refusal:
    announcement = mine(work, argument)
    if announcement is None:
        return Refusal(NOT_YOURS)
    zone = person_of(work).zone
    wall = datetime.combine(day, MORNING)
    row = _own(work, announcement.id) or AskedReminder(
        announcement_id=announcement.id, person_id=work.person_id, wall_time="", zone=zone, due_at=work.now
    )
    row.wall_time, row.zone = wall.isoformat(timespec="minutes"), zone
    row.due_at = wall.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    row.state = AskedReminderState.DUE
    work.session.add(row)
    return row.due_at


def _own(work: Work, announcement: int) -> AskedReminder | None:
    return work.session.exec(
        select(AskedReminder).where(
            AskedReminder.announcement_id == announcement, AskedReminder.person_id == work.person_id
        )
    ).first()


def _today(work: Work) -> date:
    return work.now.astimezone(zone_of(person_of(work).zone)).date()
