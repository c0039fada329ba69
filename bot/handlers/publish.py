"""A coordinator brings a questionnaire, tries it, and publishes it to an audience."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import FileKind, FileReference
from bot.core.sent_files import Files
from bot.domain.rights import Right
from bot.handlers import days_on_offer
from bot.handlers.audience_dialog import ask_audience, audience_names, reach_words
from bot.handlers.replacement import replace_version
from bot.i18n.phrase import Lines, Marked, Words, _, _p
from bot.usecases import announcements, brought, publication_lists, publication_texts, publishing
from bot.usecases.editions import Editions
from bot.usecases.publication_lists import Newest

NEW, TRY, REPLACE, PUBLISH, FILE = "new", "try", "replace", "publish", "file"


class Publish:
    """A file first; then, with the number of a version, what to do with it."""

    name = "publish"
    title = _("New questionnaire")
    words = _p("word", "publish|my questionnaires")
    brief = False

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        if chat.argument == FILE:
            self._brought_unasked(chat)
            return
        if not chat.look(publishing.may_publish):
            chat.say(_("Questionnaires are published by those who coordinate a network, a country or the programme."))
            chat.end()
        version = chat.look(publication_lists.version, chat.argument)
        if version is None:
            self._bring(chat)
        else:
            self._use(chat, version)

    def _bring(self, chat: Conversation) -> None:
        known = chat.look(publication_lists.newest)
        if known and not chat.argument:
            new = Option(NEW, _p("button", "Send a new file"))
            options = (*(Option(str(one.id), one.title) for one in known), new)
            chosen = chat.ask("which", _("Which questionnaire is it about?"), OneOf(options))
            if chosen != NEW:
                chat.hand_over(self.name, chosen)
        wanted = _("Please send me the questionnaire as a file: an XLSForm (.xlsx, .csv or .md).")
        [file] = chat.ask("file", wanted, Files(at_most=1, kinds=(FileKind.DOCUMENT,), expected=wanted))
        self._look_at(chat, file)

    def _brought_unasked(self, chat: Conversation) -> None:
        """A file out of the blue: a questionnaire, if it can be one and comes from somebody who may bring it."""
        found = [one for one in chat.opening_files if brought.kind_of(one.name) in brought.KINDS]
        if not found or not chat.look(publishing.may_publish):
            chat.say(_("I did not understand that. Here is what I can do."))
            chat.hand_over("menu")
        self._look_at(chat, found[0])

    def _look_at(self, chat: Conversation, file: FileReference) -> None:
        name = chat.once("bring", brought.bring, file, chat.address_id)
        chat.say(_("Thank you. I am looking at *{name}* and will tell you in a moment what I find.", name=name))

    def _use(self, chat: Conversation, version: Newest) -> None:
        outdated = chat.look(publication_lists.outdated, version.id)
        options = (
            Option(TRY, _p("button", "Try it out")),
            *((Option(REPLACE, _p("button", "Replace the old")),) if outdated else ()),
            Option(PUBLISH, _p("button", "Publish it")),
            Option(NEW, _p("button", "Send a new file")),
        )
        prompt = _(
            "*{title}*, version {number}. What would you like to do?", title=version.title, number=version.number
        )
        choice = chat.ask("what", prompt, OneOf(options))
        if choice == TRY:
            chat.hand_over("rehearse", str(version.id))
        if choice == REPLACE:
            replace_version(chat, self._editions, version, outdated)
            return
        if choice == NEW:
            chat.hand_over(self.name, NEW)
        self._publish(chat, version)

    def _publish(self, chat: Conversation, version: Newest) -> None:
        audience = ask_audience(chat, "audience", Right.PUBLISH)
        reach = chat.look(announcements.reach, audience)
        day = chat.ask_or_skip(
            "closes",
            _(
                "Until which day may people answer? Choose or write a day, or skip: then it stays open until you close it."
            ),
            days_on_offer.soon(chat),
        )
        closes_at = None if day is None else publishing.end_of(day, chat.zone)
        author = chat.look(announcements.author)
        words = publication_texts.invitation(author, version.title, closes_at)
        head = chat.render(_("This is what they will read, each in their own language:"))
        chat.show("preview", Marked(f"{head}\n\n{chat.render(words)}"))
        names: dict[str, Words] = {**audience_names("audience"), "closes": _("Open until")}
        card = Lines((_("Shall I publish *{title}*?", title=version.title), reach_words(reach), ""))
        if not chat.review("send", card, tuple(names), send=_p("button", "Publish it"), called=names):
            chat.say(_("Good, nothing was published."))
            chat.end()
        number = chat.do(publishing.publish, version.id, audience, closes_at)
        chat.say(
            _(
                "Thank you. It is questionnaire {number}, and people are being told. *published* shows who has answered.",
                number=number,
            )
        )
