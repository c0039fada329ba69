"""The eight priority areas of the network, in its own order."""

from collections.abc import Mapping
from enum import StrEnum

from bot.i18n.phrase import Phrase, _


class PriorityArea(StrEnum):
    WBL = "wbl"
    ENTREPRENEURSHIP = "entrepreneurship"
    PEDAGOGY = "pedagogy"
    SPECIALISATION = "specialisation"
    DIGITAL = "digital"
    AUTONOMY = "autonomy"
    GREEN = "green"
    INCLUSION = "inclusion"


AREA_NAMES: Mapping[PriorityArea, Phrase] = {
    PriorityArea.WBL: _("Work-based learning"),
    PriorityArea.ENTREPRENEURSHIP: _("Entrepreneurial centres"),
    PriorityArea.PEDAGOGY: _("Pedagogy and professional development"),
    PriorityArea.SPECIALISATION: _("Smart specialisation"),
    PriorityArea.DIGITAL: _("Industry 4.0 and digitalisation"),
    PriorityArea.AUTONOMY: _("Autonomy and public-private partnerships"),
    PriorityArea.GREEN: _("Going green"),
    PriorityArea.INCLUSION: _("Social inclusion and equity"),
}
