"""Writing a transfer sheet, and telling what became of it."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.core.talk import Progress
from bot.domain.transfers import NEEDED, OUTCOMES, PART_NAMES, PART_QUESTIONS, SheetPart, TransferOutcome
from bot.i18n.phrase import Lines, Words, _, _p
from bot.usecases import transfer_news, transfer_sheets, transfer_words
from bot.usecases.transfer_places import UNKNOWN
from bot.usecases.transfer_sheets import Sheet

LONGEST, LONGEST_STORY = 600, 1500
THAT_IS_ALL = "nothing"


class TransferSheet:
    """What will we do, and with whom? Part by part the first time, then whichever part is to be changed."""

    name = "sheet"
    title = _("Transfer sheet")
    words = _p("word", "sheet")
    brief = False

    def talk(self, chat: Conversation) -> None:
        sheet = chat.look(transfer_sheets.to_write, chat.argument) if chat.argument else Refusal(UNKNOWN)
        if isinstance(sheet, Refusal):
            chat.say(sheet.why)
        elif sheet.written:
            self._change(chat, sheet)
        else:
            self._write(chat, sheet)

    def _write(self, chat: Conversation, sheet: Sheet) -> None:
        chat.say(
            _(
                "A transfer sheet says what you will do with *{title}* at your place. Nine short questions; you can pause at any time.",
                title=sheet.title,
            )
        )
        given: dict[SheetPart, str] = {}
        for position, part in enumerate(SheetPart, 1):
            progress = Progress(position, len(SheetPart))
            question = _question(sheet, part)
            if part in NEEDED:
                given[part] = chat.ask(part.value, question, Text(at_most=LONGEST), progress=progress)
            else:
                said = chat.ask_or_skip(part.value, question, Text(at_most=LONGEST), progress=progress)
                given[part] = said or ""
        card = _("This is your transfer sheet; the author’s centre reads it, too. Is everything right?")
        called = {part.value: name for part, name in PART_NAMES.items()}
        if not chat.review("send", card, tuple(called), send=_p("button", "Hand it on"), called=called):
            chat.say(_("Good, nothing was sent."))
            return
        chat.do(transfer_sheets.hand_on, sheet.number, given)
        chat.say(
            _(
                "The transfer sheet is there for both centres; *transfers* shows it, also as a PDF. "
                "In three months I ask you what became of it. Good luck!"
            )
        )

    def _change(self, chat: Conversation, sheet: Sheet) -> None:
        options = [Option(part.value, name) for part, name in PART_NAMES.items()]
        options.append(Option(THAT_IS_ALL, _("That is all")))
        wanted = chat.ask("part", _("Which part would you like to change?"), OneOf(tuple(options)))
        if wanted == THAT_IS_ALL:
            chat.say(_("Good, nothing has changed."))
            return
        part = SheetPart(wanted)
        present = sheet.written.get(part)
        question: Words = PART_QUESTIONS[part]
        if present is not None:
            question = Lines((question, _("So far: “{text}”", text=present)))
        text = chat.ask("text", question, Text(at_most=LONGEST))
        chat.do(transfer_sheets.hand_on, sheet.number, {part: text})
        chat.say(_("It is changed."), acts=(transfer_words.write_sheet(sheet.number), transfer_words.see(sheet.number)))


class TransferNews:
    """What has become of it? Told by the centre that tries it, and then by the author's."""

    name = transfer_words.NEWS
    title = _("Outcome")
    words = _p("word", "outcome")
    brief = True

    def talk(self, chat: Conversation) -> None:
        at = chat.look(transfer_news.to_tell, chat.argument) if chat.argument else Refusal(UNKNOWN)
        if isinstance(at, Refusal):
            chat.say(at.why)
            return
        number = at.transfer.id
        if not at.is_here:
            question = _("How was it for your centre: what did you give, and what did you get from it?")
            chat.do(transfer_news.tell_there, number, chat.ask("there", question, Text(at_most=LONGEST_STORY)))
            chat.say(_("Thank you. Now both centres tell the story."), acts=(transfer_words.see(number),))
            return
        options = OneOf(tuple(Option(one.value, words) for one, words in OUTCOMES.items()))
        outcome = TransferOutcome(chat.ask("outcome", _("What has become of it?"), options))
        story = chat.ask("story", _story_question(outcome), Text(at_most=LONGEST_STORY))
        chat.do(transfer_news.tell_here, number, outcome, story)
        chat.say(_("Thank you. The author’s centre reads it now."), acts=(transfer_words.see(number),))


def _question(sheet: Sheet, part: SheetPart) -> Words:
    model = sheet.models.get(part)
    if model is None:
        return PART_QUESTIONS[part]
    return Lines((PART_QUESTIONS[part], _("In the practice: “{text}”", text=model)))


def _story_question(outcome: TransferOutcome) -> Words:
    match outcome:
        case TransferOutcome.GIVEN_UP:
            return _("What was in the way? That helps others as much as a success does.")
        case TransferOutcome.NOT_YET:
            return _("What are you waiting for, or what would help you?")
        case _:
            return _(
                "What happened? Tell it as you would tell a colleague: what you did, what you see, what is different."
            )
