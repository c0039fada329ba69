"""From what people wished for to a session about it."""

from dataclasses import dataclass

from bot.core.identifiers import row_number
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.i18n.phrase import _
from bot.storage.locked import locked_row
from bot.storage.session_wishes import SessionWish
from bot.usecases import session_wish_pages
from bot.usecases.session_wishes import is_taken_up
from bot.usecases.work import Work

PREFIX = "wish-"  # of the argument with which a session about it is proposed


@dataclass(frozen=True)
class Wished:
    id: int
    text: str
    area: PriorityArea | None
    languages: tuple[str, ...]
    people: int  # who are told and invited


def is_meant(argument: str) -> bool:
    return argument.startswith(PREFIX) and row_number(argument.removeprefix(PREFIX)) is not None


def wished(work: Work, argument: str) -> Wished | None:
    """For whoever may answer it; None where it was taken back meanwhile, or a session comes of it."""
    if not is_meant(argument):
        return None
    seen = session_wish_pages.seen(work, argument.removeprefix(PREFIX))
    if seen is None or not seen.may_answer:
        return None
    return Wished(seen.number, seen.text, seen.area, tuple(seen.languages), seen.people)


def taken(work: Work, number: int) -> Refusal | None:
    """One session for a wish, unless the one before was called off. Locks it, so that two do not make one each."""
    row = locked_row(work.session, SessionWish, number)
    if row is None or not is_taken_up(work, row):
        return None
    return Refusal(_("A session comes of this wish already: number {number}.", number=str(row.session_id)))


def note(work: Work, number: int, session: int) -> None:
    """The wish has its session."""
    row = work.session.get(SessionWish, number)
    if row is not None:
        row.session_id = session
        work.session.add(row)
        work.session.flush()
