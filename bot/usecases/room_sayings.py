"""What is asked in one room and passed on to the others, and answers the same way back: once, and as its author wants it.

Only people are heard in rooms, so a copy is never copied again; a message is written down once (room and message), and a
copy is queued once (saying and room).
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.storage.addresses import Address
from bot.storage.people import Person
from bot.storage.rooms import (
    RoomAct,
    RoomActKind,
    RoomSaying,
    RoomState,
    SayingState,
    SessionRoom,
    find_room,
    forget_sayings,
)
from bot.usecases import room_agenda, room_consents, room_subjects, rooms, sessions
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.room_consents import Shown
from bot.usecases.work import Work

_OURS = re.compile(r"room:\d+:(agenda|saying:(?P<saying>\d+))")
LONGEST = 1000  # signs
QUOTED = 100
MOST_AN_HOUR = 20
WITH_NAME = _p("word", "with name|with my name")
WITHOUT_NAME = _p("word", "without name|without my name")
KEEP = _p("word", "keep|keep it")
TOO_LONG = _("That is too long to pass on. Please say it in at most {count} characters.", count=LONGEST)
TOO_MANY = _("Those were many questions in a short time. Please wait a little, so that the others can follow.")
NOT_ASKED = _("This is settled already.")
MOST_DIGITS = 16
ONCE_FOR_ALL = _("From now on I do the same with what you ask or answer in rooms. Write *ask* to change that.")
NO_ROOM = _("There is no room open for it at the moment.")
ASK_IN_PRIVATE = _("May I pass that on to the other room? Please tell me in private: only you decide that.")


Here = tuple[str, str, str]
"""(channel, account, chat)"""


def is_about_rooms(key: str) -> bool:
    """Whether a message of ours, by its dedupe key, is one to which people reply so that others hear it."""
    return _OURS.fullmatch(key) is not None


def ask_here(work: Work, here: Here, text: str, message_id: str | None) -> Words | Refusal | None:
    """A question to all; None: this is no room."""
    room = find_room(work.session, *here)
    return None if room is None else _say(work, room, text, message_id)


def reply_here(work: Work, here: Here, text: str, message_id: str | None, key: str) -> Words | Refusal | None:
    """To the agenda it is a question, to what was passed on an answer. None: the room is closed by now."""
    room, found = find_room(work.session, *here), _OURS.fullmatch(key)
    return None if room is None or found is None else _say(work, room, text, message_id, found["saying"])


def _say(
    work: Work, room: SessionRoom, text: str, message_id: str | None, answers: str | None = None
) -> Words | Refusal:
    """Somebody has said this to all: what is answered where they said it. `answers`: the number of what they reply to."""
    if refusal := _cannot_be_passed_on(work, room, text, message_id):
        return refusal
    saying = _written_down(work, room, text, message_id, _question(work, answers))
    shown = room_consents.shown(work)
    if shown is not None:
        return _passed_on(work, saying, shown)
    if tell(work, [work.person_id], Notice(f"saying:{saying.id}", _may_i(work, saying), acts=acts(saying.id))):
        return _("I have asked you in private whether I may pass that on.")
    return ASK_IN_PRIVATE


def _written_down(
    work: Work, room: SessionRoom, text: str, message_id: str | None, question: RoomSaying | None
) -> RoomSaying:
    saying = RoomSaying(
        room_id=room.id,
        person_id=work.person_id,
        answers_id=None if question is None else question.id,
        message_id=message_id,
        text=text,
        at=work.now,
    )
    work.session.add(saying)
    work.session.flush()
    return saying


def pending(work: Work, number: str) -> Words | None:
    """The question whether it may be passed on; None: there is nothing to decide."""
    saying = _own(work, number)
    return None if saying is None else _may_i(work, saying)


def latest_pending(work: Work) -> int | None:
    return work.session.exec(
        select(RoomSaying.id)
        .where(RoomSaying.person_id == work.person_id, RoomSaying.state == SayingState.WAITING)
        .order_by(col(RoomSaying.id).desc())
    ).first()


def acts(number: int) -> tuple[Act, ...]:
    return (
        Act("room.named", str(number), _p("button", "With my first name"), WITH_NAME),
        Act("room.nameless", str(number), _p("button", "Without my name"), WITHOUT_NAME),
        Act("room.keep", str(number), _p("button", "No, keep it here"), KEEP),
    )


def with_name(work: Work, argument: str) -> Told | Refusal:
    return _decide(work, argument, Shown.NAMED)


def without_name(work: Work, argument: str) -> Told | Refusal:
    return _decide(work, argument, Shown.NAMELESS)


def keep(work: Work, argument: str) -> Told | Refusal:
    """Only this one: next time we ask again."""
    saying = _own(work, argument)
    if saying is None:
        return Refusal(NOT_ASKED)
    saying.state = SayingState.KEPT
    work.session.add(saying)
    return Told(_("Good, it stays where you said it."))


def ask_everybody(work: Work, key: str, text: str, shown: Shown) -> int | Refusal:
    """Asked in private: it goes to all rooms that stand open; how many those are."""
    subject = room_subjects.called(work, key)
    if subject is None or not room_subjects.may_speak(work, subject):
        return Refusal(sessions.UNKNOWN)
    room = next((one for one in rooms.living(work, subject) if one.state is RoomState.OPEN), None)
    if room is None:
        return Refusal(NO_ROOM)
    if refusal := _cannot_be_passed_on(work, room, text, None):
        return refusal
    room_consents.choose(work, shown)
    return _pass_on(work, _written_down(work, room, text, None, None), shown)


def _decide(work: Work, argument: str, shown: Shown) -> Told | Refusal:
    saying = _own(work, argument)
    if saying is None:
        return Refusal(NOT_ASKED)
    room_consents.choose(work, shown)
    return Told(Lines((_passed_on(work, saying, shown), ONCE_FOR_ALL)))


def _own(work: Work, number: str) -> RoomSaying | None:
    """One's own that waits for a decision."""
    saying = work.session.get(RoomSaying, int(number)) if number.isdecimal() and len(number) < MOST_DIGITS else None
    if saying is None or saying.person_id != work.person_id or saying.state is not SayingState.WAITING:
        return None
    return saying


