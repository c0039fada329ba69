"""What is asked in one room and passed on to the others, and answers the same way back: once, and as its author wants it.

Only people are heard in rooms, so a copy is never copied again; a message is written down once (room and message), and a
copy is queued once (saying and room).
"""

import re
from datetime import timedelta

from sqlmodel import col, func, select

from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.storage.rooms import RoomSaying, RoomState, SayingState, SessionRoom, find_room
from bot.usecases import room_agenda, room_consents, room_subjects, rooms, sessions
from bot.usecases.notify import Notice, tell
from bot.usecases.room_consents import Shown
from bot.usecases.room_copies import pass_on, shortened
from bot.usecases.work import Work

_OURS = re.compile(r"room:\d+:(agenda|saying:(?P<saying>\d+))")
LONGEST = 1000  # signs
MOST_AN_HOUR = 20
WITH_NAME = _p("word", "with name|with my name")
WITHOUT_NAME = _p("word", "without name|without my name")
KEEP = _p("word", "keep|keep it")
TOO_LONG = _("That is too long to pass on. Please say it in at most {count} characters.", count=LONGEST)
TOO_MANY = _("Those were many questions in a short time. Please wait a little, so that the others can follow.")
NOT_ASKED = _("This is settled already.")
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
    return pass_on(work, _written_down(work, room, text, None, None), shown)


def _decide(work: Work, argument: str, shown: Shown) -> Told | Refusal:
    saying = _own(work, argument)
    if saying is None:
        return Refusal(NOT_ASKED)
    room_consents.choose(work, shown)
    return Told(Lines((_passed_on(work, saying, shown), ONCE_FOR_ALL)))


def _own(work: Work, number: str) -> RoomSaying | None:
    """One's own that waits for a decision."""
    known = row_number(number)
    saying = None if known is None else work.session.get(RoomSaying, known)
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
            _("“{text}”", text=shortened(saying.text)),
            _("May I pass it on to the other room, so that people there can read it?"),
        )
    )


def _passed_on(work: Work, saying: RoomSaying, shown: Shown) -> Words:
    return passed_on(pass_on(work, saying, shown))


def passed_on(rooms: int) -> Words:
    return _n("✓ Passed on to {count} room.", "✓ Passed on to {count} rooms.", rooms) if rooms else NO_ROOM
