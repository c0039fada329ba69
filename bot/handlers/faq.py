"""Questions that were answered before: the newest ones, or those with certain words."""

from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.sought import Sought
from bot.i18n.markup import plain
from bot.i18n.phrase import Lines, Words, _, _p
from bot.usecases import faq
from bot.usecases.faq import Entry

LONGEST_LABEL = 80  # signs: what is longer than a button is listed with its number


class Faq:
    """An argument is the number of an answer."""

    name = "faq"
    title = _("Answers to find")
    words = _p("word", "faq|answers|frequent questions")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if chat.number is not None:
            self._show(chat, str(chat.number))
            return
        on_offer = chat.look(faq.newest)
        if not on_offer:
            chat.say(_("Nothing has been asked and answered for all yet."))
            chat.end()
        prompt: Words = _("What would you like to know? Write a word of it, or choose:")
        for turn in range(1, 100):
            sought = chat.ask(f"sought {turn}", prompt, Sought(_options(chat, on_offer)))
            if sought.value:
                self._show(chat, sought.value)
                return
            on_offer = chat.look(faq.found, sought.words)
            if on_offer:
                prompt = _("This was asked about it. Choose, or write another word:")
            else:
                on_offer = chat.look(faq.newest)
                prompt = _("I found nothing with “{words}”. Write another word, or choose:", words=sought.words)

    def _show(self, chat: Conversation, number: str) -> None:
        entry = chat.look(faq.entry, number)
        if entry is None:
            chat.say(faq.GONE)
            return
        words = Lines((_("*{question}*", question=entry.question), entry.answer))
        chat.say(words, acts=chat.look(faq.acts, number))


def _options(chat: Conversation, entries: tuple[Entry, ...]) -> tuple[Option, ...]:
    return tuple(Option(str(one.number), _shortened(plain(chat.render(one.question)))) for one in entries)


def _shortened(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= LONGEST_LABEL else whole[: LONGEST_LABEL - 1].rstrip() + "…"
