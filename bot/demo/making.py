"""The demo world of a day: the same for everybody, whatever the machine."""

from datetime import date

from bot.demo.assessments import demo_assessments
from bot.demo.centres import demo_centres
from bot.demo.networks import network_plans
from bot.demo.people import Population, populate
from bot.demo.practices import demo_practices
from bot.demo.sessions import demo_announcements, demo_sessions
from bot.demo.world import World


def demo_world(today: date) -> World:
    """Nothing in it depends on `today` but the dates."""
    plans = network_plans()
    centres = demo_centres(plans)
    population = Population(today)
    populate(population, centres, [plan.network for plan in plans])
    shown = list(dict.fromkeys(persona.centre for persona in population.personas if persona.centre))
    return World(
        today=today,
        networks=tuple(population.networks),
        centres=centres,
        people=tuple(population.people),
        memberships=tuple(population.memberships),
        grants=tuple(population.grants),
        personas=tuple(population.personas),
        assessments=demo_assessments(centres, population.memberships, shown, today),
        sessions=demo_sessions(centres, population.networks, today),
        announcements=demo_announcements(population.networks, population.grants, today),
        practices=demo_practices(centres, population.memberships, population.personas, today),
    )
