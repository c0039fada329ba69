"""Questions about an announcement: to whoever wrote it, and their answers back; an answer can become one for all."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, func, select

from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import Role, ScopeKind
from bot.i18n.phrase import LanguageName, Lines, Phrase, Words, _, _p
from bot.storage.announcements import KIND, Announcement
from bot.storage.people import Person
from bot.storage.tickets import Ticket, TicketState, find_ticket
from bot.usecases import announcement_offers, audit, faq
from bot.usecases.announcement_readers import NOT_YOURS, mine
from bot.usecases.announcements import rights_refused
from bot.usecases.coordinators import holders_at
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.work import Work

LONGEST_QUESTION, LONGEST_ANSWER = 1000, 3000  # signs
MOST_A_DAY = 20
MOST_LISTED = 50
TALK = "answerquestion"
ANSWER = _p("word", "answer|answer questions")
_DAY = timedelta(days=1)
UNKNOWN = _("There is no question with this number that you could answer.")


@dataclass(frozen=True)
class Waiting:
    """A question that waits for an answer."""

    number: int
    announcement: int
    text: str
    name: str
    language: str


def may_ask(work: Work, number: str) -> Refusal | None:
    announcement = mine(work, number)
    if announcement is None:
        return Refusal(NOT_YOURS)
    asked = work.session.exec(
        select(func.count())
        .select_from(Ticket)
        .where(Ticket.person_id == work.person_id, col(Ticket.asked_at) > work.now - _DAY)
    ).one()
    if asked >= MOST_A_DAY:
        return Refusal(
            _(
                "Those are many questions for one day. Please send the next one tomorrow; all the others are on their way."
            )
        )
    return None


def ask(work: Work, number: str, text: str) -> int | Refusal:
    """The number of the question. It goes to the author; where that one is not there any more, to the coordinators."""
    if refusal := may_ask(work, number):
        return refusal
    announcement = mine(work, number)
    assert announcement is not None, "looked up a line above"
    person = person_of(work)
    ticket = Ticket(
        subject_kind=KIND,
        subject_id=announcement.id,
        person_id=person.id,
        text=text,
        language=work.translator.spoken(person.language),
        asked_at=work.now,
    )
    work.session.add(ticket)
    work.session.flush()
    audit.note(work, "ask", "ticket", ticket.id)
    asked = _asked(ticket, person.name or "?")
    # It stays on the author's list in any case.
    if announcement.author_id is None or not tell(work, [announcement.author_id], asked):
        tell(work, _coordinators(work, announcement), asked)
    return ticket.id


def waiting(work: Work) -> tuple[Waiting, ...]:
    """For whoever wrote the announcements, the oldest first."""
    rows = work.session.exec(
        select(Ticket, Person.name)
        .join(Announcement, col(Announcement.id) == col(Ticket.subject_id))
        .join(Person, col(Person.id) == col(Ticket.person_id))
        .where(Ticket.state == TicketState.OPEN, Ticket.subject_kind == KIND)
        .where(Announcement.author_id == work.person_id)
        .order_by(col(Ticket.id))
        .limit(MOST_LISTED)
    )
    return tuple(_waiting(ticket, name) for ticket, name in rows)


def any_waiting(work: Work) -> bool:
    return bool(waiting(work))


def to_answer(work: Work, number: str) -> Waiting | Refusal:
    found = _answerable(work, number)
    if isinstance(found, Refusal):
        return found
    return _waiting(found, work.session.get_one(Person, found.person_id).name)


def in_words(one: Waiting, reader: str) -> Words:
    lines: list[Words] = [_("*Question {number}*, about announcement {announcement}:", **_numbers(one)), one.text]
    if one.language != reader:
        lines.append(_("It was asked in {language}.", language=LanguageName(one.language)))
    return Lines(tuple(lines))


def answer(work: Work, number: str, text: str, for_all: str | None = None) -> int | Refusal | None:
    """It goes back to whoever asked. `for_all`: the question as everybody shall find it; then the number of that entry."""
    ticket = _answerable(work, number)
    if isinstance(ticket, Refusal):
        return ticket
    ticket.state, ticket.answer = TicketState.ANSWERED, text
    ticket.by_id, ticket.answered_at = work.person_id, work.now
    work.session.add(ticket)
    audit.note(work, "answer", "ticket", ticket.id, for_all=for_all is not None)
    tell(work, [ticket.person_id], _answered(ticket, person_of(work).name or "?"))
    return None if for_all is None else faq.add(work, ticket, for_all)


def _coordinators(work: Work, announcement: Announcement) -> list[int]:
    role = frozenset({Role.PROGRAMME_COORDINATOR})
    return holders_at(work, role, ScopeKind.PROGRAMME, str(announcement.programme_id))


def _answerable(work: Work, number: str) -> Ticket | Refusal:
    ticket = find_ticket(work.session, number)
    announcement = None if ticket is None else work.session.get(Announcement, ticket.subject_id)
    if ticket is None or announcement is None:
        return Refusal(UNKNOWN)
    if announcement.author_id != work.person_id and (
        rights_refused(work, Audience.from_json(announcement.audience)) is not None
    ):
        return Refusal(UNKNOWN)
    if ticket.state is TicketState.ANSWERED:
        return Refusal(_("Question {number} is answered already.", number=str(ticket.id)))
    return ticket


def _asked(ticket: Ticket, name: str) -> Notice:
    number = str(ticket.id)
    words = _("*{name}* asks about announcement {announcement}:", name=name, announcement=str(ticket.subject_id))
    act = Act("begin", f"{TALK}:{number}", _p("button", "Answer"), ANSWER)
    return Notice(key=f"ticket:{number}:asked", words=Lines((words, ticket.text)), acts=(act,))


def _answered(ticket: Ticket, name: str) -> Notice:
    words: Phrase = _(
        "*{name}* answers your question about announcement {announcement}:",
        name=name,
        announcement=str(ticket.subject_id),
    )
    said = _("You asked: “{text}”", text=ticket.text)
    return Notice(
        key=f"ticket:{ticket.id}:answered",
        words=Lines((words, ticket.answer or "", "", said)),
        acts=(announcement_offers.ask(ticket.subject_id),),
    )


def _waiting(ticket: Ticket, name: str | None) -> Waiting:
    return Waiting(ticket.id, ticket.subject_id, ticket.text, name or "?", ticket.language)


def _numbers(one: Waiting) -> dict[str, str]:
    return {"number": str(one.number), "announcement": str(one.announcement)}
