"""Take up a role: with the code of whoever offers it, or with the one that the server printed."""

from collections.abc import Mapping

from bot.core.answers import Text
from bot.core.conversation import Conversation
from bot.domain.rights import Role
from bot.i18n.phrase import Words, _
from bot.usecases import claiming, role_codes

EVERYWHERE: Mapping[Role | None, Words] = {
    None: _("You are now an administrator and a coordinator of the programme."),
    Role.ADMINISTRATOR: _(
        "You are now an administrator: you can give roles and take them away, let people in, propose sessions "
        "and announce things to everybody."
    ),
    Role.REVIEWER: _("You now review practices that centres share: I write to you when one waits for you."),
}


class Claim:
    """/claim CODE"""

    name = "claim"
    title = _("Code for a role")
    words = None
    brief = True

    def talk(self, chat: Conversation) -> None:
        code = chat.argument or chat.ask("code", _("Please write the code that you were given."), Text(at_most=60))
        chat.say(_may_now(chat.do(role_codes.accept, code)))
        chat.hand_over("menu" if chat.look(claiming.is_member) else "welcome")


def _may_now(taken: role_codes.Accepted) -> Words:
    if taken.role in EVERYWHERE:
        return EVERYWHERE[taken.role]
    place = taken.place or "?"
    match taken.role:
        case Role.COUNTRY_COORDINATOR:
            return _(
                "You now coordinate this country: *{country}*. You can propose sessions and announce things there, "
                "let people in to its centres and see their results.",
                country=place,
            )
        case Role.NETWORK_ANIMATOR:
            return _(
                "You now animate this network: *{network}*. You can propose sessions and announce things in it, "
                "and see the results of its centres.",
                network=place,
            )
        case Role.MENTOR:
            return _(
                "You are now a mentor of *{centre}*: you see the self-assessment of its team, without names, and can comment on "
                "it. Write *team*.",
                centre=place,
            )
        case _:
            return _(
                "You now coordinate the programme: you can propose sessions and announce things to everybody, "
                "let people in and see the results of all centres."
            )
