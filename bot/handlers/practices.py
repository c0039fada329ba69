"""What has worked elsewhere: looking for practices by words, by area, country and language, and reading them."""

from collections.abc import Sequence

from bot.core.answers import OneOf, SeveralOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.identifiers import row_number
from bot.core.reading import whole_number
from bot.core.worded import WordsOr, typed
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.handlers import asked_for
from bot.handlers.practice_page import page, report
from bot.i18n.phrase import Country, LanguageName, Lines, Listed, Words, _, _n, _p
from bot.usecases import practice_library, practice_reactions, practice_saved, practice_spelling
from bot.usecases.practice_library import Line
from bot.usecases.practice_words import FOLLOW, TALK, WRONG


class Practices:
    """With a number: that practice; with words: what is found by them."""

    name = TALK
    title = _("Practices")
    words = _p("word", "practices|practice|library|good practices")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if chat.argument:
            self._begun_with(chat, chat.argument)
            return
        if not chat.look(practice_library.count):
            chat.say(_("There is no practice in the library yet. As soon as centres share theirs, you find them here."))
            return
        what = chat.ask("what", self._question(chat), WordsOr(OneOf(_ways(chat))))
        match what:
            case "area":
                self._by(chat, "area", _("Which area?"))
            case "country":
                self._by(chat, "country", _("Which country?"))
            case "language":
                self._by(chat, "language", _("In which language would you like to read?"))
            case "new":
                self._choose(
                    chat, _("These are the newest ones. Which one would you like to read?"), self._newest(chat)
                )
            case "useful":
                found = chat.look(practice_saved.most_useful, chat.language)
                self._choose(chat, _("These were most useful to others. Which one would you like to read?"), found)
            case "saved":
                found = chat.look(practice_saved.saved, chat.language)
                self._choose(chat, _("You have saved these. Which one would you like to read?"), found)
            case "follow":
                self._follow(chat)
            case _:
                self._find(chat, typed(what) or "")

    def _begun_with(self, chat: Conversation, argument: str) -> None:
        if argument == FOLLOW:
            self._follow(chat)
        elif argument.startswith(WRONG):
            report(chat, argument.removeprefix(WRONG))
        else:
            self._find(chat, argument)

    def _question(self, chat: Conversation) -> Words:
        count = chat.look(practice_library.count)
        return _n(
            "There is {count} practice in the library. What are you looking for? Write a few words, or choose.",
            "There are {count} practices in the library. What are you looking for? Write a few words, or choose.",
            count,
        )

    def _find(self, chat: Conversation, typed: str) -> None:
        about, shown = asked_for.split(typed)
        number = whole_number(about)
        if number is not None and row_number(str(number)) is not None:
            page(chat, str(number), shown=shown)
            return
        found = chat.look(practice_spelling.search, typed, chat.language)
        if not found.lines:
            chat.say(_("I found nothing for “{words}”. Other words may help, or an area.", words=typed))
            chat.hand_over(self.name)
        if found.shown_for:
            chat.say(_("“{typed}” stands in no practice. Shown for: “{words}”.", typed=typed, words=found.shown_for))
        if len(found.lines) == 1:
            page(chat, str(found.lines[0].number))
            return
        question = _(
            "These fit “{words}”, the best first. Which one would you like to read?", words=found.shown_for or typed
        )
        self._choose(chat, question, found.lines)

    def _by(self, chat: Conversation, shelf: str, question: Words) -> None:
        shelves = chat.look(practice_library.shelves, shelf)
        options = tuple(
            Option(one.value, _("{name} ({count})", name=_named(shelf, one.value), count=one.count)) for one in shelves
        )
        value = chat.ask(shelf, question, OneOf(options))
        found = chat.look(practice_library.latest, chat.language, practice_library.within(**{shelf: value}))
        question = _("{name}: which one would you like to read?", name=_named(shelf, value))
        self._choose(chat, question, found)

    def _newest(self, chat: Conversation) -> tuple[Line, ...]:
        return chat.look(practice_library.latest, chat.language)

    def _choose(self, chat: Conversation, question: Words, found: Sequence[Line]) -> None:
        if not found:
            chat.say(_("There is nothing here yet."))
            chat.hand_over(self.name)
        number = chat.ask("which", question, OneOf(tuple(Option(str(one.number), label(one)) for one in found)))
        page(chat, number)

    def _follow(self, chat: Conversation) -> None:
        now = chat.look(practice_reactions.followed)
        lead: Words = _("You do not follow any area yet.")
        if now:
            names = Listed(tuple(AREA_NAMES[one] for one in PriorityArea if one in now))
            lead = _("You follow: {areas}.", areas=names)
        question = Lines(
            (
                lead,
                _(
                    "Of which areas would you like to hear when there is a new practice? Choose all that you want; with none of them, you hear of no area."
                ),
            )
        )
        options = tuple(Option(one.value, AREA_NAMES[one]) for one in PriorityArea)
        chosen: tuple[str, ...] = chat.ask("areas", question, SeveralOf(options, at_least=0))
        chat.do(practice_reactions.follow, chosen)
        if chosen:
            chat.say(_("Good. You will hear of new practices in these areas, and of the practice of the week."))
        else:
            chat.say(_("Good. You will hear nothing of new practices; you find them here whenever you like."))


def label(one: Line) -> Words:
    return _("{title} ({country})", title=one.title, country=Country(one.country))


def _ways(chat: Conversation) -> tuple[Option, ...]:
    return (
        Option("area", _("By area")),
        Option("country", _("By country")),
        Option("language", _("By language")),
        Option("new", _("The newest")),
        *([Option("useful", _("The most useful"))] if chat.look(practice_saved.any_useful) else []),
        *([Option("saved", _("Those I saved"))] if chat.look(practice_saved.any_saved) else []),
        Option("follow", _("Follow areas")),
    )


def _named(shelf: str, value: str) -> Words:
    match shelf:
        case "area":
            return AREA_NAMES[PriorityArea(value)]
        case "country":
            return Country(value)
        case _:
            return LanguageName(value, capital=True)
