"""Give a role by a code; see who has which, and take one away."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.domain.rights import Role, ScopeKind
from bot.handlers import choosing
from bot.i18n.phrase import Marked, Words, _, _p
from bot.usecases import role_codes, role_words, roles
from bot.usecases.rights import NO_RIGHT

GIVEN: dict[str, Words] = {"role": _("Role"), "country": _("Country"), "network": _("Network")}
TAKEN: dict[str, Words] = {"held": _("Role"), "who": _("Person")}


class Roles:
    """For administrators; for whoever leads a centre, those of its mentors."""

    name = "roles"
    title = _("Roles")
    words = _p("word", "roles")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if not chat.look(roles.may_give):
            chat.say(NO_RIGHT)
            return
        options = (Option("give", _("Give a role")), Option("see", _("See roles")))
        if chat.ask("what", _("Give a role to somebody, or see who has which?"), OneOf(options)) == "give":
            self._give(chat)
        else:
            self._see(chat)

    def _give(self, chat: Conversation) -> None:
        options = tuple(Option(role.value, role_words.NAMES[role]) for role in chat.look(roles.givable))
        role = Role(chat.ask("role", _("Which role?"), OneOf(options)))
        place = None
        if roles.SCOPES[role] is ScopeKind.COUNTRY:
            place = chat.ask("country", _("Which country?"), self._places(chat, role))
        elif roles.SCOPES[role] is ScopeKind.NETWORK:
            place = chat.ask("network", _("Which network?"), self._places(chat, role))
        elif roles.SCOPES[role] is ScopeKind.CENTRE:
            place = self._centre(chat)
        make, leave = _("Make the code"), _("Do not make it")
        prompt: Words = _("Is everything right?")
        if role is Role.MENTOR and place is not None:
            prompt = _("A mentor for *{centre}*: is everything right?", centre=chat.look(roles.centre, int(place)))
        if not chat.review("send", prompt, tuple(GIVEN), send=make, drop=leave, called=GIVEN):
            chat.say(_("Good, nothing has changed."))
            return
        code = chat.do(role_codes.offer, role, place)
        chat.say(
            _(
                "Send this to the person. They write {command} to me within 7 days (on Matrix {on_matrix}) and have the role. "
                "The code works once; give it to nobody else.",
                command=Marked(f"*/claim {code}*"),
                on_matrix=Marked(f"*!claim {code}*"),
            )
        )

    def _see(self, chat: Conversation) -> None:
        found = chat.look(roles.list_roles)
        if isinstance(found, Refusal):
            chat.say(found.why)
            return
        if not found:
            chat.say(_("There is nobody yet with a role that you give."))
            return
        held = dict.fromkeys(one.role for one in found)
        options = tuple(Option(role.value, role_words.NAMES[role]) for role in held)
        role = chat.ask("held", _("Which role would you like to look at?"), OneOf(options))
        people = tuple(Option(str(one.grant_id), _person(one)) for one in found if one.role == role)
        number = chat.ask("who", _("Who has it? Choose somebody to take it away from."), OneOf(people))
        take, leave = _("Take it away"), _("Leave it")
        if not chat.review(
            "take", _("Shall I take this role away?"), tuple(TAKEN), send=take, drop=leave, called=TAKEN
        ):
            chat.say(_("Good, nothing has changed."))
            return
        if chat.do(roles.take_away, int(number)):
            chat.say(_("The role is taken away, and the person has been told."))
        else:
            chat.say(_("The role is taken away."))

    def _centre(self, chat: Conversation) -> str | None:
        own, others = chat.look(roles.own_centres), chat.look(roles.reaches_other_centres)
        centre = choosing.centre(chat, own, _("Which centre is the mentor for?"), others=others)
        return None if centre is None else str(centre)

    def _places(self, chat: Conversation, role: Role) -> OneOf:
        options = [Option(value, name) for value, name in chat.look(roles.places, role)]
        return OneOf(chat.by_label(options))


def _person(one: roles.Held) -> Words:
    return one.person if one.place is None else _("{name} ({place})", name=one.person, place=one.place)
