"""Once it is out: an announcement is corrected, withdrawn, or kept at the top of the chats."""

from bot.core.answers import OneOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import FileKind
from bot.core.refusal import Refusal
from bot.core.sent_files import LARGEST_MB, Files
from bot.handlers.announcement_parts import LongText, misread
from bot.i18n.phrase import LanguageName, Lines, Words, _, _p
from bot.usecases import announcement_corrections, announcement_following
from bot.usecases.announcement_corrections import Correctable
from bot.usecases.announcement_files import KINDS
from bot.usecases.announcement_translations import LONGEST, LONGEST_DESCRIPTION


class CorrectAnnouncement:
    """Every copy that has arrived changes where it stands."""

    name = "correct"
    title = _("Correct news")
    words = announcement_corrections.CORRECT
    brief = False

    def talk(self, chat: Conversation) -> None:
        number = chat.argument
        if chat.number is None:
            chat.say(
                _("To correct or withdraw an announcement, write *correct* and its number, for example *correct 12*.")
            )
            chat.end()
        found = chat.look(announcement_corrections.look, number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            chat.end()
        chat.call(_("Correction of announcement {number}", number=number))
        match chat.ask("what", _what(found), OneOf(_ways(found))):
            case "correct":
                self._correct(chat, found)
            case "note":
                self._note(chat, found)
            case "file":
                self._replace(chat, found)
            case "withdraw":
                self._withdraw(chat, found)
            case "pin":
                chat.do(announcement_corrections.pin, number, is_on=True)
                chat.say(_("Good. I keep it at the top of the chats, where the chat service lets me."))
            case "unpin":
                chat.do(announcement_corrections.pin, number, is_on=False)
                chat.say(_("Good. I take it from the top of the chats."))
            case _:
                chat.say(_("Good, it stays as it is."))

    def _correct(self, chat: Conversation, found: Correctable) -> None:
        told: dict[str, str] = {}
        left = list(found.texts)
        while left:
            language = left[0] if len(found.texts) == 1 else self._next(chat, left, told)
            if language is None:
                break
            left.remove(language)
            chat.show(f"now {language}", Lines((_("This is how it reads now:"), found.texts[language])))
            told[language] = chat.ask(
                f"text {language}",
                _("How should it read in {language}? Write the whole text, please.", language=LanguageName(language)),
                LongText(at_most=LONGEST),
            )
        lines: list[Words] = [_("Shall I change it for everybody who has it?")]
        if len(told) < len(found.texts) and next(iter(found.texts)) in told:
            others = [LanguageName(language) for language in found.texts if language not in told]
            lines.append(
                _(
                    "The text in {language} stays as it was for now, marked as older than the original; volunteers are asked for it.",
                    language=others[0],
                )
                if len(others) == 1
                else _(
                    "The texts in other languages stay as they were for now, marked as older than the original; volunteers are asked for them."
                )
            )
        lines += misread(told)
        names = {f"text {language}": _("Text in {language}", language=LanguageName(language)) for language in told}
        if not chat.review(
            "send",
            Lines((*lines, "")),
            tuple(names),
            send=_p("send a correction", "Change it"),
            drop=_p("button", "Leave it"),
            called=names,
        ):
            chat.say(_("Good, it stays as it is."))
            chat.end()
        chat.do(announcement_corrections.correct, str(found.number), told)
        chat.say(_("Thank you. I change it where it stands; where that is not possible, a short correction follows."))

    def _next(self, chat: Conversation, left: list[str], told: dict[str, str]) -> str | None:
        """Which text? None: that is all."""
        options = [Option(language, LanguageName(language, capital=True)) for language in left]
        if not told:
            return chat.ask("which", _("Which text would you like to correct?"), OneOf(tuple(options)))
        options.append(Option("done", _("That is all")))
        chosen = chat.ask(f"which {len(told)}", _("Another text, too?"), OneOf(tuple(options)))
        return None if chosen == "done" else chosen

    def _note(self, chat: Conversation, found: Correctable) -> None:
        """In a message of its own, for everybody who has the announcement."""
        original = next(iter(found.texts))
        told: dict[str, str] = {}
        for language in found.texts:
            name = LanguageName(language)
            if language == original:
                prompt = _(
                    "What has to be put right? A few words in {language}: they follow the announcement.", language=name
                )
                told[language] = chat.ask("note", prompt, LongText(at_most=announcement_following.LONGEST))
                continue
            text = chat.ask_or_skip(
                f"note {language}",
                _(
                    "And in {language}? Write it, or skip: then these readers get it in {original}.",
                    language=name,
                    original=LanguageName(original),
                ),
                LongText(at_most=announcement_following.LONGEST),
            )
            if text is not None:
                told[language] = text
        names = {
            ("note" if language == original else f"note {language}"): _(
                "Text in {language}", language=LanguageName(language)
            )
            for language in told
        }
        question = _("Shall I send this correction to everybody who has the announcement?")
        card = Lines((question, *misread(told), ""))
        if not chat.review("send", card, tuple(names), send=_("Send"), drop=_p("button", "Leave it"), called=names):
            chat.say(_("Good, it stays as it is."))
            chat.end()
        chat.do(announcement_following.note, str(found.number), told)
        chat.say(_("Thank you. It goes out now; I tell you how many it has reached."))

    def _replace(self, chat: Conversation, found: Correctable) -> None:
        files = chat.look(announcement_following.files, str(found.number))
        number = str(files[0].number) if files else ""
        if len(files) > 1:
            options = tuple(Option(str(one.number), one.name) for one in files)
            number = chat.ask("file", _("Which file shall be another one?"), OneOf(options))
        sent = chat.ask(
            "new file",
            _("Please send the new file, {size} MB at most.", size=LARGEST_MB),
            Files(at_most=1, kinds=KINDS, expected=_("Please send a picture or a file.")),
        )
        description = None
        if sent[0].kind is FileKind.PHOTO:
            question = _("What does the picture show? One sentence, for those who cannot see it; or skip.")
            description = chat.ask_or_skip("description", question, Text(at_most=LONGEST_DESCRIPTION))
        names: dict[str, Words] = {"new file": _("Files")}
        card = Lines((_("Shall I put it in place of the former one, also where people have loaded that already?"), ""))
        if not chat.review("send", card, tuple(names), send=_("Send"), drop=_p("button", "Leave it"), called=names):
            chat.say(_("Good, it stays as it is."))
            chat.end()
        came_from = chat.came_from("new file")
        chat.do(announcement_following.replace_file, str(found.number), int(number or 0), sent, came_from, description)
        chat.say(
            _(
                "Thank you. As soon as I have it, I change it where it stands; where that is not possible, a short correction follows."
            )
        )

    def _withdraw(self, chat: Conversation, found: Correctable) -> None:
        how = chat.ask(
            "how",
            _("It will say that it was withdrawn. Or shall I take it away, where the chat service still lets me?"),
            OneOf(
                (
                    Option("say", _p("button", "Say it is withdrawn")),
                    Option("remove", _p("button", "Take it away")),
                )
            ),
        )
        sure = chat.ask(
            "sure",
            _("This cannot be undone. Shall I withdraw announcement {number} for everybody?", number=str(found.number)),
            YesNo(),
        )
        if not sure:
            chat.say(_("Good, it stays as it is."))
            chat.end()
        chat.do(announcement_corrections.withdraw, str(found.number), remove=how == "remove")
        chat.say(_("Announcement {number} is withdrawn. I tell you when every copy is done.", number=str(found.number)))


def _what(found: Correctable) -> Words:
    question = _("What shall become of announcement {number}?", number=str(found.number))
    if not found.asks:
        return question
    return Lines(
        (
            _(
                "Its text and its files change where they stand. Polls, sessions and questionnaires do not: there a short "
                "correction follows, in a message of its own."
            ),
            question,
        )
    )


def _ways(found: Correctable) -> tuple[Option, ...]:
    pin = (
        Option("unpin", _p("button", "Off the top"))
        if found.is_pinned
        else Option("pin", _p("button", "Keep at the top"))
    )
    return (
        Option("correct", _p("button", "Correct the text")),
        *((Option("file", _p("button", "Replace a file")),) if found.has_files else ()),
        *((Option("note", _p("button", "Add a correction")),) if found.asks or found.has_files else ()),
        Option("withdraw", _p("button", "Withdraw it")),
        pin,
        Option("nothing", _("Nothing, go back")),
    )
