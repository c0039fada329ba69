"""Telling of wishes for sessions: those who coordinate, at most once a day; and those who wished, what became of it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta

from sqlmodel import col, select

from bot.core.messages import Priority
from bot.core.outcome import Act
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.storage.inserts import INSERTS
from bot.storage.lookups import look_up_one_by_one
from bot.storage.next_free import next_free
from bot.storage.people import Person
from bot.storage.session_wishes import SessionWish, WishNews, WishPerson
from bot.storage.sessions import LearningSession, Rsvp, SessionRound
from bot.usecases import session_words
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.session_slices import SLICE, Slice
from bot.usecases.session_wish_places import hearing, is_free, own_centres, reach_of, waits_within
from bot.usecases.session_words import described, facts_of
from bot.usecases.work import Work

TALK = "wishes"
APART = timedelta(days=1)  # of two messages to one who coordinates
MOST_TOLD = 5  # wishes named in one message
_news = WishNews.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables


def note(work: Work, centres: Collection[int]) -> None:
    """A wish is about to come from there. Before it is written: whoever is told meanwhile is told of it the next time."""
    rows = news_of(work, hearing(work, centres))
    for row in rows:
        if row.tell_at is None:
            row.tell_at = work.now if row.told_at is None else max(work.now, row.told_at + APART)
    work.session.add_all(rows)
    work.session.flush()


def news_of(work: Work, people: Collection[int]) -> Sequence[WishNews]:
    """Locked; whoever has none yet gets one."""
    if not people:
        return ()
    connection = work.session.connection()
    insert = INSERTS[connection.dialect.name]
    new = insert(_news).values([{"person_id": one} for one in people])
    connection.execute(new.on_conflict_do_nothing(index_elements=["person_id"]))
    mine = select(WishNews).where(col(WishNews.person_id).in_(list(people)))
    return work.session.exec(mine.order_by(col(WishNews.id)).with_for_update()).all()


def look_after(work: Work) -> bool:
    """One who coordinates is told, or a slice of those who wished; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    return _tell_answers(work) or _tell_news(work)


# -- those who coordinate ----------------------------------------------------------------------------------------------
def _tell_news(work: Work) -> bool:
    row = next_free(
        work.session,
        select(WishNews).where(col(WishNews.tell_at) <= work.now).order_by(col(WishNews.tell_at), col(WishNews.id)),
    )
    if row is None:
        return False
    row.tell_at = None
    new = work.session.exec(
        select(WishPerson, SessionWish)
        .join(SessionWish, col(SessionWish.id) == col(WishPerson.wish_id))
        .where(
            WishPerson.id > row.through_id,
            WishPerson.person_id != row.person_id,
            is_free(),
            waits_within(work, reach_of(work, row.person_id)),
        )
        .order_by(col(WishPerson.id))
    ).all()
    if new:  # else it was taken back meanwhile, or a session comes of it
        row.through_id, row.told_at = new[-1][0].id, work.now
        wishes = list({wish.id: (wish, person) for person, wish in reversed(new)}.values())[::-1]
        tell_by_day(work, [row.person_id], _notice(work, row, wishes))
    work.session.add(row)
    return True


def _notice(work: Work, row: WishNews, wishes: Sequence[tuple[SessionWish, WishPerson]]) -> Notice:
    key = f"wishes:{row.through_id}"
    if len(wishes) == 1:
        (wish, person) = wishes[0]
        words = Lines((_asks(work, person.person_id), _("“{text}”", text=wish.text)))
        return Notice(key, words, acts=(Act("begin", f"{TALK}:{wish.id}", _p("button", "Look at it")),))
    lines: list[Words] = [
        _n(
            "{count} new wish for a session from the centres that you coordinate:",
            "{count} new wishes for sessions from the centres that you coordinate:",
            len(wishes),
        ),
        *listed([wish for wish, _person in wishes]),
    ]
    return Notice(key, Lines(tuple(lines)), acts=(Act("begin", TALK, _p("button", "Look at them")),))


