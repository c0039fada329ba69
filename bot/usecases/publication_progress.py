"""While people are told of a questionnaire: recipients written down slice by slice, and the report to its author."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import col, func, select

from bot.core.outcome import Act
from bot.delivery import copies, ledger
from bot.delivery.ledger import Tally
from bot.domain.audiences import Audience
from bot.domain.nudges import next_allowed
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.next_free import next_free
from bot.storage.questionnaires import KIND, Publication, PublicationState, Submission, takes_answers
from bot.usecases import audiences, audit
from bot.usecases.announcement_progress import cause_words, tally_words
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work


def start(work: Work, publication: Publication) -> None:
    """People are told from now on, as of an announcement: once each, with a ledger."""
    broadcast = copies.start(work.session, KIND, KIND, publication.id, work.actor.person_id, work.now)
    _expand(work, publication, broadcast)


def stop(work: Work, publication: Publication) -> None:
    """Whoever has not been told yet is not told any more."""
    for _publication, broadcast in _under_way(work, publication.id):
        copies.cancel(work.session, broadcast, "closed by a person")


def look_after(work: Work) -> bool:
    """On the clock: one slice; True when there is more to do at once."""
    for publication, broadcast in _under_way(work):
        if not takes_answers(publication, work.now):
            copies.cancel(work.session, broadcast, "its last day is over")
        if broadcast.state is BroadcastState.CANCELLED:
            if copies.take_back_slice(work.session, broadcast, work.now):
                return True
        elif not broadcast.expanded and _expand(work, publication, broadcast):
            return True
        closed = ledger.close_if_finished(work.session, broadcast, work.now)
        if closed is not None and publication.author_id is not None:
            _report(work, publication, broadcast, closed)
    return False


def close_due(work: Work) -> bool:
    """On the clock: one whose last day is over; its author is told. True when there may be more."""
    publication = next_free(
        work.session,
        select(Publication)
        .where(
            Publication.state == PublicationState.OPEN,
            col(Publication.closes_at) <= work.now,
            col(Publication.round_id).is_(None),  # a round closes as a whole
        )
        .order_by(col(Publication.id)),
    )
    if publication is None:
        return False
    closed_at = publication.closes_at
    assert closed_at is not None, "its day is over"
    publication.state, publication.closed_at = PublicationState.CLOSED, closed_at
    work.session.add(publication)
    audit.note(work, "close", KIND, publication.id)
    if publication.author_id is not None:
        answered = work.session.exec(
            select(func.count()).select_from(Submission).where(Submission.publication_id == publication.id)
        ).one()
        words = _n(
            "*Questionnaire {number}* has closed, as its last day is over. {count} answer came in.",
            "*Questionnaire {number}* has closed, as its last day is over. {count} answers came in.",
            answered,
            number=publication.id,
        )
        key = f"{KIND}:{publication.id}:closed:{closed_at.isoformat()}"
        notice = Notice(key, words, (_see(publication.id),))
        # A last day ends at midnight: its author may be asleep.
        tell(work, [publication.author_id], lambda to: replace(notice, due_at=next_allowed(work.now, to.zone)))
    return True


def see_round(number: int) -> Act:
    return Act("begin", f"rounds:{number}", _p("button", "See the round"))


def _see(number: int) -> Act:
    return Act("begin", f"published:{number}", _p("button", "Who has answered?"))


def _expand(work: Work, publication: Publication, broadcast: Broadcast) -> bool:
    people = audiences.people_in(work, Audience.from_json(publication.audience))
    return copies.expand_slice(work.session, broadcast, people, work.now, wake=work.wake)


def _under_way(work: Work, number: int | None = None) -> Sequence[tuple[Publication, Broadcast]]:
    wanted = (
        select(Publication, Broadcast)
        .join(Broadcast, col(Broadcast.subject_id) == col(Publication.id))
        .where(Broadcast.subject_kind == KIND, col(Broadcast.closed_at).is_(None))
        .order_by(col(Broadcast.id))
    )
    return work.session.exec(wanted if number is None else wanted.where(Publication.id == number)).all()


def _report(work: Work, publication: Publication, broadcast: Broadcast, tally: Tally) -> None:
    assert publication.author_id is not None, "somebody to report to"
    number, see = publication.id, _see(publication.id)
    told = _("*Questionnaire {number}*: people have been told.", number=number)
    if publication.round_id is not None:
        told = _("*Round {number}*: people have been told.", number=publication.round_id)
        see = see_round(publication.round_id)
    lines: list[Words] = [told, tally_words(tally), *cause_words(ledger.causes(work.session, broadcast.id))]
    tell(work, [publication.author_id], Notice(f"{KIND}:{number}:told:{broadcast.id}", Lines(tuple(lines)), (see,)))
