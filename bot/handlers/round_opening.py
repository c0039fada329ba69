"""A coordinator opens a round: what is asked, of whom, from when until when; then a last look at all of it."""

from collections.abc import Collection, Mapping
from datetime import date

from bot.core.answers import SAID_NO, SAID_YES, OneOf, SeveralOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments import FROM_TODAY
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.domain.settling import Settling
from bot.handlers import days_on_offer
from bot.handlers.audience_dialog import ask_audience, audience_names, reach_words
from bot.handlers.naming import other_names
from bot.handlers.publish import NEW
from bot.i18n.phrase import LanguageName, Lines, Marked, Words, _, _p
from bot.usecases import announcements, instruments, publication_texts, publishing, rounds, voices
from bot.usecases.instruments import Known
from bot.usecases.rounds import LONGEST_NAME, Plan

SETTLING: Mapping[Settling, Words] = {
    Settling.AGREE: _("The team agrees"),
    Settling.AVERAGE: _("Take the average"),
    Settling.KEEP: _("Keep both views"),
}
CALLED: Mapping[str, Words] = {
    "instrument": _("Questionnaire"),
    "name": _("Name"),
    "others": _("Other languages"),
    "opens": _("Opens on"),
    "closes": _("Open until"),
    "baseline": _("Compared with before"),
    "settling": _("Where levels differ"),
    "voices": _("Views without a name"),
    "reminds": _("Reminders"),
}


class OpenRound:
    """Step by step; everything lands at once, at the end."""

    name = "openround"
    title = _("New round")
    words = _p("word", "open a round|new round")
    brief = False

    def __init__(self, languages: Collection[str]) -> None:
        """`languages`: tags of those that we speak."""
        self._languages = tuple(languages)

    def talk(self, chat: Conversation) -> None:
        if not chat.look(publishing.may_publish):
            chat.say(NOT_YOURS)
            chat.end()
        known = self._instrument(chat)
        original = chat.once("language", announcements.original_language)
        prompt = _("What is the round called? Please write it in {language}.", language=LanguageName(original))
        names = {original: chat.ask("name", prompt, Text(at_most=LONGEST_NAME))}
        names |= other_names(chat, self._languages, original, _called_in, LONGEST_NAME)
        audience = ask_audience(chat, "audience", Right.PUBLISH)
        opens, closes = self._days(chat)
        plan = Plan(
            instrument=known.key,
            name=names,
            original=original,
            audience=audience,
            opens_at=None if opens is None else rounds.start_of(opens, chat.zone),
            closes_at=None if closes is None else publishing.end_of(closes, chat.zone),
            baseline=self._baseline(chat, known),
            settling=self._settling(chat, known),
            voices=rounds.voices_named(self._voices(chat)),
            reminds=chat.ask("reminds", _REMINDS, YesNo()),
        )
        self._send(chat, known, plan, audience)

    def _instrument(self, chat: Conversation) -> Known:
        options = tuple(Option(one.key, one.title) for one in chat.look(instruments.listed))
        new = Option(NEW, _p("button", "Send a new file"))
        key = chat.ask("instrument", _("Which questionnaire shall the centres answer?"), OneOf((*options, new)))
        if key == NEW:
            chat.hand_over("publish", NEW)
        known = chat.look(instruments.known, key)
        if isinstance(known, Refusal):
            chat.say(known.why)
            chat.end()
        return known

    def _days(self, chat: Conversation) -> tuple[date | None, date | None]:
        opens = chat.ask_or_skip(
            "opens", _("On which day does it open? Write a day, or skip: then it opens at once."), FROM_TODAY
        )
        closes = chat.ask_or_skip(
            "closes",
            _(
                "Until which day may people answer? Choose or write a day, or skip: then it stays open until you close it."
            ),
            days_on_offer.soon(chat),
        )
        return opens, closes

    def _baseline(self, chat: Conversation, known: Known) -> int | None:
        before = chat.look(instruments.earlier, known.key)
        if before is None:
            return None
        options = (
            Option(str(before.number), _p("button", "Yes, compare"), SAID_YES),
            Option("", _p("button", "It is the first"), SAID_NO),
        )
        prompt = _("Shall I compare it with *{round}*? Centres then see what has changed since.", round=before.name)
        chosen = chat.ask("baseline", prompt, OneOf(options))
        return int(chosen) if chosen else None

    def _settling(self, chat: Conversation, known: Known) -> Settling:
        """The instrument's own rule, where it has one."""
        if known.settling is not None:
            return known.settling
        options = tuple(Option(rule.value, words) for rule, words in SETTLING.items())
        prompt = _("When people of one team see a level differently, what counts for the centre?")
        return Settling(chat.ask("settling", prompt, OneOf(options)))

    def _voices(self, chat: Conversation) -> tuple[str, ...]:
        options = tuple(Option(voice.value, words) for voice, words in voices.GROUPS.items())
        prompt = _(
            "Who else shall say how they see the centres, by a link and without a name? Choose groups, or skip: then nobody."
        )
        return chat.ask_or_skip("voices", prompt, SeveralOf(options)) or ()

    def _send(self, chat: Conversation, known: Known, plan: Plan, audience: Audience) -> None:
        author = chat.look(announcements.author)
        words = publication_texts.invitation(author, known.title, plan.closes_at, to_a_team=True)
        head = chat.render(_("This is what they will read, each in their own language:"))
        chat.show("preview", Marked(f"{head}\n\n{chat.render(words)}"))
        lines: list[Words] = [_("Shall I open this round?"), reach_words(chat.look(announcements.reach, audience))]
        if not known.is_scored:
            lines.append(UNSCORED)
        called: dict[str, Words] = {**CALLED, **audience_names("audience")}
        further = {
            f"name {tag}": _("Name in {language}", language=LanguageName(tag))
            for tag in plan.name
            if tag != plan.original
        }
        called |= further
        order = ("instrument", "name", "others", *further, *audience_names("audience"))
        keys = (*order, "opens", "closes", "baseline", "settling", "voices", "reminds")
        if not chat.review("send", Lines((*lines, "")), keys, send=_p("button", "Open it"), called=called):
            chat.say(_("Good, no round was opened."))
            chat.end()
        number = chat.do(rounds.open, plan)
        told = _("People are being told.") if plan.opens_at is None else _("People are told when it opens.")
        chat.say(
            Lines(
                (
                    _("Thank you. It is round {number}; *rounds* shows who takes part.", number=number),
                    told,
                )
            )
        )


NOT_YOURS = _("Rounds are opened by those who coordinate a network, a country or the programme.")
_REMINDS = _(
    "Shall I remind those who stay silent: first the people, then who coordinates their centre, their network, the programme?"
)
UNSCORED = _(
    "None of its questions says what it counts for. So there will be answers, but no scores, no comparison and no priorities."
)


def _called_in(language: LanguageName) -> Words:
    return _("What is the round called in {language}?", language=language)
