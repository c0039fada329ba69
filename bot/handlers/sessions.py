"""The sessions one is invited to, and the page of each: what it is, one's answer, and what one can do with it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.outcome import Act
from bot.handlers import session_attendance, session_changes, session_feedback, session_materials, session_summary
from bot.i18n.phrase import Lines, Words, _, _p
from bot.usecases import (
    rooms,
    session_lists,
    session_series,
    session_wishes,
    session_words,
    sessions,
    time_vote_answers,
    time_vote_pages,
    visit_places,
)
from bot.usecases.session_lists import Coming, Seen
from bot.usecases.session_wishes import WISH
from bot.usecases.time_vote_words import TALK

ANSWERS: dict[str | None, Words] = {
    "yes": _p("rsvp", "yes"),
    "waiting": _p("rsvp", "yes, on the waiting list"),
    "maybe": _p("rsvp", "maybe"),
    "no": _p("rsvp", "no"),
    None: _p("rsvp", "none yet"),
}


@dataclass(frozen=True)
class PageEntry:
    """Something that can be done with a session, by those to whom it is offered."""

    value: str
    label: Words
    is_offered: Callable[[Conversation, Seen], bool]
    talk: Callable[[Conversation, Seen], None]


def _looks_after(_chat: Conversation, session: Seen) -> bool:
    return session.may_touch


def _looks_after_draft(_chat: Conversation, session: Seen) -> bool:
    return session.may_touch and session.is_draft


def _looks_after_known(_chat: Conversation, session: Seen) -> bool:
    """Others know of it."""
    return session.may_touch and not session.is_draft


def _can_invite(_chat: Conversation, session: Seen) -> bool:
    return session.may_touch and session.is_draft and session.starts_at is not None


def _comes_only(_chat: Conversation, session: Seen) -> bool:
    """Those who look after it see more."""
    return session.answer == "yes" and session.may_answer and not session.may_touch


def _seeks_its_time(chat: Conversation, session: Seen) -> bool:
    return session.may_touch and not session.is_draft and chat.look(time_vote_pages.may_seek, session.number)


def _may_seek_its_time(chat: Conversation, session: Seen) -> bool:
    return session.may_touch and session.is_draft and chat.look(time_vote_pages.may_seek, session.number)


def _seek_time(chat: Conversation, session: Seen) -> None:
    chat.hand_over(TALK, str(session.number))


def _may_be_repeated(chat: Conversation, session: Seen) -> bool:
    return bool(chat.look(session_series.offered, session.number))


def _is_one_of_several(chat: Conversation, session: Seen) -> bool:
    return session.may_touch and chat.look(session_series.is_in_series, session.number)


def _go_to_series(chat: Conversation, session: Seen) -> None:
    chat.hand_over(session_series.TALK, str(session.number))


def _has_rooms(chat: Conversation, session: Seen) -> bool:
    return not session.is_draft and chat.look(rooms.are_to_be_had, str(session.number))


def _go_to_rooms(chat: Conversation, session: Seen) -> None:
    chat.hand_over(rooms.TALK, str(session.number))


def _is_asked(chat: Conversation, session: Seen) -> bool:
    return session.answer is None and chat.look(time_vote_pages.is_asked, session.number)


def _which_times(chat: Conversation, session: Seen) -> None:
    told = chat.do(time_vote_answers.show, str(session.number))
    chat.say(told.words, acts=told.acts)


def _visits(chat: Conversation, session: Seen) -> bool:
    return chat.look(visit_places.visited_in, session.number) is not None


def _take_notes(chat: Conversation, session: Seen) -> None:
    chat.hand_over(visit_places.NOTES, str(chat.look(visit_places.visited_in, session.number)))


ENTRIES = (
    PageEntry("answer", _("Which times suit me"), _is_asked, _which_times),
    PageEntry("invite", _p("button", "Invite them"), _can_invite, session_changes.invite),
    PageEntry("vote", _p("button", "Look after the vote"), _seeks_its_time, _seek_time),
    PageEntry("times", _("Find a time"), _may_seek_its_time, _seek_time),
    PageEntry("note", _p("button", "Write a note"), _visits, _take_notes),
    PageEntry("who", _("Who is coming?"), _looks_after_known, session_attendance.who_comes),
    PageEntry("company", _("Who else is coming?"), _comes_only, session_attendance.company),
    PageEntry("present", _("Who was there?"), session_attendance.may_note, session_attendance.note),
    PageEntry("feedback", _("What people say of it"), session_feedback.is_asked, session_feedback.results),
    PageEntry("summary", _("Send a summary"), session_summary.may_write, session_summary.write),
    PageEntry("change", _("Change it"), _looks_after, session_changes.change),
    PageEntry("cancel", _("Cancel it"), _looks_after_known, session_changes.cancel),
    PageEntry("materials", _("Materials"), session_materials.is_offered, session_materials.page),
    PageEntry("room", _p("button", "Its room"), _has_rooms, _go_to_rooms),
    PageEntry("drop", _p("button", "Drop it"), _looks_after_draft, session_changes.drop),
    PageEntry("repeat", _p("button", "Repeat it"), _may_be_repeated, _go_to_series),
    PageEntry("series", _p("button", "The whole series"), _is_one_of_several, _go_to_series),
)


class Sessions:
    """What is coming?"""

    name = "sessions"
    title = _("My sessions")
    words = _p("word", "sessions|my sessions")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = chat.argument or self._chosen(chat)
        session = chat.look(session_lists.seen, number)
        if session is None:
            chat.say(sessions.UNKNOWN)
            return
        # While its time is sought, there is an answer to each time instead.
        is_answered = session.answer is not None or (session.is_invited and session.is_planned)
        own = (_("Your answer: {answer}", answer=ANSWERS[session.answer]),) if is_answered else ()
        chat.say(Lines((session.words, *session.link, *session.over, *own)), acts=_acts(session))
        offered = {one.value: one for one in ENTRIES if one.is_offered(chat, session)}
        if not offered:
            return
        options = (*(Option(one.value, one.label) for one in offered.values()), Option("nothing", _("That is all")))
        question = _("What would you like to do?")
        if session.may_touch:
            question = _("You look after this session. What would you like to do?")
        chosen = chat.ask("what", question, OneOf(options))
        if chosen in offered:
            offered[chosen].talk(chat, session)
        else:
            chat.say(_("Good, nothing has changed."))

    def _chosen(self, chat: Conversation) -> str:
        ahead = (*chat.look(session_lists.coming), *chat.look(session_lists.in_preparation))
        led = chat.look(session_lists.led_lately)
        if not (ahead or led):
            wish = (WISH,) if chat.look(session_wishes.is_offered) else ()
            chat.say(
                _("There is no session ahead of you at the moment. You will be told as soon as there is one."),
                acts=wish,
            )
            chat.end()
        question = _("These sessions lie ahead of you. Which one would you like to see?")
        if led:
            question = _("Which session would you like to see?")
        return chat.ask("which", question, OneOf(tuple(Option(str(one.number), _line(one)) for one in (*ahead, *led))))


def _line(one: Coming) -> Words:
    values: dict[str, Words] = {"title": one.title, "number": str(one.number)}
    if one.is_over:
        return _("{title} (session {number}): it is over; you led it", **values)
    if one.is_draft:
        return _("{title} (session {number}): a draft", **values)
    if not one.is_planned or one.when is None:
        return _("{title} (session {number}): the time is being chosen", **values)
    return _(
        "{title} (session {number}): {when}; your answer: {answer}",
        **values,
        when=one.when,
        answer=ANSWERS[one.answer],
    )


def _acts(session: Seen) -> tuple[Act, ...]:
    """On its day somebody who comes says how far they are; all others, and before, whether they come."""
    if not session.may_answer or (session.answer == "yes" and session.on_the_day):
        return session.on_the_day
    number = str(session.number)
    offered = {"yes": session_words.yes, "maybe": session_words.maybe, "no": session_words.no}
    said = "yes" if session.answer == "waiting" else session.answer
    return (*(act(number) for answer, act in offered.items() if answer != said), *session.on_the_day)
