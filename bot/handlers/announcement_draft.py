"""Going on with an announcement that was kept: its texts in every language, and then it is sent, or dropped."""

from dataclasses import replace
from datetime import datetime

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.rights import Right
from bot.handlers.announcement_details import ask_choices_in
from bot.handlers.announcement_parts import VOLUNTEERS, WRITE, LongText, ask_about_gaps, names_of, preview
from bot.handlers.announcement_when import WHEN_NAMES, ask_when
from bot.handlers.audience_dialog import ask_audience, reach_words
from bot.i18n.markup import plain
from bot.i18n.phrase import LanguageName, Lines, Listed, Moment, MomentStyle, Words, _, _n, _p
from bot.usecases import announcement_drafts, announcements
from bot.usecases.announcement_drafts import Kept, Standing
from bot.usecases.announcement_translations import LONGEST

MISSING = (Standing.MISSING, Standing.MACHINE, Standing.STALE)  # by nobody's doing so far
SHOWN = 40
MOST_APART = 4  # missing languages that have a line and a button of their own
_STANDING: dict[Standing, Words] = {
    Standing.THERE: _("is there"),
    Standing.STALE: _("no longer fits: your text has changed since"),
    Standing.PROPOSED: _("is translated; a second person still has to look it over"),
    Standing.MACHINE: _("is a machine's draft, which nobody has looked at"),
    Standing.ASKED: _("is missing; volunteers are asked for it"),
    Standing.MISSING: _("is missing"),
}


class GoOnWithDraft:
    """Its page, and what can be done with it."""

    name = "draft"
    title = _("My drafts")
    words = _p("word", "draft|drafts")
    brief = False

    def talk(self, chat: Conversation) -> None:
        kept = chat.look(announcement_drafts.seen, self._number(chat))
        if kept is None:
            chat.say(announcement_drafts.UNKNOWN)
            return
        choice = chat.ask("what", self._page(kept), OneOf(tuple(_options(kept))))
        if choice == "another":
            languages = tuple(Option(one, LanguageName(one, capital=True)) for one in _many_missing(kept))
            self._write(
                chat, kept, chat.ask("another", _("In which language would you like to write it?"), OneOf(languages))
            )
        elif choice.startswith("text "):
            self._write(chat, kept, choice.partition(" ")[2])
        elif choice == "whom":
            self._address(chat, kept)
        elif choice == "send":
            self._send(chat, kept)
        elif choice == VOLUNTEERS:
            self._ask_volunteers(chat, kept)
        elif choice == "drop":
            if chat.ask("sure", _("Shall I throw it away? That cannot be undone."), OneOf(_SURE)) == "drop":
                chat.do(announcement_drafts.drop, kept.number)
                chat.say(_("It is thrown away. Nothing was sent."))
            else:
                chat.say(_("Good, it is kept."))
        else:
            chat.say(
                _(
                    "Good, it is kept. Write *draft {number}* to go on with it at any time.",
                    number=str(kept.number),
                )
            )

    def _number(self, chat: Conversation) -> int | None:
        if chat.number is not None:
            return chat.number
        found = chat.look(announcement_drafts.of_author)
        if not found:
            chat.say(_("You have no drafts. Write *announce* to begin one."))
            chat.end()
        options = tuple(Option(str(number), draft_label(chat, text, since)) for number, text, since in found)
        return int(chat.ask("which", _("Which draft would you like to go on with?"), OneOf(options)))

    def _page(self, kept: Kept) -> Words:
        lines: list[Words] = [
            _("Draft {number}:", number=str(kept.number)),
            kept.draft.texts[kept.draft.original],
            "",
            _n(
                "{count} person would get it. {whom}",
                "{count} people would get it. {whom}",
                kept.people,
                whom=kept.whom,
            ),
            *kept.with_it,
            *(
                _(
                    "• {language}: {standing}",
                    language=LanguageName(language, capital=True),
                    standing=_STANDING[standing],
                )
                for language, standing in kept.standing.items()
                if language not in _many_missing(kept)
            ),
            *_missing_together(kept),
            _("What would you like to do?"),
        ]
        return Lines(tuple(lines))

    def _address(self, chat: Conversation, kept: Kept) -> None:
        audience = ask_audience(chat, "audience", Right.ANNOUNCE)
        chat.do(announcement_drafts.address, kept.number, audience)
        chat.say(_("It is written down."))
        chat.hand_over(self.name, str(kept.number))

    def _write(self, chat: Conversation, kept: Kept, language: str) -> None:
        is_original = language == kept.draft.original
        prompt = _("How shall it read in {language}?", language=LanguageName(language))
        text = chat.ask("text", prompt, LongText(at_most=LONGEST))
        own = kept.draft.extras.choices.get(kept.draft.original, ())
        choices = ask_choices_in(chat, language, len(own)) if own and not is_original else ()
        chat.do(announcement_drafts.write, kept.number, language, text, choices)
        if is_original and len(kept.draft.texts) > 1:
            chat.say(
                _("It is changed. What was translated before no longer fits; ask volunteers, or write it yourself.")
            )
        else:
            chat.say(_("It is written down."))
        chat.hand_over(self.name, str(kept.number))

    def _send(self, chat: Conversation, kept: Kept) -> None:
        draft = kept.draft
        reach = chat.look(announcements.reach, draft.audience)
        missing = list(reach.without(draft.texts))
        fallback = None
        if missing:
            fallback = ask_about_gaps(chat, reach, draft.texts, missing)
            if fallback == WRITE:
                self._write(chat, kept, missing[0])
            if fallback == VOLUNTEERS:
                self._ask_volunteers(chat, kept)
        when = ask_when(chat)
        preview(chat, reach, replace(draft, fallback=fallback), kept.files, kept.of_places)
        texts = tuple(
            _(
                "*{name}*: {answer}",
                name=_("Text in {language}", language=LanguageName(tag)),
                answer=LongText().show(text),
            )
            for tag, text in draft.texts.items()
        )
        card = Lines((_("Shall I send it?"), reach_words(reach), "", *texts))
        if not chat.review(
            "sending", card, ("fallback", *WHEN_NAMES), send=_("Send"), drop=_("Not yet"), called=WHEN_NAMES
        ):
            chat.say(_("Good, nothing was sent."))
            chat.end()
        chat.do(announcement_drafts.send, kept.number, fallback, when)
        chat.undone_by("announcement.withdraw", str(kept.number))
        chat.say(
            _("Thank you. It is announcement {number}; *announcements* shows what became of it.", number=kept.number)
        )

    def _ask_volunteers(self, chat: Conversation, kept: Kept) -> None:
        missing = [language for language, standing in kept.standing.items() if standing in MISSING]
        chat.do(announcement_drafts.ask, kept.number, missing)
        chat.say(
            _(
                "Good. Volunteers are asked for it in {languages}. I will tell you when it is there.",
                languages=names_of(missing),
            )
        )
        chat.end()


