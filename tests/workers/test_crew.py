"""Who is at work, whose messages each of them works, and when one is gone."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select, update

from bot.core.messages import Incoming
from bot.delivery import inbox
from bot.delivery.crew import Crew, share_of
from bot.storage.inbox import EVERYTHING, SLOTS
from bot.storage.workers import GONE_SECONDS, WorkerRow
from tests.delivery.rows import NOW

crews = st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=8, unique=True)


def nobody():
    """Is told of a refusal."""


def slots(share):
    return {slot for slot in range(SLOTS) if share >> slot & 1}


@given(crews)
def test_each_slot_is_one_workers(crew):
    shares = [slots(share_of(one, crew)) for one in crew]
    assert sorted(slot for share in shares for slot in share) == list(range(SLOTS))
    assert share_of("alone", ["alone"]) == EVERYTHING


@given(crews, st.data())
def test_when_somebody_leaves_only_what_was_theirs_moves(crew, data):
    leaver = data.draw(st.sampled_from(crew))
    stays = [one for one in crew if one != leaver]
    for one in stays:
        assert slots(share_of(one, crew)) <= slots(share_of(one, stays))


def test_two_workers_have_about_the_same_to_do():
    sizes = [len(slots(share_of(f"host/{number}", [f"host/{number}", "other/1"]))) for number in range(50)]
    assert 8 < sum(sizes) / len(sizes) < 24


def whom(database, share, later=timedelta()):
    found = database.read_now(lambda session: inbox.waiting(session, NOW + later, 1000, share))
    return sorted(one.lane.rpartition(":")[2] for one in found)


def test_what_waits_is_shared_by_person_and_what_is_overdue_is_everybodys(database):
    people = [f"p{number}" for number in range(60)]
    messages = [Incoming("scripted", "bot", who, who, who, NOW, text="hello") for who in people]
    database.write_now(lambda session: inbox.accept(session, "scripted", "bot", messages, {}, NOW))
    first, second = (share_of(one, ["first", "second"]) for one in ("first", "second"))
    theirs, ours = whom(database, first), whom(database, second)
    assert (sorted(theirs + ours), bool(theirs), bool(ours)) == (sorted(people), True, True)
    assert whom(database, first, inbox.OVERDUE_AFTER) == sorted(people)
    assert whom(database, EVERYTHING) == sorted(people)


async def test_workers_know_of_each_other_until_one_leaves_or_is_missed(postgresql_database):
    first, second, third = (Crew(postgresql_database, f"host/{number}/x", nobody) for number in (1, 2, 3))
    for one in (first, second, third, first, second):
        one.join()
    assert (first.others, second.others, third.others) == (2, 2, 2)
    assert first.share | second.share | third.share == EVERYTHING
    third.leave()
    first.join()
    assert first.others == 1
    long_ago = timedelta(seconds=GONE_SECONDS + 1)
    postgresql_database.write_now(
        lambda session: session.exec(
            update(WorkerRow)
            .where(WorkerRow.owner == second.owner)
            .values(seen_at=session.exec(select(WorkerRow.seen_at)).first() - long_ago)
        )
    )
    first.join()
    assert (first.others, first.share) == (0, EVERYTHING)
