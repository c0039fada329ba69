"""`python -m bot.storage.migrations.renew` writes the first revision anew from the tables, until it is released."""

from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from bot.storage.database import Database
from bot.storage.migrating import configuration

FIRST = Path(__file__).parent / "versions" / "0001_first.py"


def renew() -> Path:
    FIRST.unlink(missing_ok=True)
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/empty.sqlite", durable=False)
        with database.backend.writing.begin() as connection:
            command.revision(configuration(connection), message="first", rev_id="0001", autogenerate=True)
        database.close()
    return FIRST


if __name__ == "__main__":
    print(f"{renew()} is as the tables are.")  # noqa: T201 - a command for people
