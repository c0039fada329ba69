"""The few questions that every subject asks."""

from datetime import timedelta

import pytest

from bot.domain.rights import Role, ScopeKind
from bot.storage.addresses import Address, addresses_of
from bot.storage.centres import Centre, find_centre
from bot.storage.consents import Consent, consents_of
from bot.storage.grants import Grant, grants_of
from bot.storage.memberships import CentreFunction, Membership, memberships_of
from bot.storage.networks import Network, find_network
from bot.storage.programmes import Programme
from bot.storage.variants import TextVariant, VariantState, texts
from tests.storage.rows import NOW, a_person

TODAY = NOW.date()


@pytest.fixture
def world(database):
    def job(session):
        session.add(Programme(slug="ene"))
        session.add(a_person())
        session.flush()
        session.add(Centre(code="AL-01", programme_id=1, country="AL", created_at=NOW, languages=["sq"]))
        session.add(Network(programme_id=1, slug="hotels"))
        session.flush()

    database.write_now(job)
    return database


def test_things_are_found_by_their_names(world):
    def job(session):
        return (
            find_centre(session, "AL-01").languages,
            find_network(session, "hotels").slug,
            find_centre(session, "none"),
            find_network(session, "none"),
        )

    assert world.read_now(job) == (["sq"], "hotels", None, None)


def test_addresses_of_a_person_come_in_the_order_in_which_they_were_met(world):
    def job(session):
        for number in ("1", "2"):
            session.add(
                Address(
                    person_id=1,
                    channel="web",
                    account="demo",
                    external_id=number,
                    chat=number,
                    created_at=NOW,
                    seen_at=NOW,
                )
            )
        session.flush()
        return [address.external_id for address in addresses_of(session, 1)]

    assert world.write_now(job) == ["1", "2"]


def test_grants_count_while_they_are_in_force(world):
    hour = timedelta(hours=1)

    def job(session):
        for code, since, until in (
            ("AL", NOW - hour, None),
            ("GE", NOW - hour, NOW),
            ("IL", NOW + hour, None),
            ("TR", NOW, NOW + hour),
        ):
            session.add(
                Grant(
                    person_id=1,
                    role=Role.COUNTRY_COORDINATOR,
                    scope_kind=ScopeKind.COUNTRY,
                    scope_id=code,
                    from_at=since,
                    to_at=until,
                )
            )
        session.flush()
        return [grant.scope_id for grant in grants_of(session, 1, NOW)]

    assert world.write_now(job) == ["AL", "TR"]


def test_withdrawn_consents_do_not_stand(world):
    def job(session):
        for purpose, until in (("talk", None), ("news", NOW)):
            session.add(
                Consent(person_id=1, purpose=purpose, text_version="1", language="sq", given_at=NOW, withdrawn_at=until)
            )
        session.flush()
        return [consent.purpose for consent in consents_of(session, 1)]

    assert world.write_now(job) == ["talk"]


def test_memberships_of_a_person(world):
    def job(session):
        session.add(
            Membership(person_id=1, centre_id=1, function=CentreFunction.TEACHER, from_on=TODAY, created_at=NOW)
        )
        session.flush()
        return [(row.centre_id, row.function, row.state) for row in memberships_of(session, 1)]

    assert world.write_now(job) == [(1, "teacher", "pending")]


def test_texts_come_by_thing_and_language(world):
    def job(session):
        for subject, field, language, text in (
            (1, "name", "sq", "Shkolla"),
            (1, "name", "en", "School"),
            (1, "about", "en", "…"),
            (2, "name", "ka", "სკოლა"),
            (3, "name", "en", "another"),
        ):
            session.add(
                TextVariant(
                    subject_kind="centre",
                    subject_id=subject,
                    field=field,
                    language=language,
                    text=text,
                    state=VariantState.ORIGINAL,
                    at=NOW,
                )
            )
        session.flush()
        return texts(session, "centre", [1, 2, 99], "name")

    assert world.write_now(job) == {1: {"en": "School", "sq": "Shkolla"}, 2: {"ka": "სკოლა"}}
