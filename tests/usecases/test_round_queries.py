"""What a round costs the database on the clock and on its page: among many people, only the rows that it needs."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text
from sqlmodel import select

from bot.domain.nudges import Rung
from bot.storage.assessments import Assessment
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.nudges import Nudge, NudgeState
from bot.storage.questionnaires import Submission
from bot.usecases import nudges, round_clock, round_lists, round_nudges, rounds
from bot.usecases.work import SYSTEM, Work
from tests.delivery.listening import overheard
from tests.delivery.test_announcing import IDS, _addresses, _people
from tests.delivery.test_query_plans import read_whole
from tests.transcripts.rounds import ALL_PARTS
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import EVERYBODY, PAUL, TRANSLATOR, acting, does, nobody, settled
from tests.usecases.taking_part import plan

pytestmark = pytest.mark.slow  # counts statements for many centres

CENTRES = range(10, 248)  # beside the five of the small world
BEGUN, PEOPLE_EACH = CENTRES[:120], 10
DUE = BEGINNING + timedelta(days=8, hours=1)  # a Wednesday, ten o'clock in UTC


def centres(session):
    put = session.connection().execute
    common = {"programme_id": 1, "country": "TN", "languages": [], "areas": [], "zone": "UTC", "search": ""}
    common |= {"state": CentreState.ACTIVE, "fictitious": True, "created_at": BEGINNING}
    put(insert(Centre.__table__), [{"id": n, "public_id": f"c{n}", "code": f"X-{n}"} | common for n in CENTRES])
    place = {"function": CentreFunction.TEACHER, "state": MembershipState.CONFIRMED, "created_at": BEGINNING}
    place |= {"from_on": BEGINNING.date()}
    put(insert(Membership.__table__), [{"person_id": n, "centre_id": centre_of(n)} | place for n in IDS])


def centre_of(person):
    return CENTRES[(person - IDS[0]) // 85 % len(CENTRES)]


def handed_in(session):
    """By ten people of each of half the centres, one part each."""
    publication = rounds.team_publication(session, 1)
    put = session.connection().execute
    opened = {"publication_id": publication.id, "version_id": publication.version_id, "state": "open"}
    opened |= {"opened_at": BEGINNING, "parts": list(ALL_PARTS)}
    put(insert(Assessment.__table__), [{"id": n, "public_id": f"a{n}", "centre_id": n} | opened for n in BEGUN])
    said = {"publication_id": publication.id, "version_id": publication.version_id, "parts": [ALL_PARTS[0]]}
    said |= {"language": "en", "started_at": BEGINNING, "finished_at": BEGINNING, "answers": {}, "files": {}}
    first = {centre: IDS[0] + 85 * place for place, centre in enumerate(CENTRES)}
    rows = [(centre, first[centre] + number) for centre in BEGUN for number in range(PEOPLE_EACH)]
    put(
        insert(Submission.__table__),
        [
            {"public_id": f"s{person}", "assessment_id": centre, "centre_id": centre, "person_id": person} | said
            for centre, person in rows
        ],
    )


@pytest.fixture
def crowd(database):
    """Twenty thousand people of 243 centres in a round, of which the engine knows."""
    people = settled(database, PAUL)
    for fill in (_people, _addresses, centres):
        database.write_now(fill)
    closes_at = BEGINNING + timedelta(days=40)
    assert does(database, people["paul"], rounds.open, plan(EVERYBODY, closes_at=closes_at)) == 1
    database.write_now(handed_in)
    database.write_now(lambda session: session.execute(text("ANALYZE")))
    return people


def on_the_clock(session, job, now=DUE):
    return job.look_after(Work(session, now, SYSTEM, TRANSLATOR, nobody))


def heard(database, job):
    with overheard(database.backend.writing) as statements:
        database.write_now(job)
    return statements


def test_nothing_on_the_clock_reads_all_people(database, crowd):
    slices = {
        "round": round_nudges,  # the daily look: people are to be written down, and whom else to tell
        "written down": nudges,
        "next slice": nudges,
        "clock": round_clock,
    }
    for name, job in slices.items():
        statements = heard(database, lambda session, job=job: on_the_clock(session, job))
        assert statements, name
        found = read_whole(database, statements)
        assert found == {}, name


def test_a_slice_costs_as_many_statements_however_many_centres_it_looks_at(database, crowd):
    database.write_now(lambda session: on_the_clock(session, round_nudges))
    counts = [len(heard(database, lambda session: on_the_clock(session, nudges))) for _slice in range(4)]
    assert len(set(counts)) == 1
    states = database.read_now(lambda session: session.exec(select(Nudge.state, Nudge.rung)).all())
    assert set(states) == {(NudgeState.DUE, Rung.PERSON)}
    assert len(states) == 4 * nudges.LOOKED_AT


def test_the_page_of_a_round_is_a_few_statements(database, crowd):
    paul = crowd["paul"]
    with overheard(database.backend.reading) as statements:
        found = database.read_now(lambda session: round_lists.standing(acting(session, paul), 1))
    assert found.whole.invited == len(CENTRES) + 5
    assert (found.whole.begun, found.whole.answered) == (len(BEGUN), len(BEGUN) * PEOPLE_EACH)
    assert found.whole.people == len(IDS)
    assert len(statements) < 16
