"""Answers that everybody can find: what was asked once need not be asked again."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.names import fold
from bot.domain.rights import Right
from bot.i18n.phrase import Variants, _, _p
from bot.storage.announcements import Announcement
from bot.storage.faq import ANSWER, KIND, QUESTION, FaqEntry, FaqState, find_entry
from bot.storage.tickets import Ticket
from bot.storage.variants import texts
from bot.usecases import audiences, audit, rights, variants
from bot.usecases.people import person_of
from bot.usecases.work import Work

LOOKED_THROUGH = 1000  # the newest
MOST_SHOWN = 8
_SHORTEST = 3  # letters of a word that is looked for
OFF = _p("word", "take off")
GONE = _("This answer is not there any more. Write *faq* to see the others.")


@dataclass(frozen=True)
class Entry:
    number: int
    question: Variants
    answer: Variants


def add(work: Work, ticket: Ticket, question: str) -> int:
    """Of a question that was answered, in words that tell of nobody. Not checked here: whoever answers may."""
    announcement = work.session.get_one(Announcement, ticket.subject_id)
    spoken = work.translator.spoken(person_of(work).language)
    # As it was asked, it is in the language of whoever asked; reworded, in that of whoever answers.
    asked_in = ticket.language if question == ticket.text else spoken
    entry = FaqEntry(
        programme_id=announcement.programme_id,
        subject_kind=ticket.subject_kind,
        subject_id=ticket.subject_id,
        by_id=work.person_id,
        search=fold(f"{question} {ticket.answer or ''}"),
        created_at=work.now,
    )
    work.session.add(entry)
    work.session.flush()
    variants.write(work, KIND, entry.id, QUESTION, {asked_in: question}, asked_in)
    variants.write(work, KIND, entry.id, ANSWER, {spoken: ticket.answer or ""}, spoken)
    audit.note(work, "show to all", KIND, entry.id)
    return entry.id


def about(work: Work, announcement: int) -> tuple[Entry, ...]:
    """What others have asked about it, the newest first."""
    rows = work.session.exec(
        select(FaqEntry.id)
        .where(FaqEntry.subject_id == announcement, FaqEntry.state == FaqState.SHOWN)
        .order_by(col(FaqEntry.id).desc())
        .limit(MOST_SHOWN)
    ).all()
    return _entries(work, rows)


def newest(work: Work) -> tuple[Entry, ...]:
    rows = work.session.exec(
        select(FaqEntry.id).where(FaqEntry.state == FaqState.SHOWN).order_by(col(FaqEntry.id).desc()).limit(MOST_SHOWN)
    ).all()
    return _entries(work, rows)


def any_to_see(work: Work) -> bool:
    return bool(newest(work))


def found(work: Work, words: str) -> tuple[Entry, ...]:
    """Those with most of these words, whatever their accents and endings; of equals the newest first."""
    wanted = {word for word in fold(words).split() if len(word) >= _SHORTEST} or set(fold(words).split())
    rows = work.session.exec(
        select(FaqEntry.id, FaqEntry.search)
        .where(FaqEntry.state == FaqState.SHOWN)
        .order_by(col(FaqEntry.id).desc())
        .limit(LOOKED_THROUGH)
    ).all()
    scores = {number: sum(word in search for word in wanted) for number, search in rows}
    enough = max(1, len(wanted) // 2)
    best = sorted((number for number, score in scores.items() if score >= enough), key=lambda one: (-scores[one], -one))
    return _entries(work, best[:MOST_SHOWN])


def entry(work: Work, number: str) -> Entry | None:
    known = find_entry(work.session, number)
    if known is None or known.state is not FaqState.SHOWN:
        return None
    return _entries(work, [known.id])[0]


def acts(work: Work, number: str) -> tuple[Act, ...]:
    """For those who may take it off."""
    known = find_entry(work.session, number)
    if known is None or not _is_theirs(work, known):
        return ()
    return (Act("faq.off", number, _p("button", "Take it off"), OFF),)


def take_off(work: Work, argument: str) -> Told | Refusal:
    known = find_entry(work.session, argument)
    if known is None or not _is_theirs(work, known):
        return Refusal(rights.NO_RIGHT)
    if known.state is FaqState.SHOWN:
        known.state = FaqState.WITHDRAWN
        work.session.add(known)
        audit.note(work, "take off", KIND, known.id)
    again = f"a:faq.on:{known.id}"
    words = _("Answer {number} is taken off: nobody finds it any more. To put it back, write *undo*.", number=argument)
    return Told(words, undo=again)


def put_back(work: Work, argument: str) -> Told | Refusal:
    known = find_entry(work.session, argument)
    if known is None or not _is_theirs(work, known):
        return Refusal(rights.NO_RIGHT)
    if known.state is FaqState.WITHDRAWN:
        known.state = FaqState.SHOWN
        work.session.add(known)
        audit.note(work, "put back", KIND, known.id)
    return Told(_("Answer {number} can be found again.", number=argument), acts(work, argument))


def _is_theirs(work: Work, known: FaqEntry) -> bool:
    """Of whoever put it there, and of all who may announce what it is about."""
    if known.by_id == work.person_id:
        return True
    announcement = None if known.subject_id is None else work.session.get(Announcement, known.subject_id)
    if announcement is None or not rights.has_somewhere(work, Right.ANNOUNCE):
        return False
    return audiences.refused(work, Right.ANNOUNCE, Audience.from_json(announcement.audience)) is None


def _entries(work: Work, numbers: Sequence[int]) -> tuple[Entry, ...]:
    """In this order; two queries."""
    questions = texts(work.session, KIND, numbers, QUESTION)
    answers = texts(work.session, KIND, numbers, ANSWER)
    return tuple(
        Entry(number, Variants(questions.get(number, {})), Variants(answers.get(number, {}))) for number in numbers
    )
