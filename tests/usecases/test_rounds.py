"""Who may open a round, what comes with it, and that nothing of a round changes once it has closed."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.participation import Stage, Tally
from bot.i18n.phrase import Variants
from bot.storage.audit import AuditLine
from bot.storage.broadcasts import Broadcast
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, MembershipState
from bot.storage.questionnaires import Publication, PublicationState, PublicationWay, Voice
from bot.storage.rounds import Round, RoundState, Settling
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import (
    instruments,
    nudges,
    publication_updates,
    publishing,
    questionnaires,
    round_lists,
    rounds,
)
from bot.usecases.round_lists import Phase
from bot.usecases.work import COMMAND, Work
from tests.transcripts.published import FORMS, kept
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import EVERYBODY, GEORGIA, TRANSLATOR, TUNISIA, does, nobody, settled
from tests.usecases.taking_part import ALL_PARTS, hands_in, plan, signs

WEEK = timedelta(days=7)
LATER = BEGINNING + timedelta(days=1)


@pytest.fixture
def people(database):
    return settled(database)


def rows(database, table):
    return database.read_now(lambda session: session.exec(select(table).order_by(col(table.id))).all())


def is_refused(result, key=None):
    return isinstance(result, Refusal) and result.key == key


def test_a_round_is_opened_within_the_own_scope_only_and_as_a_whole(database, people, subtests):
    opened = 0
    for who, audience, may in [
        ("mariam", EVERYBODY, False),
        ("mariam", GEORGIA, False),
        ("amina", TUNISIA, False),
        ("mariam", TUNISIA, True),
        ("paul", EVERYBODY, True),
    ]:
        with subtests.test(who=who, audience=audience.to_json()):
            result = does(database, people[who], rounds.open, plan(audience, voices=(Voice.LEARNERS, Voice.COMPANIES)))
            assert isinstance(result, int) is may
            opened += may
            assert len(rows(database, Round)) == opened
            assert len(rows(database, Publication)) == 3 * opened
            assert len(rows(database, Broadcast)) == opened


def test_it_brings_its_name_its_publications_and_a_line_in_the_audit(database, people):
    names = {"fr": "Printemps", "en": "Spring", "ar": " "}
    wanted = plan(
        name=names,
        original="fr",
        closes_at=BEGINNING + WEEK,
        settling=Settling.AVERAGE,
        voices=(Voice.LEARNERS,),
        reminds=False,
    )
    assert does(database, people["mariam"], rounds.open, wanted) == 1
    [one] = rows(database, Round)
    assert (one.settling, one.state, one.reminds) == (Settling.AVERAGE, RoundState.OPEN, False)
    assert (one.opens_at, one.opened_at, one.closes_at) == (BEGINNING, BEGINNING, BEGINNING + WEEK)
    named = [row for row in rows(database, TextVariant) if row.subject_kind == "round"]
    assert {(row.language, row.text, row.state) for row in named} == {
        ("fr", "Printemps", VariantState.ORIGINAL),
        ("en", "Spring", VariantState.APPROVED),
    }
    published = rows(database, Publication)
    assert [(row.way, row.voice, row.closes_at) for row in published] == [
        (PublicationWay.TEAM, None, BEGINNING + WEEK),
        (PublicationWay.VOICES, Voice.LEARNERS, BEGINNING + WEEK),
    ]
    assert ("open", "round", people["mariam"]) in [
        (row.verb, row.subject_kind, row.actor_id) for row in rows(database, AuditLine)
    ]


def test_what_cannot_be_is_refused_at_the_question_it_is_about_and_leaves_nothing(database, people, subtests):
    for given, key in [
        ({"instrument": "no_such"}, "instrument"),
        ({"instrument": "999"}, "instrument"),
        ({"instrument": "9" * 40}, "instrument"),
        ({"name": {"en": "  "}}, "name"),
        ({"name": {"fr": "Printemps"}}, "name"),
        ({"name": {"en": "x" * 81}}, "name"),
        ({"opens_at": BEGINNING - WEEK}, "opens"),
        ({"closes_at": BEGINNING}, "closes"),
        ({"opens_at": BEGINNING + WEEK, "closes_at": LATER}, "closes"),
        ({"baseline": 7}, "baseline"),
        ({"baseline": 10**30}, "baseline"),
        ({"audience": GEORGIA.__class__(countries=("TN",), languages=("ka",))}, "audience"),
    ]:
        with subtests.test(given=given):
            assert is_refused(does(database, people["paul"], rounds.open, plan(**given)), key)
            assert rows(database, Round) == []
            assert rows(database, Publication) == []


def test_what_is_built_in_is_on_offer_until_somebody_has_brought_it(database, people):
    before = [one.key for one in does(database, people["paul"], instruments.listed)]
    assert before == ["eight_areas", "eight_areas_in_depth", "pdca_quality", "social_inclusion"]
    does(database, people["paul"], rounds.open, plan(voices=(Voice.LEADERS,)))
    brought = [one.key for one in does(database, people["paul"], instruments.listed)]
    assert brought == ["2", *before[1:]]  # 1 is that of the voices, which is looked at first


def test_the_latest_round_with_the_same_questionnaire_is_offered_to_compare_with(database, people):
    paul = people["paul"]
    assert does(database, paul, instruments.earlier, "eight_areas") is None
    for name in ("One", "Two"):
        does(database, paul, rounds.open, plan(name={"en": name}))
    found = does(database, paul, instruments.earlier, "eight_areas")
    assert (found.number, found.name) == (2, Variants({"en": "Two"}))
    assert does(database, paul, instruments.earlier, "eight_areas_in_depth").number == 2  # it shares indicators
    assert does(database, paul, instruments.earlier, "pdca_quality") is None
    does(database, paul, rounds.open, plan(instrument="eight_areas_in_depth"))
    assert does(database, paul, instruments.earlier, "eight_areas").number == 2


def test_an_instrument_without_columns_for_scores_is_known_as_one(database, people):
    database.write_now(
        lambda session: kept(FORMS / "workshop.md", Work(session, BEGINNING, COMMAND, TRANSLATOR, nobody))
    )
    found = does(database, people["paul"], instruments.known, "1")
    assert (found.is_scored, found.settling) == (False, None)
    assert does(database, people["paul"], instruments.known, "eight_areas").is_scored
    assert does(database, people["paul"], rounds.open, plan(instrument="1")) == 1


def test_participation_is_exact_by_centre(database, people):
    paul = people["paul"]
    does(database, paul, rounds.open, plan(EVERYBODY))
    standing = lambda: does(database, paul, round_lists.standing, 1)  # noqa: E731  one line says it
    assert standing().whole == Tally(invited=5, people=4)
    hands_in(database, people["omar"], "TN-2", parts=ALL_PARTS[:3])
    assert standing().whole == Tally(invited=5, begun=1, people=4, answered=1)
    hands_in(database, people["leila"], "TN-2", parts=ALL_PARTS[3:])
    assert standing().whole == Tally(invited=5, begun=1, complete=1, people=4, answered=2)
    signs(database, "TN-2")
    hands_in(database, people["nino"], "GE-1")
    assert standing().whole == Tally(invited=5, begun=2, complete=2, signed=1, people=4, answered=3)
    late = does(database, paul, round_lists.behind, 1)
    assert [one.standing.stage for one in late] == [Stage.INVITED, Stage.INVITED, Stage.INVITED, Stage.COMPLETE]


def test_whoever_left_the_team_meanwhile_has_answered_all_the_same(database, people):
    does(database, people["paul"], rounds.open, plan())
    hands_in(database, people["omar"], "TN-2", parts=ALL_PARTS[:1])

    def leaves(session):
        one = session.exec(select(Membership).where(Membership.person_id == people["omar"])).one()
        one.state = MembershipState.ENDED
        session.add(one)

    database.write_now(leaves)
    found = does(database, people["paul"], round_lists.standing, 1)
    assert (found.whole.people, found.whole.answered) == (3, 1)


def test_a_centre_that_closes_amid_a_round_is_left_out_unless_it_has_signed(database, people):
    does(database, people["paul"], rounds.open, plan(EVERYBODY))
    hands_in(database, people["omar"], "TN-2")
    hands_in(database, people["amina"], "TN-1")
    signs(database, "TN-1")

    def close(session):
        for one in session.exec(select(Centre).where(Centre.country == "TN")):
            one.state = CentreState.CLOSED
            session.add(one)

    database.write_now(close)
    found = does(database, people["paul"], round_lists.standing, 1)
    assert (found.whole.invited, found.whole.signed) == (4, 1)


def test_a_country_coordinator_sees_the_own_country_of_a_round_for_all_and_changes_nothing(database, people):
    does(database, people["paul"], rounds.open, plan(EVERYBODY))
    found = does(database, people["mariam"], round_lists.standing, 1)
    assert ({one.country for one in found.centres}, found.manages) == ({"TN"}, False)
    assert [one.number for one in does(database, people["mariam"], round_lists.in_sight)] == [1]
    mariam = people["mariam"]
    for verb in (rounds.close, lambda work, number: rounds.extend(work, number, BEGINNING + WEEK)):
        assert is_refused(does(database, mariam, verb, 1))
    does(database, people["paul"], rounds.open, plan(GEORGIA))
    assert is_refused(does(database, mariam, round_lists.standing, 2))


def test_a_round_that_is_none_is_refused_in_words(database, people, subtests):
    for number in [9, 2**63, 10**30]:
        with subtests.test(number=number):
            for verb in (rounds.close, round_lists.standing, round_lists.behind):
                assert is_refused(does(database, people["paul"], verb, number))


def test_a_round_that_has_closed_stays_as_it_was(database, people):
    paul = people["paul"]
    does(database, paul, rounds.open, plan(voices=(Voice.LEARNERS,), closes_at=BEGINNING + WEEK))
    hands_in(database, people["omar"], "TN-2")
    assert does(database, paul, rounds.extend, 1, BEGINNING + 2 * WEEK) == 1
    assert {row.closes_at for row in rows(database, Publication)} == {BEGINNING + 2 * WEEK}
    before = does(database, paul, round_lists.standing, 1)
    assert does(database, paul, rounds.close, 1, now=LATER) == 1
    assert {row.state for row in rows(database, Publication)} == {PublicationState.CLOSED}

    def joins(session):
        session.add(
            Membership(
                person_id=people["nino"],
                centre_id=session.exec(select(Centre.id).where(Centre.code == "TN-1")).one(),
                function="teacher",
                state=MembershipState.CONFIRMED,
                from_on=BEGINNING.date(),
                created_at=BEGINNING,
            )
        )

    database.write_now(joins)
    after = does(database, paul, round_lists.standing, 1)
    assert after.phase is Phase.CLOSED
    assert after.centres == before.centres
    for verb in (
        rounds.close,
        lambda work, number: rounds.extend(work, number, BEGINNING + WEEK),
        lambda work, number: rounds.remind(work, number, wanted=True),
    ):
        assert is_refused(does(database, paul, verb, 1))


def test_what_belongs_to_a_round_is_not_closed_extended_or_reminded_of_by_itself(database, people):
    paul = people["paul"]
    does(database, paul, rounds.open, plan())
    for verb in (publishing.close, nudges.nudge, lambda work, number: publishing.extend(work, number, LATER)):
        assert is_refused(does(database, paul, verb, 1))


def test_in_a_round_only_the_wording_of_a_questionnaire_may_change(database, people):
    paul = people["paul"]
    command = lambda session: Work(session, BEGINNING, COMMAND, TRANSLATOR, nobody)  # noqa: E731  one line says it
    versions = [
        database.write_now(lambda session, name=name: kept(FORMS / name, command(session)))
        for name in ("workshop.md", "workshop-wording.md", "workshop-more.md")
    ]
    does(database, paul, rounds.open, plan(instrument=str(versions[0])))
    assert is_refused(does(database, paul, publication_updates.update, 1, versions[2]))
    assert does(database, paul, publication_updates.update, 1, versions[1]) == 1
    does(database, paul, rounds.close, 1)
    assert is_refused(does(database, paul, publication_updates.update, 1, versions[0]))


def test_one_that_opens_on_a_day_to_come_tells_nobody_yet(database, people):
    does(database, people["paul"], rounds.open, plan(opens_at=BEGINNING + WEEK))
    assert rows(database, Broadcast) == []
    assert does(database, people["paul"], round_lists.standing, 1).phase is Phase.TO_COME


def test_people_find_a_round_nowhere_among_what_each_answers_alone(database, people):
    does(database, people["paul"], rounds.open, plan())
    assert does(database, people["omar"], questionnaires.waiting) == []
