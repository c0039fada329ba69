"""A programme of the small world, as its coordinator plans it, and those who have to do with it."""

from datetime import date, timedelta

from bot.domain.audiences import Audience
from bot.usecases import milestone_lists, programme_calendars
from bot.usecases.programme_calendars import Plan
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

DAY = timedelta(days=1)
TUNIS, SFAX, TBILISI = 1, 2, 3
PAUL = Named("paul", role="programme_coordinator")
MARIAM = Named("mariam", role="country_coordinator", scope="country:TN")
ANNA = Named("anna", role="network_animator", scope="network:1")
LEILA = Named("leila", centre="TN-1", function="coordinator", role="centre_coordinator", scope="centre:TN-1")
AMINA = Named("amina", centre="TN-1")
NINO = Named("nino", centre="GE-1", function="head")
EVERYBODY = (PAUL, MARIAM, ANNA, LEILA, AMINA, NINO)
NAME = {"en": "Sharing"}


def settled(database) -> Learning:
    found = Learning(database)
    found.joins(*EVERYBODY)
    return found


def plan(**given):
    values = {"name": NAME, "original": "en", "audience": Audience(), "begins_on": date(2023, 1, 1)}
    return Plan(**{**values, **given})


def adopted(learning, **given):
    number = learning.does("paul", programme_calendars.adopt, plan(**given))
    assert isinstance(number, int)
    return number


def steps(learning, number=1):
    return learning.does("paul", milestone_lists.overview, number).calendar.steps