def _cannot_be_passed_on(work: Work, room: SessionRoom, text: str, message_id: str | None) -> Refusal | None:
    if not text.strip():
        return Refusal(_("Please write your question in the same message, right behind the command."))
    if len(text) > LONGEST:
        return Refusal(TOO_LONG, key="text")
    if message_id is not None and not room_agenda.others(work, room):
        return Refusal(_("There is no other room at the moment: everybody who can read it is here."))
    lately = (
        select(func.count())
        .select_from(RoomSaying)
        .where(RoomSaying.person_id == work.person_id, RoomSaying.at > work.now - timedelta(hours=1))
    )
    return Refusal(TOO_MANY, key="text") if work.session.exec(lately).one() >= MOST_AN_HOUR else None


def _question(work: Work, answers: str | None) -> RoomSaying | None:
    """What it all began with: an answer to an answer belongs to the question, too."""
    found = None if answers is None else work.session.get(RoomSaying, int(answers))
    if found is not None and found.answers_id is not None:
        return work.session.get(RoomSaying, found.answers_id)
    return found


def _may_i(work: Work, saying: RoomSaying) -> Words:
    room = work.session.get_one(SessionRoom, saying.room_id)
    subject = room_subjects.subject_of(work, room)
    return Lines(
        (
            _("You said in the room of {called}:", called=room_subjects.called_in_full(work, subject)),
            _("“{text}”", text=_shortened(saying.text)),
            _("May I pass it on to the other room, so that people there can answer?"),
        )
    )


def _passed_on(work: Work, saying: RoomSaying, shown: Shown) -> Words:
    return passed_on(_pass_on(work, saying, shown))


def passed_on(rooms: int) -> Words:
    return _n("✓ Passed on to {count} room.", "✓ Passed on to {count} rooms.", rooms) if rooms else NO_ROOM


def _pass_on(work: Work, saying: RoomSaying, shown: Shown) -> int:
    """Queue the copies; how many there are. A thing has few rooms: one for each platform."""
    saying.state = SayingState.PASSED
    work.session.add(saying)
    room = work.session.get_one(SessionRoom, saying.room_id)
    # Whoever asked in private has not said it in any room.
    to = [*room_agenda.others(work, room), *([room] if saying.message_id is None else [])]
    for one in to:
        words = _copied(work, saying, room, shown)
        room_agenda.say(work, one, copy_key(one.id, saying.id), room_agenda.put(work, one, words))
    return len(to)


def take_back(work: Work, people: Sequence[int]) -> None:
    """Of those who are forgotten: what was passed on goes out of the rooms again, as far as the platforms let us."""
    said = col(RoomSaying.person_id).in_(people)
    copies = work.session.exec(
        select(RoomSaying.id, SessionRoom)
        .join(of_saying := aliased(SessionRoom), col(of_saying.id) == col(RoomSaying.room_id))
        .join(
            SessionRoom,
            or_(
                col(SessionRoom.session_id) == of_saying.session_id, col(SessionRoom.network_id) == of_saying.network_id
            ),
        )
        .where(said, RoomSaying.state == SayingState.PASSED, SessionRoom.state == RoomState.OPEN)
    ).all()
    room_agenda.take_back(work, [(room, copy_key(room.id, saying)) for saying, room in copies])
    forget_sayings(work.session, list(work.session.exec(select(RoomSaying.id).where(said))))
    addresses = select(Address.external_id).where(col(Address.person_id).in_(people))
    work.session.connection().execute(
        delete(RoomAct).where(col(RoomAct.kind) == RoomActKind.INVITE, col(RoomAct.about).in_(addresses))
    )


def copy_key(room_id: int, saying_id: int) -> str:
    return f"room:{room_id}:saying:{saying_id}"


def _copied(work: Work, saying: RoomSaying, room: SessionRoom, shown: Shown) -> Words:
    name = _first_name(person_of(work)) if shown is Shown.NAMED else None
    question = None if saying.answers_id is None else work.session.get(RoomSaying, saying.answers_id)
    channel = room.channel.capitalize()
    if question is None:
        heading = (
            _("*Question from {name}* ({channel}):", name=name, channel=channel)
            if name
            else _("*Question from the other room* ({channel}):", channel=channel)
        )
        return Lines((heading, saying.text, _("Reply to this message, and I take your answer back.")))
    heading = (
        _("*Answer from {name}* ({channel})", name=name, channel=channel)
        if name
        else _("*Answer from the other room* ({channel})", channel=channel)
    )
    return Lines((heading, _("to: “{text}”", text=_shortened(question.text)), saying.text))


def _first_name(person: Person) -> str | None:
    words = (person.name or "").split()
    return words[0] if words else None


def _shortened(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"
