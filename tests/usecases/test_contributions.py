"""What people of a team hand in, which of it counts, and what may come between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.settling import Settling
from bot.questionnaires.builtin import form
from bot.questionnaires.scoring import rated
from bot.storage.assessments import Assessment, AssessmentState, Rating
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, MembershipState
from bot.storage.outbox import OutboxRow
from bot.storage.questionnaires import Submission
from bot.usecases import contributions, forgetting, rounds, settling, team_places, team_views
from bot.usecases.contributions import Contribution
from bot.usecases.editions import Editions
from tests.transcripts.teams import round_opened
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.assessing import acting, does, looks, settled
from tests.usecases.test_assessment_queries import heard

pytestmark = pytest.mark.slow  # whole teams

HOUR = timedelta(hours=1)
FORM = form("eight_areas")
PATHS = {one.indicator: one.path for one in rated(FORM)}
PARTS = tuple(part.name for part in FORM.root.children if part.name not in {"closing", "meta"})
TEAM = (
    Named("amina", centre="TN-1", language="fr"),
    Named("omar", centre="TN-1", language="ar"),
    Named("leila", centre="TN-1", role="centre_coordinator", scope="centre"),
    Named("claire", centre="TN-1,IT-1", language="fr"),
    Named("paolo", centre="IT-1"),
    Named("clara", role="programme_coordinator"),
)
EDITIONS = Editions()


@pytest.fixture
def world(database):
    return World(database)


class World:
    """A round of the eight areas, and the people of a centre."""

    def __init__(self, database, closes_in=timedelta(days=14)) -> None:
        self.database = database
        self.people = settled(database, *TEAM)
        self.number = does(
            database,
            self.people["clara"],
            lambda work: round_opened(work, Settling.AGREE, closes_at=BEGINNING + closes_in),
        )

    def begins(self, name, now=BEGINNING):
        return does(self.database, self.people[name], team_places.begin, self.number, now=now)

    def given(self, name, levels, now=BEGINNING, begun=None, centre=0, asked=PARTS):
        """Levels by indicator; the parts in which something is said, and those of which all is left empty ("-")."""
        begun = begun or self.begins(name)
        answers = {PATHS[indicator]: str(level) for indicator, level in levels.items() if level != "-"}
        parts = sorted({PATHS[indicator].split("/")[2] for indicator in levels}, key=PARTS.index)
        place = begun["team"][centre]["membership"]
        return Contribution(begun, place, begun["version"], "en", parts, asked, answers, {})

    def hands_in(self, name, levels, now=BEGINNING, **more):
        given_ = self.given(name, levels, **more)
        return does(self.database, self.people[name], contributions.contribute, EDITIONS, given_, now=now)

    def opens_another(self):
        self.number = does(self.database, self.people["clara"], round_opened)

    def open_for(self, name):
        return looks(self.database, self.people[name], contributions.open_for)

    def standing(self, assessment):
        return looks(self.database, self.people["amina"], contributions.standing_of, assessment)

    def said(self, assessment, indicator):
        """By name, what counts of each person; nobody's name is empty."""

        def job(session):
            work = acting(session, self.people["omar"])
            views = team_views.views_of(work, session.get_one(Assessment, assessment)).said.get(indicator, ())
            names = settling.names_of(work, [one.who for one in views])
            return {names.get(one.who) or "": (one.level, one.not_applicable) for one in views}

        return self.database.read_now(job)

    def change(self, model, where, **values):
        def job(session):
            for row in session.exec(select(model).where(*where)):
                for name, value in values.items():
                    setattr(row, name, value)
                session.add(row)

        self.database.write_now(job)

    def rows(self, model):
        return self.database.read_now(lambda s: s.exec(select(model)).all())


def everything(level):
    return dict.fromkeys(PATHS, level)


def test_the_first_contribution_begins_the_centres_assessment_and_others_join_it(world):
    first = world.hands_in("amina", {"green_courses": 3})
    assert world.hands_in("omar", {"wbl_planning": "na", "wbl_tasks": 2}) == first
    other = world.hands_in("paolo", {"green_courses": 5})
    assert other != first
    standing = world.standing(first)
    assert standing.parts == PARTS
    assert standing.answered == ("wbl", "green")
    assert not standing.is_complete
    assert [one.name for one in standing.members] == ["Amina", "Omar"]
    assert world.said(first, "wbl_planning") == {"Omar": (None, True)}
    assert world.said(first, "green_courses") == {"Amina": (3, False)}


def test_handing_the_same_one_in_twice_writes_it_once(world):
    begun = world.begins("amina")
    assert world.hands_in("amina", {"green_courses": 3}, begun=begun) == world.hands_in(
        "amina", {"green_courses": 3}, begun=begun
    )
    assert len(world.rows(Submission)) == 1


