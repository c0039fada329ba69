"""A coordinator writes once, in several languages, and sees everything before it goes out."""

from typing import NoReturn

from bot.core.answers import SeveralOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.web_address import WebAddress
from bot.domain.rights import Right
from bot.handlers.announcement_details import MORE, ask_details, ask_for_more
from bot.handlers.announcement_parts import VOLUNTEERS, WRITE, LongText, TextFirst, ask_about_gaps, names_of, preview
from bot.handlers.announcement_when import WHEN_NAMES, ask_when
from bot.handlers.audience_dialog import ask_audience, audience_names, reach_words
from bot.i18n.phrase import LanguageName, Lines, Listed, Words, _, _n, _p
from bot.usecases import announcement_drafts, announcements
from bot.usecases.announcement_content import Draft
from bot.usecases.announcement_translations import LONGEST
from bot.usecases.announcements import Reach

KEEP = Option("keep", _p("button", "Keep it for later"))


class Announce:
    """Text, audience, translations, link; then a preview and the exact count."""

    name = "announce"
    title = _("Announce something")
    words = _p("word", "announce|announcement")
    brief = False

    def talk(self, chat: Conversation) -> None:
        if not chat.look(announcements.may_announce):
            chat.say(_("Announcements are written by those who coordinate a network, a country or the programme."))
            chat.end()
        original = chat.once("language", announcements.original_language)
        text = chat.ask(
            "text",
            _(
                "What would you like to announce? Please write it in {language}.",
                language=LanguageName(original),
            ),
            TextFirst(at_most=LONGEST),
        )
        audience = ask_audience(chat, "audience", Right.ANNOUNCE)
        reach = chat.look(announcements.reach, audience)
        texts = {original: text} | self._translations(chat, reach, original)
        fallback = self._fallback(chat, reach, Draft(texts, original, audience))
        link = chat.ask_or_skip("link", _("A web page that belongs to it? Send its address, or skip."), WebAddress())
        when = ask_when(chat)
        details = ask_details(chat, original, texts)
        written = {**texts, **details.texts}
        draft = Draft(written, original, audience, link, fallback, when, details.extras, details.address_id)
        preview(chat, reach, draft, details.extras.files, details.texts)
        names = {**_names(reach, texts), **details.called}
        card = Lines((_("Shall I send it?"), reach_words(reach), ""))
        also = (KEEP,) if details.is_all else (MORE, KEEP)
        match chat.decide("send", card, tuple(names), send=_("Send"), also=also, called=names):
            case "details":
                ask_for_more(chat)
            case "drop":
                chat.say(_("Good, nothing was sent."))
            case "keep":
                number = chat.do(announcement_drafts.keep, draft)
                chat.say(
                    _(
                        "It is kept as a draft, and nobody has been told. Write *draft {number}* to go on with it.",
                        number=str(number),
                    )
                )
            case _:
                number = chat.do(announcements.send, draft)
                chat.undone_by("announcement.withdraw", str(number))
                chat.say(
                    _("Thank you. It is announcement {number}; *announcements* shows what became of it.", number=number)
                )

    def _translations(self, chat: Conversation, reach: Reach, original: str) -> dict[str, str]:
        found = {}
        for language, readers in reach.by_language.items():
            if language == original:
                continue
            text = chat.ask_or_skip(
                f"text {language}",
                _n(
                    "The text in {language}, for {count} person? Write it, or skip.",
                    "The text in {language}, for {count} people? Write it, or skip.",
                    readers,
                    language=LanguageName(language),
                ),
                LongText(at_most=LONGEST),
            )
            if text is not None:
                found[language] = text
        for language in self._others(chat, reach):
            prompt = _("The text in {language}?", language=LanguageName(language))
            found[language] = chat.ask(f"text {language}", prompt, LongText(at_most=LONGEST))
        return found

    def _others(self, chat: Conversation, reach: Reach) -> tuple[str, ...]:
        """Languages that we do not speak: who reads none of them gets it in the one that we speak with them."""
        readers = reach.by_language_read
        if not readers:
            return ()
        options = tuple(
            Option(tag, _("{language}: {count}", language=LanguageName(tag, capital=True), count=people))
            for tag, people in readers.items()
        )
        question = _(
            "Some would rather read another language, which I do not speak; without a text in it they get one that they read, too. "
            "In which of these do you write it as well?"
        )
        chosen = chat.ask_or_skip("others", question, SeveralOf(options))
        return () if chosen is None else chosen

    def _fallback(self, chat: Conversation, reach: Reach, draft: Draft) -> str | None:
        """Gaps are told, and closed one way or the other."""
        missing = list(reach.without(draft.texts))
        if not missing:
            return None
        choice = ask_about_gaps(chat, reach, draft.texts, missing)
        if choice == WRITE:
            chat.change(f"text {missing[0]}", asked=[*(f"text {language}" for language in missing[1:]), "fallback"])
        if choice == VOLUNTEERS:
            self._ask_volunteers(chat, draft, missing)
        return choice

    def _ask_volunteers(self, chat: Conversation, draft: Draft, missing: list[str]) -> NoReturn:
        number = chat.do(announcement_drafts.keep_and_ask, draft, missing)
        chat.say(
            _(
                "Good. It is kept as draft {number}, and volunteers are asked for it in {languages}. "
                "Nothing is sent; I will tell you when it is there. Write *draft {number}* to go on with it before.",
                number=str(number),
                languages=names_of(missing),
            )
        )
        chat.end()


def _names(reach: Reach, texts: dict[str, str]) -> dict[str, Words]:
    """What each answer is called on the last card, in its order."""
    written = {
        f"text {language}": _("Text in {language}", language=LanguageName(language))
        for language in (*reach.by_language, *(tag for tag in reach.by_language_read if tag in texts))
    }
    missing = Listed(tuple(LanguageName(language) for language in reach.without(texts)))
    return {
        "text": _("Your text"),
        **audience_names("audience"),
        **({"others": _("More languages")} if reach.rather else {}),
        **written,
        "fallback": _("Readers of {languages}", languages=missing),
        "link": _("Web page"),
        **WHEN_NAMES,
    }
