"""Rooms and channels in which announcements are posted: how to add one, its language, ending it."""

from collections.abc import Sequence

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import LanguageName, _, _p
from bot.usecases import languages_read, news_places
from bot.usecases.announcements import may_announce
from bot.usecases.rights import NO_RIGHT

HOW_TO_ADD = _(
    "Take me into the room or group and write *!news* there, on Telegram */news*. Into a channel on Telegram, take me as an administrator who may "
    "post: that is enough."
)


class NewsPlaces:
    """Where else are announcements read?"""

    name = "places"
    title = _("News places")
    words = _p("word", "news places|news rooms|channels")
    brief = True

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = languages

    def talk(self, chat: Conversation) -> None:
        if not chat.look(may_announce):
            chat.say(NO_RIGHT)
            return
        places = chat.look(news_places.on_offer)
        if not places:
            chat.say(_("There is no room or channel yet in which you could post announcements."))
            chat.say(HOW_TO_ADD)
            return
        options = tuple(Option(str(one.id), news_places.called_in_full(one)) for one in places)
        which = chat.ask(
            "which", _("Announcements can be posted in these. Which one is it about?"), OneOf((*options, _ADD))
        )
        if which == _ADD.value:
            chat.say(HOW_TO_ADD)
            return
        what = chat.ask("what", _("What would you like to do?"), OneOf((_SPEAK, _END, _NOTHING)))
        match what:
            case "speak":
                self._speak(chat, int(which))
            case "end":
                self._end(chat, int(which))
            case _:
                chat.say(_("Good, nothing has changed."))

    def _speak(self, chat: Conversation, number: int) -> None:
        spoken = tuple(Option(tag, LanguageName(tag, capital=True)) for tag in self._languages)
        question = _("In which language shall I post there?")
        language = chat.ask("language", question, OneOf((*spoken, _ANOTHER)))
        if language == _ANOTHER.value:
            others = tuple(Option(tag, LanguageName(tag, capital=True)) for tag in chat.look(languages_read.others))
            language = chat.ask("other language", question, OneOf(others))
        chat.do(news_places.speak, number, language)
        chat.say(_("From now on I post there in {language}.", language=LanguageName(language)))

    def _end(self, chat: Conversation, number: int) -> None:
        sure = chat.ask(
            "sure",
            _("Post no more announcements there? What has been posted stays."),
            OneOf((Option("yes", _("Yes, end it"), SAID_YES), Option("no", _("No, go on"), SAID_NO))),
        )
        if sure == "no":
            chat.say(_("Good, nothing has changed."))
            return
        chat.do(news_places.end_by_number, number)
        chat.say(_("No more announcements are posted there."))


_ADD = Option("add", _p("button", "Add another"))
_ANOTHER = Option("another", _("Another language"))
_SPEAK = Option("speak", _p("button", "Other language"))
_END = Option("end", _p("button", "End it"))
_NOTHING = Option("nothing", _("That is all"))
