"""The page of one practice: the card, and what can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.answers import SAID_NO, SAID_YES, OneOf, SeveralOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.areas import AREA_NAMES
from bot.domain.practice_reading import Part, Reading
from bot.domain.practices import FIELD_NAMES, PracticeField
from bot.handlers import asked_for, practice_picture
from bot.i18n.phrase import (
    Country,
    LanguageName,
    Lines,
    Listed,
    Marked,
    Moment,
    MomentStyle,
    Phrase,
    Rounded,
    Words,
    _,
    _n,
    _p,
)
from bot.usecases import (
    people,
    practice_cards,
    practice_library,
    practice_reactions,
    practice_reports,
    practice_translations,
    transfer_lists,
)
from bot.usecases.practice_cards import Seen
from bot.usecases.practice_words import TALK

READ = "read"
TRY = "try"  # the talk of those who want to take a practice over
_EXCERPT = 400  # signs
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class PageEntry:
    """Something that can be done with a practice, by those to whom it is offered."""

    value: str
    label: Words
    is_offered: Callable[[Seen], bool]
    talk: Callable[[Conversation, Seen], None]
    also: Phrase | None = None  # words that mean it too


def page(chat: Conversation, number: str, *, shown: bool = False) -> None:
    """The card, then a choice; ends the talk. `shown`: with its photo also for those who read text only: they ask for it."""
    practice = chat.look(practice_cards.seen, number, (chat.language,))
    if practice is None:
        chat.say(practice_reactions.UNKNOWN)
        return
    reactions = practice_reactions.acts(
        practice.number, is_saved=practice.is_saved, is_own=practice.is_own, said=practice.said
    )
    wanting = chat.look(practice_translations.has_gaps, practice.number)
    acts = (*reactions, practice_translations.offer(practice.number)) if wanting else reactions
    if shown or not chat.look(people.is_text_only):
        pictures = practice_picture.pictures(practice, chat.language, chat.render)
        chat.say(card(chat, practice), acts=acts, attachments=pictures)
    else:  # a drawn one tells nothing that the words do not
        photo = (asked_for.picture_of(TALK, number),) if practice.photo else ()
        chat.say(card(chat, practice), acts=(*acts, *photo))
    chosen = _choose(chat, practice, "do")
    if chosen == READ:
        _read(chat, practice)
        chosen = _choose(chat, practice, "do then", without=READ)  # who has read it may want it
    if chosen is None:
        chat.say(_("Good. Write *practices* to look for more."))
        return
    next(one for one in ENTRIES if one.value == chosen).talk(chat, practice)


def _choose(chat: Conversation, practice: Seen, key: str, *, without: str | None = None) -> str | None:
    """What to do with it; None: that is all."""
    offered = tuple(
        Option(one.value, one.label, one.also) for one in ENTRIES if one.is_offered(practice) and one.value != without
    )
    chosen = chat.ask(key, _("What would you like to do?"), OneOf((*offered, Option("nothing", _("That is all")))))
    return None if chosen == "nothing" else chosen


def card(chat: Conversation, practice: Seen) -> Words:
    """In the reader's language; of a text in another one, only the title."""
    lines: list[Words] = [
        _("*{title}*", title=practice.text(PracticeField.TITLE)),
        _(
            "Practice {number}, of {centre} ({country}).",
            number=str(practice.number),
            centre=practice.centre,
            country=practice.country,
        ),
        *(AREA_NAMES[one] for one in practice.areas),
    ]
    if practice.reading.language == chat.language:
        lines.append(_shortened(practice.text(PracticeField.WHAT)))
    else:
        lines.append(
            _(
                "It is told in {language}; nobody has translated it into {own} yet.",
                language=LanguageName(practice.original),
                own=LanguageName(chat.language),
            )
        )
    if practice.useful:
        lines.append(
            _n(
                "Useful, say {useful} of {count} reader.",
                "Useful, say {useful} of {count} readers.",
                practice.rated,
                useful=str(practice.useful),
            )
        )
    lines += chat.look(transfer_lists.led_to, practice.number)
    return Lines(tuple(lines))