def test_of_the_same_part_the_latest_counts_also_where_it_leaves_something_empty(world):
    number = world.hands_in("amina", {"green_courses": 3, "green_campus": 4, "wbl_tasks": 2})
    world.hands_in("amina", {"green_courses": 5, "green_campus": "-"}, now=BEGINNING + HOUR)
    standing = world.standing(number)
    assert world.said(number, "green_courses") == {"Amina": (5, False)}
    assert world.said(number, "green_campus") == {"Amina": (None, False)}
    assert world.said(number, "wbl_tasks") == {"Amina": (2, False)}
    assert [(one.part, one.at) for one in standing.handed_in] == [
        ("wbl", BEGINNING),
        ("green", BEGINNING + HOUR),
    ]


def test_two_may_hand_in_the_same_part(world):
    number = world.hands_in("amina", {"green_courses": 3})
    world.hands_in("omar", {"green_courses": 5})
    standing = world.standing(number)
    assert world.said(number, "green_courses") == {"Amina": (3, False), "Omar": (5, False)}
    assert [one.name for one in standing.who_answered("green")] == ["Amina", "Omar"]


def test_whoever_was_forgotten_still_counts_without_a_name(world):
    number = world.hands_in("amina", {"green_courses": 3})
    world.hands_in("amina", {"green_courses": 4, "wbl_tasks": 1}, now=BEGINNING + HOUR)
    does(world.database, world.people["amina"], forgetting.ask)
    world.database.write_now(lambda s: forgetting.erase_due(acting(s, 1, BEGINNING + timedelta(days=8))))
    standing = looks(world.database, world.people["omar"], contributions.standing_of, number)
    assert [(one.person_id, one.name) for one in standing.members] == [(None, "")]
    assert world.said(number, "green_courses") == {"": (4, False)}


CONTRIBUTED = st.lists(
    st.tuples(
        st.sampled_from(["amina", "omar", "leila"]), st.sets(st.sampled_from(PARTS), min_size=1), st.integers(1, 5)
    ),
    min_size=1,
    max_size=6,
)


def test_whatever_is_handed_in_the_standing_says_so(world):
    @settings(max_examples=20)
    @given(CONTRIBUTED)
    def holds(contributed):
        world.opens_another()
        latest = {}
        for name, parts, level in contributed:
            levels = {one: level for one, path in PATHS.items() if path.split("/")[2] in parts}
            number = world.hands_in(name, levels)
            latest.update({(name.title(), part): (level, False) for part in parts})
        standing = world.standing(number)
        answered = {part for _name, part in latest}
        assert set(standing.answered) == answered
        assert standing.is_complete == (len(answered) == len(PARTS))
        assert set(standing.missing) == set(PARTS) - answered
        for indicator, path in PATHS.items():
            wanted = {name: given_ for (name, part), given_ in latest.items() if part == path.split("/")[2]}
            assert world.said(number, indicator) == wanted

    holds()


@pytest.mark.parametrize("parts", [PARTS[:1], PARTS])
def test_a_submission_holds_the_chosen_parts_only(world, parts):
    levels = {one: 3 for one, path in PATHS.items() if path.split("/")[2] in parts}
    world.hands_in("amina", levels)
    row = world.rows(Submission)[0]
    assert tuple(row.parts) == parts
    assert {path.split("/")[2] for path in row.answers} == set(parts)
    assert {one.indicator for one in world.rows(Rating)} == set(levels)


# -- what comes between ------------------------------------------------------------------------------------------------
def test_after_the_last_day_nothing_is_taken_and_the_day_is_told(world):
    given_ = world.given("amina", {"green_courses": 3})
    late = BEGINNING + timedelta(days=15)
    refused = does(world.database, world.people["amina"], contributions.contribute, EDITIONS, given_, now=late)
    assert isinstance(refused, Refusal)
    assert "answers were taken until" in refused.why.msgid
    assert world.rows(Submission) == []
    assert world.rows(Assessment) == []
    assert isinstance(world.begins("amina", now=late), Refusal)


def test_a_closed_round_takes_nothing(world):
    given_ = world.given("amina", {"green_courses": 3})
    does(world.database, world.people["clara"], rounds.close, 1)
    assert isinstance(does(world.database, world.people["amina"], contributions.contribute, EDITIONS, given_), Refusal)


def test_what_is_signed_takes_nothing_until_it_is_opened_again(world):
    number = world.hands_in("amina", {"green_courses": 3})
    world.change(
        Assessment,
        [Assessment.id == number],
        state=AssessmentState.SIGNED,
        signed_at=BEGINNING,
        first_signed_at=BEGINNING,
    )
    refused = world.hands_in("omar", {"green_courses": 4})
    assert isinstance(refused, Refusal)
    assert "signed off" in refused.why.msgid
    assert [one.is_signed for one in world.open_for("omar")] == [True]
    world.change(Assessment, [Assessment.id == number], state=AssessmentState.OPEN)
    assert world.hands_in("omar", {"green_courses": 4}) == number


