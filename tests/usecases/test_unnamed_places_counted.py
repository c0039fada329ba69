"""Where a centre without a name is said to be: counted once for a whole round, told to each reader as if it were counted for them alone."""

from collections import Counter

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from bot.domain.regions import REGIONS, Region
from bot.domain.unnamed_places import place_told
from bot.i18n.phrase import Country
from bot.storage.centres import Centre, CentreState
from bot.usecases.unnamed_places import Place, Places
from tests.delivery.listening import overheard
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import PAUL, acting, settled

IDS = range(100, 160)
COUNTRIES = ("TN", "TN", "TN", "MA", "MA", "DZ", "KE", "KE", "KE", "KE", "KE", "KE", "SN", "GE", "NO")
LANGUAGES = (["fr"], ["ar", "fr"], ["en"], ["en", "fr"], [])
SHARED = ((), ("fr",), ("en", "fr"), ("ka",))


@pytest.fixture
def people(database):
    people = settled(database, PAUL)

    def fill(session):
        for one in session.exec(select(Centre)):  # of the small world
            one.state = CentreState.CLOSED
        common = {"programme_id": 1, "areas": [], "zone": "UTC", "search": "", "fictitious": True}
        common |= {"state": CentreState.ACTIVE, "created_at": BEGINNING}
        rows = [
            {
                "id": number,
                "public_id": f"c{number}",
                "code": f"X-{number}",
                "country": COUNTRIES[number % len(COUNTRIES)],
                "languages": LANGUAGES[number % len(LANGUAGES)],
            }
            | common
            for number in IDS
        ]
        session.connection().execute(insert(Centre.__table__), rows)

    database.write_now(fill)
    return people


def counted_anew(centres, country, reader, shared):
    fitting = Counter(one.country for one in centres if one.id != reader and set(one.languages) >= set(shared))
    match place_told(country, fitting):
        case Region() as part:
            return Place(REGIONS[part].name, is_country=False)
        case str(code):
            return Place(Country(code), is_country=True)
    return None


def test_each_reader_is_told_what_would_be_counted_without_their_own_centre(database, people):
    def told(session):
        places = Places(acting(session, people["paul"]))
        return {
            (country, reader, shared): places.told(country, reader, shared)
            for country in set(COUNTRIES)
            for reader in (*IDS, 9999)
            for shared in SHARED
        }

    centres = database.read_now(lambda session: session.exec(select(Centre).where(col(Centre.id).in_(IDS))).all())
    found = database.read_now(told)
    assert found == {key: counted_anew(centres, *key) for key in found}
    assert {None, True, False} == {None if one is None else one.is_country for one in found.values()}


def test_however_many_are_told_of_the_centres_are_read_once(database, people):
    def job(session):
        places = Places(acting(session, people["paul"]))
        for reader in IDS:
            places.told("TN", reader, ("fr",))

    with overheard(database.backend.writing) as statements:
        database.write_now(job)
    assert sum("FROM centre" in statement for statement, _parameters in statements) == 1