def _shortened(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= _EXCERPT else whole[: _EXCERPT - 1].rstrip() + "…"


# -- reading it ---------------------------------------------------------------------------------------------------------
def _read(chat: Conversation, practice: Seen) -> None:
    _say_whole(chat, practice, practice.reading)


def _say_whole(chat: Conversation, practice: Seen, reading: Reading) -> None:
    """All in one language, the headings too; what there is to know of it before, in the reader's."""
    if reading.language != chat.language and not reading.is_original:
        chat.say(_("In {language}:", language=LanguageName(reading.language)))
    parts = Lines(tuple(_part(one) for one in reading.parts))
    foot: list[Words] = []
    if practice.author is not None:
        foot.append(_("Told by {name}.", name=practice.author))
    foot.append(_("Licence: {licence}.", licence=practice.licence))
    chat.say(Marked(chat.render_in(reading.language, Lines((parts, *foot)))))
    if reading.missing:
        names = Listed(tuple(FIELD_NAMES[one] for one in reading.missing))
        chat.say(
            _(
                "Not translated yet: {parts}. They are there in {language}.",
                parts=names,
                language=LanguageName(practice.original),
            )
        )


def _part(one: Part) -> Words:
    if one.is_stale:
        return _("*{name}* (the author has changed this since): {text}", name=FIELD_NAMES[one.field], text=one.text)
    return _("*{name}*: {text}", name=FIELD_NAMES[one.field], text=one.text)


def _in_others(practice: Seen) -> bool:
    return bool(practice.reading.others)


def _read_in(chat: Conversation, practice: Seen) -> None:
    options = tuple(Option(one, LanguageName(one, capital=True)) for one in practice.reading.others)
    language = chat.ask("in", _("In which language would you like to read it?"), OneOf(options))
    again = chat.look(practice_cards.seen, practice.number, (language,))
    if again is None:
        chat.say(practice_reactions.UNKNOWN)
        return
    _say_whole(chat, again, again.reading)


# -- what belongs to it -------------------------------------------------------------------------------------------------
def _has_files(practice: Seen) -> bool:
    return bool(practice.files)


def _files(chat: Conversation, practice: Seen) -> None:
    """On request, with their sizes: whoever asks for them pays for them."""
    options = tuple(
        Option(str(one.id), _("{file} ({size} MB)", file=one.name, size=Rounded(max(0.1, one.size / _MEGABYTE))))
        for one in practice.files
    )
    chosen: tuple[str, ...] = chat.ask("files", _("Which of these files shall I send you?"), SeveralOf(options))
    found = chat.look(practice_cards.attachments, practice.number, chosen)
    if not found:
        chat.say(practice_reactions.UNKNOWN)
        return
    chat.say(_("Here you are."), attachments=found)


def _similar(chat: Conversation, practice: Seen) -> None:
    found = chat.look(practice_library.alike, practice.number, chat.language)
    if not found:
        chat.say(_("No other practice is like this one yet. Write *practices* to look for more."))
        return
    options = tuple(
        Option(str(one.number), _("{title} ({country})", title=one.title, country=Country(one.country)))
        for one in found
    )
    chat.hand_over(TALK, chat.ask("similar", _("Which one would you like to read?"), OneOf(options)))


def _may_try(practice: Seen) -> bool:
    return practice.may_try


def _try(chat: Conversation, practice: Seen) -> None:
    chat.hand_over(TRY, str(practice.number))


# -- comments -----------------------------------------------------------------------------------------------------------
def _comments(chat: Conversation, practice: Seen) -> None:
    found = chat.look(practice_cards.comments, practice.number)
    said: Words = _("Nobody has written a comment yet.")
    if found:
        said = Lines(
            tuple(
                _("*{name}*, {day}: {text}", name=one.name, day=Moment(one.at, MomentStyle.DAY), text=one.text)
                for one in found
            )
        )
    chat.say(said)
    options = [Option("write", _("Write a comment"))]
    if any(one.is_own for one in found):
        options.append(Option("back", _("Take mine back")))
    if any(not one.is_own for one in found):
        options.append(Option("report", _("Report a comment")))
    options.append(Option("nothing", _("That is all")))
    match chat.ask("about comments", _("What would you like to do?"), OneOf(tuple(options))):
        case "write":
            question = _("What would you like to write? Everybody who reads the practice sees it, with your name.")
            text = chat.ask("comment", question, Text(at_most=practice_reactions.LONGEST_COMMENT))
            chat.do(practice_reactions.comment, practice.number, text)
            chat.say(_("Thank you. Your comment stands below the practice."))
        case "back":
            own = tuple(Option(str(one.id), _shortened(one.text)) for one in found if one.is_own)
            chosen = chat.ask("own", _("Which one shall I take away?"), OneOf(own))
            chat.do(practice_reactions.take_back, int(chosen))
            chat.say(_("It is taken away."))
        case "report":
            others = tuple(
                Option(str(one.id), _("{name}: {text}", name=one.name, text=_shortened(one.text)))
                for one in found
                if not one.is_own
            )
            _say_what_is_wrong(chat, practice, int(chat.ask("others", _("Which comment?"), OneOf(others))))
        case _:
            chat.say(_("Good, nothing has changed."))


def _is_anothers(practice: Seen) -> bool:
    return not practice.is_own


def report(chat: Conversation, number: str) -> None:
    """Without its page, for those who have seen it."""
    practice = chat.look(practice_cards.seen, number, (chat.language,))
    if practice is None:
        chat.say(practice_reactions.UNKNOWN)
        return
    _report(chat, practice)


def _report(chat: Conversation, practice: Seen) -> None:
    _say_what_is_wrong(chat, practice, None)


def _say_what_is_wrong(chat: Conversation, practice: Seen, comment: int | None) -> None:
    question = _(
        "What is wrong with it? A few words are enough. Whoever looks after the library reads them; nobody else learns that you wrote."
    )
    reason = chat.ask("reason", question, Text(at_most=practice_reports.LONGEST_REASON))
    options = (Option("yes", _p("button", "Send it"), SAID_YES), Option("no", _p("button", "No"), SAID_NO))
    if chat.ask("sure", _("Shall I send this?"), OneOf(options)) == "no":
        chat.say(_("Good, nothing was sent."))
        return
    if chat.do(practice_reports.report, practice.number, reason, comment):
        chat.say(_("Thank you. Somebody looks at it, and you hear what came of it."))
    else:
        chat.say(
            _("Thank you. Nobody looks after the library here at present; what you wrote is kept until somebody does.")
        )


def _always(_practice: Seen) -> bool:
    return True


ENTRIES = (
    PageEntry(READ, _("Read all of it"), _always, _read),
    PageEntry("try", _("We want to try it"), _may_try, _try),
    PageEntry("files", _("Photos and files"), _has_files, _files),
    PageEntry("comments", _("What others write"), _always, _comments, _p("word", "comments|comment")),
    PageEntry("similar", _("Similar ones"), _always, _similar),
    PageEntry("in", _("In other languages"), _in_others, _read_in),
    PageEntry("report", _("Report it"), _is_anothers, _report),
)
