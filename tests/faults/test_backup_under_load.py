"""A backup while a hundred people answer and an announcement goes out; then the drill: restored elsewhere, it goes on."""

import asyncio
import shutil
import signal
from collections import Counter
from functools import partial

import pytest

from bot.storage.database import Database
from tests.conftest import MIGRATED
from tests.faults.kill_rounds import CONSENT, GREETED, NEWS, all_copies_are_done, announced, closing, in_order
from tests.telegram.emulator import faults

pytestmark = pytest.mark.slow
PEOPLE = 100
AT_ONCE = 20
PATIENCE = 240


@pytest.fixture(params=["sqlite", "postgresql"])
def new_settings(request, migrated_sqlite_file, tmp_path):
    """Settings for an empty database of the program's own, each time another one."""
    made = []

    def new():
        folder = tmp_path / f"data{len(made)}"
        made.append(folder)
        if request.param == "sqlite":
            folder.mkdir(mode=0o700)
            shutil.copy(migrated_sqlite_file, folder / "passerelle.sqlite")
            return {"DATA_DIR": folder}
        return {"DATA_DIR": folder, "DATABASE_URL": request.getfixturevalue("postgresql").new_database(MIGRATED)}

    return new


def opened(settings):
    address = settings.get("DATABASE_URL", f"sqlite:///{settings['DATA_DIR']}/passerelle.sqlite")
    return Database.open(address, durable=False)


def said(telegram, person):
    return [words for _at, chat, words in telegram.journal.sends if chat == person.id]


def all_have(telegram, wanted):
    """So many messages, by chat: counted in one go, because it is looked after each call."""
    counts = Counter(chat for _at, chat, _words in telegram.journal.sends)
    return all(counts[chat] >= number for chat, number in wanted.items())


async def talking_until(ending, telegram):
    """New people write as soon as those before have their answers, for as long as that lasts, and a hundred in any case."""
    people = []
    while not ending.done() or len(people) < PEOPLE:
        newest = [telegram.person(1_000_000 + len(people) + number) for number in range(AT_ONCE)]
        for person in newest:
            person.starts()
        people += newest
        await telegram.waits_for(
            partial(all_have, telegram, dict.fromkeys([one.id for one in newest], GREETED)), PATIENCE
        )
    return people


async def test_a_backup_under_load_disturbs_nobody_and_what_is_restored_goes_on_from_its_moment(
    program, telegram, on_telegram, new_settings, tmp_path
):
    where = new_settings()
    database = opened(where)
    recipients = announced(database, telegram)
    async with program(**on_telegram, **where) as running:
        # One copy has to wait, so that the announcement is under way as long as the backup takes.
        telegram.faults.add(faults.floods(1), "sendMessage", chat=recipients[0].id, times=None)
        await telegram.waits_for(lambda: any(NEWS in words for _at, _chat, words in telegram.journal.sends), 120)
        async with program("backup", str(tmp_path / "backup"), **where) as backup:
            ending = asyncio.create_task(backup.ends())
            people = await talking_until(ending, telegram)
            assert await ending == 0
        telegram.faults.clear()
        await all_copies_are_done(database)
        assert await running.end(signal.SIGTERM) == 0
    assert len(people) >= PEOPLE
    assert [in_order(said(telegram, one)) for one in people] == [in_order(said(telegram, people[0]))] * len(people)
    assert max(sum(NEWS in words for words in said(telegram, one)) for one in recipients) == 1
    closed = closing(database)
    assert closed["adds up"]
    assert closed["sent"] == len(recipients)
    assert running.problems == []
    assert {len(said(telegram, one)) for one in people} == {GREETED}
    database.close()

    elsewhere = new_settings()
    async with program("restore", str(tmp_path / "backup"), **elsewhere) as restore:
        assert await restore.ends() == 0
    restored = opened(elsewhere)
    assert closing(restored) is None
    async with program(**on_telegram, **elsewhere) as running:
        await all_copies_are_done(restored)
        some = people[:AT_ONCE] + people[-AT_ONCE:]  # who is in the backup, and who came later
        more = {person.id: len(said(telegram, person)) + 1 for person in some}
        for person in some:
            person.says(CONSENT)
        await telegram.waits_for(partial(all_have, telegram, more), PATIENCE)
        assert await running.end(signal.SIGTERM) == 0
    assert [line for line in running.problems if "messages sent again" not in line] == []
    closed = closing(restored)
    restored.close()
    assert closed["adds up"]
    assert closed["sent"] + closed["uncertain"] == len(recipients)
