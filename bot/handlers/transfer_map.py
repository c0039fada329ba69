"""Where practices have gone, as a map with a square for each country, drawn when it is sent."""

from collections.abc import Callable

from bot.core.messages import Attachment
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _, _n
from bot.reports.participation_map import ParticipationMap, Tile, TileGrid
from bot.usecases.transfer_lists import Places


def picture(places: Places, language: str, render: Callable[[Words], str]) -> Attachment:
    """For a message that says the same in words."""

    def text(words: Words) -> str:
        return plain(render(words))

    grid = TileGrid(
        tiles=tuple(Tile(code, works, tried) for code, (works, tried) in places.countries.items()),
        legend=text(_("A square is filled as far as what centres there have tried works for them.")),
        elsewhere=text(_("Elsewhere")),
        empty=text(_("No practice has gone to another centre yet.")),
    )
    total = _n(
        "It works in {works} of {count} centre that has tried",
        "It works in {works} of {count} centres that have tried",
        places.tried,
        works=places.works,
    )
    drawn = ParticipationMap(
        language=language,
        title=text(_("Practices on their way")),
        subtitle=text(_("Centres that try what others do")),
        grid=grid,
        total=text(total),
        programme=text(places.programme),
    )
    return Attachment(
        name="transfers.png",
        media_type="image/png",
        description=text(_("The same as a picture: where practices have gone, by country.")),
        job="participation_map",
        arguments=drawn.as_data(),
    )
