"""The eight priority areas of the network, in its own order."""

from enum import StrEnum


class PriorityArea(StrEnum):
    WBL = "wbl"
    ENTREPRENEURSHIP = "entrepreneurship"
    PEDAGOGY = "pedagogy"
    SPECIALISATION = "specialisation"
    DIGITAL = "digital"
    AUTONOMY = "autonomy"
    GREEN = "green"
    INCLUSION = "inclusion"
