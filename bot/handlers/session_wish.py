"""Wishing for a session, and what there is to wish for: one's own wishes, those of others, those to answer."""

from collections.abc import Sequence

from bot.core.answers import SAID_NO, SAID_YES, OneOf, SeveralOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.i18n.phrase import LanguageName, Lines, Listed, Words, _, _n, _p
from bot.usecases import session_needs, session_wish_origins, session_wish_pages, session_wish_telling, session_wishes
from bot.usecases.session_wish_pages import Line, Seen
from bot.usecases.session_wishes import LONGEST_ANSWER, LONGEST_WISH, Wish

LONGEST_LABEL = 80  # signs of a wish in a list
SHOWN: dict[str, Words] = {"text": _("Wish"), "area": _("Area"), "languages": _("Languages")}
SAID = {"propose": _p("word", "propose|propose a session")}  # from this wish, not as without one
NEW, OTHERS = "new", "others"


class MakeWish:
    """What would I like to learn, or talk about?"""

    name = "wish"
    title = _("Wish for a session")
    words = _p("word", "wish|wish for a session|i wish for a session")
    brief = False

    def talk(self, chat: Conversation) -> None:
        if refusal := chat.look(session_wishes.cannot_wish):
            chat.say(refusal.why)
            return
        text = chat.ask(
            "text",
            _("What would you like to learn from others, or talk about with them? One or two sentences are enough."),
            Text(at_most=LONGEST_WISH),
        )
        need = chat.look(session_needs.to_wish, chat.argument)
        areas = tuple(PriorityArea) if need is None else need.areas
        area = chat.ask_or_skip(
            "area",
            _("Which area does it belong to? You can skip this."),
            OneOf(tuple(Option(one.value, AREA_NAMES[one]) for one in areas)),
        )
        spoken = tuple(Option(tag, LanguageName(tag, capital=True)) for tag in chat.look(session_wishes.spoken))
        languages: Sequence[str] | None = chat.ask_or_skip(
            "languages", _("In which languages could you talk about it? You can skip this."), SeveralOf(spoken)
        )
        card = _(
            "It goes to those who coordinate your centre, with your name. Others see the words without your name, and "
            "can say that they would come, too. Is everything right?"
        )
        if not chat.review("send", card, tuple(SHOWN), send=_p("button", "Send it"), called=SHOWN):
            chat.say(_("Good, nothing was sent."))
            return
        wish = Wish(text, None if area is None else PriorityArea(area), tuple(languages or ()))
        number = chat.do(session_wishes.say, wish)
        chat.say(
            _(
                "Thank you. It is wish number {number}. As soon as a session comes of it, you are told and invited. "
                "*wishes* shows it, and what others wish for.",
                number=str(number),
            )
        )


