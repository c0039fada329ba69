"""Keys of encrypted rooms as rows: found by their owners, written together, and gone when they should be."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.storage import matrix_keys
from bot.storage.matrix_keys import KeyRow, MatrixKey, MatrixKeyKind

BOT, OTHER = "@bot:centres.example", "@other:centres.example"
NOW = datetime(2023, 3, 14, 9, 0, tzinfo=UTC)
DEVICES = {"devices": {"PHONE": {"keys": {"curve25519": "curve of amina", "ed25519": "e"}, "name": "", "gone": False}}}


def row(kind, name, owner="", value="{}"):
    return KeyRow(kind, name, owner, value)


def write(database, *rows, account=BOT, now=NOW):
    database.write_now(lambda session: matrix_keys.write(session, account, rows, now))


def names(database, *kinds):
    found = database.read_now(lambda session: session.exec(select(MatrixKey)).all())
    return sorted(one.name for one in found if not kinds or one.kind in kinds)


def test_rows_are_found_by_their_owners_whatever_else_there_is(database):
    keys = [row(MatrixKeyKind.ROOM_KEY, f"!r k {number}", f"session {number}") for number in range(450)]
    write(database, *keys, row(MatrixKeyKind.SESSION, "D s", "session 7"))
    write(database, row(MatrixKeyKind.ROOM_KEY, "!r k 7", "session 7"), account=OTHER)
    owners = [(MatrixKeyKind.ROOM_KEY, f"session {number}") for number in range(5, 405)]
    found = database.read_now(
        lambda session: matrix_keys.owned_by(session, BOT, [*owners, (MatrixKeyKind.DEVICE, "x")])
    )
    assert sorted(found, key=lambda one: int(one.name.split()[-1])) == keys[5:405]


def test_what_is_written_again_replaces_and_what_has_no_value_goes(database):
    write(database, row(MatrixKeyKind.DEVICE, BOT, BOT, "1"), row(MatrixKeyKind.UNREAD, "!r $1", "s", "1"))
    write(database, row(MatrixKeyKind.DEVICE, BOT, BOT, "2"), row(MatrixKeyKind.UNREAD, "!r $1", "s", None))
    write(database)
    assert database.read_now(lambda session: session.exec(select(MatrixKey)).one()).value == "2"
    assert not database.read_now(lambda session: matrix_keys.has(session, BOT, MatrixKeyKind.UNREAD, "!r $1"))
    assert database.read_now(lambda session: matrix_keys.has(session, BOT, MatrixKeyKind.DEVICE, BOT))


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (29, ["!r $1", "!r k s", BOT, "D s"]),
        (31, ["!r k s", BOT, "D s"]),
        (366, [BOT]),
    ],
)
def test_what_nobody_uses_goes_in_its_time(database, days, left):
    rows = [
        row(MatrixKeyKind.UNREAD, "!r $1"),
        row(MatrixKeyKind.ROOM_KEY, "!r k s"),
        row(MatrixKeyKind.SESSION, "D s"),
        row(MatrixKeyKind.IDENTITY, BOT),
    ]
    write(database, *rows)
    database.write_now(lambda session: matrix_keys.drop_old(session, NOW + timedelta(days=days)))
    assert names(database) == sorted(left)


def test_of_whoever_is_forgotten_devices_sessions_and_rooms_go_and_nothing_else(database):
    write(
        database,
        row(MatrixKeyKind.DEVICES, "@amina:x", "@amina:x", json.dumps(DEVICES)),
        row(MatrixKeyKind.SESSION, "D 1", "curve of amina"),
        row(MatrixKeyKind.ROOM_KEY, "!her_s k s", "s"),
        row(MatrixKeyKind.UNREAD, "!her_s $1", "s"),
        row(MatrixKeyKind.DEVICES, "@pavel:x", "@pavel:x", json.dumps({"devices": {}})),
        row(MatrixKeyKind.SESSION, "D 2", "curve of pavel"),
        row(MatrixKeyKind.ROOM_KEY, "!herxs k s", "s"),  # an underscore is no placeholder
    )
    chats = ["!her_s", "", "7"]
    database.write_now(lambda session: matrix_keys.forget_people(session, ["@amina:x", "7"], chats))
    assert names(database) == ["!herxs k s", "@pavel:x", "D 2"]
    database.write_now(lambda session: matrix_keys.forget_people(session, [], []))


def test_a_database_that_was_put_back_has_its_identity_and_no_device(database):
    rows = [
        row(MatrixKeyKind.DEVICE, BOT),
        row(MatrixKeyKind.SESSION, "D s"),
        row(MatrixKeyKind.IDENTITY, BOT),
        row(MatrixKeyKind.ROOM_KEY, "!r k s"),
    ]
    write(database, *rows)
    write(database, *rows, account=OTHER)
    database.write_now(matrix_keys.drop_devices)
    database.write_now(lambda session: matrix_keys.drop_account(session, OTHER))
    assert names(database) == ["!r k s", BOT]
