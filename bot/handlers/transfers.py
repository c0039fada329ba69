"""Practices on their way from one centre to another: asking for one, and how each of them stands."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import Attachment
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.transfers import PART_NAMES, TRIED, TransferState
from bot.handlers import asked_for
from bot.handlers.transfer_map import picture
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _n, _p
from bot.usecases import (
    action_plan_offers,
    papers,
    partner_introductions,
    people,
    transfer_lists,
    transfer_words,
    transfers,
)
from bot.usecases.transfer_lists import Line, Shown
from bot.usecases.transfers import Offer

LONGEST_WISH = 500
MAP = "map"


class TryPractice:
    """We want to try this: for the people of a centre, of a practice with that number."""

    name = "try"
    title = _("Try a practice")
    words = _p("word", "try")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = chat.argument or chat.ask(
            "practice", _("Which practice would you like to try? Please write its number."), Text(at_most=20)
        )
        offer = chat.look(transfers.offer, number)
        if isinstance(offer, Refusal):
            chat.say(offer.why)
            return
        chat.say(
            _("*{title}*, of {centre} ({country}).", title=offer.title, centre=offer.centre, country=offer.country)
        )
        centre = self._centre(chat, offer)
        wish = chat.ask_or_skip(
            "wish", _("What makes you want to try it? Their centre reads what you write."), Text(at_most=LONGEST_WISH)
        )
        options = (
            Option("yes", _p("transfer", "Ask them"), SAID_YES),
            Option("no", _p("button", "Not now"), SAID_NO),
        )
        if chat.ask("sure", _ask_them(offer), OneOf(options)) == "no":
            chat.say(_("Good, nothing was sent."))
            return
        number_of_it = chat.do(transfers.ask, offer.practice, centre, wish)
        words = _(
            "They are asked, and have two weeks to answer. You hear from me either way. It is transfer {number}.",
            number=str(number_of_it),
        )
        chat.say(words)

    def _centre(self, chat: Conversation, offer: Offer) -> int:
        if len(offer.centres) == 1:
            return offer.centres[0][0]
        options = OneOf(tuple(Option(str(number), name) for number, name in offer.centres))
        return int(chat.ask("centre", _("For which of your centres?"), options))


class Transfers:
    """How do the practices stand that we try, and those that others try of us? With a number: that one."""

    name = "transfers"
    title = _("Transfers")
    words = _p("word", "transfers|transfer")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number, wanted = asked_for.split(chat.argument or self._chosen(chat))
        if number == MAP:
            self._map(chat, drawn=wanted)
            return
        shown = chat.look(transfer_lists.seen, number)
        if isinstance(shown, Refusal):
            chat.say(shown.why)
            return
        text_only = chat.look(people.is_text_only)
        acts = (*_acts(shown), *chat.look(action_plan_offers.for_transfer, shown.number))
        if shown.sheet and text_only and not wanted:
            sheet = asked_for.picture_of(self.name, number, _p("button", "The sheet (PDF)"))
            chat.say(_told(shown), acts=(*acts, sheet))
        else:
            chat.say(_told(shown), acts=acts, attachments=self._paper(chat, shown))
        if shown.is_here and shown.state is TransferState.ASKED:
            self._take_back(chat, shown)

    def _chosen(self, chat: Conversation) -> str:
        listed = chat.look(transfer_lists.listed)
        if not listed:
            chat.say(
                _(
                    "Your centre has no transfer yet. The page of a practice in the library has a button to ask for one; *try 12* does the same for practice 12."
                )
            )
            return MAP
        options = [Option(str(one.number), _line(one)) for one in listed]
        options.append(Option(MAP, _p("button", "All countries")))
        return chat.ask("which", _("Which one would you like to see?"), OneOf(tuple(options)))

    def _take_back(self, chat: Conversation, shown: Shown) -> None:
        options = (
            Option("keep", _p("button", "Wait for them")),
            Option("back", _p("button", "Take it back")),
        )
        if chat.ask("take back", _("Shall it stay so?"), OneOf(options)) == "keep":
            chat.say(_("Good, nothing has changed."))
            return
        chat.do(transfers.withdraw, shown.number)
        chat.say(_("It is taken back, and they are told."))

    def _map(self, chat: Conversation, *, drawn: bool) -> None:
        places = chat.look(transfer_lists.places)
        if not places.tried:
            chat.say(_("No practice has gone to another centre yet."))
            return
        words = _n(
            "{count} centre has tried what another one does.",
            "{count} centres have tried what another one does.",
            places.tried,
        )
        works = _n("It works in {count} of them.", "It works in {count} of them.", places.works)
        if drawn or not chat.look(people.is_text_only):
            chat.say(Lines((words, works)), attachments=(picture(places, chat.language, chat.render),))
        else:
            chat.say(Lines((words, works)), acts=(asked_for.picture_of(self.name, MAP),))

    def _paper(self, chat: Conversation, shown: Shown) -> tuple[Attachment, ...]:
        if not shown.sheet:
            return ()
        paper = chat.look(papers.of_transfer, shown.number)
        return () if isinstance(paper, Refusal) else (paper,)


def _ask_them(offer: Offer) -> Words:
    if offer.contact:
        return _(
            "If they say yes, both sides get the name of the centre and of a contact; yours is *{name}*. Shall I ask them?",
            name=offer.contact,
        )
    return _("If they say yes, both sides get the name of the centre. Shall I ask them?")


def _line(one: Line) -> Words:
    if one.is_here:
        return _("{title}, from {centre}", title=one.title, centre=one.centre)
    return _("{title}, to {centre}", title=one.title, centre=one.centre)


def _told(shown: Shown) -> Words:
    lines: list[Words] = [
        _("*{title}* (transfer {number})", title=shown.title, number=str(shown.number)),
        _("From {there} to {here}.", there=shown.there, here=shown.here),
        *_wish(shown),
        _standing(shown),
        *((transfer_words.IF_YES,) if shown.state is TransferState.ASKED and shown.may_answer else ()),
    ]
    if shown.sheet:
        lines.append(_("The transfer sheet:"))
        lines += [_("*{part}*: {text}", part=PART_NAMES[part], text=text) for part, text in shown.sheet.items()]
    for centre, story in ((shown.here, shown.story_here), (shown.there, shown.story_there)):
        if story is not None:
            lines.append(_("{centre}: “{story}”", centre=centre, story=story))
    return Lines(tuple(lines))


def _wish(shown: Shown) -> tuple[Words, ...]:
    """Why they want to try it: whoever answers has read of it perhaps days ago."""
    if shown.wish is None or shown.state in {TransferState.DECLINED, TransferState.DONE}:
        return ()
    return (_("You wrote: “{text}”", text=shown.wish) if shown.is_here else transfer_words.they_write(shown.wish),)


def _standing(shown: Shown) -> Words:
    outcome = transfer_lists.outcome_words(shown)
    if outcome is not None:
        return _("What became of it: {outcome}.", outcome=outcome)
    match shown.state:
        case TransferState.ASKED if shown.until is not None:
            return _("The author’s centre can answer until {day}.", day=Moment(shown.until, MomentStyle.DATE))
        case TransferState.AGREED:
            return _("It is being tried.")
        case TransferState.DECLINED:
            return _("The author’s centre could not say yes.")
        case _:
            return _("This wish has ended.")


def _acts(shown: Shown) -> tuple[Act, ...]:
    if shown.state is TransferState.ASKED:
        return transfer_words.answers(shown.number) if shown.may_answer else ()
    if shown.state not in TRIED:
        return ()
    sheet = (transfer_words.write_sheet(shown.number),) if shown.is_here else ()
    together = () if shown.partnership is None else (partner_introductions.propose(shown.partnership),)
    own = shown.story_here if shown.is_here else shown.story_there
    return (*sheet, transfer_words.tell_news(shown.number, is_told=own is not None), *together)
