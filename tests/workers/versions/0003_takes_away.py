"""A later version still: it takes away something that programs before 0002 would miss."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
works_with = "0002"


def upgrade():
    op.drop_column("centre", "motto")
