"""Notes for a peer visit: written or spoken, one thing at a time, and seen with names by one's own side only."""

from dataclasses import dataclass

from sqlmodel import col, select

from bot.core.identifiers import row_number
from bot.core.messages import FileReference
from bot.core.outcome import Act, Saying
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.visit_findings import HAS_AREA, NoteKind
from bot.domain.visit_timetable import VisitStep
from bot.i18n.phrase import Lines, Variants, Words, _, _p
from bot.storage.people import Person
from bot.storage.variants import texts
from bot.storage.visit_files import VisitFile
from bot.storage.visit_reports import ReportState, VisitNote, VisitReportRow, notes_of
from bot.storage.visits import VISIT, tasks_of
from bot.usecases import audit, visit_files, visit_places, visit_steps, visit_task_words, visit_texts
from bot.usecases.files_in_words import in_words
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.visit_places import Place
from bot.usecases.work import Work

LONGEST = 2000  # signs
CLOSED = _(
    "The draft of the report is made, so the notes are closed. If something is missing, *visit report* opens them again."
)
NO_COMMENTS = _("Comments can be written once the draft of the report is with your centre, and until it is final.")
NO_NOTE = _("There is no such note, or it is not your centre's.")
OF_HOST = frozenset({NoteKind.COMMENT})


@dataclass(frozen=True)
class Seen:
    """A note as the own team sees it. `by`: who wrote it. Without `text` it was only spoken: `has_arrived` then says
    whether it can be listened to."""

    number: int
    kind: NoteKind
    area: PriorityArea | None
    text: str
    centre: Variants
    by: str
    files: Words = ""
    has_arrived: bool = False
    is_own: bool = False


def are_open(work: Work, number: int) -> bool:
    """Of the visitors: until the draft is made."""
    return _state(work, number) is ReportState.NOTES


def add(work: Work, number: int, kind: NoteKind, text: str, area: PriorityArea | None = None) -> int | Refusal:
    """In words."""
    found = _may_write(work, number, kind)
    return found if isinstance(found, Refusal) else _keep(work, found, kind, area, text).id


def add_spoken(
    work: Work, number: int, kind: NoteKind, file: FileReference, address_id: int, area: PriorityArea | None = None
) -> int | Refusal:
    """The recording is fetched; somebody writes down later what it says."""
    found = _may_write(work, number, kind)
    if isinstance(found, Refusal):
        return found
    kept = visit_files.want(work, found.visit.id, file, address_id)
    return _keep(work, found, kind, area, "", kept.id).id


def write_down(work: Work, note: int, text: str) -> int | Refusal:
    """What a spoken note says; the recording stays beside it."""
    row = _own(work, note)
    if isinstance(row, Refusal):
        return row
    row.text, row.language = text, visit_texts.language_of(work, text)
    work.session.add(row)
    audit.note(work, "write down", "visit note", row.id)
    return row.id


def drop(work: Work, note: int) -> int | Refusal:
    row = _own(work, note)
    if isinstance(row, Refusal):
        return row
    audit.note(work, "drop", "visit note", row.id)
    work.session.delete(row)
    return row.visit_id


def of_my_side(work: Work, number: int) -> tuple[Seen, ...] | Refusal:
    """The visitors see all notes of all visitors, the host its own comments: with who wrote them."""
    found = visit_places.place(work, number)
    if isinstance(found, Refusal):
        return found
    rows = [row for row in notes_of(work.session, found.visit.id) if (row.kind in OF_HOST) is found.is_host]
    return tuple(_seen(work, rows, found.centre_id))


def listen(work: Work, argument: str) -> Told | Refusal:
    """The recording of a note of one's own side."""
    number = row_number(argument)
    row = None if number is None else work.session.get(VisitNote, number)
    if row is None:
        return Refusal(NO_NOTE)
    found = visit_places.place(work, row.visit_id)
    if isinstance(found, Refusal) or (row.kind in OF_HOST) is not found.is_host:
        return Refusal(NO_NOTE)
    file = None if row.file_id is None else work.session.get(VisitFile, row.file_id)
    if file is None or file.sha256 is None:
        return Told(_("The recording is not here. If it is on its way, please try again in a moment."), stays=True)
    words = in_words([file])
    sound = Saying(words, attachments=(visit_files.attachment(work, file, words),))
    return Told(_("Here is note {number}.", number=str(row.id)), after=(sound,), stays=True)


