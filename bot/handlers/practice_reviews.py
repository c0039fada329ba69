"""Practices that wait for one's word: of a reviewer, or of whoever leads the centre."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.practices import FIELD_NAMES, FIELDS, PracticeState
from bot.handlers import asked_for
from bot.i18n.phrase import LanguageName, Lines, Moment, MomentStyle, Words, _, _p
from bot.usecases import practice_approval, practice_reviews
from bot.usecases.practice_reviews import LONGEST, Page
from bot.usecases.practice_telling import REVIEW_TALK

NOTHING = _("No practice waits for you at the moment. You are told as soon as one does.")
MOST_WISHES = 5  # comments at once: more would be a talk of their own
WHOLE = ""


class ReviewPractices:
    """With an argument: the practice with that number."""

    name = REVIEW_TALK
    title = _("Review practices")
    words = _p("word", "review practices|review practice")
    brief = False

    def talk(self, chat: Conversation) -> None:
        number = chat.number or self._chosen(chat)
        page = chat.look(practice_reviews.page, number, chat.language)
        if isinstance(page, Refusal):
            chat.say(page.why)
            return
        chat.call(_("Review: {title}", title=page.sheet.title))
        chat.say(page.sheet.words)
        if page.alike:
            chat.say(Lines((_("These are published already, and may be the same:"), *page.alike)))
        if page.for_centre:
            self._for_centre(chat, page)
        else:
            self._review(chat, page)

    def _chosen(self, chat: Conversation) -> int:
        found = chat.look(practice_reviews.waiting)
        if not found:
            chat.say(NOTHING)
            chat.end()
        if len(found) == 1:
            return found[0].number
        options = tuple(Option(str(one.number), one.title) for one in found)
        return int(chat.ask("which", _("Which one would you like to look at?"), OneOf(options)))

    # -- for the centre ------------------------------------------------------------------------------------------------
    def _for_centre(self, chat: Conversation, page: Page) -> None:
        prompt = _("It becomes public in the name of your centre. Do you agree?")
        options = (
            Option("yes", _p("button", "Yes, share it"), SAID_YES),
            Option("no", _p("button", "Not like this"), SAID_NO),
            *_files(page),
            Option("later", _p("button", "Not now")),
        )
        number = page.sheet.number
        match chat.ask("centre", prompt, OneOf(options)):
            case "yes":
                chat.do(practice_approval.agree, number)
                chat.say(_("Thank you. Practice {number} goes to the reviewers.", number=str(number)))
            case "no":
                comment = chat.ask(
                    "why", _("What should be different? Its author reads your words."), Text(at_most=LONGEST)
                )
                chat.do(practice_approval.object_to, number, comment)
                chat.say(_("Thank you. Its author is asked to change it."))
            case "files":
                self._send_files(chat, page)
            case _:
                chat.say(_("Good: it waits for you. *review practices* leads back to it."))

    # -- reviewers -----------------------------------------------------------------------------------------------------
    def _review(self, chat: Conversation, page: Page) -> None:
        lines: list[Words] = []
        if page.due_at is not None:
            lines.append(_("Your review is wanted by {day}.", day=Moment(page.due_at, MomentStyle.DATE)))
        lines.append(_("Can others understand it and try it? What do you say?"))
        options = (
            Option("approve", _p("button", "Yes, publish it")),
            Option("changes", _p("button", "Ask for changes")),
            Option("decline", _p("button", "Decline it")),
            *_files(page),
            *((Option("unread", _p("button", "I do not read it")),) if page.unread is not None else ()),
            Option("later", _p("button", "Not now")),
        )
        number = page.sheet.number
        match chat.ask("verdict", Lines(tuple(lines)), OneOf(options)):
            case "approve":
                _thank(chat, chat.do(practice_reviews.approve, number), number)
            case "changes":
                wishes = self._wishes(chat)
                _thank(chat, chat.do(practice_reviews.ask_for_changes, number, wishes), number)
            case "decline":
                self._decline(chat, number)
            case "files":
                self._send_files(chat, page)
            case "unread":
                self._hand_on(chat, page)
            case _:
                chat.say(_("Good: it waits for you. *review practices* leads back to it."))

    def _hand_on(self, chat: Conversation, page: Page) -> None:
        language, number = LanguageName(page.unread or chat.language), str(page.sheet.number)
        if chat.do(practice_reviews.hand_on, page.sheet.number):
            words = _(
                "Good. Somebody who reads {language} reviews practice {number} instead of you.",
                language=language,
                number=number,
            )
        else:
            words = _(
                "I know of nobody else who may review it and reads {language}: it stays with you. A colleague may read it to you, "
                "or the programme names another reviewer. *review practices* leads back to it.",
                language=language,
            )
        chat.say(words)

    def _wishes(self, chat: Conversation) -> tuple[tuple[str, str], ...]:
        wishes: list[tuple[str, str]] = []
        options = (
            Option(WHOLE, _("The whole")),
            *(Option(field.value, FIELD_NAMES[field]) for field in FIELDS),
        )
        for turn in range(1, MOST_WISHES + 1):
            field = chat.ask(f"part {turn}", _("Which part is it about?"), OneOf(options))
            comment = chat.ask(
                f"comment {turn}",
                _("What should be different? Its author reads your words, as the next question."),
                Text(at_most=LONGEST),
            )
            wishes.append((field, comment))
            more = OneOf(
                (Option("no", _p("button", "That is all"), SAID_NO), Option("yes", _p("button", "One more"), SAID_YES))
            )
            if turn == MOST_WISHES or chat.ask(f"more {turn}", _("Is there another part to change?"), more) == "no":
                break
        return tuple(wishes)

    def _decline(self, chat: Conversation, number: int) -> None:
        reason = chat.ask(
            "reason",
            _("Why should it not be published? Its author reads your words, without your name."),
            Text(at_most=LONGEST),
        )
        _thank(chat, chat.do(practice_reviews.decline, number, reason), number)

    def _send_files(self, chat: Conversation, page: Page) -> None:
        again = Act("begin", f"{REVIEW_TALK}:{page.sheet.number}", _p("button", "Back to it"))
        if not asked_for.file_wanted(chat):
            chat.say(asked_for.NOT_SENT, acts=(again,))
            return
        found = chat.look(practice_reviews.files, page.sheet.number)
        words = _("Here they are.") if found else _("They have not arrived yet; please try again in a moment.")
        chat.say(words, attachments=found)
        chat.say(_("When you have seen them:"), acts=(again,))


def _files(page: Page) -> tuple[Option, ...]:
    return (Option("files", _p("button", "See the files")),) if page.sheet.files else ()


def _thank(chat: Conversation, state: str, number: int) -> None:
    shown = str(number)
    match PracticeState(state):
        case PracticeState.PUBLISHED:
            chat.say(_("Thank you. Practice {number} is published now.", number=shown))
        case PracticeState.DECLINED:
            chat.say(_("Thank you. Practice {number} is not published, and its author is told why.", number=shown))
        case PracticeState.CHANGES:
            chat.say(
                _("Thank you. The author of practice {number} is asked; you see it again afterwards.", number=shown)
            )
        case _:
            chat.say(_("Thank you. Somebody else reviews practice {number}, too; then it is decided.", number=shown))
