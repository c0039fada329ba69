"""What each role may do, and how far each scope reaches."""

import pytest

from bot.domain.rights import (
    ROLES,
    WHOLE_PROGRAMME,
    HeldRole,
    Right,
    Role,
    ScopeKind,
    Where,
    allows,
    allows_somewhere,
    covers,
)

TUNIS = Where(centre=7, country="TN", networks=frozenset({1, 2}))
PROGRAMME = HeldRole(Role.PROGRAMME_COORDINATOR, ScopeKind.PROGRAMME, "1")
TUNISIA = HeldRole(Role.COUNTRY_COORDINATOR, ScopeKind.COUNTRY, "TN")
ITALY = HeldRole(Role.COUNTRY_COORDINATOR, ScopeKind.COUNTRY, "IT")
HOTELS = HeldRole(Role.NETWORK_ANIMATOR, ScopeKind.NETWORK, "2")
FARMS = HeldRole(Role.NETWORK_ANIMATOR, ScopeKind.NETWORK, "3")
CENTRE = HeldRole(Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, "7")
NEXT_DOOR = HeldRole(Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, "70")


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.ADMINISTRATOR, set(Right) - {Right.ACCEPT_PARTNERS, Right.REVIEW}),
        (Role.PROGRAMME_COORDINATOR, set(Right) - {Right.ADMINISTER, Right.ACCEPT_PARTNERS}),
        (Role.COUNTRY_COORDINATOR, set(Right) - {Right.ADMINISTER, Right.ACCEPT_PARTNERS}),
        (
            Role.NETWORK_ANIMATOR,
            set(Right) - {Right.ADMINISTER, Right.CONFIRM_MEMBERS, Right.SIGN_OFF, Right.REVOKE, Right.ACCEPT_PARTNERS},
        ),
        (
            Role.CENTRE_COORDINATOR,
            {
                Right.CONFIRM_MEMBERS,
                Right.INVITE,
                Right.SEE_RESULTS,
                Right.SIGN_OFF,
                Right.COMMENT,
                Right.ACCEPT_PARTNERS,
            },
        ),
        (Role.MENTOR, {Right.COMMENT}),
        (Role.REVIEWER, {Right.REVIEW}),
    ],
)
def test_a_role_gives_these_rights_and_no_others(role, rights):
    assert {right for right in Right if role in ROLES[right]} == rights


@pytest.mark.parametrize(
    ("held", "at_the_centre", "in_the_whole_programme"),
    [
        (PROGRAMME, True, True),
        (TUNISIA, True, False),
        (ITALY, False, False),
        (HOTELS, True, False),
        (FARMS, False, False),
        (CENTRE, True, False),
        (NEXT_DOOR, False, False),
    ],
)
def test_a_scope_takes_in_what_lies_within_it(held, at_the_centre, in_the_whole_programme):
    assert (covers(held, TUNIS), covers(held, WHOLE_PROGRAMME)) == (at_the_centre, in_the_whole_programme)


def test_a_right_and_a_scope_of_two_different_roles_do_not_add_up():
    roles = (ITALY, CENTRE)  # announces in Italy, and leads a centre in Tunisia
    assert not allows(roles, Right.ANNOUNCE, TUNIS)
    assert allows_somewhere(roles, Right.ANNOUNCE)
    assert allows(roles, Right.CONFIRM_MEMBERS, TUNIS)


@pytest.mark.parametrize("right", Right)
def test_without_a_role_nothing_is_allowed(right):
    assert not allows((), right, TUNIS)
    assert not allows_somewhere((), right)
