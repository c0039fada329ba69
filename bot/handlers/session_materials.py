"""What there is to read or to look at for a session: sent to whoever asks for it; added and taken away by who looks after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.answers import OneOf, SeveralOf
from bot.core.conversation import Conversation
from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.messages import FileReference
from bot.core.reading import cleaned
from bot.core.sent_files import LARGEST, TOO_LARGE, file_from_json, file_to_json
from bot.core.web_address import web_address
from bot.domain.web_links import is_web_link
from bot.i18n.phrase import Lines, Rounded, Words, _, _n
from bot.usecases import session_materials
from bot.usecases.session_lists import Seen
from bot.usecases.session_materials import MOST, Material

QUESTION = _("Please send the files, or write a link, one after the other.")
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Materials:
    """Files of any kind and links of the web, until there are `at_most` or "done"."""

    at_most: int = MOST
    name = "files"  # so that a file that is sent answers it, and begins nothing else

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ("done",) if draft else ()

    def parse(
        self,
        given: Given,
        listener: Listener,  # noqa: ARG002 - the same for all
        draft: Json,
    ) -> Understood[tuple[str | FileReference, ...]]:
        kept = self.load((draft or {}).get("items", []))
        if given.control == "done" and kept:
            return Accepted(kept)
        words = [web_address(word) for word in cleaned(given.text).split()] if not given.files else []
        links = [link for link in words if link is not None and is_web_link(link)]
        arrived: tuple[str | FileReference, ...] = (*given.files, *links)
        if not arrived or len(links) < len(words):
            return Unclear(_("Please send a file, or write a link that begins with https://."))
        if any((file.size or 0) > LARGEST for file in given.files):
            return Unclear(TOO_LARGE)
        together = (*kept, *arrived)
        if len(together) > self.at_most:
            return Unclear(_n("One is enough.", "At most {count}, please.", self.at_most))
        if len(together) == self.at_most:
            return Accepted(together)
        return Halfway(
            {"items": self.dump(together)},
            _n("{count} received. Send more, or *done*.", "{count} received. Send more, or *done*.", len(together)),
        )

    def dump(self, value: tuple[str | FileReference, ...]) -> Json:
        return [one if isinstance(one, str) else file_to_json(one) for one in value]

    def load(self, data: Json) -> tuple[str | FileReference, ...]:
        return tuple(one if isinstance(one, str) else file_from_json(one) for one in data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, list)

    def show(self, value: tuple[str | FileReference, ...]) -> Words:
        return _n("{count} file or link", "{count} files and links", len(value))


def is_offered(chat: Conversation, session: Seen) -> bool:
    return session.may_add or bool(chat.look(session_materials.listed, session.number))


def page(chat: Conversation, session: Seen) -> None:
    count = len(chat.look(session_materials.listed, session.number))
    if not session.may_add:
        show(chat, session)
        return
    if not count:
        add(chat, session)
        return
    options = [Option("see", _("See them"))]
    options += [Option("add", _("Add one"))] if count < MOST else []
    options.append(Option("remove", _("Take one away")))
    match chat.ask("about materials", _("What would you like to do?"), OneOf(tuple(options))):
        case "add":
            add(chat, session)
        case "remove":
            remove(chat, session)
        case _:
            show(chat, session)


def show(chat: Conversation, session: Seen) -> None:
    """Links at once, files on request: whoever asks for them pays for them."""
    found = chat.look(session_materials.listed, session.number)
    links = Lines(tuple(_("• {link}", link=one.link) for one in found if one.link is not None))
    files = tuple(Option(str(one.id), _label(one)) for one in found if one.link is None)
    if not files:
        chat.say(links)
        return
    question: Words = _("Which of these files shall I send you?")
    if links.items:
        question = Lines((*links.items, question))
    chosen: tuple[str, ...] = chat.ask("materials", question, SeveralOf(files))
    chat.say(_("Here you are."), attachments=chat.look(session_materials.attachments, session.number, chosen))


def add(chat: Conversation, session: Seen) -> None:
    room = MOST - len(chat.look(session_materials.listed, session.number))
    given = chat.ask("add", QUESTION, Materials(at_most=room))
    chat.do(session_materials.add, session.number, given, chat.came_from("add"))
    chat.say(
        _("Good. Whoever is invited finds it with session {number} and gets it on request.", number=str(session.number))
    )


def remove(chat: Conversation, session: Seen) -> None:
    found = chat.look(session_materials.listed, session.number)
    options = (*(Option(str(one.id), _label(one)) for one in found), Option("nothing", _("Nothing, go back")))
    chosen = chat.ask("remove", _("What shall I take away?"), OneOf(options))
    if chosen == "nothing":
        chat.say(_("Good, nothing has changed."))
        return
    chat.do(session_materials.remove, session.number, int(chosen))
    chat.say(_("It is taken away."))


def _label(one: Material) -> Words:
    if one.size is None:
        return one.name
    return _("{file} ({size} MB)", file=one.name, size=Rounded(max(0.1, one.size / _MEGABYTE)))
