"""What became of one's announcements."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.i18n.markup import plain
from bot.i18n.phrase import Lines, Listed, Moment, MomentStyle, Words, _, _n, _p
from bot.usecases import announcement_drafts, announcement_lists, announcements

SHOWN = 40
NOTHING_YET = _("You have not announced anything yet. Write *announce* to begin.")
NOT_YOURS = _(
    "Here stands what one has announced oneself; that is for coordinators. What reaches you is chosen with *news*."
)


class Announcements:
    """The list, then one of them: who got it, who did not and why."""

    name = "announcements"
    title = _("My announcements")
    words = _p("word", "announcements|my announcements")
    brief = True

    def talk(self, chat: Conversation) -> None:
        found = chat.look(announcement_lists.of_author)
        drafts = len(chat.look(announcement_drafts.of_author))
        if not found and not drafts:
            chat.say(NOTHING_YET if chat.look(announcements.may_announce) else NOT_YOURS)
            chat.end()
        options = [Option(str(one.number), self._label(chat, one)) for one in found]
        options += [Option("drafts", _n("{count} draft", "{count} drafts", drafts))] if drafts else []
        choice = chat.ask("which", _("Which announcement would you like to see?"), OneOf(tuple(options)))
        if choice == "drafts":
            chat.hand_over("draft")
        number = int(choice)
        seen = chat.look(announcement_lists.ledger_of, number)
        if isinstance(seen, Refusal):
            chat.say(seen.why)
            chat.end()
        lines: list[Words] = [
            *(() if seen.sent_at is None else (_("Sent on {when}.", when=Moment(seen.sent_at)),)),
            self._shortened(chat, seen.text, 200),
            seen.state,
            *(() if seen.tally is None else (seen.tally,)),
            *seen.read,
            *seen.causes,
            *seen.votes,
            *seen.confirmed,
        ]
        if seen.names:
            lines.append(_("Not reached: {names}", names=Listed(seen.names)))
        chat.say(Lines(tuple(lines)), acts=seen.acts)

    def _label(self, chat: Conversation, one: announcement_lists.Listed) -> Words:
        day = Moment(one.sent_at, MomentStyle.DAY)
        return _("{day}: {text}", day=day, text=self._shortened(chat, one.text, SHOWN))

    def _shortened(self, chat: Conversation, text: Words, at_most: int) -> str:
        whole = " ".join(plain(chat.render(text)).split())
        return whole if len(whole) <= at_most else whole[: at_most - 1].rstrip() + "…"
