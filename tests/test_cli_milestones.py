"""`passerelle milestones …`: taken over, shown, said to be done, ended."""

import pytest

from bot.storage.database import Database
from tests.transcripts.world import Named, furnish, settle


@pytest.fixture
def run(command_line, sqlite_url):
    """Runs `milestones …` on a database with a few centres, and people of one."""
    database = Database.open(sqlite_url, durable=False)
    database.write_now(lambda session: (furnish(session), settle(session, Named("amina", centre="TN-1"))))
    database.close()
    return lambda *words: command_line("milestones", *words, DATABASE_URL=sqlite_url)


def test_a_programme_is_taken_over_shown_and_ended(run):
    assert run("list")[1].startswith("There is no programme yet")
    assert run("adopt", "Sharing", "2022-01-01", "--country", "tn") == (0, "It is programme 1.\n", "")
    assert run("list") == (0, "1: Sharing\n", "")
    code, out, _err = run("show", "1")
    assert code == 0
    assert out.splitlines()[:4] == [
        "Sharing",
        "milestone\tbegins\tdue\tdone\tlate\tcentres\tname",
        "1\t2022-01-01\t2022-02-28\t1\t1\t2\tShape the community",
        "2\t2022-03-01\t2022-04-30\t0\t2\t2\tPreliminary self-assessment",
    ]
    assert run("done", "2", "TN-2", "--on", "2022-04-12") == (0, "Milestone 2 is done for TN-2.\n", "")
    assert run("show", "1")[1].splitlines()[3].split("\t")[3:6] == ["1", "1", "2"]
    assert run("behind", "1")[1].splitlines()[:3] == [
        "These are late:",
        "• Shape the community, 1 centre: Centre de Sfax",
        "• Preliminary self-assessment, 1 centre: Centre de Tunis",
    ]
    assert run("end", "1") == (0, "Programme 1 has ended.\n", "")
    assert run("list") == (0, "1: Sharing, ended\n", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("adopt", "Sharing", "soon"), "soon is no day"),
        (("adopt", "Sharing", "1801-01-01"), "That is too far away to plan for."),
        (("adopt", "Sharing", "2026-01-01", "--network", "xyz"), "There is no network with the code xyz."),
        (("adopt", "Sharing", "2026-01-01", "--country", "zw"), "There is no centre in this audience."),
        (("show", "9"), "There is no such programme."),
        (("behind", "9"), "There is no such programme."),
        (("end", "9"), "There is no such programme."),
        (("done", "9", "TN-1"), "There is no such milestone."),
        (("done", "9", "XX-1"), "There is no centre with the code XX-1."),
    ],
)
def test_what_cannot_be_is_a_sentence(run, words, told):
    code, out, err = run(*words)
    assert (code, out) == (1, "")
    assert told in err
