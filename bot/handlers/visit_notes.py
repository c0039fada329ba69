"""Notes for a peer visit: one thing at a time, written or spoken; the visiting team sees who wrote what."""

from collections.abc import Mapping

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.core.sent import WordsOrFiles
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.visit_findings import HAS_AREA, NoteKind
from bot.handlers.visit_choice import chosen
from bot.i18n.phrase import Lines, Words, _, _p
from bot.usecases import visit_notes, visit_places
from bot.usecases.visit_notes import LONGEST, Seen
from bot.usecases.visit_places import Mine

NO_VISIT = _("There is no peer visit that you can take notes for at the moment.")
ANOTHER = "another"
KINDS: Mapping[NoteKind, Words] = {
    NoteKind.QUESTION: _p("button", "A question"),
    NoteKind.SEEN: _p("button", "What I see"),
    NoteKind.STRENGTH: _p("button", "A strength"),
    NoteKind.NEED: _p("button", "A learning need"),
    NoteKind.RECOMMENDATION: _p("button", "A recommendation"),
    NoteKind.PRACTICE: _p("button", "A practice"),
    NoteKind.ORAL: _p("button", "For the end"),
}
PROMPTS: Mapping[NoteKind, Words] = {
    NoteKind.QUESTION: _("What would you like to ask the host? It gets the question with the name of your centre."),
    NoteKind.SEEN: _("What do you see or hear?"),
    NoteKind.STRENGTH: _("What are they good at? One thing is enough."),
    NoteKind.NEED: _("What could they learn, or try?"),
    NoteKind.RECOMMENDATION: _("What do you recommend to them? A next step that they can take themselves helps most."),
    NoteKind.PRACTICE: _("Which practice have you seen that others could take over? How does it work?"),
    NoteKind.ORAL: _("What will you say to the host at the end of the visit?"),
    NoteKind.COMMENT: _("What would you like to add?"),
}
LISTEN = _p("word", "listen")
SPOKEN_TOO = _("Please write it, or send a voice note.")