def listed(wishes: Sequence[SessionWish]) -> Iterator[Words]:
    """Some of them, and how many more."""
    yield from (_("• “{text}”", text=wish.text) for wish in wishes[:MOST_TOLD])
    if (more := len(wishes) - MOST_TOLD) > 0:
        yield _n("and {count} more", "and {count} more", more)


def _asks(work: Work, person_id: int) -> Words:
    name = work.session.get_one(Person, person_id).name or "?"
    centres = own_centres(work, person_id)
    return _("*{name}* ({centre}) wishes for a session:", name=name, centre=centre_name(work, centres[0]))


# -- those who wished --------------------------------------------------------------------------------------------------
def _tell_answers(work: Work) -> bool:
    first = next_free(work.session, select(WishPerson).where(col(WishPerson.to_tell)).order_by(col(WishPerson.id)))
    if first is None:
        return False
    rows = work.session.exec(
        select(WishPerson)
        .where(col(WishPerson.to_tell), WishPerson.wish_id == first.wish_id, WishPerson.answer == first.answer)
        .where(WishPerson.answered_by_id == first.answered_by_id)
        .order_by(col(WishPerson.id))
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.to_tell = False
    work.session.add_all(rows)
    wish = work.session.get_one(SessionWish, first.wish_id)
    tell(work, sorted(row.person_id for row in rows), _answer(work, wish, first))
    return True


def _answer(work: Work, wish: SessionWish, row: WishPerson) -> Notice:
    coordinator = None if row.answered_by_id is None else work.session.get(Person, row.answered_by_id)
    name = (coordinator.name if coordinator is not None else None) or "?"
    lines = [
        _("You wished for a session: “{text}”", text=wish.text),
        _("*{name}* thanks you for saying so. It cannot be now.", name=name),
    ]
    if row.answer:
        lines.append(_("{name} writes: “{answer}”", name=name, answer=row.answer))
    act = Act("begin", "wish", _p("button", "Wish for something else"))
    return Notice(f"wish:{wish.id}:answer", Lines(tuple(lines)), acts=(act,))


def invite(work: Work, round_: SessionRound, row: LearningSession) -> Slice:
    """Whoever wished for it hears that it is planned, and is invited, in the audience or not: it is theirs."""
    rows = work.session.exec(
        select(WishPerson.person_id, SessionWish.text)
        .join(SessionWish, col(SessionWish.id) == col(WishPerson.wish_id))
        .where(
            SessionWish.id == row.origin_id,
            SessionWish.session_id == row.id,
            WishPerson.person_id > round_.last_person_id,
        )
        .order_by(col(WishPerson.person_id))
        .limit(SLICE)
    ).all()
    people = [person for person, _text in rows]
    if people and row.lies_ahead(work.now):
        known = set(
            work.session.exec(select(Rsvp.person_id).where(Rsvp.session_id == row.id, col(Rsvp.person_id).in_(people)))
        )
        new = [one for one in people if one not in known]
        work.session.add_all(Rsvp(session_id=row.id, person_id=one, at=work.now) for one in new)
        work.session.flush()
        tell(work, people, _comes_of_it(work, row, rows[0][1], frozenset(new)))
    return Slice(people, max(people, default=round_.last_person_id), is_last=len(people) < SLICE)


def _comes_of_it(work: Work, row: LearningSession, text: str, new: frozenset[int]) -> Callable[[Recipient], Notice]:
    facts = facts_of(work, row)
    number = facts.number
    acts = (session_words.yes(number), session_words.maybe(number), session_words.no(number))

    def notice(to: Recipient) -> Notice:
        """Whoever was asked for a time hears of it in another message, too."""
        lead = _("You wished for a session, “{text}”, and here it is:", text=text)
        is_new = to.person_id in new
        question = (_("Will you come?"),) if is_new else ()
        words = Lines((lead, described(facts, to.zone), *facts.details, *question))
        return Notice(f"session:{number}:wish", words, acts=acts if is_new else (), priority=Priority.REMINDER)

    return notice