def spoken_only(work: Work, visit_id: int) -> int:
    """How many notes nobody has written down."""
    wanted = select(VisitNote.id).where(VisitNote.visit_id == visit_id, VisitNote.text == "")
    return len(work.session.exec(wanted).all())


def questions(work: Work, number: int) -> tuple[Words, ...] | Refusal:
    """What the visitors want to know, for the host: by centre, without names of people."""
    found = visit_places.place(work, number)
    if isinstance(found, Refusal):
        return found
    steps = [one for one in tasks_of(work.session, found.visit.id) if one.kind is VisitStep.QUESTIONS]
    names = texts(work.session, "centre", {one.centre_id for one in steps}, "name")
    written = [
        Lines((_("*{centre}*", centre=Variants(names.get(one.centre_id, {}))), *visit_task_words.written(one)))
        for one in steps
        if one.words or one.by_area
    ]
    rows = [row for row in notes_of(work.session, found.visit.id) if row.kind is NoteKind.QUESTION and row.text]
    noted = [
        _("• {area}: {text} ({centre})", area=AREA_NAMES[one.area], text=one.text, centre=one.centre)
        for one in _seen(work, rows, found.centre_id, with_names=False)
        if one.area is not None
    ]
    return (*written, *noted)


# -- what is behind it -------------------------------------------------------------------------------------------------
def _may_write(work: Work, number: int, kind: NoteKind) -> Place | Refusal:
    found = visit_places.as_host(work, number) if kind in OF_HOST else visit_places.as_visitor(work, number)
    if isinstance(found, Refusal):
        return found
    state = _state(work, found.visit.id)
    if kind in OF_HOST:
        return found if state is ReportState.COMMENTS else Refusal(NO_COMMENTS)
    return found if state is ReportState.NOTES else Refusal(CLOSED)


def _state(work: Work, visit_id: int) -> ReportState:
    report = work.session.get(VisitReportRow, visit_id)
    return ReportState.NOTES if report is None else report.state


def _keep(
    work: Work, at: Place, kind: NoteKind, area: PriorityArea | None, text: str, file_id: int | None = None
) -> VisitNote:
    row = VisitNote(
        visit_id=at.visit.id,
        centre_id=at.centre_id,
        by_id=work.person_id,
        kind=kind,
        area=area if kind in HAS_AREA else None,
        text=text,
        language=visit_texts.language_of(work, text),
        file_id=file_id,
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    audit.note(work, "note", VISIT, at.visit.id, kind=kind)
    if kind is NoteKind.QUESTION:
        visit_steps.done(work, at.visit, at.centre_id, VisitStep.QUESTIONS)
        _tell_host(work, at)
    return row


def _tell_host(work: Work, at: Place) -> None:
    """Once a day for each centre that asks."""
    number = str(at.visit.id)
    notice = Notice(
        f"{VISIT}:{number}:questions:{at.centre_id}:{work.now.date()}",
        _("*{centre}* has questions for visit {number}.", centre=centre_name(work, at.centre_id), number=number),
        (Act("begin", f"notes:{number}", _p("button", "Read them")),),
    )
    tell_by_day(work, visit_places.people_of(work, at.visit.id, [at.visit.host_centre_id]), notice)


def _own(work: Work, note: int) -> VisitNote | Refusal:
    """Of the own centre, as long as notes are open."""
    row = work.session.get(VisitNote, note)
    if row is None:
        return Refusal(NO_NOTE)
    found = _may_write(work, row.visit_id, row.kind)
    if isinstance(found, Refusal):
        return found
    return row if found.centre_id == row.centre_id else Refusal(NO_NOTE)


def _seen(work: Work, rows: list[VisitNote], own: int, *, with_names: bool = True) -> list[Seen]:
    centres = texts(work.session, "centre", {row.centre_id for row in rows}, "name")
    people = {row.by_id for row in rows if row.by_id is not None} if with_names else set()
    names = dict(work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people))).all())
    wanted = [row.file_id for row in rows if row.file_id is not None]
    files = {one.id: one for one in work.session.exec(select(VisitFile).where(col(VisitFile.id).in_(wanted)))}
    found = []
    for row in rows:
        file = files.get(row.file_id or 0)
        found.append(
            Seen(
                number=row.id,
                kind=row.kind,
                area=row.area,
                text=row.text,
                centre=Variants(centres.get(row.centre_id, {})),
                by=names.get(row.by_id or 0) or "",
                files="" if file is None else in_words([file]),
                has_arrived=file is not None and file.sha256 is not None,
                is_own=row.centre_id == own,
            )
        )
    return found
