"""A coordinator writes once, in several languages, and sees everything before it goes out."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.web_address import WebAddress
from bot.domain.rights import Right
from bot.handlers.audience_dialog import ask_audience, audience_names, reach_words
from bot.i18n.phrase import LanguageName, Lines, Listed, Marked, Words, _, _n, _p
from bot.usecases import announcement_texts, announcements
from bot.usecases.announcements import LONGEST, Draft, Reach

SHOWN = 80  # signs of a text on the review card: all of it stands in the preview above
WRITE = "write"


class LongText(Text):
    def show(self, value: str) -> Words:
        return value if len(value) <= SHOWN else value[: SHOWN - 1].rstrip() + "…"


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
            LongText(at_most=LONGEST),
        )
        audience = ask_audience(chat, "audience", Right.ANNOUNCE)
        reach = chat.look(announcements.reach, audience)
        texts = {original: text} | self._translations(chat, reach, original)
        fallback = self._fallback(chat, reach, texts)
        link = chat.ask_or_skip("link", _("A web page that belongs to it? Send its address, or skip."), WebAddress())
        self._preview(chat, reach, texts, fallback, link)
        names = _names(reach, texts)
        card = Lines((_("Shall I send it?"), reach_words(reach), ""))
        if not chat.review("send", card, tuple(names), send=_("Send"), called=names):
            chat.say(_("Good, nothing was sent."))
            chat.end()
        number = chat.do(announcements.send, Draft(texts, original, audience, link, fallback))
        chat.say(_("Thank you. It is announcement {number}; *announcements* shows what became of it.", number=number))

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
        return found

    def _fallback(self, chat: Conversation, reach: Reach, texts: dict[str, str]) -> str | None:
        """Gaps are told, and closed one way or the other."""
        missing = [language for language in reach.by_language if language not in texts]
        if not missing:
            return None
        readers = sum(reach.by_language[language] for language in missing)
        options = [Option(tag, _("Send it in {language}", language=LanguageName(tag))) for tag in texts]
        choice = chat.ask(
            "fallback",
            _n(
                "Without a text in {languages} I cannot send it: {count} person reads nothing else here. What shall I do?",
                "Without a text in {languages} I cannot send it: {count} people read nothing else here. What shall I do?",
                readers,
                languages=Listed(tuple(LanguageName(language) for language in missing)),
            ),
            OneOf((*options, Option(WRITE, _("I'll write it now")))),
        )
        if choice == WRITE:
            chat.change(f"text {missing[0]}", asked=[*(f"text {language}" for language in missing[1:]), "fallback"])
        return choice

    def _preview(
        self, chat: Conversation, reach: Reach, texts: dict[str, str], fallback: str | None, link: str | None
    ) -> None:
        """Each text as its readers will see it, with everything around it in their language."""
        author = chat.look(announcements.author)
        read = dict.fromkeys(language if language in texts else fallback or "" for language in reach.by_language)
        for language in read:
            seen = chat.render_in(language, announcement_texts.wording(author, texts[language]))
            header = chat.render(_("This is how it looks in {language}:", language=LanguageName(language)))
            links = announcement_texts.links(link, lambda words, tag=language: chat.render_in(tag, words))  # type: ignore[misc] # mypy cannot tell the type of a default
            chat.show(f"preview {language}", Marked(f"{header}\n\n{seen}"), links=links)


def _names(reach: Reach, texts: dict[str, str]) -> dict[str, Words]:
    """What each answer is called on the last card, in its order."""
    written = {
        f"text {language}": _("Text in {language}", language=LanguageName(language)) for language in reach.by_language
    }
    missing = Listed(tuple(LanguageName(language) for language in reach.by_language if language not in texts))
    return {
        "text": _("Your text"),
        **audience_names("audience"),
        **written,
        "fallback": _("Readers of {languages}", languages=missing),
        "link": _("Web page"),
    }
