"""`passerelle audit`: who did what, for an administrator who looks into it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select, update

from bot.core.refusal import Refusal
from bot.storage.audit import ActorKind, AuditLine
from bot.storage.database import Database
from bot.storage.people import Person
from bot.usecases import audit_lists
from bot.usecases.rights import NO_RIGHT
from tests.usecases.announcing import AMINA, PAUL, does, settled

NOW = datetime.now(UTC)


@pytest.fixture
def people(database_url):
    opened = Database.open(database_url, durable=False)
    yield opened, settled(opened, AMINA, PAUL)
    opened.close()


@pytest.fixture
def told(command_line, people, database_url):
    """The lines of it, without the heading."""
    database, numbers = people

    def fill(session):
        session.exec(update(AuditLine).values(at=NOW - timedelta(days=400)))
        session.add_all(
            [
                line(numbers["paul"], "give role", numbers["amina"], days=2, detail={"role": "mentor"}),
                line(numbers["amina"], "choose language", numbers["amina"], days=1),
                line(None, "forget", 99, kind=ActorKind.SYSTEM, days=3),
                line(4711, "come in", 4711, days=4),
                line(numbers["paul"], "announce", 1, days=40),
            ]
        )

    database.write_now(fill)

    def run(*words):
        code, out, err = command_line("audit", *words, DATABASE_URL=database_url)
        assert (code, err) == (0, "")
        heading, *lines = out.splitlines()
        assert heading.split("\t")[:3] == ["when (UTC)", "who", "what"]
        return [one.split("\t") for one in lines]

    return run


def line(actor, verb, subject, *, days, kind=ActorKind.PERSON, detail=None):
    return AuditLine(
        at=NOW - timedelta(days=days),
        actor_id=actor,
        actor_kind=kind,
        verb=verb,
        subject_kind="person",
        subject_id=str(subject),
        scope=None,
        detail=detail or {},
    )


def test_the_last_month_is_told_the_latest_first_with_names_as_far_as_they_are_known(told, people):
    _database, numbers = people
    amina, paul = numbers["amina"], numbers["paul"]
    assert [one[1:] for one in told()] == [
        [f"Amina (person {amina})", "choose language", f"person {amina}", "", ""],
        [f"Paul (person {paul})", "give role", f"person {amina}", "", "role=mentor"],
        ["the program", "forget", "person 99", "", ""],
        ["somebody who was erased (person 4711)", "come in", "person 4711", "", ""],
    ]


def test_what_one_person_did_and_what_was_done_to_them_between_two_days(told, people):
    amina = people[1]["amina"]
    verbs = [one[2] for one in told("--person", str(amina))]
    assert verbs == ["choose language", "give role"]
    day = f"{NOW - timedelta(days=40):%Y-%m-%d}"
    assert [one[2] for one in told("--since", day, "--until", day)] == ["announce"]
    assert len(told("--at-most", "1")) == 1


def test_a_name_that_would_steer_a_terminal_is_told_without_that(told, people):
    people[0].write_now(lambda s: s.exec(update(Person).where(Person.name == "Amina").values(name="A\tm\x1b[2J")))
    assert told()[0][1].startswith("A m [2J (person")


def test_that_somebody_looked_is_noted(told, people):
    told()
    verbs = people[0].read_now(lambda s: s.exec(select(AuditLine.verb).order_by(AuditLine.id.desc())).first())
    assert verbs == "look at the log"


def test_in_the_chat_nobody_without_that_right_could_read_it(people):
    database, numbers = people
    span = (NOW - timedelta(days=1), NOW)
    refused = does(database, numbers["amina"], audit_lists.lines, *span, person=None, at_most=1)
    assert refused == Refusal(NO_RIGHT)


def test_a_day_that_is_none_is_told(command_line, people, database_url):
    code, _out, err = command_line("audit", "--since", "yesterday", DATABASE_URL=database_url)
    assert (code, err) == (1, "yesterday is no day; for example: 2026-06-30.\n")
