import subprocess
import sys

KNOWS_ALL = """
import bot.data_folder
from sqlmodel import SQLModel
assert all(key.column is not None for table in SQLModel.metadata.tables.values() for key in table.foreign_keys)
assert "person" in SQLModel.metadata.tables
"""


def test_whoever_opens_the_database_knows_every_table_that_others_point_at():
    subprocess.run([sys.executable, "-c", KNOWS_ALL], check=True)
