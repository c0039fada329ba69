"""Peer visits: what is decided when centres answer, say no, leave, close or keep silent, and when time passes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.visit_findings import NoteKind
from bot.domain.visit_timetable import PREPARING, VisitStep
from bot.domain.visits import VisitWay
from bot.i18n.translator import Reader
from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of
from bot.storage.centres import Centre, CentreState
from bot.storage.outbox import OutboxRow
from bot.storage.partners import Partner, Partnership, PartnershipState
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionState
from bot.storage.visit_reports import ReportState, VisitReportRow
from bot.storage.visits import (
    InGroup,
    Visit,
    VisitCall,
    VisitCallState,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    VisitOffer,
    VisitState,
    VisitTask,
    visitors_of,
)
from bot.usecases import (
    forgetting,
    room_clock,
    rooms,
    visit_calls,
    visit_exchange,
    visit_groups,
    visit_leaving,
    visit_lists,
    visit_matching,
    visit_notes,
    visit_offers,
    visit_own,
    visit_planning,
    visit_progress,
    visit_reports,
    visit_tasks,
)
from bot.usecases.visit_offers import Offer
from bot.usecases.work import SYSTEM, Work
from tests.delivery.listening import overheard
from tests.transcripts.canonical import ISOLATES
from tests.transcripts.holidays import rest
from tests.transcripts.world import BEGINNING
from tests.usecases.assessing import TRANSLATOR, acting
from tests.usecases.calling_visits import BOTH, FIRST, HEADS, HOSTS, LAST, VISITS, Visiting

pytestmark = pytest.mark.slow  # whole calls, from the first answer to the last step
MONDAY = date(2023, 5, 15)
DROPPING = (visit_calls.drop, visit_calls.drop_now, visit_calls.keep)


@pytest.fixture
def visiting(database):
    return Visiting(database)


@pytest.fixture
def running(visiting):
    """Tunis and Trento host and visit, Mikolongwe visits: live, nothing planned yet."""
    visiting.runs(amina=BOTH, giulia=BOTH, omar=VISITS)
    return visiting


def together(*deeds):
    """Each in a thread of its own, as by workers of their own."""
    start = Barrier(len(deeds))

    def does(deed):
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(does, deeds))


def states(visiting, table):
    return [row.state for row in visiting.rows(table)]


# -- a call ------------------------------------------------------------------------------------------------------------
def test_days_that_cannot_be_are_refused_by_the_question_that_mends_them(visiting, subtests):
    for wrong, key in [
        ({"closes_at": BEGINNING - timedelta(days=1)}, "closes"),
        ({"visits_from": date(2023, 3, 20)}, "from"),
        ({"visits_until": FIRST - timedelta(days=1)}, "until"),
        ({"visits_until": FIRST + timedelta(days=400)}, "until"),
    ]:
        with subtests.test(wrong=wrong):
            refusal = visiting.calls(**wrong)
            assert isinstance(refusal, Refusal)
            assert refusal.key == key
            assert visiting.rows(VisitCall) == []


def test_only_whoever_coordinates_the_centres_may_call_match_send_or_drop(visiting):
    assert isinstance(visiting.calls("amina"), Refusal)
    visiting.calls()
    for verb in (visit_calls.match, visit_calls.match_now, visit_groups.send, *DROPPING):
        assert isinstance(visiting.does("amina", verb, "1"), Refusal)
    assert states(visiting, VisitCall) == [VisitCallState.OPEN]


def test_a_number_that_is_none_is_refused_kindly_by_every_action(visiting, subtests):
    visiting.calls()
    actions = (
        visit_calls.match,
        visit_calls.match_now,
        *DROPPING,
        visit_groups.send,
        visit_groups.yes,
        visit_groups.no_now,
        visit_tasks.done,
    )
    for argument in ["", "2", "x", "-1", "9" * 30, "١"]:
        with subtests.test(argument=argument):
            assert all(isinstance(visiting.does("rosa", verb, argument), Refusal) for verb in actions)


def test_each_centre_is_asked_once_through_whoever_speaks_for_it(visiting):
    visiting.calls()
    visiting.clock_ticks()
    visiting.clock_ticks()
    assert [len(visiting.told(name)) for name in ("amina", "hedi", "giulia", "karim", "rosa")] == [1, 1, 1, 0, 0]


def test_silent_centres_are_reminded_once_while_people_work_there(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=Offer(hosts=False, visits=False))
    visiting.passes(days=10)
    assert [
        sum("a no is an answer" in text for text in visiting.told(name)) for name in ("amina", "giulia", "omar")
    ] == [0, 0, 1]
    [at] = visiting.database.read_now(
        lambda s: s.exec(
            select(OutboxRow.due_at).where(
                col(OutboxRow.dedupe_key).contains(":remind:"), OutboxRow.person_id == visiting.people["omar"]
            )
        ).all()
    )
    there = at.astimezone(zone_of("Africa/Blantyre"))
    assert (9 <= there.hour < 17, there.weekday() in weekend_of("MW")) == (True, False)


def test_the_latest_answer_of_a_centre_counts_and_none_after_the_end(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH)
    visiting.does("hedi", visit_offers.offer, 1, visiting.centres["TN-1"], HOSTS)
    [offer] = visiting.rows(VisitOffer)
    assert (offer.hosts, offer.visits, offer.by_id) == (True, False, visiting.people["hedi"])
    visiting.now += timedelta(days=12)
    assert isinstance(visiting.does("amina", visit_offers.offer, 1, visiting.centres["TN-1"], BOTH), Refusal)


def test_languages_on_offer_are_those_of_the_centre_of_its_people_and_of_its_country(visiting):
    """Else a school that teaches in Italian only could meet nobody: all of a group are of different countries."""

    def other_tongues(session):
        session.get_one(Centre, visiting.centres["IT-1"]).languages = ["it"]
        session.get_one(Person, visiting.people["giulia"]).language = "de"

    visiting.database.write_now(other_tongues)
    languages = [
        visiting.looks(name, visit_offers.languages_of, visiting.centres["IT-1"]) for name in ("giulia", "omar")
    ]
    assert languages == [("it", "de", "en"), ("it",)]  # what people read is told to nobody else


def test_nobody_answers_for_a_centre_that_is_not_theirs_or_not_asked(visiting):
    visiting.calls(audience=Audience(countries=("TN", "IT")))
    assert isinstance(visiting.does("karim", visit_offers.offer, 1, visiting.centres["TN-1"], BOTH), Refusal)
    assert isinstance(visiting.does("amina", visit_offers.offer, 1, visiting.centres["IT-1"], BOTH), Refusal)
    assert isinstance(visiting.does("omar", visit_offers.offer, 1, visiting.centres["MW-1"], BOTH), Refusal)
    assert visiting.rows(VisitOffer) == []


def test_a_call_whose_time_is_over_is_matched_by_itself_and_nobody_who_answered_is_lost(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, omar=BOTH, nino=replace(BOTH, languages=("ka",)))
    visiting.passes(days=12)
    assert states(visiting, VisitCall) == [VisitCallState.MATCHING]
    asyncio.run(visiting.matchmaker().match_next())
    [call] = visiting.rows(VisitCall)
    assert (call.state, call.alone) == (VisitCallState.READY, {str(visiting.centres["GE-1"]): "language"})
    assert "1 group (1 with 3 centres)" in visiting.told("rosa")[-1].replace("*", "")


def test_a_call_that_nobody_answered_says_so(visiting):
    visiting.calls()
    visiting.matches()
    assert "no group could be made" in visiting.told("rosa")[-1]


def test_two_workers_and_a_kill_after_the_search_make_the_groups_once(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.does("rosa", visit_calls.match_now, "1")

    def killed(_place):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(visiting.matchmaker(faults=killed).match_next())
    assert states(visiting, VisitCall) == [VisitCallState.MATCHING]

    async def both():
        await asyncio.gather(visiting.matchmaker().match_next(), visiting.matchmaker().match_next())

    asyncio.run(both())
    assert len(visiting.rows(VisitGroup)) == 1
    assert sum("groups" in text for text in visiting.told("rosa")) == 1


def test_who_has_not_answered_yet_is_told_of_before_a_call_is_closed_early(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH)
    told = visiting.does("rosa", visit_calls.match, "1")
    assert [act.name for act in told.acts] == ["visits.match_now"]
    assert states(visiting, VisitCall) == [VisitCallState.OPEN]
    visiting.does("rosa", visit_calls.match_now, "1")
    assert states(visiting, VisitCall) == [VisitCallState.MATCHING]


def test_once_all_have_answered_the_groups_are_made_at_once(visiting):
    visiting.calls(audience=Audience(countries=("IT", "MW")))
    visiting.offers(giulia=BOTH, omar=BOTH)
    visiting.does("rosa", visit_calls.match, "1")
    assert states(visiting, VisitCall) == [VisitCallState.MATCHING]


def test_a_search_that_fails_can_be_tried_again(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH)
    visiting.does("rosa", visit_calls.match_now, "1")
    matching = visiting.looks("rosa", visit_matching.next_to_match)
    visiting.does("rosa", visit_matching.matched, matching, None)
    assert states(visiting, VisitCall) == [VisitCallState.FAILED]
    visiting.matches()
    assert states(visiting, VisitCall) == [VisitCallState.READY]


# -- who was together --------------------------------------------------------------------------------------------------
def test_partners_and_those_who_visited_each_other_are_not_brought_together_again(running):
    running.calls()
    running.offers(call=2, amina=BOTH, giulia=BOTH, omar=BOTH)
    running.does("rosa", visit_calls.match_now, "2")
    asyncio.run(running.matchmaker().match_next())
    assert set(running.rows(VisitCall)[1].alone.values()) == {"before"}


def test_partners_are_not_brought_together(visiting):
    def partners(session):
        row = Partnership(state=PartnershipState.ACCEPTED, created_at=BEGINNING, expires_at=BEGINNING)
        session.add(row)
        session.flush()
        session.add_all(
            Partner(partnership_id=row.id, centre_id=visiting.centres[one], fit={}) for one in ("TN-1", "IT-1")
        )

    visiting.database.write_now(partners)
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH)
    visiting.matches()
    assert set(visiting.rows(VisitCall)[0].alone.values()) == {"before"}


# -- changing groups ---------------------------------------------------------------------------------------------------
@pytest.fixture
def matched(visiting):
    """Two pairs, and Sfax without one: Tunis and it are of one country."""
    visiting.calls(in_pairs=True)
    visiting.offers(amina=BOTH, fatou=BOTH, giulia=BOTH, omar=BOTH)
    visiting.matches()
    return visiting


def members(visiting):
    groups = {}
    for one in visiting.rows(VisitGroupCentre):
        groups.setdefault(one.group_id, set()).add(one.centre_id)
    return groups


def test_only_exchanges_after_which_all_fit_are_on_offer_and_each_can_be_done(matched):
    offered = matched.looks("rosa", visit_exchange.centres, "1")
    assert len(offered) == 4
    for one in offered:
        for choice in matched.looks("rosa", visit_exchange.choices, "1", int(one.value)):
            before = members(matched)
            told = matched.does("rosa", visit_exchange.move, "1", int(one.value), choice.value)
            assert not isinstance(told, Refusal)
            after = members(matched)
            assert sorted(c for group in after.values() for c in group) == sorted(
                c for group in before.values() for c in group
            )
            assert {matched.centres["TN-1"], matched.centres["TN-2"]} not in list(after.values())


def test_what_would_not_fit_is_refused_and_changes_nothing(matched):
    tunis, sfax = matched.centres["TN-1"], matched.centres["TN-2"]
    before = members(matched)
    group_of_sfax = next(number for number, inside in before.items() if sfax in inside)
    for value in (f"to {group_of_sfax}", "to 99", "with 99", f"with {tunis}", "out", "nonsense 1"):
        assert isinstance(matched.does("rosa", visit_exchange.move, "1", tunis, value), Refusal), value
    assert members(matched) == before


def test_a_centre_without_a_group_takes_the_place_of_another_which_then_has_none(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, fatou=BOTH, giulia=BOTH)
    visiting.matches()
    [alone] = map(int, visiting.rows(VisitCall)[0].alone)
    other = visiting.centres["TN-1"] if alone == visiting.centres["TN-2"] else visiting.centres["TN-2"]
    visiting.does("rosa", visit_exchange.move, "1", alone, f"with {other}")
    assert list(visiting.rows(VisitCall)[0].alone) == [str(other)]
    assert members(visiting) == {1: {alone, visiting.centres["IT-1"]}}


def test_nothing_can_be_exchanged_any_more_once_the_centres_are_asked(matched):
    matched.sends()
    before = members(matched)
    tunis, sfax = matched.centres["TN-1"], matched.centres["TN-2"]
    assert isinstance(matched.does("rosa", visit_exchange.move, "1", tunis, f"with {sfax}"), Refusal)
    assert members(matched) == before


# -- yes and no --------------------------------------------------------------------------------------------------------
def test_no_name_is_told_before_all_have_said_yes(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.matches()
    visiting.sends()
    visiting.says("amina", visit_groups.yes)
    visiting.says("giulia", visit_groups.yes)
    said = "\n".join([*visiting.told("omar"), *visiting.told("giulia")])
    assert "Centre de Tunis" not in said
    assert "Amina" not in said
    visiting.says("omar", visit_groups.yes)
    assert "Omar" in visiting.told("amina")[-1]
    assert states(visiting, VisitGroup) == [VisitGroupState.RUNNING]


def test_all_yes_at_the_same_moment_start_the_group_once(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.matches()
    visiting.sends()

    async def at_once():
        jobs = [
            visiting.database.write(
                lambda session, one=one: visit_groups.yes(acting(session, visiting.people[one], visiting.now), "1")
            )
            for one in ("amina", "giulia", "hedi", "omar", "amina")
        ]
        await asyncio.gather(*jobs)

    asyncio.run(at_once())
    assert len(visiting.rows(Visit)) == 3
    hears = [text for name in ("amina", "hedi", "giulia", "omar") for text in visiting.told(name) if "All have" in text]
    assert len(hears) == 3  # whoever was the last reads it in the answer


def test_the_others_go_on_without_the_one_who_said_no_where_they_still_fit(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.matches()
    visiting.sends()
    visiting.says("amina", visit_groups.yes)
    visiting.says("omar", visit_groups.no_now)
    assert states(visiting, VisitGroup) == [VisitGroupState.ASKED]
    assert "does not take part" in visiting.told("giulia")[-1]
    visiting.says("giulia", visit_groups.yes)
    assert states(visiting, VisitGroup) == [VisitGroupState.RUNNING]
    assert len(visiting.rows(Visit)) == 2


def test_the_last_no_starts_a_group_in_which_all_others_have_said_yes(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.matches()
    visiting.sends()
    for name, verb in (("amina", visit_groups.yes), ("giulia", visit_groups.yes), ("omar", visit_groups.no_now)):
        visiting.says(name, verb)
    assert states(visiting, VisitGroup) == [VisitGroupState.RUNNING]
    assert "All have said yes" in visiting.told("giulia")[-1]


def test_where_only_hosts_would_be_left_the_group_ends_and_they_wait_for_another(visiting):
    visiting.calls()
    visiting.offers(amina=HOSTS, giulia=HOSTS, omar=VISITS)
    visiting.matches()
    visiting.sends()
    visiting.says("amina", visit_groups.yes)
    visiting.says("omar", visit_groups.no_now)
    assert states(visiting, VisitGroup) == [VisitGroupState.DROPPED]
    assert "cannot go on" in visiting.told("amina")[-1]
    assert set(visiting.rows(VisitCall)[0].alone) == {str(visiting.centres["TN-1"]), str(visiting.centres["IT-1"])}


def test_whoever_is_silent_for_two_weeks_does_not_take_part(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, omar=BOTH)
    visiting.matches()
    visiting.sends()
    visiting.says("amina", visit_groups.yes)
    visiting.says("giulia", visit_groups.yes)
    visiting.passes(days=13)
    assert states(visiting, VisitGroup) == [VisitGroupState.ASKED]
    visiting.passes(days=2)
    assert states(visiting, VisitGroup) == [VisitGroupState.RUNNING]
    assert "no longer" not in visiting.says("amina", visit_groups.yes)
    assert isinstance(visiting.does("omar", visit_groups.yes, "1"), Refusal)


def test_each_who_has_no_group_is_told_why_once(visiting):
    visiting.calls()
    visiting.offers(amina=BOTH, giulia=BOTH, nino=replace(BOTH, languages=("ka",)))
    visiting.matches()
    visiting.sends()
    visiting.clock_ticks()
    assert sum("none for your centre" in text for text in visiting.told("nino")) == 1


def test_a_dropped_call_tells_those_who_answered_and_does_not_touch_groups_under_way(running):
    running.calls()
    running.offers(call=2, amina=BOTH)
    before = len(running.told("amina"))
    assert "1 person who answered" in running.says("rosa", visit_calls.drop, "2")
    assert (len(running.told("amina")), states(running, VisitCall)[1]) == (before, VisitCallState.OPEN)
    assert "is open until" in running.says("rosa", visit_calls.keep, "2")
    running.says("rosa", visit_calls.drop_now, "2")
    assert "no peer visits" in running.told("amina")[-1]
    running.says("rosa", visit_calls.drop_now, "1")
    assert states(running, VisitGroup) == [VisitGroupState.RUNNING]


def test_where_nobody_said_that_they_take_part_nobody_is_told_of_a_dropped_call(visiting):
    visiting.calls()
    visiting.offers(amina=Offer(hosts=False, visits=False))
    assert "so nobody is told" in visiting.says("rosa", visit_calls.drop)
    before = len(visiting.told("amina"))
    visiting.says("rosa", visit_calls.drop_now)
    assert len(visiting.told("amina")) == before


# -- days and steps ----------------------------------------------------------------------------------------------------
def tasks(visiting, number=1):
    return {(one.centre_id, one.kind): one for one in visiting.rows(VisitTask) if one.visit_id == number}


def test_every_host_is_visited_by_all_others_who_visit(running):
    hosts = {visit.host_centre_id: visit.id for visit in running.rows(Visit)}
    found = running.database.read_now(lambda s: visitors_of(s, list(hosts.values())))
    tunis, trento, mikolongwe = (running.centres[code] for code in ("TN-1", "IT-1", "MW-1"))
    assert {host: sorted(found[number]) for host, number in hosts.items()} == {
        tunis: sorted([mikolongwe, trento]),
        trento: sorted([mikolongwe, tunis]),
    }


def test_a_planned_visit_has_its_steps_and_a_session_of_its_own_centres(running):
    assert running.plans("amina", 1, MONDAY) == running.rows(Visit)[0].session_id
    tunis, trento = running.centres["TN-1"], running.centres["IT-1"]
    found = tasks(running)
    assert found[tunis, VisitStep.DAY].done_at is not None
    assert found[tunis, VisitStep.SELF_REPORT].due_on == date(2023, 4, 17)
    assert found[trento, VisitStep.QUESTIONS].due_on == date(2023, 5, 8)
    [session] = running.rows(LearningSession)
    assert session.starts_at == datetime(2023, 5, 15, 10, tzinfo=BEGINNING.tzinfo)
    assert session.audience == {"centres": sorted(running.centres[code] for code in ("TN-1", "IT-1", "MW-1"))}
    assert (session.kind, session.origin_id, session.languages) == ("peer_visit", 1, ["fr"])


def test_another_day_moves_the_session_and_the_steps_that_are_not_done(running):
    running.plans("amina", 1, MONDAY)
    running.says("amina", visit_tasks.done, str(tasks(running)[running.centres["TN-1"], VisitStep.SELF_REPORT].id))
    later = MONDAY + timedelta(days=7)
    running.plans("hedi", 1, later)
    [session] = running.rows(LearningSession)
    assert session.starts_at == datetime(2023, 5, 22, 10, tzinfo=BEGINNING.tzinfo)
    found = tasks(running)
    assert found[running.centres["TN-1"], VisitStep.SELF_REPORT].due_on == date(2023, 4, 17)
    assert found[running.centres["TN-1"], VisitStep.AGENDA].due_on == date(2023, 5, 8)


def test_a_visit_that_becomes_a_week_of_photos_has_no_session_any_more(visiting):
    visiting.runs(way=VisitWay.EITHER, amina=BOTH, giulia=BOTH)
    visiting.plans("amina", 1, MONDAY)
    visiting.plans("amina", 1, MONDAY, hour=None)
    visit = visiting.rows(Visit)[0]
    assert (visit.way, visit.session_id) == (VisitWay.DIARY, None)
    assert states(visiting, LearningSession) == [SessionState.CANCELLED]


def test_a_weekend_or_a_day_outside_of_the_call_is_refused(running, subtests):
    for day in [date(2023, 5, 14), FIRST - timedelta(days=3), LAST + timedelta(days=3), date(2020, 1, 6)]:
        with subtests.test(day=str(day)):
            assert isinstance(running.plans("amina", 1, day), Refusal)
            assert running.rows(LearningSession) == []


def test_a_public_holiday_of_one_of_the_centres_is_neither_offered_nor_accepted_and_nothing_is_due_on_it(running):
    """In May 2023 the first is one in all three countries, the fifteenth in Malawi alone."""
    may_day = date(2023, 5, 1)
    assert {may_day, MONDAY} <= set(running.looks("amina", visit_planning.choice, "1").days)
    running.database.write_now(lambda s: rest(s, running.now, ("TN", "IT", "MW")))
    choice = running.looks("amina", visit_planning.choice, "1")
    assert choice.first == date(2023, 5, 2)
    assert not {may_day, MONDAY} & set(choice.days)
    assert [running.plans("amina", 1, day) for day in (may_day, MONDAY)] == [
        running.plans("amina", 1, date(2023, 5, 14))
    ] * 2  # what a Sunday is answered
    assert running.looks("amina", visit_planning.hours, 1, MONDAY) == ()
    assert running.rows(LearningSession) == []
    assert not isinstance(running.plans("amina", 1, date(2023, 5, 22)), Refusal)
    due = {step: one.due_on for (centre, step), one in tasks(running).items() if centre == running.centres["MW-1"]}
    assert due[VisitStep.QUESTIONS] == date(2023, 5, 12)  # the fifteenth and a weekend before it are off


def test_of_which_countries_the_holidays_are_not_known_is_told(running):
    running.database.write_now(lambda s: rest(s, running.now, ("TN", "MW")))
    assert running.looks("amina", visit_planning.choice, "1").unknown == ("IT",)


def test_two_visits_of_a_group_are_not_on_one_day(running):
    running.plans("amina", 1, MONDAY)
    assert isinstance(running.plans("giulia", 2, MONDAY), Refusal)


def test_two_who_choose_the_day_at_once_plan_one_session(running):
    together(
        lambda: running.plans("amina", 1, MONDAY),
        lambda: running.plans("hedi", 1, MONDAY + timedelta(days=1)),
    )
    assert [session.id for session in running.rows(LearningSession)] == [running.rows(Visit)[0].session_id]


def test_a_visit_whose_host_leaves_while_its_day_is_chosen_has_no_session_that_goes_on(running):
    together(
        lambda: running.plans("amina", 1, MONDAY),
        lambda: running.does("hedi", visit_leaving.leave, "1", None),
    )
    assert running.rows(Visit)[0].state is VisitState.CANCELLED
    assert SessionState.PLANNED not in states(running, LearningSession)


def test_two_hosts_of_a_group_who_choose_the_same_day_at_once_do_not_both_get_it(running):
    together(lambda: running.plans("amina", 1, MONDAY), lambda: running.plans("giulia", 2, MONDAY))
    assert len(running.rows(LearningSession)) == 1


def test_hours_on_offer_are_working_hours_of_everybody_until_the_end(running):
    for at in running.looks("amina", visit_planning.hours, 1, MONDAY):
        for zone in ("Africa/Tunis", "Europe/Rome", "Africa/Blantyre"):
            assert at.astimezone(zone_of(zone)).hour >= 8
            assert (at + timedelta(hours=2)).astimezone(zone_of(zone)).hour <= 17


def test_only_the_host_chooses_the_day_and_only_a_centre_does_its_own_steps(running):
    assert isinstance(running.plans("giulia", 1, MONDAY), Refusal)
    running.plans("amina", 1, MONDAY)
    agenda = tasks(running)[running.centres["TN-1"], VisitStep.AGENDA]
    for name in ("giulia", "karim", "rosa"):
        assert isinstance(running.does(name, visit_tasks.done, str(agenda.id)), Refusal)
    assert tasks(running)[running.centres["TN-1"], VisitStep.AGENDA].done_at is None


def test_what_was_written_for_a_step_is_read_by_the_other_centres(running):
    running.plans("amina", 1, MONDAY)
    step = tasks(running)[running.centres["TN-1"], VisitStep.AGENDA]
    running.does("amina", visit_tasks.write, step.id, "10:00 the workshop *live*", {})
    assert "10:00 the workshop" in running.told("giulia")[-1]
    assert "10:00 the workshop" in running.told("omar")[-1]
    assert not any("workshop" in text for text in running.told("fatou"))


def test_a_step_is_reminded_of_at_most_three_times_in_working_hours_and_never_after_it_is_done(running):
    running.plans("amina", 1, MONDAY)
    running.passes(days=80)
    rows = running.database.read_now(
        lambda s: s.exec(select(OutboxRow).where(col(OutboxRow.dedupe_key).contains(":task:"))).all()
    )
    assert rows
    per_task = {}
    for row in rows:
        task = row.dedupe_key.split(":task:")[1].split(":")[0]
        per_task.setdefault((task, row.person_id), []).append(row)
    assert max(map(len, per_task.values())) <= 3
    for row in rows:
        at = row.created_at.astimezone(zone_of("Africa/Tunis"))
        assert at.weekday() not in weekend_of("TN")
    before = len(rows)
    number = tasks(running)[running.centres["TN-1"], VisitStep.VISIT].id
    running.says("amina", visit_tasks.done, str(number))
    running.passes(days=10)
    after = running.database.read_now(
        lambda s: s.exec(select(OutboxRow.id).where(col(OutboxRow.dedupe_key).contains(f":task:{number}:"))).all()
    )
    assert len(after) <= before


def test_what_prepares_a_visit_is_not_reminded_of_once_its_day_is_over(running):
    """It was planned at short notice, or the bot was away."""
    running.plans("amina", 1, MONDAY)
    running.now = datetime(2023, 5, 16, 8, tzinfo=BEGINNING.tzinfo)  # the day after
    waiting = {task.kind for task in running.rows(VisitTask) if task.remind_at and task.remind_at < running.now}
    assert waiting >= PREPARING
    running.clock_ticks()
    prepared = [task for task in running.rows(VisitTask) if task.kind in PREPARING]
    assert {(task.reminded, task.remind_at) for task in prepared} == {(0, None)}


def test_a_visit_is_held_when_its_host_says_so_and_not_before_its_day(running):
    running.plans("amina", 1, MONDAY)
    number = str(tasks(running)[running.centres["TN-1"], VisitStep.VISIT].id)
    assert isinstance(running.does("amina", visit_tasks.done, number), Refusal)
    running.now = datetime(2023, 5, 15, 15, tzinfo=BEGINNING.tzinfo)
    running.says("amina", visit_tasks.done, number)
    assert running.rows(Visit)[0].state is VisitState.HELD
    assert isinstance(running.plans("amina", 1, MONDAY + timedelta(days=7)), Refusal)


def test_a_room_of_the_visit_shows_the_agenda_that_its_host_wrote(running):
    running.plans("amina", 1, MONDAY)
    running.does("amina", partial(rooms.give, has_topics=False), "1", "telegram", "bot", "-100")
    agenda = tasks(running)[running.centres["TN-1"], VisitStep.AGENDA]
    running.does("amina", visit_tasks.write, agenda.id, "10:00 the *workshop*", {})
    running.now += timedelta(hours=1)
    running.database.write_now(
        lambda s: room_clock.look_after(Work(s, running.now, SYSTEM, TRANSLATOR, lambda *_: None))
    )
    said = [row.payload["text"] for row in running.rows(OutboxRow) if row.chat == "-100"]
    assert len(said) == 2
    assert "Agenda:" not in said[0]
    assert said[1].partition("Agenda:\n")[2].startswith("10:00 the \\*workshop\\*")


# -- leaving -----------------------------------------------------------------------------------------------------------
def test_a_host_who_leaves_takes_its_own_visit_along_and_the_others_go_on(running):
    running.plans("amina", 1, MONDAY)
    running.plans("giulia", 2, MONDAY + timedelta(days=1))
    running.does("amina", visit_leaving.leave, "1", "We move house.")
    assert states(running, Visit) == [VisitState.CANCELLED, VisitState.PLANNED]
    assert states(running, LearningSession) == [SessionState.CANCELLED, SessionState.PLANNED]
    assert states(running, VisitGroup) == [VisitGroupState.RUNNING]
    for name in ("giulia", "omar", "rosa"):
        assert "We move house." in running.told(name)[-1]
    left = [one for one in running.rows(VisitTask) if one.centre_id == running.centres["TN-1"]]
    assert all(one.remind_at is None for one in left)


def test_nobody_of_a_centre_that_left_is_reminded_of_the_session_they_had_said_yes_to(running):
    running.plans("giulia", 2, MONDAY)
    [session] = running.rows(LearningSession)

    def karim_comes(database_session):
        database_session.add(
            Rsvp(session_id=session.id, person_id=running.people["karim"], answer=RsvpAnswer.YES, at=running.now)
        )

    running.database.write_now(karim_comes)
    running.does("amina", visit_leaving.leave, "1", None)
    [rsvp] = [one for one in running.rows(Rsvp) if one.person_id == running.people["karim"]]
    assert rsvp.answer is RsvpAnswer.NO
    assert running.rows(LearningSession)[0].audience == {
        "centres": sorted(running.centres[code] for code in ("IT-1", "MW-1"))
    }


def test_the_report_passes_to_another_visitor_when_its_writer_leaves(running):
    running.plans("amina", 1, MONDAY)
    writer, other = sorted([running.centres["IT-1"], running.centres["MW-1"]])
    assert (writer, VisitStep.DRAFT) in tasks(running)
    name = "giulia" if writer == running.centres["IT-1"] else "omar"
    running.does(name, visit_leaving.leave, "1", None)
    assert tasks(running)[other, VisitStep.DRAFT].due_on == tasks(running)[writer, VisitStep.DRAFT].due_on


def test_a_group_of_two_ends_when_one_leaves_and_the_other_waits_for_another_group(visiting):
    visiting.runs(amina=BOTH, giulia=BOTH)
    visiting.plans("amina", 1, MONDAY)
    visiting.does("amina", visit_leaving.leave, "1", None)
    assert states(visiting, VisitGroup) == [VisitGroupState.DROPPED]
    assert states(visiting, Visit) == [VisitState.CANCELLED, VisitState.CANCELLED]
    assert list(visiting.rows(VisitCall)[0].alone) == [str(visiting.centres["IT-1"])]
    assert "may find another group" in visiting.told("giulia")[-1]


def test_what_was_held_stays_when_a_centre_leaves_afterwards(running):
    running.plans("amina", 1, MONDAY)
    running.now = datetime(2023, 5, 15, 15, tzinfo=BEGINNING.tzinfo)
    running.says("amina", visit_tasks.done, str(tasks(running)[running.centres["TN-1"], VisitStep.VISIT].id))
    running.does("amina", visit_leaving.leave, "1", None)
    assert running.rows(Visit)[0].state is VisitState.HELD


def held(visiting, name, number, day):
    """A live visit, on its afternoon."""
    visiting.plans(name, number, day)
    visiting.now = datetime(day.year, day.month, day.day, 15, tzinfo=BEGINNING.tzinfo)
    visiting.says(
        name, visit_tasks.done, str(tasks(visiting, number)[visiting.centres[HEADS[name]], VisitStep.VISIT].id)
    )


def test_another_visitor_writes_the_report_of_a_visit_that_was_held_when_its_writer_leaves(running):
    held(running, "amina", 1, MONDAY)
    writer, other = sorted([running.centres["IT-1"], running.centres["MW-1"]])
    leaving, staying = ("giulia", "omar") if writer == running.centres["IT-1"] else ("omar", "giulia")
    questions = str(tasks(running)[writer, VisitStep.QUESTIONS].id)
    running.does(leaving, visit_leaving.leave, "1", None)
    assert (other, VisitStep.DRAFT) in tasks(running)
    assert running.does(leaving, visit_tasks.done, questions) == Refusal(visit_tasks.LEFT)
    running.now += timedelta(days=40)
    groups = "\n".join(
        TRANSLATOR.render(one, Reader("en")) for one in running.looks("rosa", visit_progress.groups, "1")
    )
    late = [line for line in groups.splitlines() if "Draft of the report" in line]
    assert len(late) == 1
    assert {"giulia": "Trento", "omar": "Mikolongwe"}[staying] in late[0]


def test_where_no_visitor_is_left_the_host_gets_what_was_noted(visiting):
    visiting.runs(amina=BOTH, giulia=BOTH)
    held(visiting, "amina", 1, MONDAY)
    visiting.does("giulia", visit_notes.add, 1, NoteKind.STRENGTH, "They weigh their waste.", PriorityArea.GREEN)
    visiting.does("giulia", visit_leaving.leave, "1", None)
    assert visiting.rows(VisitReportRow)[0].state is ReportState.COMMENTS
    assert any("written the draft of their report" in text for text in visiting.told("amina"))
    visiting.says("amina", visit_reports.nothing_to_add)
    assert states(visiting, Visit)[0] is VisitState.REPORTED


def test_without_a_note_there_is_no_report_of_whoever_left(visiting):
    visiting.runs(amina=BOTH, giulia=BOTH)
    held(visiting, "amina", 1, MONDAY)
    visiting.does("giulia", visit_leaving.leave, "1", None)
    assert [row.until for row in visiting.rows(VisitReportRow)] in ([], [None])


def test_nobody_is_asked_whether_a_diary_took_place(running):
    running.plans("amina", 1, MONDAY, hour=None)
    task = tasks(running)[running.centres["TN-1"], VisitStep.VISIT]
    assert task.remind_at is None
    running.now = datetime(2023, 5, 16, 15, tzinfo=BEGINNING.tzinfo)
    assert running.does("amina", visit_tasks.done, str(task.id)) == Refusal(visit_tasks.A_WEEK)
    assert running.rows(Visit)[0].state is VisitState.PLANNED


def test_a_centre_that_no_longer_takes_part_leaves_its_groups_by_the_clock(running):
    def closes(session):
        row = session.get_one(Centre, running.centres["TN-1"])
        row.state = CentreState.CLOSED
        session.add(row)

    running.database.write_now(closes)
    running.clock_ticks()
    parts = {one.centre_id: one.state for one in running.rows(VisitGroupCentre)}
    assert parts[running.centres["TN-1"]] is InGroup.WITHDRAWN
    assert running.rows(Visit)[0].state is VisitState.CANCELLED
    assert "leaves visit group" in running.told("giulia")[-1]


def test_leaving_twice_is_leaving_once(running):
    running.does("amina", visit_leaving.leave, "1", None)
    before = running.told("giulia")
    assert isinstance(running.does("amina", visit_leaving.leave, "1", None), Refusal)
    assert running.told("giulia") == before


def test_a_group_is_done_when_all_its_visits_are_reported_or_cancelled(running):
    def reported(session):
        for row in session.exec(select(Visit)):
            row.state = VisitState.REPORTED
            session.add(row)

    running.database.write_now(reported)
    running.clock_ticks()
    assert states(running, VisitGroup) == [VisitGroupState.DONE]


# -- looking -----------------------------------------------------------------------------------------------------------
def test_whoever_coordinates_sees_who_is_silent_and_what_is_late(running):
    running.plans("amina", 1, MONDAY)
    running.passes(days=40)
    [group] = running.looks("rosa", visit_progress.groups, "1")
    text = TRANSLATOR.render(group, Reader("en")).translate(ISOLATES)
    assert "Late since 17 April 2023: *Self-report* of Centre de Tunis (Tunisia)." in text
    assert running.looks("amina", visit_progress.groups, "1") == ()


def test_everybody_sees_their_own_visits_and_nobody_elses(running):
    assert [len(running.looks(name, visit_own.visits)) for name in ("amina", "giulia", "omar", "nino", "karim")] == [
        2,
        2,
        2,
        0,
        0,
    ]
    assert running.looks("nino", visit_own.seen, "1") is None
    assert running.looks("omar", visit_own.seen, "99") is None


def test_without_those_who_were_forgotten_the_answers_of_their_centre_stay(running):
    def erased(session):
        forgetting.erase(acting(session, running.people["rosa"], running.now), [running.people["amina"]])

    running.database.write_now(erased)
    assert all(one.by_id != running.people["amina"] for one in running.rows(VisitOffer))
    assert all(one.by_id != running.people["amina"] for one in running.rows(VisitGroupCentre))
    assert len(running.rows(VisitOffer)) == 3


def test_the_menu_shows_visits_to_whom_they_concern(running):
    seen = {name: running.looks(name, visit_own.any_to_see) for name in ("rosa", "amina", "omar", "nino", "karim")}
    assert seen == {"rosa": True, "amina": True, "omar": True, "nino": False, "karim": False}


def test_areas_of_a_visit_are_those_its_host_wished_for(running):
    assert [row.areas for row in running.rows(Visit)] == [[PriorityArea.GREEN], [PriorityArea.GREEN]]
    assert isinstance(running.does("nino", visit_lists.find, "1"), Refusal)


def test_of_many_groups_that_wait_for_an_answer_their_members_and_calls_are_looked_up_once(visiting):
    def waits():
        with overheard(visiting.database.backend.writing) as heard:
            found = visiting.does("amina", visit_own.waiting)
        return len(found), len(heard)

    def one_more(**others):
        visiting.calls(in_pairs=True)
        call = len(visiting.rows(VisitCall))
        visiting.offers(call, amina=BOTH, **others)
        visiting.matches(call)
        visiting.sends(call)

    one_more(giulia=BOTH)
    first, asked = waits()
    one_more(nino=BOTH)
    assert (first, waits()) == (1, (2, asked))
