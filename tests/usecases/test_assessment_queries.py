"""What an answer costs the database does not grow with the answers that were given before."""

from bot.usecases import assessments, results
from bot.usecases.assessments import Filled
from bot.usecases.editions import Editions
from tests.delivery.listening import overheard
from tests.transcripts.play import Play
from tests.usecases.assessing import FORMS, ONE_OF_EACH, RATED, begins, does, everywhere, hands_in, looks, settled

FIRST_AREA = ("amina: assessment", "amina: 1", "amina: 3")
OTHER_AREAS = ("amina: 3", "amina: 3", "amina: 1", "amina: 3")  # from the second level of one to that of the next


def heard(database, job):
    """The statements that a job makes, without their parameters."""
    with overheard(database.backend.writing) as writing, overheard(database.backend.reading) as reading:
        job()
    return [statement for statement, _parameters in (*writing, *reading)]


def test_the_last_level_costs_as_many_statements_as_the_second(database):
    play = Play(database)
    play.play("@member amina language=en centre=MW-1\n" + "\n".join(FIRST_AREA))
    early = heard(database, lambda: play.play("amina: 3"))
    play.play("\n".join(OTHER_AREAS[1:] + OTHER_AREAS * (len(RATED) - 2)))
    late = heard(database, lambda: play.play("amina: 3"))
    assert "Social inclusion and equity, 3 of 3" in play.lines[-1]
    assert late == early


def test_a_restart_costs_reading_the_questionnaire_once(database):
    play = Play(database, restarting=True)
    play.play("@member amina language=en centre=MW-1\n" + "\n".join(FIRST_AREA))
    restarted = heard(database, lambda: play.play("amina: 3"))
    play.restarting = False
    play.play("\n".join(OTHER_AREAS[1:]))
    running = heard(database, lambda: play.play("amina: 3"))
    assert [one for one in restarted if "questionnaire_version.compiled" not in one] == running
    assert len(restarted) == len(running) + 1


def test_handing_in_everything_costs_as_many_statements_as_handing_in_one_level(database):
    amina = settled(database)["amina"]
    hands_in(database, amina, {})  # the first time, the questionnaire is written down

    def statements(levels):
        begun = begins(database, amina)
        filled = Filled(begun, begun.places[0].membership, levels, {})
        return len(heard(database, lambda: does(database, amina, assessments.finish, FORMS, filled)))

    assert statements({RATED["wbl"][0]: 3}) == statements(everywhere(3))


def test_a_result_costs_as_many_statements_with_five_centres_as_with_one(database):
    people = settled(database)
    first, *others = (people[one.name] for one in ONE_OF_EACH)
    number = hands_in(database, first, {RATED["wbl"][0]: 3})
    alone = heard(database, lambda: looks(database, first, results.result, Editions(), number))
    for person in others:
        hands_in(database, person, everywhere(4))
    hands_in(database, first, everywhere(2))
    among_others = heard(database, lambda: looks(database, first, results.result, Editions(), number))
    assert among_others == alone
