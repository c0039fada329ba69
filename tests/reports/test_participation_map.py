import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.i18n.countries import COUNTRIES
from bot.reports.country_places import PLACES
from bot.reports.drawing import AT_MOST_BYTES, participation_map
from bot.reports.participation_map import Tile
from bot.reports.process import HelperProcess
from tests.reports.sample_maps import MAPS, TILES, english


def drawn(one) -> bytes:
    return participation_map(data=one.as_data())


@pytest.mark.parametrize("one", MAPS, ids=lambda one: one.language)
def test_a_map_looks_as_it_did_when_somebody_last_looked_at_it(one, looks_like):
    png = drawn(one)

    assert len(png) <= AT_MOST_BYTES
    looks_like(png, f"participation_map_{one.language}")


def test_every_country_of_the_network_has_a_place_of_its_own():
    assert set(PLACES) == {country.code for country in COUNTRIES}
    assert len(set(PLACES.values())) == len(PLACES) == 39


def test_neighbours_on_the_map_lie_where_they_do_on_the_earth():
    column, row = (lambda code: PLACES[code][0]), (lambda code: PLACES[code][1])

    assert column("PT") < column("ES") < column("IT") < column("GR") < column("TR") < column("AM")
    assert row("DE") < row("IT") < row("TN") < row("NG") < row("AO") < row("ZW")
    assert column("SN") < column("CI") < column("GH") < column("NG") < column("CM") < column("ET") < column("SO")


def test_a_few_neighbours_make_a_small_map():
    grid = english((Tile("MA", 1, 6), Tile("TN", 2, 7), Tile("EG", 0, 6))).grid.as_data()

    assert [(one["country"], one["column"], one["row"]) for one in grid["placed"]] == [
        ("MA", 0, 0),
        ("TN", 1, 0),
        ("EG", 4, 0),
    ]
    assert grid["others"] == []


def test_countries_without_a_place_stand_in_a_row_of_their_own_by_their_codes():
    assert [one["country"] for one in english().grid.as_data()["others"]] == ["BI", "UG"]


def test_a_map_without_countries_says_so(looks_like):
    looks_like(drawn(english(())), "participation_map_empty")


@pytest.mark.parametrize(("done", "of"), [(-1, 3), (4, 3), (0, 0)])
def test_more_than_all_and_less_than_none_are_refused(done, of):
    with pytest.raises(ValueError, match=r"IT: .* centres is not possible"):
        Tile("IT", done, of)


def tile(country: str, numbers: tuple[int, int]) -> Tile:
    return Tile(country, min(numbers), max(numbers))


numbers = st.tuples(st.integers(0, 9999), st.integers(1, 9999))
countries = st.sampled_from([*PLACES, "BI", "UG", "XK", "SD", "LY", "RW", "CD", "CG", "GA", "BJ", "TG", "ML"])


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.dictionaries(countries, numbers), st.text(max_size=200))
def test_a_map_comes_out_whatever_the_counts(counts, typed):
    grid = replace(english().grid, tiles=tuple(tile(*each) for each in counts.items()), legend=typed, elsewhere=typed)
    png = drawn(replace(english(), grid=grid, subtitle=typed))

    assert Image.open(io.BytesIO(png)).format == "PNG"


async def test_the_helper_process_draws_the_same_map():
    async with HelperProcess() as helper:
        assert await helper.call("participation_map", data=english(TILES[:3]).as_data()) == drawn(english(TILES[:3]))
