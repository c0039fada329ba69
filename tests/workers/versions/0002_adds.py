"""A later version that only adds: programs of before go on beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
works_with = "0001"


def upgrade():
    op.add_column("centre", sa.Column("motto", sa.String(), nullable=True))
