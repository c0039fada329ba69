"""An empty list to fill in: its headings, and a second sheet that explains them in the reader's language."""

from collections.abc import Callable, Collection, Mapping

from bot.domain.sheets import Explained
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _
from bot.i18n.translator import is_right_to_left
from bot.reports.written_tables import Written


def how_to(
    guide: Mapping[str, Explained], needed: Collection[str], language: str, render: Callable[[Words], str]
) -> Written:
    """`render` puts into `language`."""

    def put(words: Words) -> str:
        return plain(render(words))

    headings = (put(_("Column")), put(_("Has to be filled in")), put(_("What it means")), put(_("Example")))
    yes, no = put(_("Yes")), put(_("No"))
    rows = [(column, yes if column in needed else no, put(one.means), one.example) for column, one in guide.items()]
    return Written("how to", (headings, *rows), right_to_left=is_right_to_left(language))
