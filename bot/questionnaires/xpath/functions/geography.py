"""Places on a round earth: `latitude longitude [altitude [accuracy]]`, lines and areas with `;` between points."""

import math
from itertools import pairwise

from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import ANY_NUMBER, Function, table
from bot.questionnaires.xpath.values import Value, to_strings

EARTH_RADIUS = 6_378_100  # metres, as ODK has it
_LEAST_CORNERS = 3

Point = tuple[float, float]  # latitude, longitude in degrees


def points(values: tuple[Value, ...]) -> list[Point] | None:
    """None where one of them is no place."""
    texts = [text for value in values for text in to_strings(value)]
    found = [_point(part) for text in texts for part in text.strip().removesuffix(";").split(";")]
    known = [point for point in found if point is not None]
    return known if known and len(known) == len(found) else None


def _point(text: str) -> Point | None:
    try:
        latitude, longitude, *_ = map(float, text.split())
    except ValueError:
        return None
    inside = abs(latitude) <= 90 and abs(longitude) <= 180  # noqa: PLR2004  degrees
    return (latitude, longitude) if inside else None


def _distance(_frame: Frame, *places: Value) -> float:
    line = points(places)
    if line is None:
        return math.nan
    return _to_centimetres(sum(_between(start, end) for start, end in pairwise(line)))


def _between(start: Point, end: Point) -> float:
    south, north = math.radians(start[0]), math.radians(end[0])
    across = math.radians(end[1] - start[1])
    cosine = math.sin(south) * math.sin(north) + math.cos(south) * math.cos(north) * math.cos(across)
    if cosine < 0.999_999_999:  # noqa: PLR2004  nearer points need the formula below
        return math.acos(max(-1.0, cosine)) * EARTH_RADIUS
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(min(1.0, math.sqrt(half)))


def _area(_frame: Frame, *places: Value) -> float:
    corners = points(places)
    if corners is None:
        return math.nan
    if len(corners) < _LEAST_CORNERS:
        return 0.0
    total = 0.0
    for (south, west), (north, east) in pairwise([*corners, corners[0]]):
        total += math.radians(east - west) * (2 + math.sin(math.radians(south)) + math.sin(math.radians(north)))
    return _to_centimetres(abs(total * EARTH_RADIUS**2 / 2))


def _to_centimetres(metres: float) -> float:
    return round(metres, 2)


def _geofence(_frame: Frame, place: Value, area: Value) -> bool:
    """Whether the place lies inside: a line from it to the east crosses the border an odd number of times."""
    where, corners = points((place,)), points((area,))
    if where is None or corners is None or len(corners) < _LEAST_CORNERS:
        return False
    latitude, longitude = where[0]
    inside = False
    for (south, west), (north, east) in pairwise([*corners, corners[0]]):
        crosses = (south > latitude) != (north > latitude)
        if crosses and longitude < (east - west) * (latitude - south) / (north - south) + west:
            inside = not inside
    return inside


FUNCTIONS = table(
    Function("distance", _distance, 1, ANY_NUMBER),
    Function("area", _area, 1, 1),
    Function("enclosed-area", _area, 1, 1),  # an old name that JavaRosa still takes
    Function("geofence", _geofence, 2, 2),
)
