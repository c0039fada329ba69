"""Centres as they come: with few languages, zones and levels, so that chance makes many meetings and many obstacles."""

from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.domain.partners import CentreProfile

PLACES = (
    ("TN", "Africa/Tunis"),
    ("EG", "Africa/Cairo"),
    ("GE", "Asia/Tbilisi"),
    ("NZ", "Pacific/Auckland"),
    ("SN", "Africa/Dakar"),
)
AREAS = tuple(PriorityArea)


@st.composite
def profiles(draw, fewest=0, most=7, assessed=True):
    number = draw(st.integers(fewest, most))
    level = st.integers(4, 20).map(lambda quarters: quarters / 4)
    found = []
    for centre in range(1, number + 1):
        country, zone = draw(st.sampled_from(PLACES))
        found.append(
            CentreProfile(
                id=centre * 3,
                country=country,
                languages=tuple(
                    draw(st.lists(st.sampled_from(["ar", "fr", "en"]), min_size=1, max_size=2, unique=True))
                ),
                zone=zone,
                levels=draw(st.dictionaries(st.sampled_from(AREAS), level, min_size=1 if assessed else 0)),
                relevance=draw(st.dictionaries(st.sampled_from(AREAS), st.sampled_from([0.0, 1.5, 3.0]))),
                practices=draw(st.frozensets(st.sampled_from(AREAS), max_size=2)),
            )
        )
    return tuple(found)


def pairs(centres):
    ids = [centre.id for centre in centres]
    both = [(one, other) for one in ids for other in ids if one < other]
    return st.frozensets(st.sampled_from(both), max_size=4) if both else st.just(frozenset())