class VisitNotes:
    """With an argument: for the visit with that number; behind a dash a kind of note, or a spoken one to write down."""

    name = "notes"
    title = _("Visit notes")
    words = _p("word", "notes|visit notes")
    brief = False

    def talk(self, chat: Conversation) -> None:
        visits = chat.look(visit_places.choices)
        number, _dash, note = chat.argument.partition("-")
        visit = chosen(chat, visits, number, _("For which visit?"), NO_VISIT)
        written = row_number(note)
        if written is not None:
            self._write_down(chat, written)
        elif visit.is_host:
            self._questions(chat, visit)
        else:
            self._visitor(chat, visit, note)

    def _visitor(self, chat: Conversation, visit: Mine, wanted: str) -> None:
        if not chat.look(visit_notes.are_open, visit.number):
            chat.say(visit_notes.CLOSED)
            self._read(chat, visit, may_delete=False)
            return
        what = wanted if wanted in KINDS else self._what(chat, visit)
        if what == "read":
            self._read(chat, visit)
            return
        kind = NoteKind(what)
        area = self._area(chat, visit) if kind in HAS_AREA else None
        question = Lines((PROMPTS[kind], SPOKEN_TOO))
        sent = chat.ask("note", question, WordsOrFiles(SPOKEN_TOO, longest=LONGEST))
        if sent.files:
            chat.do(visit_notes.add_spoken, visit.number, kind, sent.files[0], chat.address_id, area)
        else:
            chat.do(visit_notes.add, visit.number, kind, sent.text, area)
        about = KINDS[kind] if area is None else _("{kind}, {area}", kind=KINDS[kind], area=AREA_NAMES[area])
        words: Words = _("Noted for visit {number}: {what}.", number=str(visit.number), what=about)
        if sent.files:
            words = Lines(
                (words, _("Somebody of your team can write down what it says; a report cannot be listened to."))
            )
        chat.say(words, acts=(_another(visit.number),))

    def _what(self, chat: Conversation, visit: Mine) -> str:
        options = (
            *(Option(kind.value, name) for kind, name in KINDS.items()),
            Option("read", _p("button", "Read the notes")),
        )
        prompt = _(
            "{visit}: what would you like to note? Only the visiting centres see who wrote it.", visit=visit.words
        )
        return chat.ask("what", prompt, OneOf(options))

    def _area(self, chat: Conversation, visit: Mine) -> PriorityArea:
        wished = visit.areas or tuple(PriorityArea)
        options = [Option(area.value, AREA_NAMES[area]) for area in wished]
        if len(wished) < len(PriorityArea):
            options.append(Option(ANOTHER, _("Another area")))
        area = chat.ask("area", _("Which area is it about?"), OneOf(tuple(options)))
        if area == ANOTHER:
            rest = tuple(Option(one.value, AREA_NAMES[one]) for one in PriorityArea if one not in wished)
            area = chat.ask("other area", _("Which one?"), OneOf(rest))
        return PriorityArea(area)

    # -- reading -------------------------------------------------------------------------------------------------------
    def _read(self, chat: Conversation, visit: Mine, *, may_delete: bool = True) -> None:
        notes = chat.look(visit_notes.of_my_side, visit.number)
        if isinstance(notes, Refusal) or not notes:
            chat.say(
                notes.why if isinstance(notes, Refusal) else _("There are no notes for this visit yet."),
                acts=(_another(visit.number),),
            )
            return
        for kind, name in KINDS.items():
            of_kind = [_line(one) for one in notes if one.kind is kind and one.text]
            if of_kind:
                chat.say(Lines((_("*{kind}*", kind=name), *of_kind)))
        for one in notes:
            if not one.text:
                chat.say(_spoken(one), acts=_of_spoken(visit.number, one))
        if may_delete:
            self._after_reading(chat, visit, [one for one in notes if one.is_own])

    def _after_reading(self, chat: Conversation, visit: Mine, own: list[Seen]) -> None:
        if not own:
            chat.say(_("That is all so far."), acts=(_another(visit.number),))
            return
        options = (Option("end", _p("button", "That is all")), Option("drop", _p("button", "Delete a note")))
        if chat.ask("then", _("Is there a note of your centre that should go?"), OneOf(options)) == "end":
            chat.say(_("Good, nothing has changed."), acts=(_another(visit.number),))
            return
        notes = tuple(Option(str(one.number), _line(one)) for one in own)
        which = chat.ask("which", _("Which note?"), OneOf(notes))
        sure = OneOf((Option("yes", _("Yes, delete it"), SAID_YES), Option("no", _("Keep it"), SAID_NO)))
        if chat.ask("sure", _("Delete this note for good?"), sure) == "yes":
            chat.do(visit_notes.drop, int(which))
            chat.say(_("The note is deleted."), acts=(_another(visit.number),))
        else:
            chat.say(_("Good, nothing has changed."), acts=(_another(visit.number),))

    def _write_down(self, chat: Conversation, note: int) -> None:
        text = chat.ask("words", _("What does note {number} say?", number=str(note)), Text(at_most=LONGEST))
        chat.do(visit_notes.write_down, note, text)
        chat.say(_("Thank you. Note {number} now has its words.", number=str(note)))

    def _questions(self, chat: Conversation, visit: Mine) -> None:
        found = chat.look(visit_notes.questions, visit.number)
        if isinstance(found, Refusal) or not found:
            chat.say(
                found.why
                if isinstance(found, Refusal)
                else _("The visitors have not asked anything yet. You are told as soon as they do.")
            )
            return
        head = _("What the visitors of visit {number} would like to know:", number=str(visit.number))
        chat.say(Lines((head, *found)))


def _another(number: int) -> Act:
    return visit_places.note_act(str(number))


def _line(one: Seen) -> Words:
    if one.area is None:
        return _("• {text} ({name}, {centre})", text=one.text, name=one.by, centre=one.centre)
    area = AREA_NAMES[one.area]
    return _("• {area}: {text} ({name}, {centre})", area=area, text=one.text, name=one.by, centre=one.centre)


def _spoken(one: Seen) -> Words:
    return _(
        "Note {number} was spoken and nobody has written it down yet: {kind}, {file} ({name}, {centre}).",
        number=str(one.number),
        kind=KINDS[one.kind],
        file=one.files,
        name=one.by,
        centre=one.centre,
    )


def _of_spoken(visit: int, one: Seen) -> tuple[Act, ...]:
    listen = (Act("visit.listen", str(one.number), _p("button", "Listen"), LISTEN),) if one.has_arrived else ()
    write = (Act("begin", f"notes:{visit}-{one.number}", _p("button", "Write it down")),) if one.is_own else ()
    return (*listen, *write)
