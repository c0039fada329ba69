"""An invitation sheet in words: three steps for each way in."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from bot.i18n.phrase import Moment, MomentStyle, Words, _, _n
from bot.i18n.translator import BASE_LANGUAGE, unisolated
from bot.reports.invitation_sheet import InvitationSheet, WayWithSteps
from bot.usecases.invitation_sheets import SheetFacts
from bot.usecases.memberships import FUNCTIONS
from bot.usecases.ways_in import WayIn

_MATRIX_ADDRESS: Final = "https://matrix.to/#/"  # what Matrix apps open as a chat with whom it names


def language_for(facts: SheetFacts, spoken: Collection[str]) -> str:
    """The first of its languages that we speak."""
    return next((tag for tag in facts.languages if tag in spoken), BASE_LANGUAGE)


def invitation_sheet(
    put: Callable[[Words], str], language: str, facts: SheetFacts, ways: Sequence[WayIn]
) -> InvitationSheet:
    """`put` gives plain words in that language."""
    return InvitationSheet(
        language=language,
        heading=put(_("An invitation to Passerelle, for the people of")),
        centre=unisolated(put(facts.centre)),
        promise=put(
            _(
                "Passerelle is a chatbot with which vocational centres learn from each other: on your phone, in your "
                "language, whenever it suits you."
            )
        ),
        ways=tuple(_way(one, put) for one in ways),
        code_is=put(_("Your code:")),
        code=facts.code,
        holds=put(
            _n(
                "It lets {count} person in, as {function}, until {day}. Please keep it among yourselves.",
                "It lets {count} people in, as {function}, until {day}. Please keep it among yourselves.",
                facts.uses_left,
                function=FUNCTIONS[facts.function],
                day=Moment(facts.expires_at, MomentStyle.DAY),
            )
        ),
        trust=put(_("You are asked before anything about you is kept, and you can have it erased at any time.")),
    )


def _way(one: WayIn, put: Callable[[Words], str]) -> WayWithSteps:
    match one.channel:
        case "telegram" if one.link is not None:
            steps = (
                _("Open Telegram on your phone. It is free in the shop for apps."),
                _("Scan this code with the phone’s camera."),
                _("Tap “Start”, then answer the first questions."),
            )
            return WayWithSteps(put(_("On Telegram")), tuple(map(put, steps)), one.link, (one.link,))
        case "matrix":
            steps = (
                _("Open Element, or another app for Matrix."),
                _("Scan this code, or begin a chat with the address below."),
                _("Write the words below, then answer the first questions."),
            )
            return WayWithSteps(
                put(_("On Matrix")), tuple(map(put, steps)), f"{_MATRIX_ADDRESS}{one.contact}", (one.contact, one.words)
            )
        case _:
            steps = (
                _("Take a phone with a browser; there is nothing to install."),
                _("Scan this code, or type the address below."),
                _("Choose your language, then answer the first questions."),
            )
            return WayWithSteps(put(_("In the browser")), tuple(map(put, steps)), one.link or "", (one.link or "",))
