"""Groups of countries agree with the network's own list, with CLDR's codes, and with what their names promise."""

from babel import Locale

from bot.domain.regions import REGIONS, Region, is_in
from bot.i18n.countries import COUNTRIES


def test_each_country_of_the_network_is_in_the_region_of_its_group():
    assert [one.code for one in COUNTRIES if not is_in(one.group, one.code)] == []


def test_they_are_as_many_as_the_world_counts():
    assert {region: len(REGIONS[region].codes) for region in (Region.EU, Region.ETF, Region.AFRICA)} == {
        Region.EU: 27,
        Region.ETF: 29,
        Region.AFRICA: 54,
    }


def test_every_code_is_that_of_a_country():
    known = Locale("en").territories
    assert [code for one in REGIONS.values() for code in one.codes if code not in known] == []


def test_parts_of_the_partner_countries_share_none_and_leave_none_out():
    parts = [Region.SOUTH_EASTERN_EUROPE, Region.EASTERN_EUROPE, Region.MEDITERRANEAN, Region.CENTRAL_ASIA]
    codes = [code for part in parts for code in REGIONS[part].codes]
    assert len(codes) == len(set(codes))
    assert set(codes) == REGIONS[Region.ETF].codes
