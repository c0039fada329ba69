"""What visitors take down about a centre that they visit, area by area."""

from collections.abc import Mapping
from enum import StrEnum

from bot.i18n.phrase import Phrase, _


class FindingKind(StrEnum):
    STRENGTH = "strength"
    NEED = "need"  # what the centre could learn
    RECOMMENDATION = "recommendation"
    PRACTICE = "practice"  # what works there, and others could take over


FINDINGS: Mapping[FindingKind, Phrase] = {
    FindingKind.STRENGTH: _("Strengths"),
    FindingKind.NEED: _("Learning needs"),
    FindingKind.RECOMMENDATION: _("Recommendations"),
    FindingKind.PRACTICE: _("Practices seen"),
}
