"""Recipients that somebody keeps under a name: chosen once, on offer wherever something is sent."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.rights import Right
from bot.handlers.audience_dialog import ask_audience, audience_names, reach_words
from bot.i18n.phrase import Lines, Words, _, _p
from bot.usecases import announcements, audience_words, rights, segments
from bot.usecases.segments import LONGEST_NAME, Saved

NEW, AWAY, LEAVE = "new", "away", "leave"


class Segments:
    """The list; then new ones, or one of them: who that is today, and whether it is still needed."""

    name = "recipients"
    title = _("Kept recipients")
    words = _p("word", "recipients|my recipients")
    brief = False

    def talk(self, chat: Conversation) -> None:
        if not chat.look(segments.may_save):
            chat.say(rights.NO_RIGHT)
            chat.end()
        kept = chat.look(segments.mine)
        if not kept:
            chat.say(_("You keep no recipients yet. Let us choose some."))
            self._choose(chat)
            return
        options = tuple(Option(str(one.number), one.name) for one in kept)
        new = Option(NEW, _p("button", "Choose new ones"))
        chosen = chat.ask("which", _("Which recipients?"), OneOf((*options, new)))
        if chosen == NEW:
            self._choose(chat)
        else:
            self._look_at(chat, next(one for one in kept if str(one.number) == chosen))

    def _choose(self, chat: Conversation) -> None:
        audience = ask_audience(chat, "audience", Right.ANNOUNCE)
        prompt = _("Under which name shall I keep them? Only you see it.")
        called = chat.ask("name", prompt, Text(at_most=LONGEST_NAME))
        card = Lines((_("Shall I keep these recipients?"), chat.look(audience_words.described, audience), ""))
        names: dict[str, Words] = {**audience_names("audience"), "name": _("Name")}
        if not chat.review(
            "send", card, ("name",), send=_p("button", "Keep them"), drop=_p("button", "Don't keep them"), called=names
        ):
            chat.say(_("Good, nothing was kept."))
            chat.end()
        chat.do(segments.save, called, audience)
        chat.say(
            _(
                "They are kept. You find them wherever you choose recipients, under *Something else*. "
                "Who fulfils the conditions is found anew each time."
            )
        )

    def _look_at(self, chat: Conversation, saved: Saved) -> None:
        lines: tuple[Words, ...] = (
            _("*{name}*:", name=saved.name),
            chat.look(audience_words.described, saved.audience),
            "",
            self._reach(chat, saved),
        )
        options = (Option(AWAY, _p("button", "Take it away")), Option(LEAVE, _p("button", "Leave it")))
        if chat.ask("then", Lines(lines), OneOf(options)) == AWAY:
            chat.do(segments.take_away, saved.number)
            chat.say(_("It is not kept any more. What was sent to them stays as it is."))
        else:
            chat.say(_("Good, it stays."))

    def _reach(self, chat: Conversation, saved: Saved) -> Words:
        if not chat.look(segments.is_within, saved.audience):
            return _(
                "They reach beyond what you coordinate by now. Where you choose them, your own part is what counts."
            )
        return reach_words(chat.look(announcements.reach, saved.audience))