class Wishes:
    """What is wished for?"""

    name = session_wish_telling.TALK
    title = _("Session wishes")
    words = _p("word", "wishes|my wishes|wishes for sessions")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = chat.argument or self._chosen(chat)
        if number == NEW:
            chat.hand_over(MakeWish.name)
        if number == OTHERS:
            number = self._of_others(chat)
        wish = chat.look(session_wish_pages.seen, number)
        if wish is None:
            chat.say(session_wishes.GONE)
            return
        chat.say(_told(wish))
        offered = _offered(wish)
        if not offered:
            return
        options = (*(Option(*one, SAID.get(one[0])) for one in offered.items()), Option("nothing", _("That is all")))
        match chat.ask("what", _("What would you like to do?"), OneOf(options)):
            case "propose":
                chat.hand_over("propose", f"{session_wish_origins.PREFIX}{wish.number}")
            case "not now":
                self._not_now(chat, wish)
            case "join":
                chat.do(session_wishes.join, wish.number)
                chat.say(_("Good. As soon as a session comes of it, you are told and invited."))
            case "take back":
                self._take_back(chat, wish)
            case _:
                chat.say(_("Good, nothing has changed."))

    def _chosen(self, chat: Conversation) -> str:
        """Those to answer first, then one's own; where there are none at all, a wish begins."""
        waiting, own = chat.look(session_wish_pages.within_reach), chat.look(session_wish_pages.own)
        known = {one.number for one in waiting}
        options = [
            Option(str(one.number), _line(one)) for one in (*waiting, *(o for o in own if o.number not in known))
        ]
        others = bool(chat.look(session_wish_pages.of_others))
        may_wish = chat.look(session_wishes.is_offered)
        if not (options or others):
            if may_wish:
                return NEW
            chat.say(_("Nobody wishes for a session at the moment. You will be told when somebody does."))
            chat.end()
        if others:
            options.append(Option(OTHERS, _("What others wish for")))
        if may_wish:
            options.append(Option(NEW, _("Wish for a session")))
        question = _("Which wish would you like to look at?") if waiting or own else _("What would you like to do?")
        return chat.ask("which", question, OneOf(tuple(options)))

    def _of_others(self, chat: Conversation) -> str:
        found = chat.look(session_wish_pages.of_others)
        if not found:
            chat.say(_("Nobody else wishes for a session at the moment."))
            chat.end()
        options = OneOf(tuple(Option(str(one.number), _line(one)) for one in found))
        return chat.ask(OTHERS, _("Others wish for this. Which one would you come to, too?"), options)

    def _not_now(self, chat: Conversation, wish: Seen) -> None:
        answer = chat.ask_or_skip(
            "answer",
            _("Would you like to say a word to them? They get it with your name. You can skip this."),
            Text(at_most=LONGEST_ANSWER),
        )
        told = chat.do(session_wishes.not_now, wish.number, answer)
        chat.say(_n("Good. {count} person is told kindly.", "Good. {count} people are told kindly.", told))

    def _take_back(self, chat: Conversation, wish: Seen) -> None:
        yes = Option("yes", _p("button", "Take it back"), SAID_YES)
        no = Option("no", _p("button", "Keep it"), SAID_NO)
        if chat.ask("sure", _("Do you not wish for this any more?"), OneOf((yes, no))) == "no":
            chat.say(_("Good, nothing has changed."))
            return
        others = chat.do(session_wishes.take_back, wish.number)
        if others:
            chat.say(
                _n(
                    "You do not wish for it any more. {count} other person does: the words stay, without your name.",
                    "You do not wish for it any more. {count} other people do: the words stay, without your name.",
                    others,
                )
            )
        else:
            chat.say(_("Your wish is taken back."))


def _offered(wish: Seen) -> dict[str, Words]:
    found: dict[str, Words] = {}
    if wish.may_answer:
        found["propose"] = _("Propose a session")
        found["not now"] = _p("button", "Not possible now")
    if wish.may_join:
        found["join"] = _("I would come, too")
    if wish.is_mine and not wish.is_planned:
        found["take back"] = _("Take it back")
    return found


def _told(wish: Seen) -> Words:
    lines: list[Words] = [_("Wish {number}: “{text}”", number=str(wish.number), text=wish.text)]
    if wish.written_in is not None:
        lines.append(_("It is written in {language}.", language=LanguageName(wish.written_in)))
    if wish.area is not None:
        lines.append(_("Area: {area}", area=AREA_NAMES[wish.area]))
    if wish.languages:
        spoken = Listed(tuple(LanguageName(one) for one in wish.languages))
        lines.append(_("They could talk about it in: {languages}", languages=spoken))
    lines += _people(wish)
    if wish.is_planned:
        lines.append(_("Session {number} comes of it: *sessions* shows it.", number=str(wish.session)))
    elif wish.session is not None:
        lines.append(_("A session about it is being prepared."))
    if wish.is_mine and not wish.is_seen:
        lines.append(_("You belong to no centre at present, so nobody sees that you wish for it."))
    if wish.is_answered:
        lines.append(_("It was answered: it cannot be now."))
        if wish.answer:
            lines.append(_("“{text}”", text=wish.answer))
    return Lines(tuple(lines))


def _people(wish: Seen) -> list[Words]:
    lines: list[Words] = [_("• {name} ({centre})", name=one.name, centre=one.centre) for one in wish.names]
    if lines:
        lines.insert(0, _("Who wishes for it:"))
        if (more := wish.people - len(wish.names)) > 0:
            lines.append(_n("and {count} more person", "and {count} more people", more))
    elif wish.people > 1 or not wish.is_mine:
        lines.append(_n("{count} person wishes for it.", "{count} people wish for it.", wish.people))
    return lines


def _line(one: Line) -> Words:
    text = " ".join(one.text.split())
    short = text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"
    if one.is_mine:
        return _("“{text}” (my wish {number})", text=short, number=str(one.number))
    if one.area is None:
        return _n("“{text}” ({count} person)", "“{text}” ({count} people)", one.people, text=short)
    return _n(
        "{area}: “{text}” ({count} person)",
        "{area}: “{text}” ({count} people)",
        one.people,
        area=AREA_NAMES[one.area],
        text=short,
    )
