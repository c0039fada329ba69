"""One's own practices: how each stands, and what can be done with it."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.domain.practices import STATE_NAMES, PracticeState
from bot.i18n.phrase import Lines, Words, _, _p
from bot.usecases import practice_approval, practice_drafts, practice_lists, practices, recognition_authors
from bot.usecases.practice_lists import Own
from bot.usecases.practice_telling import CHANGES, OWN_TALK, SHARE_TALK

NEW = "new"
LONGEST_REASON = 300  # characters


class MyPractices:
    """With an argument: the practice with that number."""

    name = OWN_TALK
    title = _("My practices")
    words = _p("word", "my practices")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = chat.number or self._chosen(chat)
        own = chat.look(practice_lists.own_page, number)
        if isinstance(own, Refusal):
            chat.say(own.why)
            return
        if own.state in practice_drafts.BEING_TOLD:
            chat.hand_over(SHARE_TALK, f"{number}-{CHANGES}" if own.state is PracticeState.CHANGES else str(number))
        options = _options(own)
        match chat.ask("what", _about(own), OneOf(options)):
            case "back":
                chat.do(practice_approval.take_back, number)
                chat.hand_over(SHARE_TALK, str(number))
            case "read":
                chat.say(own.sheet.words, attachments=chat.look(practice_lists.own_files, number))
            case "certificate":
                chat.hand_over(recognition_authors.TALK, str(own.certificate))
            case "withdraw":
                self._withdraw(chat, number)
            case _:
                chat.say(_("Good, nothing has changed."))

    def _chosen(self, chat: Conversation) -> int:
        found = chat.look(practices.mine)
        if not found:
            chat.hand_over(SHARE_TALK, NEW)
        options = tuple(
            Option(str(one.number), _("{title}: {state}", title=one.title, state=STATE_NAMES[one.state]))
            for one in found
        )
        chosen = chat.ask(
            "which", _("These are yours. Which one?"), OneOf((*options, Option(NEW, _("Share another one"))))
        )
        if chosen == NEW:
            chat.hand_over(SHARE_TALK, NEW)
        return int(chosen)

    def _withdraw(self, chat: Conversation, number: int) -> None:
        sure = OneOf(
            (Option("yes", _p("button", "Yes, withdraw it"), SAID_YES), Option("no", _p("button", "Leave it"), SAID_NO))
        )
        prompt = _("Nobody will find it any more; centres that have read it keep what they know. Withdraw it?")
        if chat.ask("sure", prompt, sure) == "no":
            chat.say(_("Good, nothing has changed."))
            return
        why = chat.ask(
            "why", _("Why? One sentence is enough; it is kept with the practice."), Text(at_most=LONGEST_REASON)
        )
        chat.do(practice_approval.withdraw, number, why)
        chat.say(_("Practice {number} is withdrawn. You can take it back and change it.", number=str(number)))


def _about(own: Own) -> Words:
    head = _(
        "*{title}* (practice {number}): {state}.", title=own.title, number=str(own.number), state=STATE_NAMES[own.state]
    )
    return Lines((head, *own.said, _("What would you like to do?")))


def _options(own: Own) -> tuple[Option, ...]:
    options = [Option("read", _p("button", "Read it"))]
    if own.certificate is not None:
        options.append(Option("certificate", _p("button", "My certificate")))
    if own.state is PracticeState.PUBLISHED:
        options.append(Option("withdraw", _p("button on a practice", "Withdraw it")))
    else:
        options.append(Option("back", _p("button", "Back to my drafts")))
    return (*options, Option("nothing", _p("button", "That is all")))
