"""Files that people sent are fetched once it is on disk that they are wanted, whatever breaks meanwhile."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.messages import FileKind, FileReference
from bot.delivery import leases
from bot.delivery.channel import Rate
from bot.delivery.failures import NotSent
from bot.delivery.wanted_files import ATTEMPTS, Fetcher, Purpose
from bot.storage import blobs
from bot.storage.errors import FileTooLarge
from bot.storage.wanted_files import WantedFile, WantedState
from bot.usecases import wanted_files
from tests.transcripts.play import ManualClock
from tests.transcripts.world import Named, furnish, settle
from tests.usecases.announcing import acting

POINTS = ("file fetched", "file stored", "file read")
DATA = b"a file" * 200_000  # several parts


class Killed(BaseException):
    """As kill -9: nobody catches it."""


class Platform:
    name, account, rate, idempotent = "scripted", "bot", Rate(), False

    def __init__(self, *answers):
        self.answers = list(answers) or [DATA]
        self.asked = 0

    async def fetch(self, reference):
        assert reference == "ref"
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Somebody:
    """Wants files; tells what came."""

    def __init__(self):
        self.told = []

    async def read(self, _row, data):
        return len(data)

    def arrived(self, session, _now, row, result):
        self.told.append((row.key, result, blobs.load(session, row.sha256) == DATA))

    def lost(self, _session, _now, row):
        self.told.append((row.key, "lost", row.reason))


class Post:
    def __init__(self, database, platform):
        self.database, self.platform, self.time, self.somebody = database, platform, ManualClock(), Somebody()
        self.purposes = {"test": Purpose(self.somebody.read, self.somebody.arrived, self.somebody.lost)}

        def job(session):
            furnish(session)
            settle(session, Named("amina", centre="TN-1", channel="scripted"))
            file = FileReference(FileKind.DOCUMENT, "ref", name="f.pdf", media_type="application/pdf", size=len(DATA))
            wanted_files.want(acting(session, 1, self.time.now()), file, 1, key="one", purpose="test")

        database.write_now(job)

    def work(self, faults=lambda _point: None, lease=None):
        fetcher = Fetcher(self.database, self.platform, self.purposes, clock=self.time, faults=faults)

        async def round_after_round():
            while await fetcher.work_waiting(lease):
                pass

        asyncio.run(round_after_round())

    @property
    def row(self):
        return self.database.read_now(lambda session: session.exec(select(WantedFile)).one())


def killed_at(wanted):
    def faults(point):
        if point == wanted:
            raise Killed

    return faults


def test_a_file_is_stored_and_told_to_whoever_wants_it_once(database):
    post = Post(database, Platform())
    post.work()
    post.work()
    assert post.somebody.told == [("one", len(DATA), True)]
    assert (post.row.state, post.platform.asked) == (WantedState.DONE, 1)


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_costs_at_most_a_download(database, point):
    post = Post(database, Platform())
    with pytest.raises(Killed):
        post.work(killed_at(point))
    assert post.somebody.told == []
    post.work()
    assert post.somebody.told == [("one", len(DATA), True)]
    assert post.platform.asked == (2 if point == "file fetched" else 1)


def test_a_platform_that_is_down_is_asked_again_later_and_given_up_in_the_end(database):
    post = Post(database, Platform(NotSent("down")))
    for attempt in range(1, ATTEMPTS + 1):
        post.work()
        assert (post.row.attempts, post.platform.asked) == (attempt, attempt)
        post.time.at += timedelta(hours=1)
    post.work()
    assert post.somebody.told == [("one", "lost", "NotSent")]
    assert (post.row.state, post.platform.asked) == (WantedState.LOST, ATTEMPTS)


def test_a_platform_that_works_again_costs_nothing(database):
    post = Post(database, Platform(NotSent("down"), DATA))
    post.work()
    post.time.at += timedelta(minutes=1)
    post.work()
    assert post.somebody.told == [("one", len(DATA), True)]


@pytest.mark.parametrize("answer", [FileNotFoundError("gone"), FileTooLarge(1, 1), b"x" * (blobs.LARGEST + 1)])
def test_what_cannot_be_had_is_told_at_once(database, answer):
    post = Post(database, Platform(answer))
    post.work()
    assert [told[:2] for told in post.somebody.told] == [("one", "lost")]


def test_an_owner_of_the_channel_who_was_replaced_changes_nothing(database):
    post = Post(database, Platform())
    old = database.write_now(lambda session: leases.acquire(session, "channel:scripted:bot", "old"))
    new = database.write_now(lambda session: leases.acquire(session, old.name, "new", take_over=True))
    fetcher = Fetcher(database, post.platform, post.purposes, clock=post.time)
    asyncio.run(fetcher.work_waiting(old))
    assert (post.somebody.told, post.row.state) == ([], WantedState.WANTED)
    post.work(lease=new)
    assert post.somebody.told == [("one", len(DATA), True)]


def test_what_is_stored_of_a_file_is_what_its_purpose_leaves_of_it(database):
    post = Post(database, Platform())

    async def shorter(_row, data):
        return data[:10]

    post.purposes = {"test": replace(post.purposes["test"], clean=shorter)}
    post.work()
    assert post.somebody.told == [("one", 10, False)]
    assert database.read_now(lambda session: session.exec(select(blobs.Blob.size)).all()) == [10]


def test_a_file_that_cannot_be_cleaned_is_told_as_lost_and_nothing_of_it_is_stored(database):
    post = Post(database, Platform())

    async def fails(_row, _data):
        raise ValueError

    post.purposes = {"test": replace(post.purposes["test"], clean=fails)}
    post.work()
    assert post.somebody.told == [("one", "lost", "ValueError")]
    assert database.read_now(lambda session: session.exec(select(blobs.Blob)).all()) == []
