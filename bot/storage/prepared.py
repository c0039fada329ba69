"""Statements of the path that every message takes: put together once, then handed to the driver as they are."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.types import Enum, TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime

_Change = Callable[[Any], Any]


class _Form(NamedTuple):
    """The statement as one engine's driver takes it."""

    text: str
    places: tuple[tuple[int, str, _Change | None], ...]  # of its parameters; how ours become the driver's values
    template: Sequence[Any]  # parameters by place: what stands in the statement itself, and gaps
    constants: Mapping[str, Any]  # the same by name
    is_numbered: bool  # parameters go by place and not by name
    row: type[Any] | None
    readings: tuple[tuple[int, _Change], ...]  # from the driver's values to ours: which columns, and how


class Prepared:
    """
    A fixed statement of SQLAlchemy's Core: compiled by SQLAlchemy once for each engine, its types' own conversions
    kept, and run without what SQLAlchemy does at every execution, which is four fifths of the time of a short one.
    All its parameters are named in the statement (`bindparam`); lists of changing length are not for it.
    """

    def __init__(self, statement: Any) -> None:
        self._statement: Executable = statement
        self._forms: dict[str, _Form] = {}  # by the engine's name: all of ours of one name convert alike

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """What it selects or returns, as named tuples."""
        form = self._form(connection)
        assert form.row is not None, "a statement that returns rows"
        found = _cursor(connection, form, values).fetchall()
        make, readings = partial(tuple.__new__, form.row), form.readings  # as `_make`, which would also count columns
        if not readings:
            return [make(row) for row in found]
        rows = []
        for row in found:
            read_row = list(row)
            for place, read in readings:
                read_row[place] = read(read_row[place])
            rows.append(make(read_row))
        return rows

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        changed: int = _cursor(connection, self._form(connection), values).rowcount
        return changed

    def run_all(self, connection: Connection, many: Sequence[Mapping[str, Any]]) -> int:
        """Once for each of `many`; how many rows were changed in all."""
        form = self._form(connection)
        once = form._replace(places=tuple((place, name, _once(change)) for place, name, change in form.places))
        parameters = [_parameters(once, values) for values in many]
        _tell(connection, form, parameters, is_many=True)
        cursor = _driver(connection).cursor()
        try:
            cursor.executemany(form.text, parameters)
            changed: int = cursor.rowcount
        finally:
            cursor.close()
        return changed

    def _form(self, connection: Connection) -> _Form:
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _prepared(self._statement, dialect)
        return form


def _cursor(connection: Connection, form: _Form, values: Mapping[str, Any]) -> Any:
    parameters = _parameters(form, values)
    _tell(connection, form, parameters, is_many=False)
    return _driver(connection).execute(form.text, parameters)


def _tell(connection: Connection, form: _Form, parameters: object, *, is_many: bool) -> None:
    """Whoever listens to an engine's statements hears these too."""
    for listener in connection.dispatch.before_cursor_execute:
        listener(connection, None, form.text, parameters, None, is_many)


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _once(change: _Change | None) -> _Change | None:
    """Many rows hold the same moment or the same words: the same object, which they keep meanwhile, is converted once."""
    if change is None:
        return None
    known: dict[int, Any] = {}

    def changed(value: Any) -> Any:
        number = id(value)
        if number not in known:
            known[number] = change(value)
        return known[number]

    return changed


def _parameters(form: _Form, values: Mapping[str, Any]) -> tuple[Any, ...] | Mapping[str, Any]:
    if form.is_numbered:
        row = list(form.template)
        for place, name, change in form.places:
            row[place] = values[name] if change is None else change(values[name])
        return tuple(row)
    named = dict(form.constants)
    for _place, name, change in form.places:
        named[name] = values[name] if change is None else change(values[name])
    return named


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> _Change | None:
    """As SQLAlchemy reads it; what each answer of a talk has is read at each message, and so in one step in the place of several."""
    if isinstance(kind, UTCDateTime) and dialect.name == "sqlite":
        return _utc
    if isinstance(kind, Enum) and kind.enum_class is not None:
        known: dict[str | None, Any] = {None: None, **dict(zip(kind.enums, kind.enum_class, strict=True))}
        return known.__getitem__
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _utc(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written + "+00:00")


def _prepared(statement: Any, dialect: Dialect) -> _Form:
    compiled = statement.compile(dialect=dialect)
    assert not compiled.insert_prefetch, "values that only SQLAlchemy could fill in"
    assert not compiled.update_prefetch, "see above"
    asked = {bound.key: None for bound in compiled.bind_names if bound.required}
    whole = compiled.construct_expanded_state(asked)
    constants = {name: value for name, value in whole.parameters.items() if name not in asked}
    found = {
        name: bound.type.dialect_impl(dialect).bind_processor(dialect) for bound, name in compiled.bind_names.items()
    }
    changes = {name: change for name, change in {**found, **whole.processors}.items() if change is not None}
    for name in constants.keys() & changes.keys():
        constants[name] = changes[name](constants[name])
    names = tuple(whole.positiontup or whole.parameters)
    columns = statement.exported_columns
    readings = [_reading(column.type, dialect) for column in columns]
    return _Form(
        text=whole.statement,
        places=tuple((place, name, changes.get(name)) for place, name in enumerate(names) if name not in constants),
        template=[constants.get(name) for name in names],
        constants=constants,
        is_numbered=whole.positiontup is not None,
        row=namedtuple("Row", [column.key for column in columns]) if len(columns) else None,  # noqa: PYI024 - its columns are known at run time only
        readings=tuple((place, read) for place, read in enumerate(readings) if read is not None),
    )
