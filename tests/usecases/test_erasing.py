"""Every column that names a person has its line in the rules of erasing, and the rules do what they say."""

from collections import Counter

from sqlmodel import SQLModel, select

from bot.storage.addresses import Address
from bot.storage.blobs import Blob, store
from bot.storage.people import Person
from bot.storage.wanted_files import WantedFile
from bot.usecases import erasing, forgetting, linking
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

AMINA, OMAR = Named("amina", language="fr", centre="TN-1"), Named("omar", channel="matrix", language="en")


def names_of_people():
    """table.column, of every key that points at a person."""
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "person":
                yield f"{table.name}.{key.parent.name}"


def test_every_column_that_names_a_person_has_a_rule():
    ruled = Counter(f"{rule.column.class_.__tablename__}.{rule.column.key}" for rule in erasing.rules(BEGINNING))
    assert set(names_of_people()) == set(ruled)


def test_a_column_has_two_rules_only_where_the_first_is_of_some_rows():
    ruled = Counter(rule.column for rule in erasing.rules(BEGINNING) if rule.only is None)
    assert [column for column, times in ruled.items() if times > 1] == []


def test_a_row_stays_without_its_person_only_where_it_can():
    rules = erasing.rules(BEGINNING)
    nameless = [rule.column for rule in rules if rule.deed is erasing.Deed.NAMELESS]
    assert [str(column) for column in nameless if not column.property.columns[0].nullable] == []


def test_an_account_that_was_joined_to_another_is_forgotten_with_it(database):
    learning = Learning(database)
    learning.joins(AMINA, OMAR)
    numbers = [learning.number_of(name) for name in ("amina", "omar")]
    learning.does("omar", linking.join, learning.does("amina", linking.new_code))
    learning.does("amina", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)

    def left(session):
        people = [session.get_one(Person, number) for number in numbers]
        return [(one.name, one.language, one.state.value) for one in people]

    assert database.read_now(left) == [(None, None, "erased"), (None, None, "erased")]


def test_a_file_that_was_fetched_for_a_person_goes_with_its_bytes(database):
    learning = Learning(database)
    learning.joins(AMINA, Named("leila", language="fr", centre="TN-1"))

    def fetched(session):
        for name in ("Amina", "Leila"):
            person = session.exec(select(Person.id).where(Person.name == name)).one()
            address = session.exec(select(Address.id).where(Address.person_id == person)).one()
            for data in (b"of both", name.encode()):
                row = {"purpose": "p", "channel": "telegram", "account": "bot", "kind": "photo", "reference": "r"}
                sha256 = store(session, data, "image/png", BEGINNING)
                whose = {"person_id": person, "address_id": address, "key": f"{name}{sha256}", "created_at": BEGINNING}
                session.add(WantedFile(sha256=sha256, **whose, **row))

    database.write_now(fetched)
    learning.does("amina", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    assert database.read_now(lambda session: sorted(session.exec(select(Blob.size)))) == [
        len(b"Leila"),
        len(b"of both"),
    ]