def test_what_was_handed_in_stays_with_the_centre_that_was_left(world):
    number = world.hands_in("claire", {"green_courses": 3})
    begun = world.begins("claire")
    membership = begun["team"][0]["membership"]
    world.change(Membership, [Membership.id == membership], state=MembershipState.ENDED)
    refused = world.hands_in("claire", {"green_courses": 5}, begun=begun)
    assert "no longer belong" in refused.why.msgid
    assert world.said(number, "green_courses") == {"Claire": (3, False)}
    assert world.hands_in("claire", {"green_courses": 5}) != number


def test_a_centre_that_takes_part_no_more_is_told(world):
    given_ = world.given("amina", {"green_courses": 3})
    world.change(Centre, [Centre.code == "TN-1"], state=CentreState.CLOSED)
    refused = does(world.database, world.people["amina"], contributions.contribute, EDITIONS, given_)
    assert "no longer takes part" in refused.why.msgid
    assert isinstance(world.begins("amina"), Refusal)


def test_nobody_answers_for_a_centre_of_others(world):
    begun = world.begins("paolo")
    stranger = world.begins("amina")["team"][0]["membership"]
    given_ = Contribution(begun, stranger, begun["version"], "en", ["green"], PARTS, {}, {})
    refused = does(world.database, world.people["paolo"], contributions.contribute, EDITIONS, given_)
    assert isinstance(refused, Refusal)
    assert world.rows(Submission) == []


def test_somebody_of_several_centres_finds_it_at_each(world):
    assert [one.centre.texts for one in world.open_for("claire")] == [
        {"ar": "Centre de Tunis"},
        {"it": "ENAIP Trento"},
    ]
    assert world.open_for("clara") == ()


# -- the coordinator hears of it ---------------------------------------------------------------------------------------
def notices(world):
    rows = world.rows(OutboxRow)
    return [
        (row.dedupe_key, row.due_at)
        for row in rows
        if row.dedupe_key.endswith(str(world.people["leila"])) and ":complete:" in row.dedupe_key
    ]


def test_the_coordinator_hears_once_and_in_the_morning_when_all_is_answered(world):
    night = BEGINNING.replace(hour=22)
    half = [one for one in PATHS if PATHS[one].split("/")[2] in PARTS[:4]]
    world.hands_in("amina", dict.fromkeys(half, 3), now=night)
    assert notices(world) == []
    number = world.hands_in("omar", {one: 2 for one in PATHS if one not in half}, now=night)
    morning = (BEGINNING + timedelta(days=1)).replace(hour=7)  # 8:00 in Tunis
    assert notices(world) == [(f"assessment:{number}:complete:{world.people['leila']}", morning)]
    world.hands_in("amina", {"green_courses": 1}, now=night + HOUR)
    assert len(notices(world)) == 1


def test_whoever_coordinates_and_hands_in_the_last_part_reads_it_there(world):
    world.hands_in("leila", everything(3))
    assert notices(world) == []


def test_two_who_hand_in_the_two_halves_at_the_same_time_make_one_whole(world):
    half = [one for one in PATHS if PATHS[one].split("/")[2] in PARTS[:4]]
    other = [one for one in PATHS if one not in half]
    for _attempt in range(5):
        world.opens_another()
        ready = Barrier(2)
        given_ = {"amina": world.given("amina", dict.fromkeys(half, 3))}
        given_["omar"] = world.given("omar", dict.fromkeys(other, 2))

        def hands_in(name, given_=given_, ready=ready):
            ready.wait()
            return does(world.database, world.people[name], contributions.contribute, EDITIONS, given_[name])

        before = len(notices(world))
        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(hands_in, given_)
        assert first == second
        assert world.standing(first).is_complete
        assert len(notices(world)) == before + 1


# -- what it costs -----------------------------------------------------------------------------------------------------
def test_statements_do_not_grow_with_answers_and_people(world):
    def statements(name, levels):
        given_ = world.given(name, levels)
        job = lambda: does(world.database, world.people[name], contributions.contribute, EDITIONS, given_)  # noqa: E731  it stands on one line beside what it is for
        return len(heard(world.database, job))

    world.hands_in("amina", {"green_courses": 3})
    few = statements("omar", {"green_courses": 3})
    for name in ("amina", "omar", "claire"):
        world.hands_in(name, everything(4) if name != "omar" else {"wbl_tasks": 2})
    world.opens_another()
    world.hands_in("amina", {"green_courses": 3})
    assert statements("omar", {one: 3 for one in PATHS if not one.startswith("wbl")}) == few


def test_looking_at_the_standing_costs_as_many_statements_with_everybody_as_with_one(world):
    number = world.hands_in("amina", {"green_courses": 3})
    alone = len(heard(world.database, lambda: world.standing(number)))
    for name in ("omar", "leila", "claire"):
        world.hands_in(name, everything(4))
    assert len(heard(world.database, lambda: world.standing(number))) == alone
