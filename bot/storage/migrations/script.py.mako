"""${message}."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = ${repr(up_revision)}
down_revision: str | None = ${repr(down_revision)}
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None
works_with: str = ${repr(down_revision or up_revision)}  # the oldest revision whose program goes on beside it: see CONTRIBUTING


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
