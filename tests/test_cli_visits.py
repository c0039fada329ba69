"""`passerelle visits …`: a call from the command line to groups that are asked."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.domain.areas import PriorityArea
from bot.storage.audit import ActorKind, AuditLine
from bot.storage.centres import Centre
from bot.storage.database import Database
from bot.storage.visits import CALLS
from bot.usecases import visit_offers
from bot.usecases.visit_offers import Offer
from tests.transcripts.assessed import assessed
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.assessing import acting, settled

pytestmark = pytest.mark.slow  # finds groups before each command

NOW = datetime.now(UTC)  # commands have the clock of the machine
CLOSES, FIRST, LAST = (str((NOW + timedelta(days=days)).date()) for days in (14, 45, 75))
CALL = ("call", CLOSES, FIRST, LAST, "--pairs", "--way", "live")
GREEN, WBL = PriorityArea.GREEN, PriorityArea.WBL
CENTRES = {"TN-1": {GREEN: 5, WBL: 1}, "IT-1": {GREEN: 1, WBL: 5}}
DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")


@pytest.fixture
def database(database_url):
    """Two centres in two countries that have something for each other, with a head each."""
    database = Database.open(database_url, durable=False)
    yield database
    database.close()


@pytest.fixture
def heads(database):
    numbers = settled(
        database, Named("amina", centre="TN-1", function="head"), Named("fatou", centre="IT-1", function="head")
    )
    database.write_now(
        lambda session: [assessed(session, code, 3, BEGINNING, levels) for code, levels in CENTRES.items()]
    )
    return {"TN-1": numbers["amina"], "IT-1": numbers["fatou"]}


@pytest.fixture
def visits(command_line, database_url, heads):
    return lambda *words: command_line("visits", *words, DATABASE_URL=database_url)


def all_answer(database, heads):
    def job(session):
        for code, person in heads.items():
            centre = session.exec(select(Centre.id).where(Centre.code == code)).one()
            given = Offer(hosts=True, visits=True, areas=(GREEN, WBL), languages=("fr",))
            assert visit_offers.offer(acting(session, person, NOW), 1, centre, given) is False

    database.write_now(job)


PREVIEW = """Call 1 for peer visits: 1 group (1 with 2 centres).
All of a group come from different countries and share a language and working hours.
No centre has been told yet. You can look at the groups and change them before they are asked.
"""
GROUP = """Group 1: Centre de Tunis (Tunisia) and ENAIP Trento (Italy)
They can learn of each other in Work-based learning and Going green; all share French and 9 working hours a day.
"""
SENT = """Call 1 for peer visits: the centres have been asked.
Groups that wait for an answer: 1. Under way: 0. Ended: 0.
"""


def listed(visits):
    code, told, problems = visits("list")
    assert (code, problems) == (0, "")
    return DAY.sub("<day>", told)


def done_by_command(database):
    wanted = select(AuditLine.verb).where(AuditLine.subject_kind == CALLS, AuditLine.actor_kind == ActorKind.COMMAND)
    return database.read_now(lambda session: session.exec(wanted.order_by(col(AuditLine.id))).all())


def test_a_call_is_opened_answered_matched_shown_and_sent(visits, database, heads):
    assert visits(*CALL)[::2] == (0, "")
    assert listed(visits) == "1: open, visits from <day>\n"
    all_answer(database, heads)
    assert visits("match", "1") == (0, PREVIEW, "")
    assert listed(visits) == "1: ready, visits from <day>\n"
    assert visits("show", "1") == (0, GROUP + PREVIEW, "")
    assert visits("send", "1") == (0, SENT, "")
    assert listed(visits) == "1: sent, visits from <day>\n"
    assert done_by_command(database) == ["call for visits", "match visits", "send"]


def test_a_call_can_be_dropped_before_the_groups_are_asked(visits):
    visits(*CALL)
    told = "Call 1 for peer visits is dropped.\n"
    assert visits("drop", "1") == (0, told, "")
    assert visits("send", "1") == (0, told, "")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("show", "7"), "There is no call 7. `passerelle visits list` tells which there are.\n"),
        (("match", "7"), "There is no call for peer visits with this number. Write visits to see yours.\n"),
        (
            ("call", LAST, FIRST, LAST),
            "The visits can only begin after the centres have answered. Please give a later day.\n",
        ),
        (("call", CLOSES, LAST, FIRST), "The last day lies before the first one. Please give a later day.\n"),
        ((*CALL, "--country", "mw"), "There are not two centres in this audience. Please choose a wider one.\n"),
    ],
)
def test_what_cannot_be_is_a_sentence(visits, words, problem):
    assert visits(*words) == (1, "", problem)


def test_without_a_call_the_list_says_how_to_open_one(visits):
    assert visits("list") == (0, "There is no call yet; `passerelle visits call` opens one.\n", "")
