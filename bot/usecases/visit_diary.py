"""A visit by diary: what the host tells each day, what visitors hear of it, find useful and ask, and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from bot.core.identifiers import row_number
from bot.core.messages import FileReference
from bot.core.outcome import Act, Saying
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.visit_diary import PROMPTS, told_at
from bot.i18n.phrase import Lines, Moment, Phrase, Words, _, _p
from bot.storage.centres import Centre
from bot.storage.visit_diary import EntryKind, VisitDay, VisitEntry, VisitReaction
from bot.storage.visit_files import VisitFile
from bot.storage.visit_reports import ReportState, VisitReportRow
from bot.storage.visits import VISIT, VisitWay
from bot.usecases import audit, visit_files, visit_places, visit_texts
from bot.usecases.files_in_words import in_words
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.visit_days import day_words
from bot.usecases.visit_places import Place
from bot.usecases.work import Work

NO_DIARY = _("This visit has no diary: it is a live one.")
NO_DAY = _("There is no such day in a diary of yours. *diary* shows those that there are.")
NO_QUESTION = _("There is no such question to your centre.")
OVER = _("The report of this visit is being written, so the diary is closed.")
SHOWN = 280  # signs of what somebody wrote, in a message that tells of several
SHOW, USEFUL = _p("word", "show day"), _p("word", "useful day")


@dataclass(frozen=True)
class DaySeen:
    """A day of a diary: `texts` of the host, `files` in words and with their size."""

    number: int  # of the row
    on: date
    title: Words
    asked: Phrase
    texts: tuple[str, ...]
    files: Words
    acts: tuple[Act, ...]
    is_host: bool


# -- the host ----------------------------------------------------------------------------------------------------------
def add(work: Work, day: int, text: str, files: Sequence[FileReference], address_id: int) -> int | Refusal:
    """What the host tells of a day; the visitors hear of it at the end of the host's day."""
    found = _day(work, day)
    if isinstance(found, Refusal):
        return found
    row, at = found
    if not at.is_host:
        return Refusal(visit_places.FOR_HOST)
    if refusal := _closed(work, at):
        return refusal
    entry = _entry(work, at, row, EntryKind.TOLD, text)
    for file in files:
        visit_files.want(work, at.visit.id, file, address_id, entry_id=entry.id)
    zone = work.session.get_one(Centre, at.visit.host_centre_id).zone
    row.tell_at = row.tell_at or told_at(work.now, zone)
    work.session.add(row)
    return entry.id


def answer(work: Work, question: int, text: str) -> int | Refusal:
    """It comes back to all visitors, with the question."""
    asked = work.session.get(VisitEntry, question)
    if asked is None or asked.kind is not EntryKind.QUESTION:
        return Refusal(NO_QUESTION)
    found = _day(work, asked.day_id)
    if isinstance(found, Refusal) or not found[1].is_host:
        return Refusal(NO_QUESTION)
    row, at = found
    if refusal := _closed(work, at):
        return refusal
    entry = _entry(work, at, row, EntryKind.ANSWER, text, answers=asked.id)
    words = Lines(
        (
            _(
                "*{host}* answers a question of *{centre}* (visit {number}):",
                host=centre_name(work, at.centre_id),
                centre=centre_name(work, asked.centre_id),
                number=str(at.visit.id),
            ),
            _("“{text}”", text=shortened(asked.text)),
            _("*Answer:* {text}", text=text),
        )
    )
    wanted = visit_places.people_of(work, at.visit.id, at.visitors)
    tell_by_day(work, wanted, Notice(f"{VISIT}:{at.visit.id}:answer:{entry.id}", words, (ask_act(row.id),)))
    return entry.id


