"""A database goes into another one whole, in each direction, and numbers go on; or nothing of it does."""

from itertools import product

import pytest
from sqlalchemy import func, select, text

from bot.storage.addresses import Address
from bot.storage.all_tables import metadata
from bot.storage.copying import copy
from bot.storage.database import Database
from bot.storage.errors import CopyFailed, OlderSchema
from bot.storage.people import Person
from bot.storage.schema import migrate
from tests.storage.rows import NOW, a_person, names
from tests.storage.test_migrations import content, fill

pytestmark = pytest.mark.slow  # makes databases of its own


@pytest.fixture
def made(tmp_path, request):
    """An empty one of that engine, with our tables."""
    opened = []

    def make(engine, *, with_tables=True):
        url = f"sqlite:///{tmp_path}/{len(opened)}.sqlite"
        if engine == "postgresql":
            url = request.getfixturevalue("postgresql").new_database()
        opened.append(Database.open(url, durable=False))
        if with_tables:
            migrate(opened[-1])
        return opened[-1]

    yield make
    for database in opened:
        database.close()


@pytest.fixture(params=product(["sqlite", "postgresql"], repeat=2), ids="-to-".join)
def pair(request, made):
    source, target = request.param
    return made(source), made(target)


def counts(database):
    def job(session):
        tables = metadata.tables.values()
        found = {one.name: session.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}
        return {name: count for name, count in found.items() if count}

    return database.read_now(job)


def plain(found):
    """Both engines say the same, SQLite without a zone and with whole numbers for yes and no."""

    def same(value):
        return value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value

    return {table: {name: same(value) for name, value in row.items()} for table, row in found.items()}


def test_a_row_of_every_table_arrives_as_it_was(pair):
    source, target = pair
    source.write_now(fill)
    heard = {}
    copied = copy(source, target, lambda table, rows: heard.update({table: rows}))
    assert heard == dict.fromkeys(metadata.tables, 1)
    assert (copied.tables, copied.rows) == (len(metadata.tables), len(metadata.tables))
    assert plain(target.read_now(content)) == plain(source.read_now(content))


def test_rows_that_point_at_each_other_and_more_than_a_slice_of_them_arrive(pair):
    source, target = pair

    def people(session):
        for number in range(1100):
            person = a_person(f"N{number}")
            session.add(person)
            session.flush()
            address = Address(
                person_id=person.id,
                channel="web",
                account="",
                external_id=f"{number}",
                chat="c",
                created_at=NOW,
                seen_at=NOW,
            )
            session.add(address)
            session.flush()
            person.preferred_address_id = address.id

    source.write_now(people)
    copy(source, target)
    preferred = select(Person.name, Address.external_id).join(Address, Address.id == Person.preferred_address_id)
    both = [
        database.read_now(lambda session: session.execute(preferred.order_by(Person.id)).all()) for database in pair
    ]
    assert both[0] == both[1]
    assert len(both[1]) == 1100


def test_no_number_is_given_twice_not_even_one_whose_row_is_gone(pair):
    source, target = pair
    source.write_now(lambda session: session.add_all([a_person("A"), a_person("B"), a_person("gone")]))
    source.write_now(lambda session: session.execute(text("DELETE FROM person WHERE name = 'gone'")))
    copy(source, target)
    target.write_now(lambda session: session.add(a_person("C")))
    assert target.read_now(lambda session: session.execute(select(func.max(Person.id))).scalar_one()) == 4
    assert target.read_now(names) == ["A", "B", "C"]


def test_an_unreadable_sign_that_only_one_engine_keeps_stops_nothing(made):
    source, target = made("sqlite"), made("postgresql")
    source.write_now(lambda session: session.add(a_person("Ni\0no")))
    copy(source, target)
    assert target.read_now(names) == ["Ni\ufffdno"]


def test_what_breaks_off_leaves_nothing_behind_and_can_be_begun_again(pair):
    source, target = pair
    source.write_now(fill)

    def breaks(table, _rows):
        if table == max(metadata.tables):
            raise ConnectionError

    with pytest.raises(ConnectionError):
        copy(source, target, breaks)
    assert counts(target) == {}
    copy(source, target)
    assert counts(target) == counts(source)


def test_one_that_holds_something_is_left_alone(pair):
    source, target = pair
    target.write_now(lambda session: session.add(a_person("mine")))
    with pytest.raises(CopyFailed, match="is not empty: there is something in person"):
        copy(source, target)
    assert target.read_now(names) == ["mine"]


def test_one_without_tables_is_told(made):
    with pytest.raises(OlderSchema):
        copy(made("sqlite"), made("sqlite", with_tables=False))


def test_what_is_written_meanwhile_is_not_half_in_it(pair):
    """One moment of the source: whoever comes while it is copied is not there, and nothing that points at them."""
    source, target = pair
    source.write_now(lambda session: session.add(a_person("before")))

    def writes(table, _rows):
        if table == "person":
            source.write_now(lambda session: session.add(a_person("meanwhile")))

    copy(source, target, writes)
    assert target.read_now(names) == ["before"]
    assert source.read_now(names) == ["before", "meanwhile"]
