"""What people take down for a peer visit: before it, in it, and about it, area by area."""

from collections.abc import Mapping
from enum import StrEnum

from bot.i18n.phrase import Phrase, _


class FindingKind(StrEnum):
    STRENGTH = "strength"
    NEED = "need"  # what the centre could learn
    RECOMMENDATION = "recommendation"
    PRACTICE = "practice"  # what works there, and others could take over


class NoteKind(StrEnum):
    QUESTION = "question"  # before the visit, to the host
    SEEN = "seen"  # in the visit
    ORAL = "oral"  # said to the host at its end
    STRENGTH = "strength"
    NEED = "need"
    RECOMMENDATION = "recommendation"
    PRACTICE = "practice"
    COMMENT = "comment"  # of the host, on the draft of the report

    @property
    def finding(self) -> FindingKind | None:
        """What it becomes in the report, if it is about an area."""
        return FindingKind(self.value) if self.value in set(FindingKind) else None


FINDINGS: Mapping[FindingKind, Phrase] = {
    FindingKind.STRENGTH: _("Strengths"),
    FindingKind.NEED: _("Learning needs"),
    FindingKind.RECOMMENDATION: _("Recommendations"),
    FindingKind.PRACTICE: _("Practices seen"),
}
HAS_AREA = frozenset({NoteKind.QUESTION, *map(NoteKind, FindingKind)})
