import hashlib
import random

import pytest
from sqlmodel import func, select

from bot.storage.blobs import LARGEST, PART, Blob, BlobChunk, is_whole, load, store, store_part
from bot.storage.errors import FileTooLarge
from tests.storage.rows import NOW


@pytest.mark.parametrize("size", [0, 1, 262_143, 262_144, 262_145, 1_000_000])
def test_a_file_comes_back_as_it_was(database, size):
    data = random.Random(size).randbytes(size)
    sha256 = database.write_now(lambda session: store(session, data, "image/png", NOW))
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert database.read_now(lambda session: load(session, sha256)) == data


def test_the_same_file_is_kept_once(database):
    for name in ("image/png", "image/x-png"):
        database.write_now(lambda session, name=name: store(session, b"the same", name, NOW))
    blobs = database.read_now(lambda session: [blob.media_type for blob in session.exec(select(Blob))])
    chunks = database.read_now(lambda session: session.exec(select(func.count()).select_from(BlobChunk)).one())
    assert (blobs, chunks) == (["image/png"], 1)


def test_a_file_that_is_too_large_is_refused(database):
    with pytest.raises(FileTooLarge):
        database.write_now(lambda session: store(session, bytes(LARGEST + 1), "video/mp4", NOW))


def test_a_file_that_is_not_there_is_not_empty(database):
    with pytest.raises(LookupError):
        database.read_now(lambda session: load(session, "0" * 64))


def test_a_large_file_comes_in_parts_and_whoever_sends_it_again_adds_what_is_missing(database):
    data = random.Random(1).randbytes(3 * PART - 1)
    sha256 = hashlib.sha256(data).hexdigest()
    for first in (0, 2 * PART, 0):
        database.write_now(
            lambda session, first=first: store_part(session, sha256, data, first, media_type="video/mp4", now=NOW)
        )
        assert not database.read_now(lambda session: is_whole(session, sha256))
    assert database.write_now(lambda session: store(session, data, "video/mp4", NOW)) == sha256
    assert database.read_now(lambda session: (is_whole(session, sha256), load(session, sha256))) == (True, data)
