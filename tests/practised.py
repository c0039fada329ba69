"""Practices that are there already: for tests, and for `@practice` lines of transcripts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, select

from bot import app
from bot.domain.areas import PriorityArea
from bot.domain.practices import KIND, PracticeField
from bot.storage.centres import Centre
from bot.storage.people import Person
from bot.storage.practices import Practice
from bot.storage.programmes import Programme
from bot.usecases import practice_publishing, variants
from bot.usecases.work import SYSTEM, Work

WORDS: Mapping[PracticeField, str] = {
    PracticeField.PROBLEM: "Few learners knew what the trade is like.",
    PracticeField.WHAT: "Learners spend one day a week in a company, with a mentor.",
    PracticeField.HOW: "Two teachers visit the companies; mentors come to the centre twice a year.",
    PracticeField.WHY: "Learners see why they learn something.",
    PracticeField.RESULTS: "Of ten learners, eight were offered a job.",
}


def kept(
    session: Session,
    now: datetime,
    *,
    title: str = "Mentors in companies",
    centre: str = "TN-1",
    author: str | None = None,
    areas: Sequence[PriorityArea] = (PriorityArea.WBL,),
    language: str = "en",
    words: Mapping[PracticeField, str] = WORDS,
    **more: object,
) -> Practice:
    """A draft; `author` by the name in a transcript, `words` beside its title, `more` as the table has it."""
    row = Practice(
        programme_id=session.exec(select(Programme.id)).one(),
        centre_id=session.exec(select(Centre.id).where(Centre.code == centre)).one(),
        author_id=author and session.exec(select(Person.id).where(Person.name == author.title())).one(),
        areas=[area.value for area in areas],
        language=language,
        created_at=now,
        changed_at=now,
        **more,
    )
    session.add(row)
    session.flush()
    for field, text in {PracticeField.TITLE: title, **words}.items():
        variants.write(_work(session, now), KIND, row.id, field, {language: text}, language)
    return row


def published(session: Session, now: datetime, **told: object) -> Practice:
    """As `kept`, and everybody's."""
    row = kept(session, now, **told)
    row.submitted_at = now
    practice_publishing.publish(_work(session, now), row)
    return row


def practice(session: Session, now: datetime, about: tuple[str, ...]) -> None:
    """`TN-1 amina green,inclusion fr Un jour en cuisine`: centre, author ("-" for nobody), areas, language, title."""
    centre, author, areas, language, *title = about
    published(
        session,
        now,
        centre=centre,
        author=None if author == "-" else author,
        areas=[PriorityArea(one) for one in areas.split(",")],
        language=language,
        title=" ".join(title),
    )


def _work(session: Session, now: datetime) -> Work:
    return Work(session, now, SYSTEM, app.translator(), lambda *_: None)


PRACTICES = {"practice": practice}