# -- the visitors ------------------------------------------------------------------------------------------------------
def ask(work: Work, day: int, text: str) -> int | Refusal:
    """The host hears it at once, in the words in which it was asked."""
    found = _day(work, day)
    if isinstance(found, Refusal):
        return found
    row, at = found
    if at.is_host:
        return Refusal(visit_places.FOR_VISITORS)
    if refusal := _closed(work, at):
        return refusal
    entry = _entry(work, at, row, EntryKind.QUESTION, text)
    words = Lines(
        (
            _(
                "*{centre}* asks about {day} (visit {number}):",
                centre=centre_name(work, at.centre_id),
                day=day_words(row.on),
                number=str(at.visit.id),
            ),
            _("“{text}”", text=text),
        )
    )
    act = Act("begin", f"diary:answer-{entry.id}", _p("button", "Answer"))
    wanted = visit_places.people_of(work, at.visit.id, [at.visit.host_centre_id])
    tell_by_day(work, wanted, Notice(f"{VISIT}:{at.visit.id}:question:{entry.id}", words, (act,)))
    return entry.id


def useful(work: Work, argument: str) -> Told | Refusal:
    """Saying it twice changes nothing; the host hears how many, not who."""
    found = _day(work, argument)
    if isinstance(found, Refusal):
        return found
    row, at = found
    if at.is_host:
        return Refusal(visit_places.FOR_VISITORS)
    if work.session.get(VisitReaction, (row.id, work.person_id)) is None:
        work.session.add(VisitReaction(day_id=row.id, person_id=work.person_id, at=work.now))
        audit.note(work, "find useful", "visit day", row.id)
    words = _("Thank you. The report will tell the host that {day} was useful.", day=day_words(row.on))
    return Told(words, stays=True)


def show(work: Work, argument: str) -> Told | Refusal:
    """Files of a day, a few at a time. `argument`: the day, or "day-file" for what comes behind that file."""
    day, _dash, after = argument.partition("-")
    found = _day(work, day)
    if isinstance(found, Refusal):
        return found
    row, at = found
    behind = row_number(after or "0")
    files = [] if behind is None else [one for one in _files(work, row) if one.id > behind]
    there = [one for one in files if one.sha256 is not None]
    if not there:
        return Told(
            _("There is nothing to show here. If something is on its way, please try again in a moment."), stays=True
        )
    host = centre_name(work, at.visit.host_centre_id)
    now, later = there[: visit_files.MOST_AT_ONCE], there[visit_files.MOST_AT_ONCE :]
    sayings = tuple(_shown(work, one, host, row) for one in now)
    more = Act("visit.show", f"{row.id}-{now[-1].id}", _p("button", "Show the rest"), SHOW)
    words = _("Here they are: {files}.", files=in_words(now))
    if later:
        words = _(
            "Here are the first: {files}. Still to come: {more}.",
            files=in_words(now),
            more=in_words(later),
        )
    return Told(words, acts=(more,) if later else (), after=sayings, stays=True)


# -- both --------------------------------------------------------------------------------------------------------------
def days(work: Work, number: int) -> tuple[DaySeen, ...] | Refusal:
    """Those on which the host has been asked, the latest first."""
    at = visit_places.place(work, number)
    if isinstance(at, Refusal):
        return at
    if at.visit.way is not VisitWay.DIARY:
        return Refusal(NO_DIARY)
    rows = work.session.exec(
        select(VisitDay)
        .where(VisitDay.visit_id == at.visit.id, col(VisitDay.asked_at).is_not(None))
        .order_by(col(VisitDay.number).desc())
    ).all()
    entries = told_in(work, [row.id for row in rows])
    files = visit_files.of_entries(work, [one.id for told in entries.values() for one in told])
    found = []
    for row in rows:
        with_it = [file for one in entries[row.id] for file in files[one.id]]
        texts = tuple(one.text for one in entries[row.id] if one.text)
        acts = acts_of(row, with_files=bool(with_it)) if entries[row.id] and not at.is_host else ()
        words = in_words(with_it)
        found.append(DaySeen(row.id, row.on, day_words(row.on), PROMPTS[row.prompt], texts, words, acts, at.is_host))
    return tuple(found)


