"""When the demonstration of the tests was filled."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
