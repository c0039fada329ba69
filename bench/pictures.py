"""Pictures and reports of real size: how long the helper process draws at each, none of them twice."""

import time
from collections.abc import Callable, Sequence
from statistics import median

from bench.report import line
from bot.domain.areas import AREA_NAMES
from bot.i18n.phrase import Words
from bot.i18n.translator import Reader, Translator
from bot.reports import centre_pages, round_report
from bot.reports.centre_report import Answer, CentreReport, Comment, Highlight, Part
from bot.reports.country_places import PLACES
from bot.reports.drawing import participation_map, profile_card, report
from bot.reports.participation_map import ParticipationMap, Tile
from bot.reports.profile_card import ProfileCard
from bot.reports.round_report import Common, NetworkPart, RoundReport
from bot.reports.told import Grade, View

ROUNDS = 15
english = Translator({}).bound(Reader("en"))
INDICATORS = 6  # in each of eight areas
GRADES = tuple(Grade(level, name) for level, name in enumerate(("not yet", "begun", "growing", "firm", "leading"), 1))
LEARNERS, COMPANIES = View("Learners", "31 answers"), View("Companies", "12 answers")
MEANS = "It is written down, most departments do it, and once a year we look whether it helps."
TILES = tuple(Tile(country, number % 7, 6) for number, country in enumerate(PLACES))


def pictures() -> Sequence[str]:
    return (
        "\nPictures and reports, drawn in the helper process",
        line("profile card: eight areas, network, last round, two views", milliseconds(card), "ms", most=50),
        line("participation of 39 countries", milliseconds(tiles), "ms", most=50),
        line(f"report of a centre, {8 * INDICATORS} indicators", milliseconds(of_centre), "ms", most=300),
        line("report of a round", milliseconds(of_round), "ms", most=300),
    )


def milliseconds(draw: Callable[[str], object]) -> float:
    """The median; each with another name, because Typst remembers what it has laid out."""
    draw("The first")
    return median(_once(draw, f"Centre {number}") for number in range(ROUNDS)) * 1000


def _once(draw: Callable[[str], object], name: str) -> float:
    begin = time.perf_counter()
    draw(name)
    return time.perf_counter() - begin


def card(name: str) -> bytes:
    chart = centre_pages.chart(centre(name), english)
    whole = ProfileCard("en", "Self-assessment", name, "14 March 2022", chart, "48 of 48 indicators rated", "Network")
    return profile_card(data=whole.as_data())


def tiles(name: str) -> bytes:
    grid = round_report.tile_grid(TILES, english)
    whole = ParticipationMap("en", "Participation", name, grid, english(round_report.participation(TILES)), "Network")
    return participation_map(data=whole.as_data())


def of_centre(name: str) -> bytes:
    return report(data=centre_pages.document(centre(name), "en", english).as_data())


def of_round(name: str) -> bytes:
    areas = tuple(AREA_NAMES.values())
    parts = tuple(NetworkPart(f"{name}: {area.msgid}", 3.1, (2.4, 3.9), 118, "", 0.2, 90, (3.3,)) for area in areas)
    common = tuple(Common(area, 90, 118) for area in areas[:5])
    whole = RoundReport(
        "Network", name, "Eight areas", "Spring", TILES, GRADES, parts, 731, common, common, "Before", (), (LEARNERS,)
    )
    return report(data=round_report.document(whole, "en", english).as_data())


def centre(name: str) -> CentreReport:
    parts = tuple(_part(name, number, area) for number, area in enumerate(AREA_NAMES.values()))
    highlights = tuple(Highlight(part.name, 2.0, relevance="very relevant") for part in parts[:3])
    return CentreReport(
        centre=name, programme="Network", instrument="Eight areas in depth", day="14 March 2022", grades=GRADES,
        parts=parts, overall=3.0, explained="mean of 48 of 48 indicators", round="Spring", took_part=("the head",),
        strongest=highlights, to_work_on=highlights, earlier="Autumn", views=(LEARNERS, COMPANIES), centres=118,
        comments=(Comment("Well done. " * 20, "a mentor", "14 March 2022"),) * 3,
    )  # fmt: skip


def _part(name: str, number: int, area: Words) -> Part:
    level = 1 + number % 5
    answers = tuple(
        Answer(f"{name}, indicator {which}: something that a centre does, in a dozen words or so", level, MEANS, "very")
        for which in range(INDICATORS)
    )
    mean = float(level)
    return Part(area, mean, "mean of 6 of 6 indicators", "", answers, 3.0, 3.1, (2.4, 3.9), (2.5, 3.5))