_SURE = (Option("drop", _("Throw it away")), Option("keep", _("Keep it")))


def draft_label(chat: Conversation, text: Words, since: datetime) -> Words:
    whole = " ".join(plain(chat.render(text)).split())
    short = whole if len(whole) <= SHOWN else whole[: SHOWN - 1].rstrip() + "…"
    return _("Draft of {day}: {text}", day=Moment(since, MomentStyle.DAY), text=short)


def _many_missing(kept: Kept) -> tuple[str, ...]:
    """Languages in which nobody has written it, where they are too many for a line and a button each."""
    missing = tuple(language for language, standing in kept.standing.items() if standing is Standing.MISSING)
    return missing if len(missing) > MOST_APART else ()


def _missing_together(kept: Kept) -> tuple[Words, ...]:
    missing = _many_missing(kept)
    if not missing:
        return ()
    named = [LanguageName(language) for language in missing[:MOST_APART]]
    more = _n("{count} more language", "{count} more languages", len(missing) - MOST_APART)
    return (_("• Missing in: {languages}", languages=Listed((*named, more))),)


def _options(kept: Kept) -> list[Option]:
    texts = [Option(f"text {kept.draft.original}", _("Change my text"))]
    for language, standing in kept.standing.items():
        if language != kept.draft.original and language not in _many_missing(kept):
            name = LanguageName(language)
            is_there = standing is Standing.THERE
            label = (
                _("Change it in {language}", language=name) if is_there else _("Write it in {language}", language=name)
            )
            texts.append(Option(f"text {language}", label))
    if _many_missing(kept):
        texts.append(Option("another", _("Write it in another language")))
    volunteers = [Option(VOLUNTEERS, _("Ask volunteers to translate"))]
    return [
        Option("send", _("Send it")),
        *texts,
        Option("whom", _("Change who gets it")),
        *(volunteers if any(one in MISSING for one in kept.standing.values()) else []),
        Option("drop", _("Throw it away")),
        Option("leave", _("Nothing for now")),
    ]
