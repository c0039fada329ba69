"""What a mentor and the team remark on a self-assessment, and a remark of one's own."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _n, _p
from bot.usecases import mentoring
from bot.usecases.editions import Editions
from bot.usecases.mentoring import LONGEST, Comment, Comments

WRITE, DONE, WHOLE = ".write", ".done", ".whole"  # no part is called so


class CommentOn:
    """What strikes you?"""

    name = "comments"
    title = _("Comments")
    words = None  # a button of the team's page leads here
    brief = False

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        number = chat.number
        if number is None:
            chat.hand_over("team")
        found = chat.look(mentoring.comments, self._editions, number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            return
        options = (Option(WRITE, _p("button", "Write a comment")), Option(DONE, _p("button", "That is all")))
        if chat.ask("what", _told(found), OneOf(options)) == DONE:
            chat.say(_("Good. *team* brings you back."))
            return
        part, indicator = self._about(chat, found)
        text = chat.ask(
            "text",
            _("What would you like to say? The team of the centre will read it, with your name."),
            Text(at_most=LONGEST),
        )
        told = chat.do(mentoring.comment, self._editions, number, text, part, indicator)
        chat.say(
            _n(
                "Thank you. {count} person of the team has been told; it also stands in the report.",
                "Thank you. {count} people of the team have been told; it also stands in the report.",
                told,
            )
        )

    def _about(self, chat: Conversation, found: Comments) -> tuple[str | None, str | None]:
        """(part, indicator): both None for the whole."""
        options = (Option(WHOLE, _p("button", "The whole")), *(Option(name, label) for name, label in found.parts))
        part = chat.ask("part", _("On what would you like to comment?"), OneOf(options))
        if part == WHOLE:
            return None, None
        inside = tuple(Option(indicator, question) for of, indicator, question in found.indicators if of == part)
        options = (Option(WHOLE, _p("button", "The whole part")), *inside)
        indicator = chat.ask("indicator", _("On the whole part, or on one of its indicators?"), OneOf(options))
        return part, None if indicator == WHOLE else indicator


def _told(found: Comments) -> Words:
    if not found.shown:
        return _("There are no comments yet.")
    lines: list[Words] = []
    if found.earlier:
        lines.append(
            _n("{count} earlier one stands in the report.", "{count} earlier ones stand in the report.", found.earlier)
        )
    for one in found.shown:
        lines += [_by(one), one.text, ""]
    return Lines(tuple(lines[:-1]))


def _by(one: Comment) -> Words:
    day = Moment(one.at, MomentStyle.DAY)
    name: Words = one.by if one.by is not None else _("somebody who has left")
    if one.about is None:
        return _("*{name}*, {day}:", name=name, day=day)
    return _("*{name}*, {day}, on *{about}*:", name=name, day=day, about=one.about)
