"""The program as a later version of it would be: `python -m tests.workers.newer REVISION run`."""

import sys
from pathlib import Path

from bot import cli
from bot.storage import migrating, schema

VERSIONS = Path(__file__).parent / "versions"


def become(revision):
    """From now on this process is of the version that came with `revision`."""
    configuration, known = migrating.configuration, schema.revisions()
    later = sorted(path.name.partition("_")[0] for path in VERSIONS.glob("0*.py"))

    def with_later_ones(connection=None):
        config = configuration(connection)
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"bot.storage:migrations/versions\n{VERSIONS}")
        return config

    def up_to_ours():
        return [one for one in [*known, *later] if one <= revision]

    migrating.configuration = with_later_ones
    migrating.revisions = schema.revisions = up_to_ours


if __name__ == "__main__":
    become(sys.argv.pop(1))
    cli.main()
