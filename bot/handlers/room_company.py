"""What is said to us in groups and rooms: this is the room of that session; a question to all; an answer to one."""

from collections.abc import Sequence

from bot.core.messages import Link
from bot.core.outcome import Saying
from bot.core.ports import Heard
from bot.core.refusal import Refusal
from bot.i18n.phrase import Words, _
from bot.i18n.translator import Reader
from bot.usecases import news_places, people, room_sayings, rooms
from bot.usecases.work import Work

GIVE, ASK, NEWS = "room", "ask", "news"
IN_GROUPS: Sequence[tuple[str, Words]] = (
    (ASK, _("Ask everybody, in the other room too")),
    (GIVE, _("Make this the room of a session")),
    (NEWS, _("Post announcements here")),
)
"""(command, what it does) where several talk."""
HOW_TO_GIVE = _(
    "Which session is this room for? Whoever looks after it writes */room* and its number, for example */room 31*."
)
NO_ROOM_HERE = _(
    "This is not the room of a session, so there is nobody to pass it on to. Whoever looks after a session writes "
    "*/room* and its number here, for example */room 31*."
)
KNOW_EACH_OTHER = _(
    "I would gladly pass that on, but we do not know each other yet. Please write to me in private first, then say it "
    "here once more."
)


def in_company(work: Work, heard: Heard) -> Sequence[Saying] | None:
    """None: it is not for this, or people talk with each other."""
    answer = _answer(work, heard)
    if answer is None:
        return None
    words = answer.why if isinstance(answer, Refusal) else answer
    if words is room_sayings.ASK_IN_PRIVATE:
        return (_in_private(work, words, f"ask-s{room_sayings.latest_pending(work)}"),)
    return (_in_private(work, words, ASK),) if words is KNOW_EACH_OTHER else (Saying(words),)


def _answer(work: Work, heard: Heard) -> Words | Refusal | None:
    if heard.command == GIVE:
        return _give(work, heard, heard.text) if heard.text else HOW_TO_GIVE
    if heard.command == "start" and heard.text.startswith(f"{GIVE}-"):
        return _give(work, heard, heard.text.removeprefix(f"{GIVE}-"))
    if heard.command == NEWS:
        return _news(work, heard)
    if heard.command == ASK or (heard.replied_to is not None and room_sayings.is_about_rooms(heard.replied_to)):
        return _say(work, heard) if heard.is_member else KNOW_EACH_OTHER
    return None


def _give(work: Work, heard: Heard, key: str) -> Words | Refusal:
    return rooms.give(work, key, heard.channel, heard.account, heard.chat, has_topics=heard.has_topics)


def _news(work: Work, heard: Heard) -> Words | Refusal:
    here = (heard.channel, heard.account, heard.chat)
    what = heard.text.lower()
    return news_places.end(work, *here) if what == "off" else news_places.give(work, *here, what)


def _say(work: Work, heard: Heard) -> Words | Refusal | None:
    here = (heard.channel, heard.account, heard.chat)
    if heard.replied_to is not None:
        return room_sayings.reply_here(work, here, heard.text, heard.message_id, heard.replied_to)
    return room_sayings.ask_here(work, here, heard.text, heard.message_id) or NO_ROOM_HERE


def _in_private(work: Work, words: Words, payload: str) -> Saying:
    reader = Reader(people.person_of(work).language or "en")
    return Saying(words, links=(Link(work.translator.render(_("Open a private chat"), reader), f"private:{payload}"),))
