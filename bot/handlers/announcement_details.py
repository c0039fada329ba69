"""What else can go with an announcement: only what somebody wants to add is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from bot.core.answers import OneOf, SeveralOf, Text
from bot.core.conversation import Conversation
from bot.core.gathered import Gathered
from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.messages import FileKind
from bot.core.reading import cleaned
from bot.core.sent_files import LARGEST_MB
from bot.domain.documents import DOCUMENTS
from bot.handlers.announcement_parts import LongText
from bot.i18n.phrase import LanguageName, Words, _, _n, _p
from bot.usecases import announcement_events, news_places, subscriptions
from bot.usecases.announcement_content import Extras
from bot.usecases.announcement_events import Choice
from bot.usecases.announcement_files import KINDS, MOST
from bot.usecases.announcement_polls import FEWEST
from bot.usecases.announcement_polls import MOST as MOST_CHOICES
from bot.usecases.announcement_translations import LONGEST, LONGEST_CHOICE, LONGEST_DESCRIPTION

MORE = Option("details", _p("button", "Add something"))
_ROUNDS = "rounds of details"


@dataclass(frozen=True)
class LinesOfText:
    """One thing a line."""

    at_least: int
    at_most: int
    longest: int  # signs of a line
    name = "lines"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:  # noqa: ARG002 - the same for all
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[tuple[str, ...]]:  # noqa: ARG002 - likewise
        lines = tuple(line for line in map(cleaned, given.text.splitlines()) if line)
        if given.files or not self.at_least <= len(lines) <= self.at_most:
            if self.at_least == self.at_most:
                return Unclear(_n("Please write {count} line.", "Please write {count} lines.", self.at_least))
            return Unclear(
                _(
                    "Please write {at_least} to {at_most} lines, one for each.",
                    at_least=self.at_least,
                    at_most=self.at_most,
                )
            )
        if any(len(line) > self.longest for line in lines):
            return Unclear(_("Each line has room for {at_most} characters. Please shorten.", at_most=self.longest))
        return Accepted(lines)

    def dump(self, value: tuple[str, ...]) -> Json:
        return list(value)

    def load(self, data: Json) -> tuple[str, ...]:
        return tuple(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, list) and self.at_least <= len(data) <= self.at_most

    def show(self, value: tuple[str, ...]) -> Words:
        return " · ".join(value)


@dataclass(frozen=True)
class Details:
    """`called`: the questions that were asked, and what the review card calls them."""

    extras: Extras = field(default_factory=Extras)
    texts: Mapping[str, str] = field(default_factory=dict)  # in languages that only places read
    address_id: int | None = None
    called: Mapping[str, Words] = field(default_factory=dict)
    is_all: bool = False  # nothing is left to add


def ask_details(chat: Conversation, original: str, texts: Mapping[str, str]) -> Details:
    """As often as somebody asked for more on the review card."""
    found = Details()
    wanted: list[str] = []
    for one in range(1, _rounds(chat) + 1):
        left = _left(chat, wanted)
        added: tuple[str, ...] = chat.ask(
            f"details {one}", _("What would you like to add?"), SeveralOf(left, at_least=0)
        )
        wanted += added
        found = replace(found, called={**found.called, f"details {one}": _("Added")})
    asking = [one for one in wanted if one in ASKING]
    if len(asking) > 1:
        options = tuple(Option(one, DETAILS[one][0]) for one in asking)
        only = chat.ask("asking", _("One announcement can ask one thing. Which shall it be?"), OneOf(options))
        found = replace(found, called={**found.called, "asking": _("It asks")})
        asking = [only]
    for value in wanted:
        if value not in ASKING or value in asking:
            found = DETAILS[value][1](chat, found, original, texts)
    return replace(found, is_all=not _left(chat, wanted))


def ask_for_more(chat: Conversation) -> NoReturn:
    """Asked for on the review card, which comes again afterwards."""
    chat.remember(_ROUNDS, _rounds(chat) + 1)
    chat.close("send")
    chat.again()


def _rounds(chat: Conversation) -> int:
    return int(chat.recall(_ROUNDS) or 0)


def _left(chat: Conversation, wanted: Sequence[str]) -> tuple[Option, ...]:
    """What is not there yet, and can be had."""
    is_asking = any(one in ASKING for one in wanted)
    return tuple(
        Option(value, label)
        for value, (label, _ask, is_offered) in DETAILS.items()
        if value not in wanted and not (is_asking and value in ASKING) and is_offered(chat)
    )


_Texts = Mapping[str, str]


def _files(chat: Conversation, found: Details, _original: str, _texts: _Texts) -> Details:
    prompt = _(
        "Please send up to {count} pictures, videos, voice notes or documents such as PDF, Word or Excel, {most} MB each at most; then *done*.",
        count=MOST,
        most=LARGEST_MB,
    )
    gathered = chat.ask_or_skip("files", prompt, Gathered(MOST, prompt, frozenset(KINDS), frozenset(DOCUMENTS)))
    called: dict[str, Words] = {**found.called, "files": _("Files")}
    if gathered is None:
        return replace(found, called=called)
    files = tuple(file for file, _caption in gathered.files)
    description = None
    photos = sum(one.kind is FileKind.PHOTO for one in files)
    if photos:
        question = (
            _("What does the picture show? One sentence, for those who cannot see it; or skip.")
            if photos == 1
            else _("What do the pictures show? One sentence, for those who cannot see them; or skip.")
        )
        description = chat.ask_or_skip("description", question, Text(at_most=LONGEST_DESCRIPTION))
        called["description"] = _("To be seen")
    extras = replace(found.extras, files=files, description=description)
    return replace(found, extras=extras, address_id=chat.came_from("files"), called=called)


def _poll(chat: Conversation, found: Details, original: str, texts: _Texts) -> Details:
    prompt = _(
        "What can be chosen? Write {at_least} to {at_most} answers in {language}, one a line.",
        at_least=FEWEST,
        at_most=MOST_CHOICES,
        language=LanguageName(original),
    )
    own: tuple[str, ...] = chat.ask("choices", prompt, LinesOfText(FEWEST, MOST_CHOICES, LONGEST_CHOICE))
    choices, called = {original: own}, {**found.called, "choices": _("Answers to choose from")}
    for language in texts:
        if language == original:
            continue
        choices[language] = ask_choices_in(chat, language, len(own))
        called[f"choices {language}"] = _("Answers in {language}", language=LanguageName(language))
    return replace(found, extras=replace(found.extras, choices=choices), called=called)


def ask_choices_in(chat: Conversation, language: str, count: int) -> tuple[str, ...]:
    """The same answers in another language."""
    again = _n(
        "And in {language}? {count} line, in the same order.",
        "And in {language}? {count} lines, in the same order.",
        count,
        language=LanguageName(language),
    )
    return chat.ask(f"choices {language}", again, LinesOfText(count, count, LONGEST_CHOICE))


def _session(chat: Conversation, found: Details, _original: str, _texts: _Texts) -> Details:
    offered = chat.look(announcement_events.sessions_on_offer, chat.zone)
    number = chat.ask("session", _("Which session is it about?"), OneOf(_options(offered)))
    called = {**found.called, "session": _("Session")}
    return replace(found, extras=replace(found.extras, session=int(number)), called=called)


def _questionnaire(chat: Conversation, found: Details, _original: str, _texts: _Texts) -> Details:
    offered = chat.look(announcement_events.questionnaires_on_offer)
    number = chat.ask("questionnaire", _("Which questionnaire is it about?"), OneOf(_options(offered)))
    called = {**found.called, "questionnaire": _("Questionnaire")}
    return replace(found, extras=replace(found.extras, questionnaire=int(number)), called=called)


def _options(offered: Sequence[Choice]) -> tuple[Option, ...]:
    return tuple(Option(str(one.number), one.label) for one in offered)


def _acknowledge(_chat: Conversation, found: Details, _original: str, _texts: _Texts) -> Details:
    return replace(found, extras=replace(found.extras, acknowledge=True))


def _pin(_chat: Conversation, found: Details, _original: str, _texts: _Texts) -> Details:
    return replace(found, extras=replace(found.extras, pin=True))


def _topic(chat: Conversation, found: Details, _original: str, _texts: _Texts) -> Details:
    options = tuple(Option(str(topic), name) for topic, name in chat.look(subscriptions.all_topics))
    topic = chat.ask("topic", _("What is it about? Readers can turn a topic off, unless it is urgent."), OneOf(options))
    called = {**found.called, "topic": _("Topic")}
    return replace(found, extras=replace(found.extras, topic=topic), called=called)


def _places(chat: Conversation, found: Details, original: str, texts: _Texts) -> Details:
    offered = {str(one.id): one for one in chat.look(news_places.on_offer)}
    options = tuple(Option(number, news_places.called_in_full(one)) for number, one in offered.items())
    prompt = _("Where shall I post it, too? Each place reads its own language.")
    places: tuple[str, ...] = chat.ask("places", prompt, SeveralOf(options, at_least=0))
    called = {**found.called, "places": _("Posted in")}
    choices, told = dict(found.extras.choices), dict(found.texts)
    for language in dict.fromkeys(offered[one].language for one in places if one in offered):
        if language in texts:
            continue
        prompt = _(
            "There is no text in {language} yet. Write it for those who read it there, or skip: then it is not posted there.",
            language=LanguageName(language),
        )
        text = chat.ask_or_skip(f"place text {language}", prompt, LongText(at_most=LONGEST))
        called[f"place text {language}"] = _("Text in {language}", language=LanguageName(language))
        if text is None:
            continue
        told[language] = text
        if original in choices:
            choices[language] = ask_choices_in(chat, language, len(choices[original]))
            called[f"choices {language}"] = _("Answers in {language}", language=LanguageName(language))
    posted = tuple(int(one) for one in places if one not in offered or offered[one].language in {**texts, **told})
    return replace(found, extras=replace(found.extras, places=posted, choices=choices), texts=told, called=called)


def _has_places(chat: Conversation) -> bool:
    return bool(chat.look(news_places.on_offer))


def _always(_chat: Conversation) -> bool:
    return True


def _leads_any(chat: Conversation) -> bool:
    return bool(chat.look(announcement_events.sessions_on_offer, chat.zone))


def _published_any(chat: Conversation) -> bool:
    return bool(chat.look(announcement_events.questionnaires_on_offer))


_Ask = Callable[[Conversation, Details, str, _Texts], Details]
ASKING = ("poll", "session", "questionnaire")  # one of them at most
DETAILS: dict[str, tuple[Words, _Ask, Callable[[Conversation], bool]]] = {
    "files": (_("Pictures or files"), _files, _always),
    "poll": (_("A poll"), _poll, _always),
    "session": (_("A session"), _session, _leads_any),
    "questionnaire": (_("A questionnaire"), _questionnaire, _published_any),
    "acknowledge": (_("Ask readers to say that they have read it"), _acknowledge, _always),
    "pin": (_("Keep it at the top of the chats"), _pin, _always),
    "topic": (_("A topic"), _topic, _always),
    "places": (_("Post it in rooms, too"), _places, _has_places),
}
