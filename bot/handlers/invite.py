"""Whoever looks after a centre invites its people: a code with its links, and a sheet for the staff room."""

from collections.abc import Collection

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import Attachment
from bot.core.outcome import Act
from bot.handlers import choosing
from bot.i18n.languages import own_name
from bot.i18n.markup import plain
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _n, _p
from bot.reports.invitation_sheet import as_data
from bot.usecases import invitation_sheets, memberships, rights, voices_links
from bot.usecases.invitation_sheet_words import invitation_sheet
from bot.usecases.invitation_sheets import Invitations
from bot.usecases.ways_in import way_in_words


class Invite:
    """Whom would you like to invite?"""

    name = "invite"
    title = _("Invite people")
    words = _p("word", "invite|invitation")
    brief = False

    def __init__(self, languages: Collection[str]) -> None:
        """`languages`: tags of those in which there are sheets."""
        self._languages = languages

    def talk(self, chat: Conversation) -> None:
        if not chat.look(invitation_sheets.may_invite):
            chat.say(
                _("People are invited by those who coordinate their centre, a network, a country or the programme.")
            )
            chat.end()
        centre = self._centre(chat) if chat.number is None else chat.number
        if centre is None:
            chat.end()
        may = chat.look(invitation_sheets.functions, centre)
        if not may:
            chat.say(rights.NO_RIGHT)
            chat.end()
        functions = tuple(Option(one.value, memberships.FUNCTIONS[one]) for one in may)
        function = chat.ask(
            "function", _("Whom would you like to invite? Choose what they do there."), OneOf(functions)
        )
        tags = tuple(
            Option(tag, own_name(tag)) for tag in sorted(self._languages, key=lambda tag: (tag != chat.language, tag))
        )
        language = chat.ask("language", _("In which language shall the sheet to print be?"), OneOf(tags))
        made = chat.do(invitation_sheets.invite_to, centre, function)
        chat.say(_how(made), attachments=(_sheet(chat, made, language),))
        others = Act("begin", f"{self.name}:{centre}", _p("button", "Invite others"))
        chat.say(
            _(
                "Send the link or print the sheet. Whoever has the code comes in without anybody’s yes: please keep it among your people."
            ),
            acts=(others,),
        )

    def _centre(self, chat: Conversation) -> int | None:
        """Of those that one coordinates; whose role is wider searches."""
        own = chat.look(voices_links.centres)
        return choosing.centre(chat, own, _("Which centre do you invite to?"), others=not own)


def _how(made: Invitations) -> Words:
    facts = made.facts
    head = _n(
        "The code *{code}* lets {count} person join *{centre}*, as {function}, until {day}.",
        "The code *{code}* lets {count} people join *{centre}*, as {function}, until {day}.",
        facts.uses_left,
        code=facts.code,
        centre=facts.centre,
        function=memberships.FUNCTIONS[facts.function],
        day=Moment(facts.expires_at, MomentStyle.DAY),
    )
    if not made.ways:
        return Lines((head, _("They write to me: {words}", words=f"/start {facts.code}")))
    return Lines((head, *(way_in_words(one) for one in made.ways)))


def _sheet(chat: Conversation, made: Invitations, language: str) -> Attachment:
    def put(words: Words) -> str:
        return plain(chat.render_in(language, words))

    page = invitation_sheet(put, language, made.facts, made.ways)
    return Attachment(
        f"{made.facts.code}-{language}.pdf",
        "application/pdf",
        chat.render(_("Invitation to print")),
        job="invitation_sheets",
        arguments=as_data([page]),
    )
