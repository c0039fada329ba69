"""People of the community translate, and look over what others have translated."""

from typing import Any

from bot.core.answers import OneOf, SeveralOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import LanguageName, Lines, Words, _, _n, _p
from bot.usecases import translation_deeds, translations
from bot.usecases.translation_deeds import Judged, Verdict
from bot.usecases.translations import Kinds, Piece, Task, Thing

MINE, NOTHING = "mine", "nothing"
AGREE, REWORD, DECLINE, LATER = "agree", "reword", "decline", "later"
LONGEST_REASON = 300
_JUDGING = (
    Option(AGREE, _("It is good")),
    Option(REWORD, _("I'd change something")),
    Option(DECLINE, _("It does not fit")),
    Option(LATER, _("I'd rather not say")),
)
_DRAFTED = (Option("take", _("Take it as it is")), Option("write", _("I'll write my own")))


class Translate:
    """What is asked for in one's languages, one thing at a time."""

    name = "translate"
    title = _("Help translate")
    words = _p("word", "translate|help translate|translations")
    brief = False

    def __init__(self, languages: tuple[str, ...], kinds: Kinds) -> None:
        self._languages = languages
        self._kinds = kinds

    def talk(self, chat: Conversation) -> None:
        if not chat.look(translations.own_languages):
            chat.say(
                _("Here you can translate for others, as much or as little as you like. A second person looks it over.")
            )
            self._choose_languages(chat)
        tasks = chat.look(translations.tasks, self._kinds)
        options = tuple(option for task in tasks for option in self._offered(chat, task))
        prompt = (
            _("What would you like to do?") if tasks else _("There is nothing to translate at the moment. Thank you!")
        )
        others = (Option(MINE, _("My languages")), Option(NOTHING, _("Nothing for now")))
        choice = chat.ask("which", prompt, OneOf((*options, *others)))
        match choice.partition(" ")[0]:
            case "write":
                self._write(chat, Thing.of(choice.partition(" ")[2]))
            case "look":
                self._look_over(chat, Thing.of(choice.partition(" ")[2]))
            case "mine":
                self._choose_languages(chat)
            case _:
                chat.say(_("Good. Write *translate* at any time."))

    def _offered(self, chat: Conversation, task: Task) -> list[Option]:
        names = {
            "thing": chat.look(self._kinds[task.thing.kind].called, task.thing.number),
            "before": LanguageName(task.original),
            "after": LanguageName(task.thing.language),
        }
        found = []
        if task.missing:
            label = _n(
                "Translate {thing}: {before} → {after}, {count} word",
                "Translate {thing}: {before} → {after}, {count} words",
                task.words,
                **names,
            )
            found.append(Option(f"write {task.thing.key}", label))
        if task.to_approve:
            found.append(Option(f"look {task.thing.key}", _("Look over {thing}: {before} → {after}", **names)))
        return found

    # -- one's languages -----------------------------------------------------------------------------------------------
    def _choose_languages(self, chat: Conversation) -> None:
        options = tuple(Option(tag, LanguageName(tag, capital=True)) for tag in self._languages)
        picked = chat.ask(
            "languages",
            _("Which languages do you write well? Choose at least two; none, if you would rather not translate."),
            SeveralOf(options, at_least=0),
        )
        kept = chat.do(translations.help_in, list(picked))
        if not kept:
            chat.say(_("Good, I will not ask you for translations. Write *translate* if you change your mind."))
            chat.end()
        chat.say(_("Thank you! I will tell you when something is to be translated."))
        chat.hand_over(self.name)

    # -- writing -------------------------------------------------------------------------------------------------------
    def _write(self, chat: Conversation, thing: Thing) -> None:
        """The originals as they are now stay before one's eyes, whatever happens to them meanwhile."""
        pieces = [Piece(**one) for one in chat.once("originals", _as_json, thing)]
        told: dict[str, str] = {}
        for number, piece in enumerate(pieces, 1):
            text = self._asked(chat, thing, piece, _p("place", "{number} of {total}", number=number, total=len(pieces)))
            if text is not None:
                told[piece.field] = text
        if not told:
            chat.say(_("Good, nothing was written. Write *translate* at any time."))
            chat.end()
        names = {f"text {piece.field}": self._kinds[thing.kind].field(piece.field) for piece in pieces}
        names |= {f"draft {piece.field}": self._kinds[thing.kind].field(piece.field) for piece in pieces}
        card = _(
            "Shall I hand it in? Before anybody reads it, a second person who writes both languages looks it over."
        )
        if not chat.review("send", card, tuple(names), send=_("Hand it in"), called=names):
            chat.say(_("Good, nothing was handed in."))
            chat.end()
        digests = {piece.field: piece.digest for piece in pieces}
        changed = chat.do(translation_deeds.propose, self._kinds, thing.key, told, digests)
        chat.say(_("Thank you very much! As soon as a second person has looked it over, I will tell you."))
        if changed:
            chat.say(
                _(
                    "The original has changed while you were writing. Your words are kept; write *translate* to adapt them."
                )
            )

    def _asked(self, chat: Conversation, thing: Thing, piece: Piece, place: Words) -> str | None:
        lines: list[Words] = [
            _("{place}: {field}", place=place, field=self._kinds[thing.kind].field(piece.field)),
            piece.original,
        ]
        before = piece.proposal or piece.present
        if before is not None and not piece.is_machines:
            lines += [_("So far, for a former original:"), before]
        if piece.is_machines and piece.proposal is not None:
            machines = (*lines, _("A machine proposes this; nobody has looked at it:"), piece.proposal)
            if chat.ask(f"draft {piece.field}", Lines(machines), OneOf(_DRAFTED)) == "take":
                return piece.proposal
        lines.append(
            _("How would you say that in {language}? Write it, or skip.", language=LanguageName(thing.language))
        )
        longest = self._kinds[thing.kind].longest(piece.field)
        return chat.ask_or_skip(f"text {piece.field}", Lines(tuple(lines)), Text(at_most=longest))

    # -- the second pair of eyes ---------------------------------------------------------------------------------------
    def _look_over(self, chat: Conversation, thing: Thing) -> None:
        judged: dict[int, Judged] = {}
        for piece in [Piece(**one) for one in chat.once("proposals", _waiting_as_json, thing)]:
            assert piece.proposal_id is not None, "it waits"
            verdict = self._judged(chat, piece, thing)
            if verdict is not None:
                judged[piece.proposal_id] = verdict
        if not judged:
            chat.say(_("Good, it waits for somebody else."))
            chat.end()
        count = chat.do(translation_deeds.judge, self._kinds, thing.key, judged)
        if count:
            chat.say(_("Thank you for your second pair of eyes! I have told whoever translated it."))
        else:
            chat.say(_("Somebody else was faster; it is done already. Thank you all the same!"))

    def _judged(self, chat: Conversation, piece: Piece, thing: Thing) -> Judged | None:
        number = piece.proposal_id
        seen = Lines(
            (
                self._kinds[thing.kind].field(piece.field),
                piece.original,
                _("{name} has translated it so:", name=piece.by or "?"),
                piece.proposal or "",
                _("Does it say the same, and well?"),
            )
        )
        match chat.ask(f"verdict {number}", seen, OneOf(_JUDGING)):
            case "agree":
                return Judged(Verdict.APPROVE)
            case "reword":
                longest = self._kinds[thing.kind].longest(piece.field)
                words = chat.ask(
                    f"reword {number}", _("How would you word it? Please write the whole text."), Text(longest)
                )
                return Judged(Verdict.APPROVE, words)
            case "decline":
                question = _("What does not fit? A few words help whoever wrote it; or skip.")
                return Judged(Verdict.DECLINE, chat.ask_or_skip(f"why {number}", question, Text(LONGEST_REASON)))
            case _:
                return None


def _as_json(work: Any, thing: Thing) -> list[dict[str, Any]]:
    return translations.as_json(translations.missing_pieces(work, thing))


def _waiting_as_json(work: Any, thing: Thing) -> list[dict[str, Any]]:
    return translations.as_json(translations.waiting_pieces(work, thing))
