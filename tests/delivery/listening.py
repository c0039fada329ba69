"""What reaches a database."""

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def overheard(engine):
    """The statements that reach the driver, with their parameters."""
    statements = []

    def listen(_connection, _cursor, statement, parameters, _context, _many):
        statements.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", listen)
    yield statements
    event.remove(engine, "before_cursor_execute", listen)
