"""What a centre does for a visit: choosing its day, and writing what the others are to read."""

from datetime import date, datetime

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.days_on_offer import OneDay
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.core.slots import Offered, Slot
from bot.domain.areas import AREA_NAMES
from bot.domain.visits import VisitWay
from bot.handlers.session_questions import WebLink
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _p
from bot.usecases import session_files, visit_planning, visit_task_words, visit_tasks
from bot.usecases.slot_search import holidays_not_known
from bot.usecases.visit_days import day_words
from bot.usecases.visit_planning import Choice

ON_OFFER = 6  # days
ANOTHER = "another"
CALLED: dict[str, Words] = {"way": _("Form"), "begins": _("Beginning"), "link": _("Link")}
WAYS = OneOf(
    (
        Option(VisitWay.LIVE.value, _p("button", "A video meeting")),
        Option(VisitWay.DIARY.value, _p("button", "A week of photos")),
    )
)


class ChooseVisitDay:
    """Days on which all centres work are offered first."""

    name = "visitday"
    title = _("Day of a visit")
    words = None
    brief = False

    def talk(self, chat: Conversation) -> None:
        choice = chat.look(visit_planning.choice, chat.argument)
        if isinstance(choice, Refusal):
            chat.say(choice.why)
            return
        way = choice.way
        if way is VisitWay.EITHER:
            prompt = _(
                "Visit {number}: shall it be a video meeting, or a week of photos and short videos?",
                number=str(choice.number),
            )
            way = VisitWay(chat.ask("way", prompt, WAYS))
        key, day = self._day(chat, choice)
        begins = self._hour(chat, choice.number, day) if way is VisitWay.LIVE else None
        link = None if begins is None else chat.ask_or_skip("link", _("Is there a link to meet at?"), WebLink())
        card = Lines((_("Shall I tell the others, and plan the steps before and after the visit?"), ""))
        called = {**CALLED, key: _("Day")}
        plan, later = _p("button", "Plan the visit"), _p("button", "Not now")
        keys = ("way", key, "begins", "link")
        if not chat.review("send", card, keys, send=plan, drop=later, called=called):
            chat.say(_("Good, nothing was planned. You can choose the day at any time."))
            return
        session = chat.do(visit_planning.plan, choice.number, day, begins, link)
        told = chat.look(visit_planning.told_host, choice.number)
        words = told.why if isinstance(told, Refusal) else told
        if session is None:
            chat.say(words)
            return
        calendar = chat.do(session_files.own, session)
        chat.say(words, links=calendar.links, attachments=calendar.attachments)

    def _day(self, chat: Conversation, choice: Choice) -> tuple[str, date]:
        """With the key of the question that it answers."""
        first, last = day_words(choice.first), day_words(choice.last)
        why = _(
            "Not all of you work then, or it is taken, or it is not between {first} and {last}.", first=first, last=last
        )
        other = Option(ANOTHER, _p("button", "Another day"))
        prompt = _("On which day? All of you work on these; hosts need four weeks to prepare.")
        lines = Lines((*holidays_not_known(choice.unknown), prompt))
        offered = choice.offered(ON_OFFER)
        key, day = "day", chat.ask("day", lines, OneDay(offered, (other,), choice.days, why=why))
        if day == ANOTHER:
            question = _("Which day between {first} and {last}?", first=first, last=last)
            key, day = "other day", chat.ask("other day", question, OneDay((), allowed=choice.days, why=why))
        return key, date.fromisoformat(day)

    def _hour(self, chat: Conversation, number: int, day: date) -> datetime:
        """On the host's clock; hours at which everybody is at work until the end."""
        hours = chat.look(visit_planning.hours, number, day)
        offered = tuple(Offered(at.isoformat(), at, Moment(at, MomentStyle.TIME)) for at in hours)
        prompt = _("At what time does it begin, on your clock? It lasts two hours, and all of you are at work then.")
        return datetime.fromisoformat(chat.ask("begins", prompt, Slot(offered)))


class WriteVisitStep:
    """A self-report, an agenda, questions area by area: what is written goes to the other centres."""

    name = "visitstep"
    title = _("Step of a visit")
    words = None
    brief = False

    def talk(self, chat: Conversation) -> None:
        asked = chat.look(visit_tasks.to_write, chat.argument)
        if isinstance(asked, Refusal):
            chat.say(asked.why)
            return
        step, areas = asked
        kind = Text(at_most=visit_tasks.LONGEST // max(1, len(areas)))
        words, by_area = "", {}
        if not areas:
            words = chat.ask("text", visit_task_words.ASKED[step], kind)
        for area in areas:
            prompt = _("What would your centre like to ask about *{area}*? Write it, or skip.", area=AREA_NAMES[area])
            if said := chat.ask_or_skip(area.value, prompt, kind):
                by_area[area.value] = said
        keys = ("text", *(area.value for area in areas))
        called = {"text": visit_task_words.NAMES[step], **{area.value: AREA_NAMES[area] for area in areas}}
        if not chat.review("send", _("Shall the others read this?"), keys, send=_p("button", "Send it"), called=called):
            chat.say(_("Good, nothing was sent."))
            return
        chat.do(visit_tasks.write, int(chat.argument), words, by_area)
        chat.say(_("Thank you, *{step}* is done, and the others can read it.", step=visit_task_words.NAMES[step]))
