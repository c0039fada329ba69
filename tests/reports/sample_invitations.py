"""Invitation sheets to draw."""

from datetime import UTC, datetime

from bot.i18n.catalogues import shipped
from bot.i18n.markup import plain
from bot.i18n.phrase import Variants
from bot.i18n.translator import Reader
from bot.reports.invitation_sheet import InvitationSheet
from bot.storage.memberships import CentreFunction
from bot.usecases.invitation_sheet_words import invitation_sheet
from bot.usecases.invitation_sheets import SheetFacts
from bot.usecases.ways_in import WayIn

CODE = "ABCD2345"
ON_TELEGRAM = WayIn("telegram", f"https://t.me/passerelle_bot?start={CODE}")
ON_THE_WEB = WayIn("web", f"https://chat.example.org/?start={CODE}")
ON_MATRIX = WayIn("matrix", None, "@passerelle:example.org", f"!start {CODE}")
NAMES = {
    "en": "Tunis Training Centre for Hotels and Tourism",
    "fr": "Centre de formation en hôtellerie et tourisme de Tunis",
    "ar": "مركز التكوين في الفندقة والسياحة بتونس",
}


def sheet(
    language: str,
    *ways: WayIn,
    name: str | None = None,
    function: CentreFunction = CentreFunction.TEACHER,
) -> InvitationSheet:
    names = NAMES if name is None else {language: name}
    until = datetime(2027, 2, 27, 12, tzinfo=UTC)
    facts = SheetFacts(Variants(names), (language,), "Africa/Tunis", CODE, function, 30, until)

    def put(words):
        return plain(shipped().render(words, Reader(language, facts.zone)))

    return invitation_sheet(put, language, facts, ways or (ON_TELEGRAM, ON_THE_WEB, ON_MATRIX))
