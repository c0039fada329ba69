"""Who takes part in a round, as a map with a square for each country, drawn when it is sent."""

from collections.abc import Callable

from bot.core.messages import Attachment
from bot.domain.participation import by_country
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _, _n
from bot.reports.participation_map import ParticipationMap, Tile, TileGrid
from bot.usecases.round_lists import Standing


def picture(found: Standing, language: str, render: Callable[[Words], str]) -> Attachment:
    """For a message whose page says the same in words."""

    def text(words: Words) -> str:
        return plain(render(words))

    countries = by_country(found.centres)
    whole = found.whole
    grid = TileGrid(
        tiles=tuple(Tile(code, tally.begun, tally.invited) for code, tally in countries.items()),
        legend=text(_("A square is filled as far as the centres of the country have begun.")),
        elsewhere=text(_("Elsewhere")),
        empty=text(_("There is no centre in this round yet.")),
    )
    total = _n(
        "{begun} of {count} centre has begun",
        "{begun} of {count} centres have begun",
        whole.invited,
        begun=whole.begun,
    )
    drawn = ParticipationMap(
        language=language,
        title=text(found.name),
        subtitle=text(_("Participation by country")),
        grid=grid,
        total=text(total),
        programme=text(found.programme),
    )
    return Attachment(
        name="participation.png",
        media_type="image/png",
        description=text(_("The same as a picture: participation in {round} by country.", round=found.name)),
        job="participation_map",
        arguments=drawn.as_data(),
    )
