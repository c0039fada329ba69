"""Commands for whoever answers for people's data."""

import typer

import bot.storage.all_tables  # noqa: F401 - the inventory is of all tables, whichever were imported before
from bot.usecases import data_inventory

app = typer.Typer()


@app.command("data-inventory")
def inventory() -> None:
    """Write the data inventory: every table, for what, whose data, on which legal basis, how long, and how it is erased."""
    print(data_inventory.written(), end="")
