"""Recipients kept under a name; what may be chosen of what is asked for less often."""

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.rights import Right
from bot.i18n.markup import plain
from bot.i18n.translator import Reader
from bot.storage.audit import AuditLine
from bot.storage.segments import Segment
from bot.storage.sessions import LearningSession
from bot.usecases import audience_choices, audience_words, forgetting, segments
from bot.usecases.segments import LONGEST_NAME, MOST
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import EVERYBODY, GEORGIA, TRANSLATOR, TUNISIA, does, settled
from tests.usecases.registering import registry

HEADS = Audience(functions=("head",))


@pytest.fixture
def people(database):
    return settled(database)


def names(database, person_id):
    return [one.name for one in does(database, person_id, segments.mine)]


def test_each_sees_their_own_by_name(database, people):
    for name in ("Tunisia", "all", "Heads"):
        assert isinstance(does(database, people["paul"], segments.save, f"  {name} ", HEADS.or_also(TUNISIA)), int)
    assert names(database, people["paul"]) == ["all", "Heads", "Tunisia"]
    assert names(database, people["mariam"]) == []
    assert does(database, people["paul"], segments.mine)[0].audience == HEADS.or_also(TUNISIA)
    assert isinstance(does(database, people["mariam"], segments.take_away, 1), Refusal)
    assert does(database, people["paul"], segments.take_away, 1) is None
    assert isinstance(does(database, people["paul"], segments.take_away, 1), Refusal)
    assert names(database, people["paul"]) == ["all", "Heads"]
    lines = database.read_now(lambda session: session.exec(select(AuditLine.verb).order_by(col(AuditLine.id))).all())
    assert lines == ["save recipients"] * 3 + ["take away recipients"]


def test_a_name_is_neither_empty_nor_endless(database, people, subtests):
    for name in ["", "   ", "x" * (LONGEST_NAME + 1)]:
        with subtests.test(name=name):
            refusal = does(database, people["paul"], segments.save, name, TUNISIA)
            assert isinstance(refusal, Refusal)
            assert refusal.key == "name"


def test_a_name_stands_for_one_thing(database, people):
    does(database, people["paul"], segments.save, "Heads", HEADS)
    refusal = does(database, people["paul"], segments.save, "heads", TUNISIA)
    assert isinstance(refusal, Refusal)
    assert refusal.key == "name"
    assert isinstance(does(database, people["mariam"], segments.save, "Heads", TUNISIA), int)


def test_whoever_may_not_announce_keeps_none(database, people):
    assert isinstance(does(database, people["amina"], segments.save, "Heads", HEADS), Refusal)
    assert does(database, people["amina"], segments.may_save) is False


def test_nobody_keeps_more_than_can_be_chosen_from(database, people):
    for number in range(MOST):
        assert isinstance(does(database, people["paul"], segments.save, str(number), TUNISIA), int)
    assert isinstance(does(database, people["paul"], segments.save, "one more", TUNISIA), Refusal)
    assert len(names(database, people["paul"])) == MOST


def test_how_many_they_are_is_told_within_the_own_scope_only(database, people):
    assert does(database, people["mariam"], segments.is_within, TUNISIA) is True
    assert does(database, people["mariam"], segments.is_within, EVERYBODY) is False


def test_they_go_with_whoever_is_forgotten(database, people):
    does(database, people["paul"], segments.save, "Heads", HEADS)
    does(database, people["mariam"], segments.save, "Heads", HEADS)
    does(database, None, forgetting.erase, [people["paul"]])
    kept = database.read_now(lambda session: session.exec(select(Segment.person_id)).all())
    assert kept == [people["mariam"]]


def test_of_what_is_asked_for_less_often_only_the_own_part_is_on_offer(database):
    registered = registry(database)

    def job(session):
        row = session.get_one(LearningSession, 1)
        row.starts_at, row.audience = BEGINNING, GEORGIA.to_json()

    database.write_now(job)
    paul, mariam = registered.people["paul"].id, registered.people["mariam"].id
    all_of_it = does(database, paul, audience_choices.further, Right.ANNOUNCE)
    assert all_of_it.regions == ("eu", "etf", "africa", "eastern_europe", "mediterranean")
    assert [[number for number, _name in one] for one in (all_of_it.cohorts, all_of_it.sessions)] == [[1], [1]]
    assert [number for number, _name in all_of_it.publications] == [1]
    own = does(database, mariam, audience_choices.further, Right.ANNOUNCE)
    assert [len(one) for one in (own.cohorts, own.sessions, own.publications)] == [1, 0, 1]


def test_it_is_told_in_the_order_in_which_it_was_put_together(database, subtests):
    registered = registry(database)
    paul = registered.people["paul"].id
    for audience, words in [
        (EVERYBODY, "Everybody"),
        (TUNISIA.only(HEADS), "Countries: Tunisia\nof these only: Functions: head"),
        (HEADS.only(Audience(functions=("trainer",))), "Functions: head\nof these only: Functions: trainer"),
        (
            HEADS.or_also(GEORGIA).only(TUNISIA).without(Audience(silent=(1,))),
            """Functions: head
or also: Countries: Georgia
of these only: Countries: Tunisia
but not: Have not answered: Spring""",
        ),
        (
            EVERYBODY.without(TUNISIA.only(HEADS)),
            "Everybody\nbut not: Countries: Tunisia and Functions: head",
        ),
        (Audience(networks=(1,), cohorts=(1,)), "Networks: Hotels and tourism\nof these only: Cohorts: Cohort"),
        (
            EVERYBODY.without(HEADS.or_also(GEORGIA).without(TUNISIA)),
            "Everybody\nbut not: Functions: head; or also: Countries: Georgia; but not: Countries: Tunisia",
        ),
        (Audience(sessions=(1,)), "Came to a session: Kitchens"),
        (Audience(no_session=True, regions=("africa",)), "Regions: Africa\nof these only: Came to no session"),
        (Audience(roles=("mentor",), centres=(3,)), "Centres: Akhali Talga\nof these only: Roles: Mentor"),
        (Audience(networks=(9,), answered=(9,)), "Networks: 9\nof these only: Have answered: 9"),
    ]:
        with subtests.test(words=words):
            described = does(database, paul, audience_words.described, audience)
            assert plain(TRANSLATOR.render(described, Reader("en"))) == words
