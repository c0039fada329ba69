"""Who did what stands in the audit log: for people who come in, are let in, join accounts and leave."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from bot.storage.audit import ActorKind, AuditLine
from bot.storage.centres import Centre
from bot.storage.memberships import CentreFunction
from bot.storage.people import Person
from bot.usecases import claiming, entering, forgetting, invitations, linking, memberships, role_codes
from bot.usecases.people import person_of
from bot.usecases.work import COMMAND, Work
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import TRANSLATOR, Learning

AMINA = Named("amina")
OMAR = Named("omar", channel="matrix")
MARIAM = Named("mariam", centre="TN-1", role="centre_coordinator", scope="centre")


@pytest.fixture
def world(database):
    learning = Learning(database)
    learning.joins(AMINA, OMAR, MARIAM)
    return learning


def centre_of(code):
    return lambda session: session.exec(select(Centre.id).where(Centre.code == code)).one()


def at_the_server(world, verb, *given, **named):
    def job(session: Session):
        done = verb(Work(session, BEGINNING, COMMAND, TRANSLATOR, lambda *_: None), *given, **named)
        return getattr(done, "code", done)

    return world.database.write_now(job)


def ask_to_join(work, centre_id):
    centre = work.session.get_one(Centre, centre_id)
    return memberships.ask_to_join(work, person_of(work), centre, CentreFunction.TEACHER).id


def written(world):
    """Each line: who (a name, or what kind of actor), what, about what, where, and the details."""

    def lines(session):
        names = dict(session.exec(select(Person.id, Person.name)).all())
        return [
            (
                names[line.actor_id] if line.actor_kind is ActorKind.PERSON else line.actor_kind.value,
                line.verb,
                f"{line.subject_kind}:{line.subject_id}",
                line.scope,
                line.detail,
            )
            for line in session.exec(select(AuditLine).order_by(col(AuditLine.id)))
        ]

    return world.database.read_now(lines)


def test_who_became_administrator_by_a_code_is_noted(world):
    code = at_the_server(world, claiming.new_code)
    world.does("amina", role_codes.accept, code)
    amina = f"person:{world.number_of('amina')}"
    assert written(world) == [
        ("command", "make claim code", "programme:None", None, {}),
        ("Amina", "claim", "programme:1", None, {}),
        ("Amina", "give role", amina, "programme:1", {"role": "administrator"}),
        ("Amina", "give role", amina, "programme:1", {"role": "programme_coordinator"}),
    ]


def test_a_wrong_code_is_no_claim(world):
    world.does("amina", role_codes.accept, "WRONG234")
    assert written(world) == []


def test_who_joined_a_centre_by_an_invitation_is_noted(world):
    centre = world.database.read_now(centre_of("TN-2"))
    code = at_the_server(world, invitations.invite, centre, CentreFunction.TEACHER)
    world.does("omar", entering.come_in_by_invitation, code, "en", "Omar")
    assert written(world) == [
        ("command", "invite", "invitation:1", f"centre:{centre}", {"function": "teacher"}),
        ("Omar", "join", "membership:2", f"centre:{centre}", {"function": "teacher"}),
    ]


@pytest.mark.parametrize(("decides", "verb"), [(memberships.accept, "confirmed"), (memberships.decline, "refused")])
def test_who_decided_about_a_request_to_join_is_noted_once(world, decides, verb):
    centre = world.database.read_now(centre_of("TN-1"))
    number = str(world.does("omar", ask_to_join, centre))
    for _again in range(2):
        world.does("mariam", decides, number)
    assert written(world) == [
        ("Omar", "ask to join", f"membership:{number}", f"centre:{centre}", {"function": "teacher"}),
        ("Mariam", verb, f"membership:{number}", f"centre:{centre}", {}),
    ]


def test_who_had_no_right_to_decide_leaves_no_line(world):
    centre = world.database.read_now(centre_of("TN-1"))
    number = str(world.does("omar", ask_to_join, centre))
    world.does("amina", memberships.accept, number)
    assert [line[1] for line in written(world)] == ["ask to join"]


def test_joining_two_accounts_and_parting_them_is_noted(world):
    amina, omar = (world.number_of(name) for name in ("amina", "omar"))
    code = world.does("amina", linking.new_code)
    link = world.does("omar", linking.join, code)
    for _again in range(2):
        world.does("amina", linking.undo, str(link))
    assert written(world) == [
        ("Amina", "make link code", f"person:{amina}", None, {}),
        ("Omar", "join accounts", f"person:{amina}", None, {"joined": omar}),
        ("Amina", "part accounts", f"person:{amina}", None, {"joined": omar}),
    ]


def test_being_forgotten_is_noted_when_it_is_asked_for_undone_and_done(world):
    amina = f"person:{world.number_of('amina')}"
    for verb in (forgetting.ask, forgetting.undo, forgetting.ask):
        world.does("amina", verb)
    world.now += timedelta(days=7)
    world.does(None, forgetting.erase_due)
    assert [line[:3] for line in written(world) if line[0] == "system"] == [("system", "forget", amina)]
    assert [line[1:3] for line in written(world)] == [
        ("ask to be forgotten", amina),
        ("undo being forgotten", amina),
        ("ask to be forgotten", amina),
        ("forget", amina),
    ]
