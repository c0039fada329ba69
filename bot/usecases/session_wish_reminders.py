"""A wish that has waited for a week: those who coordinate there are reminded of it once, of all of a day in one message."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.storage.memberships import Membership, belongs
from bot.storage.next_free import next_free
from bot.storage.session_wishes import SessionWish, WishNews, WishPerson
from bot.usecases.notify import Notice
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.session_wish_places import hearing, is_free, reach_of, waits_within
from bot.usecases.session_wish_telling import TALK, listed, news_of
from bot.usecases.work import Work

WAITED = timedelta(days=7)


def look_after(work: Work) -> bool:
    """One wish, else one who is reminded of all that were found; True when there may be more."""
    return _note_next(work) or _remind_next(work)


def _note_next(work: Work) -> bool:
    """Whoever wants it belongs to a centre, and has no answer."""
    waits = select(WishPerson.id).where(WishPerson.wish_id == SessionWish.id, waits_within(work, None))
    wish = next_free(
        work.session,
        select(SessionWish)
        .where(col(SessionWish.reminded_at).is_(None), col(SessionWish.at) <= work.now - WAITED)
        .where(is_free(), waits.exists())
        .order_by(col(SessionWish.at), col(SessionWish.id)),
    )
    if wish is None:
        return False
    wish.reminded_at = work.now
    centres = work.session.exec(
        select(Membership.centre_id)
        .join(WishPerson, col(WishPerson.person_id) == col(Membership.person_id))
        .where(WishPerson.wish_id == wish.id, col(WishPerson.answered_at).is_(None), belongs(work.now.date()))
        .distinct()
        .order_by(col(Membership.centre_id))
    ).all()
    rows = news_of(work, hearing(work, centres))
    for row in rows:
        row.remind_at = row.remind_at or work.now
    work.session.add_all([wish, *rows])
    work.session.flush()
    return True


def _remind_next(work: Work) -> bool:
    row = next_free(
        work.session,
        select(WishNews).where(col(WishNews.remind_at) <= work.now).order_by(col(WishNews.remind_at), col(WishNews.id)),
    )
    if row is None:
        return False
    mine = select(WishPerson.id).where(
        WishPerson.wish_id == SessionWish.id, waits_within(work, reach_of(work, row.person_id))
    )
    wishes = work.session.exec(
        select(SessionWish)
        .where(col(SessionWish.reminded_at) >= row.remind_at, is_free(), mine.exists())
        .order_by(col(SessionWish.id))
    ).all()
    row.remind_at = None
    work.session.add(row)
    if wishes:  # else they were answered or taken back meanwhile
        tell_by_day(work, [row.person_id], _notice(wishes))
    return True


def _notice(wishes: Sequence[SessionWish]) -> Notice:
    key = f"wishes:{wishes[-1].id}:wait"
    lead = _n(
        "{count} wish for a session has waited for an answer for a week:",
        "{count} wishes for sessions have waited for an answer for a week:",
        len(wishes),
    )
    how: Words = _("You can propose a session, or say kindly that it cannot be now.")
    only = len(wishes) == 1
    label, argument = (
        (_p("button", "Look at it"), f"{TALK}:{wishes[0].id}") if only else (_p("button", "Look at them"), TALK)
    )
    return Notice(key, Lines((lead, *listed(wishes), how)), acts=(Act("begin", argument, label),))
