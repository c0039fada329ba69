"""Photos, documents, voice notes and short videos of a practice: added, described, taken away."""

from typing import NoReturn

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.gathered import Gathered
from bot.core.given import Option
from bot.core.identifiers import row_number
from bot.domain.documents import DOCUMENTS
from bot.domain.practice_files import LONGEST_ALT, MOST_FILES
from bot.handlers.practice_parts import KINDS, PartTold
from bot.i18n.phrase import Lines, _, _n, _p
from bot.usecases import practice_drafts
from bot.usecases.practice_drafts import Standing
from bot.usecases.practice_telling import SHARE_TALK

ADD, ALT = "-add", "-alt-"  # behind "files": add some at once; describe the one with that number


def talk(chat: Conversation, standing: Standing, what: str) -> None:
    known = chat.look(practice_drafts.files, standing.number)
    if what.startswith(ALT):
        _describe(chat, standing, known, row_number(what.removeprefix(ALT)) or 0)
    elif what == ADD or not known:
        _add(chat, standing, len(known))
    else:
        _page(chat, standing, known)


def _page(chat: Conversation, standing: Standing, known: tuple[practice_drafts.FileTold, ...]) -> None:
    listed = Lines((*(_("• {file}", file=one.label) for one in known), _("What would you like to do?")))
    options = [Option("add", _p("button", "Add some"))] if len(known) < MOST_FILES else []
    options += [
        Option("remove", _p("button", "Take one away")),
        Option("back", _p("button", "Back to the parts")),
    ]
    match chat.ask("about files", listed, OneOf(tuple(options))):
        case "add":
            _go(chat, standing, f"-files{ADD}")
        case "remove":
            each = tuple(Option(str(one.number), one.label) for one in known)
            wanted = chat.ask("remove", _("What shall I take away?"), OneOf((*each, Option("", _("Nothing, go back")))))
            if wanted:
                chat.do(practice_drafts.remove_file, standing.number, int(wanted))
                chat.say(_("It is taken away."))
            _go(chat, standing, "-files" if len(known) > 1 or not wanted else "")
        case _:
            _go(chat, standing)


def _add(chat: Conversation, standing: Standing, before: int) -> None:
    room = MOST_FILES - before
    prompt = Lines(
        (
            KINDS,
            _n(
                "There is room for {count} file. Please send it, then *done*; or *skip*.",
                "There is room for {count} files. Please send them, then *done*; or *skip*.",
                room,
            ),
            _("Where a photo was taken is taken out of it before it is kept."),
        )
    )
    sent = chat.ask_or_skip("files", prompt, Gathered(room, KINDS, endings=frozenset(DOCUMENTS)))
    if sent is None:
        _go(chat, standing)
    first = chat.do(practice_drafts.add_files, standing.number, sent.files, chat.came_from("files"))
    chat.say(_n("{count} file is kept with it.", "{count} files are kept with it.", len(sent.files)))
    _go(chat, standing, f"-files{ALT}{first}")


def _describe(chat: Conversation, standing: Standing, known: tuple[practice_drafts.FileTold, ...], first: int) -> None:
    """One after the other, from that file on, what has no words yet."""
    wanted = next((one for one in known if one.number >= first and one.wants_words), None)
    if wanted is None:
        _go(chat, standing)
    shown = [one for one in known if one.shows_something]
    prompt = _(
        "Photo or video {number} of {total}: what is there to see? A few words, for those who cannot see it; or *skip*.",
        number=str(shown.index(wanted) + 1),
        total=str(len(shown)),
    )
    words = chat.ask_or_skip(f"alt {wanted.number}", prompt, PartTold(LONGEST_ALT, takes_files=False))
    if words is not None and not words.text:
        _go(chat, standing)
    if words is not None:
        chat.do(practice_drafts.describe_file, standing.number, wanted.number, words.text)
    _go(chat, standing, f"-files{ALT}{wanted.number + 1}")


def _go(chat: Conversation, standing: Standing, where: str = "") -> NoReturn:
    chat.hand_over(SHARE_TALK, f"{standing.number}{where}")
