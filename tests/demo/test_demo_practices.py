"""The practices of the demo world in a database."""

import pytest
from sqlmodel import select

from bot import app
from bot.demo.making import demo_world
from bot.domain.practices import ONE_OF, REQUIRED, PracticeState
from bot.storage.addresses import Address
from bot.storage.centres import Centre
from bot.storage.memberships import Membership
from bot.storage.practices import Practice
from bot.usecases import practice_reviewing, practice_spelling
from bot.usecases.work import SYSTEM, Work
from tests.demo.moment import NOW

pytestmark = pytest.mark.slow  # a whole demonstration is loaded


def test_each_practice_says_what_one_has_to_say_in_every_language():
    for one in demo_world(NOW.date()).practices:
        assert set(REQUIRED) <= set(one.texts), one.slug
        assert set(ONE_OF) & set(one.texts), one.slug
        assert all(set(texts) == {"en", "fr", "ar"} and all(texts.values()) for texts in one.texts.values()), one.slug
        assert one.published_on < NOW.date()


@pytest.mark.parametrize(("asked", "language"), [("waste kitchen", "en"), ("cuisine restes", "fr"), ("مطبخ", "ar")])
def test_a_practice_is_found_in_any_of_its_languages(demo, asked, language):
    def first(session):
        work = Work(session, NOW, SYSTEM, app.translator(), lambda *_: None)
        practice = session.get_one(Practice, practice_spelling.search(work, asked, language).lines[0].number)
        return practice.state, practice.language, session.get_one(Centre, practice.centre_id).country

    assert demo.read_now(first) == (PracticeState.PUBLISHED, "ar", "JO")


@pytest.mark.parametrize(("slug", "language"), [("rokhaya", "fr"), ("achieng", "en"), ("salma", "ar")])
def test_what_somebody_with_a_phone_hands_in_is_reviewed_by_the_two_coordinators_with_phones(demo, slug, language):
    def asked(session):
        people = dict(session.exec(select(Address.external_id, Address.person_id)).all())
        author = people[f"demo:{slug}"]
        centre = session.exec(select(Membership.centre_id).where(Membership.person_id == author)).one()
        work = Work(session, NOW, SYSTEM, app.translator(), lambda *_: None)
        row = Practice(id=0, centre_id=centre, author_id=author, language=language)
        found = practice_reviewing.candidates(work, row, ())[:2]
        return set(found) == {people["demo:miriam"], people["demo:camille"]}

    assert demo.read_now(asked)
