"""The diary of a visit: the host tells a day, visitors look, ask, and say what is useful."""

from bot.core.answers import Text
from bot.core.conversation import Conversation
from bot.core.days_on_offer import OneDay
from bot.core.identifiers import row_number
from bot.core.refusal import Refusal
from bot.core.sent import WordsOrFiles
from bot.handlers.visit_choice import chosen
from bot.i18n.phrase import Lines, Words, _, _p
from bot.usecases import visit_diary, visit_files, visit_places
from bot.usecases.visit_diary import DaySeen

NO_DIARY = _("There is no visit by diary that your centre has a part in at the moment.")
NOTHING_YET = _("The diary has not begun yet. You are told when it does.")
MOST_FILES = 10
LONGEST = 2000  # signs
WHATEVER = _(
    "Please send photos, a voice note, a short video (up to 20 MB) or a few words, in your own language; *done* when that is all."
)


class VisitDiary:
    """With an argument: of the visit with that number; "day-12", "ask-12": on that day; "answer-31": to that question."""

    name = "diary"
    title = _("Visit diary")
    words = _p("word", "diary|visit diary")
    brief = False

    def talk(self, chat: Conversation) -> None:
        what, _dash, digits = chat.argument.partition("-")
        number = row_number(digits)
        if what == "ask" and number is not None:
            self._ask(chat, number)
        elif what == "answer" and number is not None:
            self._answer(chat, number)
        elif what == "day" and number is not None:
            self._tell(chat, number)
        else:
            self._look(chat)

    def _look(self, chat: Conversation) -> None:
        visits = tuple(one for one in chat.look(visit_places.choices) if one.is_diary)
        visit = chosen(chat, visits, chat.argument, _("Of which visit?"), NO_DIARY)
        days = chat.look(visit_diary.days, visit.number)
        if isinstance(days, Refusal) or not days:
            chat.say(days.why if isinstance(days, Refusal) else NOTHING_YET)
            return
        day = self._day(chat, days)
        if day.is_host:
            self._tell(chat, day.number)
        else:
            chat.say(_told(day), acts=day.acts)

    def _day(self, chat: Conversation, days: tuple[DaySeen, ...]) -> DaySeen:
        if len(days) == 1:
            return days[0]
        on = tuple(one.on for one in days)
        wanted = chat.ask("day", _("Which day?"), OneDay(on, allowed=on, to_come=False))
        return next(one for one in days if one.on.isoformat() == wanted)

    def _tell(self, chat: Conversation, day: int) -> None:
        asked = chat.look(visit_diary.asked_on, day)
        if isinstance(asked, Refusal):
            chat.say(asked.why)
            return
        so_far = chat.look(visit_diary.told_so_far, day)
        if so_far:
            chat.say(Lines((_("Of this day your centre has told already:"), *so_far)))
        kind = WordsOrFiles(WHATEVER, visit_files.KINDS, at_most=MOST_FILES, longest=LONGEST)
        sent = chat.ask("told", Lines((asked, WHATEVER)), kind)
        chat.do(visit_diary.add, day, sent.text, sent.files, chat.address_id)
        at = chat.look(visit_diary.heard_at, day)
        if at is None:
            chat.say(_("Thank you. It is in the diary. Write *diary* to add something."))
        else:
            chat.say(
                _(
                    "Thank you. It is in the diary; the visitors hear of it on {moment}. Write *diary* to add something.",
                    moment=at,
                )
            )

    def _ask(self, chat: Conversation, day: int) -> None:
        text = chat.ask(
            "question",
            _("What would you like to know? Write in your own language; the host sees it as it is."),
            Text(at_most=LONGEST),
        )
        chat.do(visit_diary.ask, day, text)
        chat.say(_("Your question is with the host. The answer comes to all visitors."))

    def _answer(self, chat: Conversation, question: int) -> None:
        asked = chat.look(visit_diary.question, question)
        if isinstance(asked, Refusal):
            chat.say(asked.why)
            return
        text = chat.ask("answer", Lines((_("“{text}”", text=asked), _("What is your answer?"))), Text(at_most=LONGEST))
        chat.do(visit_diary.answer, question, text)
        chat.say(_("Thank you. Your answer goes to all visitors, and into the report."))


def _told(day: DaySeen) -> Words:
    lines: list[Words] = [_("*{day}*", day=day.title), day.asked]
    lines += [_("“{text}”", text=text) for text in day.texts]
    if day.files:
        lines.append(_("{files}. Show them?", files=day.files))
    if not day.texts and not day.files:
        lines.append(_("The host has not told anything of this day yet."))
    return Lines(tuple(lines))
