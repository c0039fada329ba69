"""What the columns of a list of centres mean, for those who fill it in."""

from collections.abc import Mapping
from typing import Final

from bot.domain.sheets import Explained
from bot.i18n.phrase import _

CENTRE_GUIDE: Final[Mapping[str, Explained]] = {
    "code": Explained(_("A short name of the centre’s own, which never changes: letters, digits and dashes."), "TN-01"),
    "country": Explained(_("The two letters of the country."), "TN"),
    "name": Explained(_("The name in English, or in the alphabet of English."), "Training Centre Tunis"),
    "name:fr": Explained(
        _("The name in another language: a column for each, with the language’s letters behind the colon."),
        "Centre de formation de Tunis",
    ),
    "name:ar": Explained(_("The same in Arabic."), "مركز التكوين بتونس"),
    "city": Explained(_("The town. People find their centre by it."), "Tunis"),
    "languages": Explained(_("The languages that are spoken there, as letters with spaces between them."), "ar fr"),
    "zone": Explained(_("The clock of the place. It may stay empty where the country has only one."), "Africa/Tunis"),
    "areas": Explained(
        _(
            "In which of the eight priority areas the centre is active: wbl, entrepreneurship, pedagogy, specialisation, "
            "digital, autonomy, green, inclusion."
        ),
        "wbl green",
    ),
    "networks": Explained(_("The networks that it belongs to, as short names."), "maintenance"),
    "state": Explained(_("active; asking as long as it waits to be let in; closed when it has gone."), "active"),
}