def asked_on(work: Work, day: int) -> Words | Refusal:
    """What the host is asked on a day, for the host."""
    found = _day(work, day)
    if isinstance(found, Refusal):
        return found
    row, at = found
    return PROMPTS[row.prompt] if at.is_host else Refusal(visit_places.FOR_HOST)


def told_so_far(work: Work, day: int) -> tuple[Words, ...]:
    """What the host has told of a day already, for its people; with how many files and how large."""
    found = _day(work, day)
    if isinstance(found, Refusal) or not found[1].is_host:
        return ()
    row, _at = found
    told = [_("“{text}”", text=shortened(one.text)) for one in told_in(work, [row.id])[row.id] if one.text]
    files = _files(work, row)
    return (*told, in_words(files)) if files else tuple(told)


def heard_at(work: Work, day: int) -> Moment | None:
    """When the visitors hear of what was told last."""
    found = _day(work, day)
    if isinstance(found, Refusal) or found[0].tell_at is None:
        return None
    return Moment(found[0].tell_at)


def question(work: Work, number: int) -> str | Refusal:
    """In the words of whoever asked, for the host."""
    asked = work.session.get(VisitEntry, number)
    if asked is None or asked.kind is not EntryKind.QUESTION:
        return Refusal(NO_QUESTION)
    at = visit_places.as_host(work, asked.visit_id)
    return at if isinstance(at, Refusal) else asked.text


def told_in(work: Work, wanted: Sequence[int]) -> dict[int, list[VisitEntry]]:
    """By day, what the host told."""
    found: dict[int, list[VisitEntry]] = {day: [] for day in wanted}
    for one in work.session.exec(
        select(VisitEntry)
        .where(col(VisitEntry.day_id).in_(list(wanted)), VisitEntry.kind == EntryKind.TOLD)
        .order_by(col(VisitEntry.id))
    ):
        found[one.day_id].append(one)
    return found


def acts_of(row: VisitDay, *, with_files: bool) -> tuple[Act, ...]:
    number = str(row.id)
    shown = (Act("visit.show", number, _p("button", "Show them"), SHOW),) if with_files else ()
    return (*shown, Act("visit.useful", number, _p("button", "Useful"), USEFUL), ask_act(row.id))


def ask_act(day: int) -> Act:
    return Act("begin", f"diary:ask-{day}", _p("button", "I have a question"))


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"


def _day(work: Work, number: int | str) -> tuple[VisitDay, Place] | Refusal:
    """Of a diary that the person has a part in, once the host has been asked on it."""
    known = row_number(str(number))
    row = None if known is None else work.session.get(VisitDay, known)
    if row is None or row.asked_at is None:
        return Refusal(NO_DAY)
    at = visit_places.place(work, row.visit_id)
    return at if isinstance(at, Refusal) else (row, at)


def _closed(work: Work, at: Place) -> Refusal | None:
    row = work.session.get(VisitReportRow, at.visit.id)
    return None if row is None or row.state is ReportState.NOTES else Refusal(OVER)


def _entry(
    work: Work, at: Place, row: VisitDay, kind: EntryKind, text: str, *, answers: int | None = None
) -> VisitEntry:
    entry = VisitEntry(
        visit_id=at.visit.id,
        day_id=row.id,
        kind=kind,
        answers_id=answers,
        centre_id=at.centre_id,
        by_id=work.person_id,
        text=text,
        language=visit_texts.language_of(work, text),
        at=work.now,
    )
    work.session.add(entry)
    work.session.flush()
    audit.note(work, kind.value, VISIT, at.visit.id)
    return entry


def _files(work: Work, row: VisitDay) -> list[VisitFile]:
    entries = told_in(work, [row.id])[row.id]
    files = visit_files.of_entries(work, [one.id for one in entries])
    return [file for one in entries for file in files[one.id]]


def _shown(work: Work, file: VisitFile, host: Words, row: VisitDay) -> Saying:
    words = _("*{host}*, {day}: {file}", host=host, day=day_words(row.on), file=in_words([file]))
    return Saying(words, attachments=(visit_files.attachment(work, file, words),))
