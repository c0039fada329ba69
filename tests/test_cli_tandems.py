"""`passerelle tandems …`: a round from the command line to what centres are asked."""

import re

import pytest

from bot.domain.areas import PriorityArea
from bot.storage.database import Database
from tests.transcripts.assessed import assessed
from tests.transcripts.world import BEGINNING, Named, furnish, settle

pytestmark = pytest.mark.slow  # matches centres before each command

DAY = re.compile(r"\d{4}-\d\d-\d\d")
PREVIEW = """Round 1 of tandems: 1 group.
All share a language and working hours. Everybody has something to learn in 100%, they come from several countries in 0%, and share three hours a day or more in 100%.
3 centres have no partner:
• 3: nobody there can be asked: no coordinator or head is here, or they want no suggestions
"""


@pytest.fixture
def settings(database_url):
    """Two centres that have something for each other, with a head each."""
    green, wbl = PriorityArea.GREEN, PriorityArea.WBL

    def job(session):
        furnish(session)
        settle(session, Named("amina", centre="TN-1", function="head"))
        settle(session, Named("fatou", centre="TN-2", function="head"))
        session.flush()
        assessed(session, "TN-1", 3, BEGINNING, {green: 5, wbl: 1})
        assessed(session, "TN-2", 3, BEGINNING, {green: 1, wbl: 5})

    database = Database.open(database_url, durable=False)
    database.write_now(job)
    database.close()
    return {"DATABASE_URL": database_url}


def test_a_round_is_matched_shown_listed_and_sent(command_line, settings):
    question = "Nobody has been told yet. Shall I ask the centres? Each says yes before names are exchanged.\n"
    assert command_line("tandems", "match", **settings) == (0, PREVIEW + question, "")
    assert command_line("tandems", "show", "1", **settings) == (0, PREVIEW + question, "")
    sent = PREVIEW + "Waiting for an answer: 0. Introduced: 0. Ended without: 0.\n"
    assert command_line("tandems", "send", "1", **settings) == (0, sent, "")
    code, told, problems = command_line("tandems", "list", **settings)
    assert (code, DAY.sub("<day>", told), problems) == (0, "1: sending, begun on <day>\n", "")


def test_a_round_can_be_dropped(command_line, settings):
    command_line("tandems", "match", "--country", "tn", **settings)
    told = "Round 1 of tandems is dropped; nobody was told anything.\n"
    assert command_line("tandems", "drop", "1", **settings) == (0, told, "")
    assert command_line("tandems", "send", "1", **settings) == (0, told, "")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("show", "7"), "There is no round 7. `passerelle tandems list` tells which there are.\n"),
        (("send", "7"), "There is no round of tandems with this number. Write tandems to see yours.\n"),
        (("match", "--country", "mw"), "There are not two centres in this audience. Please choose a wider one.\n"),
        (
            ("match", "--network", "none"),
            "There is no network with the code none. `passerelle centres export -` shows them.\n",
        ),
    ],
)
def test_what_cannot_be_is_a_sentence(command_line, settings, words, problem):
    assert command_line("tandems", *words, **settings) == (1, "", problem)


def test_without_a_round_the_list_says_how_to_begin_one(command_line, settings):
    told = "There is no round yet; `passerelle tandems match` begins one.\n"
    assert command_line("tandems", "list", **settings) == (0, told, "")
