"""Signing off a team's self-assessment, and opening it again: what lands, who may, how often."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.settling import Settled, Settling
from bot.questionnaires import builtin
from bot.storage.assessments import (
    Assessment,
    AssessmentComment,
    AssessmentScore,
    AssessmentState,
    ScoreKind,
    SettledLevel,
)
from bot.storage.audit import AuditLine
from bot.storage.centres import Centre, CentreState
from bot.storage.credentials import Credential, CredentialKind
from bot.storage.outbox import OutboxRow
from bot.storage.questionnaires import Publication, Submission
from bot.usecases import forgetting, recognition, results, rounds, settling, signing, team_page
from bot.usecases.editions import Editions
from bot.usecases.results import Change
from bot.usecases.signing import Signed
from bot.usecases.work import COMMAND
from tests.transcripts.teams import begun, contributed, round_opened
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.assessing import RATED, acting, does, looks, settled
from tests.usecases.test_assessment_queries import heard

pytestmark = pytest.mark.slow  # hands in for a whole team each time

GREEN = RATED[PriorityArea.GREEN]
WBL = RATED[PriorityArea.WBL]
IN_DEPTH = builtin.form("eight_areas_in_depth")
HOUR = timedelta(hours=1)
LATER = BEGINNING + 5 * HOUR
TEAM = (
    Named("amina", centre="TN-1", language="fr"),
    Named("omar", centre="TN-1", language="ar"),
    Named("leila", centre="TN-1", role="centre_coordinator", scope="centre"),
)
OTHERS = (
    Named("sami", centre="TN-1"),
    Named("paolo", centre="IT-1", role="centre_coordinator", scope="centre"),
    Named("tarek", role="country_coordinator", scope="country:TN"),
    Named("nino", role="country_coordinator", scope="country:GE"),
    Named("anna", role="network_animator", scope="network:1"),
    Named("clara", role="programme_coordinator"),
    Named("mara", centre="MW-1", role="mentor", scope="centre:1"),
    Named("root", role="administrator"),
)


@pytest.fixture
def editions():
    return Editions()


@pytest.fixture
def people(database):
    return settled(database, *TEAM, *OTHERS)


def by_command(session):
    return replace(acting(session, 0), actor=COMMAND)


def assessed(database, rule=Settling.AGREE, **said):
    """An assessment of TN-1, by whom what was said: an hour after each other."""

    def job(session):
        publication = round_opened(by_command(session), rule, closes_at=BEGINNING + timedelta(days=30))
        number = begun(session, publication, "TN-1", BEGINNING)
        for hours, (name, levels) in enumerate(said.items(), 1):
            contributed(session, number, name, levels, BEGINNING + hours * HOUR)
        return number

    return database.write_now(job)


def signed_rows(database, number):
    def query(session):
        levels = {row.indicator: row for row in session.exec(select(SettledLevel))}
        scores = {(row.kind, row.key): row for row in session.exec(select(AssessmentScore))}
        return session.get_one(Assessment, number), levels, scores

    return database.read_now(query)


def test_levels_means_state_and_a_line_of_the_audit_land_together(database, people, editions):
    number = assessed(
        database,
        amina={GREEN[0]: 2, GREEN[1]: 3, GREEN[2]: "na"},
        omar={GREEN[0]: 4, GREEN[1]: 3, WBL[0]: 5},
    )
    followed = []
    done = does(
        database,
        people["leila"],
        signing.sign,
        editions,
        number,
        [lambda work, assessment: followed.append((work.person_id, assessment))],
        now=LATER,
    )
    assessment, levels, scores = signed_rows(database, number)
    assert (done, followed) == (Signed(number), [(people["leila"], number)])
    assert (assessment.state, assessment.signed_at, assessment.signed_by_id) == (
        AssessmentState.SIGNED,
        LATER,
        people["leila"],
    )
    assert {indicator: (row.level, row.not_applicable, row.how) for indicator, row in levels.items()} == {
        GREEN[0]: (3.0, False, Settled.KEPT),
        GREEN[1]: (3.0, False, Settled.ALIKE),
        GREEN[2]: (None, True, Settled.ONE),
        WBL[0]: (5.0, False, Settled.ONE),
    }
    green, digital = scores[ScoreKind.AREA, PriorityArea.GREEN], scores[ScoreKind.AREA, PriorityArea.DIGITAL]
    assert (green.mean, green.answered, green.total, green.not_applicable) == (3.0, 2, 3, 1)
    assert (digital.mean, digital.answered, digital.total) == (None, 0, 3)
    assert assessment.overall == pytest.approx(11 / 3)

    def lines(session):
        return session.exec(select(AuditLine).where(AuditLine.verb == "sign")).all()

    assert [(line.actor_id, line.subject_id, line.scope) for line in database.read_now(lines)] == [
        (people["leila"], str(number), "centre:1")
    ]


def test_signing_again_changes_nothing_and_tells_who_was_first(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2})
    followed = []
    hooks = [lambda _work, assessment: followed.append(assessment)]
    does(database, people["leila"], signing.sign, editions, number, hooks, now=LATER)
    again = does(database, people["tarek"], signing.sign, editions, number, hooks, now=LATER + HOUR)
    assert again == Signed(number, before=True, by="Leila", at=LATER)
    assert (followed, signed_rows(database, number)[0].signed_at) == ([number], LATER)


def test_what_follows_lands_with_the_signing_or_not_at_all(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2})

    def fails(_work, _assessment):
        raise RuntimeError("the badge could not be written")

    with pytest.raises(RuntimeError, match="badge"):
        does(database, people["leila"], signing.sign, editions, number, [fails], now=LATER)
    assessment, levels, scores = signed_rows(database, number)
    assert (assessment.state, levels, scores) == (AssessmentState.OPEN, {}, {})


MAY = {
    "leila": True,
    "tarek": True,
    "clara": True,
    "root": True,
    "amina": False,
    "sami": False,
    "paolo": False,
    "nino": False,
    "anna": False,
    "mara": False,
}


def test_those_sign_and_reopen_whose_scope_takes_in_the_centre(database, people, editions, subtests):
    number = assessed(database, amina={GREEN[0]: 2})
    for name, may in MAY.items():
        with subtests.test(name=name):
            done = does(database, people[name], signing.sign, editions, number, now=LATER)
            assert isinstance(done, Signed) == may
            does(database, people["leila"], signing.sign, editions, number, now=LATER)
            again = does(database, people[name], signing.reopen, number, "A mistake", now=LATER)
            assert isinstance(again, Refusal) != may
            if not may:  # for the next, it is open again
                does(database, people["leila"], signing.reopen, number, "A mistake", now=LATER)


def test_a_decision_of_the_team_counts_and_stays_whose_it_was(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2, GREEN[1]: 2}, omar={GREEN[0]: 4, GREEN[1]: 4})
    seen = BEGINNING + 3 * HOUR
    does(database, people["leila"], settling.decide, number, {GREEN[0]: "4", GREEN[1]: "keep"}, seen, now=seen)
    does(database, people["tarek"], signing.sign, editions, number, now=LATER)
    levels = signed_rows(database, number)[1]
    assert [(levels[one].level, levels[one].how, levels[one].by_id, levels[one].at) for one in GREEN[:2]] == [
        (4.0, Settled.AGREED, people["leila"], seen),
        (3.0, Settled.KEPT, people["leila"], seen),
    ]


def test_a_decision_on_what_somebody_has_changed_since_does_not_count(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2}, omar={GREEN[0]: 4})
    seen = BEGINNING + 3 * HOUR
    database.write_now(lambda session: contributed(session, number, "amina", {GREEN[0]: 1}, seen + HOUR))
    does(database, people["leila"], settling.decide, number, {GREEN[0]: "4"}, seen, now=LATER)
    does(database, people["leila"], signing.sign, editions, number, now=LATER)
    row = signed_rows(database, number)[1][GREEN[0]]
    assert (row.level, row.how, row.by_id) == (2.5, Settled.KEPT, None)


def test_to_hand_in_the_same_again_leaves_a_decision_alone(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2}, omar={GREEN[0]: 4})
    does(database, people["leila"], settling.decide, number, {GREEN[0]: "3"}, BEGINNING + 3 * HOUR)
    database.write_now(lambda session: contributed(session, number, "amina", {GREEN[0]: 2}, LATER))
    found = looks(database, people["leila"], settling.differences, editions, number, now=LATER)
    assert (found.open, len(found.all)) == ((), 1)


@pytest.mark.parametrize(("rule", "how"), [(Settling.AVERAGE, Settled.AVERAGE), (Settling.KEEP, Settled.KEPT)])
def test_by_other_rules_nobody_has_to_settle_anything(database, people, editions, rule, how):
    number = assessed(database, rule, amina={GREEN[0]: 2}, omar={GREEN[0]: 5})
    found = looks(database, people["leila"], settling.differences, editions, number, now=LATER)
    assert (found.decides, found.open, len(found.all)) == (False, (), 1)
    does(database, people["leila"], signing.sign, editions, number, now=LATER)
    row = signed_rows(database, number)[1][GREEN[0]]
    assert (row.level, row.how) == (3.5, how)


def test_members_change_their_own_level_and_no_other(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2, GREEN[1]: 3}, omar={GREEN[0]: 4})
    mine = looks(database, people["amina"], settling.differences, editions, number, now=LATER)
    assert [(one.about.indicator, one.mine.level) for one in mine.open] == [(GREEN[0], 2)]
    assert looks(database, people["sami"], settling.differences, editions, number, now=LATER).open == ()
    changed = does(database, people["amina"], settling.change_mine, editions, number, {GREEN[0]: "4"}, now=LATER)
    assert changed == 1
    does(database, people["sami"], settling.change_mine, editions, number, {GREEN[0]: "1"}, now=LATER)
    does(database, people["leila"], signing.sign, editions, number, now=LATER)
    levels = signed_rows(database, number)[1]
    assert [(levels[one].level, levels[one].how) for one in GREEN[:2]] == [(4.0, Settled.ALIKE), (3.0, Settled.ONE)]


def test_who_said_what_is_not_for_others(database, people, editions, subtests):
    number = assessed(database, amina={GREEN[0]: 2}, omar={GREEN[0]: 4})
    for name in ["paolo", "nino"]:
        with subtests.test(name=name):
            assert isinstance(looks(database, people[name], settling.differences, editions, number), Refusal)


def test_a_mentor_does_not_see_who_said_what(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2}, omar={GREEN[0]: 4})
    assert isinstance(looks(database, people["mara"], settling.differences, editions, number), Refusal)


def test_reopened_it_keeps_its_means_until_it_is_signed_again_and_the_team_is_told(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2}, omar={GREEN[1]: 4})
    does(database, people["leila"], signing.sign, editions, number, now=LATER)
    told = does(database, people["leila"], signing.reopen, number, "The workshop is new", now=LATER + HOUR)
    assessment, levels, scores = signed_rows(database, number)
    assert (told, assessment.state, assessment.overall) == (2, AssessmentState.OPEN, 3.0)
    assert (len(levels), scores[ScoreKind.AREA, PriorityArea.GREEN].mean) == (2, 3.0)

    def kept(session):
        told = select(OutboxRow).where(OutboxRow.dedupe_key.startswith("assessment:")).order_by(OutboxRow.person_id)
        texts = [row.payload["text"] for row in session.exec(told)]
        lines = session.exec(select(AuditLine).where(AuditLine.verb == "reopen")).all()
        return texts, lines, session.exec(select(AssessmentComment)).all()

    texts, lines, comments = database.read_now(kept)
    assert ["The workshop is new" in text for text in texts] == [True, True]
    assert [(line.actor_id, line.detail) for line in lines] == [(people["leila"], {"comment": comments[0].id})]
    database.write_now(lambda session: contributed(session, number, "amina", {GREEN[0]: 5}, LATER + 2 * HOUR))
    does(database, people["leila"], signing.sign, editions, number, now=LATER + 3 * HOUR)
    assessment, _levels, scores = signed_rows(database, number)
    assert (assessment.overall, scores[ScoreKind.AREA, PriorityArea.GREEN].mean) == (4.5, 4.5)


def ends_round(database, number):
    def job(session):
        publication = session.get_one(Publication, session.get_one(Assessment, number).publication_id)
        assert rounds.close(by_command(session), publication.round_id) == publication.round_id

    database.write_now(job)


def test_after_the_round_only_the_programme_reopens(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2})
    does(database, people["leila"], signing.sign, editions, number, now=LATER)
    ends_round(database, number)
    for name in ("leila", "tarek"):
        refused = does(database, people[name], signing.reopen, number, "Wrong", now=LATER)
        assert "This round is over" in str(refused.why)
    assert does(database, people["clara"], signing.reopen, number, "Wrong", now=LATER) == 1


def test_what_was_handed_in_can_still_be_signed_after_the_round(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2})
    ends_round(database, number)
    assert does(database, people["leila"], signing.sign, editions, number, now=LATER) == Signed(number, late=True)


def test_what_the_programme_reopened_is_not_late_when_it_is_signed_again(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2})
    does(database, people["leila"], signing.sign, editions, number, now=LATER)
    ends_round(database, number)
    does(database, people["clara"], signing.reopen, number, "Wrong", now=LATER)
    assert does(database, people["leila"], signing.sign, editions, number, now=LATER) == Signed(number)


def test_without_a_word_of_anybody_there_is_nothing_to_sign(database, people, editions):
    number = assessed(database)
    assert does(database, people["leila"], signing.sign, editions, number) == Refusal(signing.NOTHING_YET)


def test_where_nothing_applies_it_is_signed_without_a_mean(database, people, editions):
    number = assessed(database, amina=dict.fromkeys(GREEN, "na"))
    does(database, people["leila"], signing.sign, editions, number, now=LATER)
    assessment, levels, scores = signed_rows(database, number)
    green = scores[ScoreKind.AREA, PriorityArea.GREEN]
    assert (assessment.overall, len(levels), green.mean, green.not_applicable) == (None, 3, None, 3)


def test_a_centre_that_no_longer_takes_part_signs_nothing(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2})

    def job(session):
        session.get_one(Centre, session.get_one(Assessment, number).centre_id).state = CentreState.CLOSED

    database.write_now(job)
    done = does(database, people["tarek"], signing.sign, editions, number, now=LATER)
    assert isinstance(done, Refusal)
    assert signed_rows(database, number)[1:] == ({}, {})


def test_what_a_forgotten_person_said_counts_without_a_name(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2}, omar={GREEN[0]: 4})
    week = timedelta(days=8)
    does(database, people["amina"], forgetting.ask, now=LATER)
    does(database, people["leila"], forgetting.erase_due, now=LATER + week)
    found = looks(database, people["leila"], settling.differences, editions, number, now=LATER + week)
    assert [(one.level, one.names) for one in found.open[0].said] == [(4, ("Omar",)), (2, (None,))]
    does(database, people["leila"], signing.sign, editions, number, now=LATER + week)
    assert signed_rows(database, number)[1][GREEN[0]].level == 3.0


def given(database):
    """Of what holds: the kinds, and whose it is."""
    rows = select(Credential).where(Credential.revoked_at == None)  # noqa: E711 - SQL's IS NULL
    return database.read_now(lambda session: sorted((row.kind, row.person_id or 0) for row in session.exec(rows)))


def in_depth(database, rated, **answers):
    """Amina's and Omar's assessment of TN-1 with so many indicators rated; `answers` by the names of questions."""
    indicators = [part.marks["indicator"] for part in IN_DEPTH.parts.values() if part.marks.get("kind") == "level"]

    def job(session):
        publication = round_opened(
            by_command(session), instrument="eight_areas_in_depth", closes_at=BEGINNING + timedelta(days=30)
        )
        number = begun(session, publication, "TN-1", BEGINNING)
        contributed(session, number, "amina", dict.fromkeys(indicators[:rated], 3), BEGINNING + HOUR)
        contributed(session, number, "omar", {indicators[0]: 4}, BEGINNING + 2 * HOUR)
        [first, *_] = session.exec(select(Submission).where(Submission.assessment_id == number))
        paths = {part.name: path for path, part in IN_DEPTH.parts.items()}
        first.answers = {**first.answers, **{paths[name]: said for name, said in answers.items()}}
        session.add(first)
        return number

    return database.write_now(job)


def test_a_signature_that_meets_the_rule_gives_badge_and_certificates_in_the_same_transaction(
    database, people, editions
):
    number = in_depth(database, 40, first="green")
    does(database, people["leila"], signing.sign, editions, number, [recognition.recognise], now=LATER)
    contributors = sorted((CredentialKind.PARTICIPANT, people[name]) for name in ("amina", "omar"))
    assert given(database) == [(CredentialKind.BADGE, 0), (CredentialKind.CENTRE, 0), *contributors]


@pytest.mark.parametrize(("rated", "answers"), [(39, {"first": "green"}), (48, {})])
def test_a_signature_that_misses_something_gives_no_badge(database, people, editions, rated, answers):
    number = in_depth(database, rated, **answers)
    does(database, people["leila"], signing.sign, editions, number, [recognition.recognise], now=LATER)
    assert CredentialKind.BADGE not in {kind for kind, _person in given(database)}


def test_what_was_given_ends_when_it_is_reopened_and_comes_anew_with_the_next_signature(database, people, editions):
    number = in_depth(database, 40, first="green")
    after = [recognition.recognise]
    does(database, people["leila"], signing.sign, editions, number, after, now=LATER)
    before = given(database)
    does(database, people["leila"], signing.reopen, number, "The workshop is new", now=LATER + HOUR)
    assert given(database) == []
    reasons = database.read_now(lambda session: set(session.exec(select(Credential.reason))))
    assert reasons == {"The workshop is new"}
    does(database, people["leila"], signing.sign, editions, number, after, now=LATER + 2 * HOUR)
    assert given(database) == before


def test_two_who_sign_at_the_same_moment_sign_once(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2})
    followed, barrier = [], Barrier(2)

    def signs(name):
        barrier.wait()
        hooks = [lambda _work, assessment: followed.append(assessment)]
        return does(database, people[name], signing.sign, editions, number, hooks, now=LATER)

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(signs, ["leila", "tarek"]))
    assert (sorted(one.before for one in done), followed) == ([False, True], [number])


def test_statements_do_not_grow_with_people_and_indicators(database, people, editions):
    few = assessed(database, amina={GREEN[0]: 2})
    many = assessed(
        database,
        amina={one: 2 for names in RATED.values() for one in names},
        omar={one: 4 for names in RATED.values() for one in names},
        leila={one: 3 for names in RATED.values() for one in names},
        sami={one: 5 for names in RATED.values() for one in names},
    )
    looks(database, people["leila"], team_page.page, editions, few)  # versions are in memory from then on

    def statements(verb, *given):
        return len(heard(database, lambda: does(database, people["leila"], verb, editions, *given)))

    for verb in (team_page.page, settling.differences, signing.sign):
        counts = [statements(verb, few), statements(verb, many)]
        assert counts[0] == counts[1]
        assert counts[1] < 30


def test_a_later_round_tells_what_has_changed_over_what_both_asked(database, people, editions):
    first = assessed(database, amina={GREEN[0]: 2, GREEN[1]: 2})
    does(database, people["leila"], signing.sign, editions, first, now=LATER)
    second = assessed(database, amina={GREEN[0]: 4, GREEN[2]: 1, WBL[0]: 5})
    does(database, people["leila"], signing.sign, editions, second, now=LATER + HOUR)
    found = looks(database, people["leila"], results.result, editions, second)
    assert found.changes == {PriorityArea.GREEN: Change(2.0, 4.0)}
    assert looks(database, people["leila"], results.result, editions, first).changes == {}
