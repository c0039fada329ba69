"""The menu asks every entry whether it makes sense; what all of them want to know is looked up once."""

from bot.domain.rights import HeldRole, Role, ScopeKind
from bot.storage.grants import grants_of
from bot.usecases import rights
from tests.delivery.listening import overheard
from tests.transcripts.play import Play
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.assessing import acting, settled

COORDINATES = HeldRole(Role.PROGRAMME_COORDINATOR, ScopeKind.PROGRAMME, "1")


def test_the_roles_of_whoever_looks_at_the_menu_are_looked_up_once(database):
    play = Play(database)
    play.play("@member paul language=en centre=TN-1 role=programme_coordinator scope=programme:1")
    with overheard(database.backend.writing) as heard:
        play.play("paul: menu")
    assert "New questionnaire" in play.lines[-1]
    plain = [statement.replace('"', "") for statement, _parameters in heard]
    wanted = [one for one in plain if "grant.scope_kind, " in one]
    assert len(wanted) == 1


def test_a_role_counts_from_the_moment_it_is_given_until_it_is_taken(database):
    paul = settled(database, Named("paul", centre="TN-1"))["paul"]

    def changed(session):
        work = acting(session, paul)
        before = rights.roles_of(work, paul)
        rights.give(work, paul, COORDINATES)
        session.flush()
        between = rights.roles_of(work, paul)
        rights.take(work, grants_of(session, paul, BEGINNING)[0])
        session.flush()
        return before, between, rights.roles_of(work, paul)

    assert database.write_now(changed) == ((), (COORDINATES,), ())
