"""On the page of a session: who comes, who else comes, who was there."""

from bot.core.answers import OneOf, SeveralOf, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import LanguageName, Lines, Listed, Words, _, _n, _p
from bot.usecases import session_attendance
from bot.usecases.session_attendance import MOST_NAMES
from bot.usecases.session_lists import Seen


def who_comes(chat: Conversation, session: Seen) -> None:
    found = chat.see(session_attendance.attendance, session.number)
    lines: list[Words] = [
        _(
            "Yes: {yes} · maybe: {maybe} · no: {no} · not answered: {silent}",
            yes=found.yes,
            maybe=found.maybe,
            no=found.no,
            silent=found.silent,
        )
    ]
    if found.places is not None:
        lines.append(
            _(
                "Places taken: {taken} of {places}; who leads the session or interprets takes none.",
                taken=found.taken,
                places=found.places,
            )
        )
    if found.waiting:
        lines.append(_("On the waiting list: {count}", count=found.waiting))
    if found.names:
        lines.append(_("Coming: {names}", names=Listed(found.names)))
    if found.late:
        late = tuple(_("{name} ({minutes} min)", name=name, minutes=minutes) for name, minutes in found.late)
        lines.append(_("Late: {names}", names=Listed(late)))
    if found.languages:
        others = tuple(
            _("{language}: {count}", language=LanguageName(language, capital=True), count=count)
            for language, count in found.languages
        )
        lines.append(_("Who may need an interpreter, by language: {languages}", languages=Listed(others)))
    chat.say(Lines(tuple(lines)))


def company(chat: Conversation, session: Seen) -> None:
    """Names of those who agree; and whether one's own is among them."""
    found = chat.look(session_attendance.company, session.number)
    if found is None:
        chat.say(_("You are not coming to this session, so there is nothing to see here."))
        return
    count = _n("*{count}* other person comes.", "*{count}* other people come.", found.others)
    names = (_("Of those who agree to be seen: {names}", names=Listed(found.names)),) if found.names else ()
    mine = _("Your name is shown to them.") if found.shows_mine else _("Your name is shown to nobody but who leads it.")
    shows = chat.ask("shows", Lines((count, *names, mine, _("Shall the others who come see your name?"))), YesNo())
    chat.do(session_attendance.show_name, session.number, shows=shows)
    chat.say(
        _("Good: those who come see your name from now on.")
        if shows
        else _("Good: nobody sees your name but those who lead the session.")
    )


def may_note(chat: Conversation, session: Seen) -> bool:
    return chat.look(session_attendance.may_note, session.number)


def note(chat: Conversation, session: Seen) -> None:
    here = chat.look(session_attendance.checked_in, session.number)
    count = _n("*{count}* person has checked in.", "*{count}* people have checked in.", here)
    asked = dict(chat.once("asked", _asked, session.number))
    if not asked:
        chat.say(Lines((count, _("There is nobody else to ask about."))))
        return
    how = chat.ask(
        "how",
        Lines((count, _("Not checked in: {names}", names=Listed(tuple(asked.values()))), _("Who else was there?"))),
        OneOf(
            (
                Option("all", _p("button", "All of them")),
                Option("some", _p("button", "Let me choose")),
                Option("none", _p("button", "Nobody else")),
            )
        ),
    )
    present: tuple[str, ...] = tuple(asked) if how == "all" else ()
    if how == "some":
        options = tuple(Option(person, name) for person, name in asked.items())
        question = _("Please choose those who were there.")
        if len(options) == MOST_NAMES:
            question = _("Please choose those who were there. These are the first {count} names.", count=MOST_NAMES)
        present = chat.ask("present", question, SeveralOf(options))
    people = chat.do(
        session_attendance.note, session.number, [int(one) for one in asked], [int(one) for one in present]
    )
    chat.say(_n("Noted: *{count}* person was there.", "Noted: *{count}* people were there.", people))


def _asked(work: object, number: int) -> list[tuple[str, str]]:
    """The same list through the whole talk, in its order, which no object of JSON keeps on every engine."""
    return [(str(one.person_id), one.name) for one in session_attendance.to_be_noted(work, number)]  # type: ignore[arg-type] # the core hands on what it does not know
