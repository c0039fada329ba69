"""Whoever heads or coordinates a centre is invited by those who decide who belongs there, one by one."""

import pytest

from bot.core.refusal import Refusal
from bot.storage.invitations import Invitation
from bot.storage.memberships import CentreFunction
from bot.usecases import invitation_sheets, invitations
from bot.usecases.invitations import LEADING
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

NADIA = Named("nadia", centre="TN-1", role="centre_coordinator", scope="centre")
SAMIRA = Named("samira", role="network_animator", scope="network:1")


@pytest.fixture
def world(database):
    learning = Learning(database)
    learning.joins(NADIA, SAMIRA)
    return learning


def test_an_animator_of_a_network_makes_nobody_speak_for_a_centre(world, subtests):
    for function in CentreFunction:
        with subtests.test(function=function.value):
            may = function not in LEADING
            assert isinstance(world.does("samira", invitations.invite, 1, function), Invitation) is may
            assert isinstance(world.does("samira", invitation_sheets.invite_to, 1, function.value), Refusal) is not may
            assert (function in world.does("samira", invitation_sheets.functions, 1)) is may


def test_a_code_that_makes_somebody_lead_lets_in_one(world, subtests):
    for function in CentreFunction:
        with subtests.test(function=function.value):
            made = world.does("nadia", invitation_sheets.invite_to, 1, function.value)
            assert made.facts.uses_left == (1 if function in LEADING else invitation_sheets.USUAL_USES)
