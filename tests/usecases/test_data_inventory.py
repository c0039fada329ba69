"""The data inventory is complete, and the page says what the tables say."""

from pathlib import Path

from sqlmodel import SQLModel

import bot.storage.all_tables  # noqa: F401 - the inventory is of all tables
from bot.storage.privacy import Basis, Whose
from bot.usecases import data_inventory

PAGE = Path(__file__).parents[2] / "docs/data-inventory.md"


def test_every_table_stands_in_the_inventory_with_whose_data_it_holds_and_on_which_basis():
    silent = [
        table.name for table in SQLModel.metadata.sorted_tables if not table.info["whose"] or not table.info["basis"]
    ]
    assert silent == []
    assert [one.table for one in data_inventory.entries()] == sorted(SQLModel.metadata.tables)


def test_what_names_a_person_holds_somebodys_data_on_some_basis():
    entries = data_inventory.entries()
    assert [one.table for one in entries if one.forgotten and one.whose is Whose.NOBODY] == []
    assert [one.table for one in entries if (one.whose is Whose.NOBODY) != (one.basis is Basis.NONE)] == []


def test_what_goes_along_with_something_else_names_nobody_itself():
    without = [one.table for one in data_inventory.entries() if one.table in data_inventory.GO_ALONG]
    assert sorted(data_inventory.GO_ALONG) == without


def test_the_page_is_what_the_command_writes():
    """When it fails: `python -m bot data-inventory > docs/data-inventory.md`, and read what has changed."""
    assert PAGE.read_text(encoding="utf-8") == data_inventory.written()
