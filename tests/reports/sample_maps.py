"""The participation of 39 countries, and of two more without a place on the map, in five languages."""

from bot.reports.country_places import PLACES
from bot.reports.participation_map import ParticipationMap, Tile, TileGrid

COUNTS = ((4, 4), (2, 3), (0, 5), (3, 6), (1, 7), (5, 5), (6, 8))
TILES = (
    *(Tile(country, *COUNTS[number % len(COUNTS)]) for number, country in enumerate(sorted(PLACES))),
    Tile("UG", 0, 3),
    Tile("BI", 1, 2),
)


def english(tiles=TILES) -> ParticipationMap:
    return ParticipationMap(
        language="en",
        title="Participation",
        subtitle="Where we stand in 2022 · 14 March",
        grid=TileGrid(
            tiles=tiles,
            legend="3/5: three of five centres have taken part.",
            elsewhere="Other countries",
            empty="No centre has been invited yet.",
        ),
        total="123 of 219 centres in 34 of 41 countries have taken part.",
        programme="ETF Network for Excellence",
    )


MAPS = (
    english(),
    ParticipationMap(
        language="fr",
        title="Participation",
        subtitle="Où nous en sommes en 2022 · 14 mars",
        grid=TileGrid(
            tiles=TILES,
            legend="3/5 : trois centres sur cinq ont participé.",
            elsewhere="Autres pays",
            empty="Aucun centre n’a encore été invité.",
        ),
        total="123 centres sur 219 ont participé, dans 34 pays sur 41.",
        programme="Réseau d’excellence de l’ETF",
    ),
    ParticipationMap(
        language="ar",
        title="المشاركة",
        subtitle="أين نحن في 2022 · 14 مارس",
        grid=TileGrid(
            tiles=TILES,
            legend="\u20683/5\u2069: شارك ثلاثة مراكز من خمسة.",
            elsewhere="بلدان أخرى",
            empty="لم يُدعَ أي مركز بعد.",
        ),
        total="شارك 123 مركزًا من 219 في 34 بلدًا من 41.",
        programme="شبكة \u2068ETF\u2069 للتميّز",
    ),
    ParticipationMap(
        language="ka",
        title="მონაწილეობა",
        subtitle="სად ვართ 2022 წელს · 14 მარტი",
        grid=TileGrid(
            tiles=TILES,
            legend="3/5: ხუთი ცენტრიდან სამმა მიიღო მონაწილეობა.",
            elsewhere="სხვა ქვეყნები",
            empty="ჯერ არც ერთი ცენტრი არ არის მოწვეული.",
        ),
        total="მონაწილეობა მიიღო 219 ცენტრიდან 123-მა, 41 ქვეყნიდან 34-ში.",
        programme="ETF-ის სრულყოფილების ქსელი",
    ),
    ParticipationMap(
        language="he",
        title="השתתפות",
        subtitle="איפה אנחנו ב־2022 · 14 במרץ",
        grid=TileGrid(
            tiles=TILES,
            legend="\u20683/5\u2069: שלושה מתוך חמישה מרכזים השתתפו.",
            elsewhere="מדינות אחרות",
            empty="עדיין לא הוזמן אף מרכז.",
        ),
        total="123 מתוך 219 מרכזים השתתפו, ב־34 מתוך 41 מדינות.",
        programme="רשת המצוינות של \u2068ETF\u2069",
    ),
)
