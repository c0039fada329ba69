"""A session is over: those who were there are asked how it was, and whoever led it reads what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.core.messages import Priority
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.feedback import Ratings, ratings
from bot.domain.sessions import SessionKind
from bot.i18n.phrase import Lines, _, _p
from bot.questionnaires import builtin
from bot.storage.questionnaires import KIND as QUESTIONNAIRE
from bot.storage.questionnaires import Publication, Submission
from bot.storage.session_feedback import SessionFeedback, publication_for
from bot.storage.sessions import (
    LearningSession,
    RoundKind,
    Rsvp,
    SessionRound,
    SessionState,
    find_session,
    was_there,
)
from bot.usecases import audit, session_acts, session_day, sessions
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.publishing import keep_built_in
from bot.usecases.session_slices import SLICE, Slice
from bot.usecases.session_words import described, facts_of
from bot.usecases.work import Work

LOOKS_BACK = timedelta(days=3)  # after a longer absence of the bot nobody is asked any more
LOOKED_AT = 50  # sessions that have begun, among which one that is over is looked for
OPEN_FOR = timedelta(days=14)
MOST_WORDS = 20  # answers in people's own words that are shown at once
USEFUL, LANGUAGE, LENGTH, TRY, BETTER = (f"/data/{name}" for name in ("useful", "language", "length", "try", "better"))
NOT_YOURS = _("Only those who led session {number} can see that.")

_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables


def look_after(work: Work) -> bool:
    """Closes one session that has just ended; True when there may be more."""
    asked = select_rows(SessionFeedback.session_id)
    begun = work.session.exec(
        select_rows(LearningSession)
        .where(
            LearningSession.state == SessionState.PLANNED,
            LearningSession.kind != SessionKind.PEER_VISIT,  # has a report of its own
            col(LearningSession.starts_at) <= work.now,
            col(LearningSession.starts_at) > work.now - LOOKS_BACK,
            col(LearningSession.id).not_in(asked),
        )
        .order_by(col(LearningSession.starts_at), col(LearningSession.id))
        .limit(LOOKED_AT)
    ).all()
    row = next((one for one in begun if session_day.ends(one) <= work.now), None)
    if row is None:
        return False
    _close(work, row)
    return True


def _close(work: Work, row: LearningSession) -> None:
    publication = Publication(
        programme_id=row.programme_id,
        version_id=keep_built_in(work, builtin.session_feedback()),
        audience=Audience(sessions=(row.id,)).to_json(),
        opens_at=work.now,
        closes_at=work.now + OPEN_FOR,
        created_at=work.now,
    )
    work.session.add(publication)
    work.session.flush()
    work.session.add(SessionFeedback(session_id=row.id, publication_id=publication.id, created_at=work.now))
    work.session.add(SessionRound(session_id=row.id, kind=RoundKind.FEEDBACK, created_at=work.now))
    audit.note(work, "ask for feedback", "session", row.id, publication=publication.id)
    facts = facts_of(work, row)
    act = Act("begin", f"sessions:{row.id}", _p("button", "Go there"))

    def notice(to: Recipient) -> Notice:
        lines = (
            _("The session is over. Thank you for leading it."),
            described(facts, to.zone),
            _("You can note who was there, read what people say of it, and send a summary."),
        )
        return Notice(f"session:{row.id}:over", Lines(lines), acts=(act,))

    tell(work, sorted(sessions.leading(work, row)), notice)


def ask(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    """Everybody who was there but those who led it."""
    publication = publication_for(work.session, row.id)
    rows = work.session.connection().execute(
        select(_rsvp.c.person_id)
        .where(_rsvp.c.session_id == row.id, _rsvp.c.person_id > round_.last_person_id, was_there())
        .order_by(_rsvp.c.person_id)
        .limit(SLICE)
    )
    ids = list(rows.scalars())
    facts = facts_of(work, row)
    acts = (
        Act("begin", f"{QUESTIONNAIRE}:{publication}", _p("button", "Answer it")),
        session_acts.missed(facts.number),
    )

    def notice(to: Recipient) -> Notice:
        lines = (
            _("How was it?"),
            described(facts, to.zone),
            _("Five short questions, two minutes. Your answers help to make the next one better."),
        )
        return Notice(f"session:{row.id}:feedback", Lines(lines), acts=acts, priority=Priority.BROADCAST)

    tell(work, sorted(set(ids) - sessions.leading(work, row)), notice)
    return Slice(ids, max(ids, default=round_.last_person_id), is_last=len(ids) < SLICE)


@dataclass(frozen=True)
class Feedback:
    """`answers` that have come; what was chosen, as far as it may be told; what was written, as it was written."""

    answers: int
    ratings: Ratings
    tries: tuple[str, ...]
    betters: tuple[str, ...]


def is_asked(work: Work, number: int) -> bool:
    """Whether there is something to read, for whoever led it."""
    row = find_session(work.session, number)
    return row is not None and sessions.leads(work, row) and publication_for(work.session, row.id) is not None


def results(work: Work, number: int) -> Feedback | Refusal:
    row = find_session(work.session, number)
    if row is None or not sessions.leads(work, row):
        return Refusal(NOT_YOURS)
    answers: list[Mapping[str, str]] = list(
        work.session.exec(
            select_rows(Submission.answers)
            .where(Submission.publication_id == publication_for(work.session, row.id))
            .order_by(col(Submission.id))
        ).all()
    )
    return Feedback(
        len(answers), ratings(answers, USEFUL, (LANGUAGE, LENGTH)), _written(answers, TRY), _written(answers, BETTER)
    )


def _written(answers: list[Mapping[str, str]], path: str) -> tuple[str, ...]:
    """In no order that would tell whose they are; the latest are left out where there are too many."""
    found = [answer[path].strip() for answer in answers if answer.get(path, "").strip()]
    return tuple(sorted(found[:MOST_WORDS], key=str.casefold))
