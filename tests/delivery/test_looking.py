"""Looking for something to do, over and over."""

import asyncio
import logging

import pytest

from bot.delivery.looking import keep_looking
from bot.storage.errors import StorageError


class Looks:
    """Gives these one after the other, and is cancelled at the end."""

    def __init__(self, *given):
        self.given = list(given)

    async def __call__(self):
        if not self.given:
            raise asyncio.CancelledError
        found = self.given.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


async def kept(monkeypatch, *given, **more):
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    monkeypatch.setattr("bot.delivery.looking.asyncio.sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await keep_looking(Looks(*given), 2.0, sentence="nothing can be done", **more)
    return waits


async def test_it_waits_only_where_there_was_nothing_to_do(monkeypatch):
    assert await kept(monkeypatch, True, 3, False, True, 0) == [2.0, 2.0]


async def test_what_it_may_fail_with_is_told_and_it_looks_again(monkeypatch, caplog):
    with caplog.at_level(logging.ERROR):
        assert await kept(monkeypatch, StorageError("the database is locked"), True, False) == [2.0, 2.0]
    assert caplog.messages == ["nothing can be done: the database is locked"]


async def test_what_lasts_is_told_once_and_again_when_it_comes_back(monkeypatch, caplog):
    locked, full = StorageError("locked"), StorageError("full")
    await kept(monkeypatch, locked, locked, locked, full, full, False, full)
    assert caplog.messages == [f"nothing can be done: {one}" for one in (locked, full, full)]


async def test_anything_else_ends_it():
    with pytest.raises(KeyError):
        await keep_looking(Looks(KeyError("a mistake of ours")), 2.0, sentence="nothing can be done")
