"""Seeking a time for a session: put to the vote, answered, changed meanwhile, decided; on both engines."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.sessions import HostPart
from bot.domain.subscriptions import SESSIONS
from bot.domain.time_votes import Suits
from bot.i18n.translator import Reader, unisolated
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person, PersonState
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionHost, SessionState
from bot.storage.time_votes import SlotVote, TimeVote, VoteState, own_votes, slots_of
from bot.usecases import (
    forgetting,
    rsvps,
    sessions,
    subscriptions,
    time_vote_answers,
    time_vote_closing,
    time_vote_pages,
    time_vote_tally,
    time_votes,
)
from bot.usecases.time_votes import Proposal
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import ORGANISER, STARTS, TRANSLATOR, Learning

pytestmark = pytest.mark.slow  # forty votes with four people each, on both engines

TUESDAY, WEDNESDAY, THURSDAY = (STARTS + timedelta(days=days) for days in (5, 6, 7))
CLOSES = STARTS + timedelta(days=2)
AMINA, NINO, OMAR = (
    Named("amina", language="ar", centre="TN-2"),
    Named("nino", centre="GE-1"),
    Named("omar", language="fr", centre="TN-2", channel="matrix"),
)


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(ORGANISER, AMINA, NINO, OMAR)
    return world


def draft(learning, **more):
    def job(session):
        row = LearningSession(
            programme_id=1,
            organiser_id=session.exec(select(Person.id).where(Person.name == "Fatou")).one(),
            area=PriorityArea.WBL,
            zone="Africa/Tunis",
            minutes=60,
            state=SessionState.DRAFT,
            created_at=BEGINNING,
            changed_at=BEGINNING,
            **more,
        )
        session.add(row)
        session.flush()
        return row.id

    return learning.database.write_now(job)


def begun(learning, *slots, closes_at=CLOSES, capacity=None, **more):
    """The number of a session of which these times are put to the vote; everybody is asked."""
    number = draft(learning, capacity=capacity)
    proposal = Proposal(slots or (TUESDAY, WEDNESDAY, THURSDAY), closes_at, **more)
    assert learning.does("fatou", time_votes.begin, number, proposal) is None
    learning.clock_ticks()
    return number


def closes(learning):
    learning.now = CLOSES
    while learning.does(None, time_vote_closing.look_after):
        pass
    learning.clock_ticks()


def said(words, language="en"):
    return unisolated(TRANSLATOR.render(words, Reader(language, "Africa/Tunis")))


def row_of(learning, number):
    return learning.database.read_now(lambda s: s.get_one(LearningSession, number))


def vote_of(learning, number):
    return learning.database.read_now(lambda s: s.get_one(TimeVote, number))


def votes_of(learning, name, number):
    person = learning.number_of(name)
    return learning.database.read_now(lambda s: own_votes(s, number, person))


def answers(learning, number):
    """{name: what they answered to the invitation}."""
    rows = learning.database.read_now(
        lambda s: s.exec(
            select(Person.name, Rsvp.answer)
            .join(Rsvp, col(Rsvp.person_id) == col(Person.id))
            .where(Rsvp.session_id == number)
        ).all()
    )
    return dict(rows)


def refused(result):
    assert isinstance(result, Refusal)
    return said(result.why)


# -- putting times to the vote -----------------------------------------------------------------------------------------
def test_everybody_in_the_audience_is_asked_once_and_whoever_organises_it_is_shown_how_it_stands(learning):
    number = begun(learning)
    learning.clock_ticks()
    asked = [key.split(":")[-1] for key, _text in learning.queued(f"session:{number}:vote:")]
    assert sorted(asked) == sorted(str(learning.number_of(name)) for name in ("amina", "nino", "omar"))
    [(_key, tally)] = learning.queued(f"session:{number}:times")
    assert "1. mardi 21 mars 2023, 14:00" in tally
    assert row_of(learning, number).state is SessionState.SEEKING


def test_who_has_turned_sessions_off_is_not_asked_and_may_answer_all_the_same(learning):
    learning.does("amina", subscriptions.turn_off, [SESSIONS])
    number = begun(learning)
    amina = str(learning.number_of("amina"))
    assert {key.split(":")[-1] for key, _text in learning.queued(f"session:{number}:vote:")} == {
        str(learning.number_of(name)) for name in ("nino", "omar")
    }
    learning.does("amina", time_vote_answers.yes, f"{number} 1")
    assert votes_of(learning, "amina", number)
    learning.does("fatou", time_votes.replace_slot, number, 2, THURSDAY + timedelta(hours=1))
    learning.clock_ticks()
    assert amina in {key.split(":")[-1] for key, _text in learning.queued(f"session:{number}:slots:")}


def test_each_sees_the_times_on_their_own_clock_and_on_the_organisers(learning):
    number = begun(learning)
    nino = learning.number_of("nino")
    [text] = [text for key, text in learning.queued(":vote:") if key.endswith(f":{nino}")]
    assert "1. Tuesday 21 March 2023, 17:00 your time, 14:00 in Tunis" in unisolated(text)
    assert number


def test_whoever_organises_it_can_come_at_each_of_the_times(learning):
    number = begun(learning)
    assert votes_of(learning, "fatou", number) == dict.fromkeys((1, 2, 3), Suits.YES)


def test_what_cannot_be_put_to_the_vote_is_told_and_nothing_is_sent(learning, subtests):
    number = draft(learning)
    for slots, closes_at, key, begins in [
        ([], CLOSES, "slots", "At least one time"),
        ([BEGINNING - timedelta(hours=1)], CLOSES, "slots", "That has passed already"),
        ([TUESDAY + timedelta(hours=n) for n in range(300)], CLOSES, "slots", "That is 300 times; at most 10"),
        ([TUESDAY], TUESDAY, "closes", "The first of these times begins before the answers are in"),
        ([TUESDAY], BEGINNING, "closes", "The last moment to answer has to lie ahead"),
    ]:
        with subtests.test(begins=begins):
            result = learning.does("fatou", time_votes.begin, number, Proposal(tuple(slots), closes_at))
            assert result.key == key
            assert refused(result).startswith(begins)
            learning.clock_ticks()
            assert learning.queued("session:") == []
            assert row_of(learning, number).state is SessionState.DRAFT


def test_who_leads_it_or_is_needed_is_asked_once_although_not_in_the_audience(learning):
    number = draft(learning, audience={"countries": ["TN"]})
    nino, omar = learning.number_of("nino"), learning.number_of("omar")
    learning.database.write_now(lambda s: s.add(SessionHost(session_id=number, person_id=nino, part=HostPart.HOST)))
    learning.does("fatou", time_votes.begin, number, Proposal((TUESDAY,), CLOSES, needed=(omar,)))
    learning.clock_ticks()
    asked = [int(key.split(":")[-1]) for key, _text in learning.queued(f"session:{number}:vote:")]
    assert sorted(asked) == sorted([nino, omar, learning.number_of("amina")])


def test_no_vote_is_offered_an_end_at_night_unless_there_is_no_other(learning):
    learning.now = BEGINNING.replace(hour=21)  # 22:00 in Rome: three hours later everybody sleeps
    night, days = (
        learning.does("fatou", time_vote_pages.deadlines, [learning.now + timedelta(hours=ahead)]) for ahead in (4, 48)
    )
    assert [one.value for one in night] == ["soon"]
    assert [one.value for one in days] == ["1", "2"]
    learning.now = BEGINNING
    by_day = learning.does("fatou", time_vote_pages.deadlines, [BEGINNING + timedelta(hours=48)])
    assert [one.value for one in by_day] == ["soon", "1"]


def test_a_vote_begins_once(learning):
    number = begun(learning)
    assert "not a draft any more" in refused(
        learning.does("fatou", time_votes.begin, number, Proposal((TUESDAY,), CLOSES))
    )


def test_others_can_neither_begin_nor_decide_a_vote(learning):
    number = draft(learning)
    assert "Only the organiser" in refused(
        learning.does("amina", time_votes.begin, number, Proposal((TUESDAY,), CLOSES))
    )
    number = begun(learning)
    assert "Only the organiser" in refused(learning.does("amina", time_votes.take, f"{number} 1"))
    assert "Only the organiser" in refused(learning.does("amina", time_votes.replace_slot, number, 1, None))


# -- answering ---------------------------------------------------------------------------------------------------------
def test_several_times_are_answered_at_once_and_what_was_said_of_others_stays(learning):
    number = begun(learning)
    learning.does("amina", time_vote_answers.yes, f"{number} 1 3")
    told = learning.does("amina", time_vote_answers.if_need_be, f"{number} 2")
    assert votes_of(learning, "amina", number) == {1: Suits.YES, 2: Suits.IF_NEED_BE, 3: Suits.YES}
    assert "2. Wednesday 22 March 2023, 14:00 your time: *if need be*" in said(told.words)


def test_each_tap_on_a_time_is_the_next_answer(learning):
    number = begun(learning)
    seen = []
    for _tap in range(4):
        learning.does("amina", time_vote_answers.turn, f"{number} 2")
        seen.append(votes_of(learning, "amina", number)[2])
    assert seen == [Suits.YES, Suits.IF_NEED_BE, Suits.NO, Suits.YES]


def test_all_and_none_are_one_word(learning):
    number = begun(learning)
    learning.does("amina", time_vote_answers.all_of_them, str(number))
    assert set(votes_of(learning, "amina", number).values()) == {Suits.YES}
    learning.does("amina", time_vote_answers.none_of_them, str(number))
    assert set(votes_of(learning, "amina", number).values()) == {Suits.NO}


def test_an_answer_is_undone_as_it_was(learning):
    number = begun(learning)
    learning.does("amina", time_vote_answers.no, f"{number} 1")
    told = learning.does("amina", time_vote_answers.yes, f"{number} 1 2")
    action, _colon, argument = told.undo.removeprefix("a:").partition(":")
    assert action == "times.back"
    learning.does("amina", time_vote_answers.put_back, argument)
    assert votes_of(learning, "amina", number) == {1: Suits.NO}


def test_a_time_that_is_not_on_offer_is_refused_with_those_that_are(learning):
    number = begun(learning)
    result = learning.does("amina", time_vote_answers.yes, f"{number} 1 7")
    assert refused(result) == (f"Session {number} has no time 7 on offer now. These can be chosen: 1, 2, and 3.")
    assert votes_of(learning, "amina", number) == {}


def test_who_was_not_asked_cannot_answer(learning):
    number = draft(learning, audience={"countries": ["GE"]})
    learning.does("fatou", time_votes.begin, number, Proposal((TUESDAY,), CLOSES))
    learning.clock_ticks()
    assert "I know of no session" in refused(learning.does("amina", time_vote_answers.yes, f"{number} 1"))


def test_nonsense_is_refused(learning, subtests):
    for argument in ["", "0", "99999999999999999999 1", "x", "12 1"]:
        with subtests.test(argument=argument):
            assert isinstance(learning.does("amina", time_vote_answers.yes, argument), Refusal)


def test_after_the_end_nobody_can_answer(learning):
    number = begun(learning)
    learning.now = CLOSES
    told = learning.does("amina", time_vote_answers.yes, f"{number} 1")
    assert "One could answer until" in said(told.words)
    assert votes_of(learning, "amina", number) == {}


# -- what changes meanwhile --------------------------------------------------------------------------------------------
def test_another_time_instead_of_one_keeps_what_was_said_of_the_others(learning):
    number = begun(learning)
    learning.does("amina", time_vote_answers.yes, f"{number} 1 2")
    assert learning.does("fatou", time_votes.replace_slot, number, 2, THURSDAY + timedelta(days=1)) is None
    learning.clock_ticks()
    slots = learning.database.read_now(lambda s: [slot.number for slot in slots_of(s, number)])
    assert slots == [1, 3, 4], "a number is never given again"
    amina = learning.number_of("amina")
    [text] = [text for key, text in learning.queued(f"session:{number}:slots:") if key.endswith(f":{amina}")]
    assert "1. الثلاثاء" in unisolated(text)
    assert "2. الأربعاء" not in unisolated(text)
    told = learning.does("amina", time_vote_answers.show, str(number))
    assert said(told.words).count(": *yes*") == 1
    assert "no time 2 on offer" in refused(learning.does("amina", time_vote_answers.yes, f"{number} 2"))


def test_the_last_time_cannot_be_taken_away_and_no_eleventh_added(learning):
    number = begun(learning, TUESDAY)
    assert "At least one time" in refused(learning.does("fatou", time_votes.replace_slot, number, 1, None))
    number = begun(learning, *(TUESDAY + timedelta(hours=n) for n in range(10)))
    assert "That is 11 times" in refused(learning.does("fatou", time_votes.replace_slot, number, None, THURSDAY))
    assert "not on offer any more" in refused(learning.does("fatou", time_votes.replace_slot, number, 77, THURSDAY))


def test_the_tally_is_drawn_anew_only_when_something_changed_and_at_most_every_five_seconds(learning):
    number = begun(learning)

    def drawn():
        while learning.does(None, time_vote_tally.redraw_next):
            pass
        return len(learning.queued(f"session:{number}:times:"))

    learning.now = BEGINNING + timedelta(seconds=10)
    assert drawn() == 0
    learning.does("amina", time_vote_answers.yes, f"{number} 1")
    assert drawn() == 1
    learning.now += timedelta(seconds=1)
    learning.does("nino", time_vote_answers.yes, f"{number} 1")
    assert drawn() == 1
    learning.now += timedelta(seconds=4)
    assert drawn() == 2
    learning.now += timedelta(seconds=5)
    assert drawn() == 2
    assert "oui 3" in learning.queued(f"session:{number}:times:")[-1][1]


# -- the end -----------------------------------------------------------------------------------------------------------
def test_the_time_that_wins_is_fixed_who_said_yes_comes_and_the_others_are_asked(learning):
    number = begun(learning)
    learning.does("amina", time_vote_answers.yes, f"{number} 2")
    learning.does("nino", time_vote_answers.if_need_be, f"{number} 2")
    closes(learning)
    row = row_of(learning, number)
    assert (row.state, row.starts_at) == (SessionState.PLANNED, WEDNESDAY)
    assert vote_of(learning, number).state is VoteState.DECIDED
    assert answers(learning, number) == {
        "Fatou": RsvpAnswer.YES,
        "Amina": RsvpAnswer.YES,
        "Nino": None,
        "Omar": None,
    }
    told = [key for key, _text in learning.queued(f"session:{number}:time:")]
    assert len(told) == 4


def test_where_places_are_few_the_first_who_said_yes_come_and_the_others_wait(learning):
    number = begun(learning, capacity=1)
    learning.does("nino", time_vote_answers.yes, f"{number} 2")
    learning.now += timedelta(minutes=1)
    learning.does("amina", time_vote_answers.yes, f"{number} 2")
    closes(learning)
    assert answers(learning, number) == {
        "Fatou": RsvpAnswer.YES,
        "Nino": RsvpAnswer.YES,
        "Amina": RsvpAnswer.WAITING,
        "Omar": None,
    }
    learning.does("nino", rsvps.no, str(number))
    assert answers(learning, number)["Amina"] is RsvpAnswer.YES


def test_a_yes_to_a_session_that_has_no_time_yet_shows_the_times(learning):
    number = begun(learning)
    told = learning.does("amina", rsvps.yes, str(number))
    assert "Which of these times suit you?" in said(told.words)
    assert answers(learning, number)["Amina"] is None


def test_who_said_yes_is_reminded_like_anybody_who_comes(learning):
    number = begun(learning)
    learning.does("amina", time_vote_answers.yes, f"{number} 2")
    closes(learning)
    learning.now = WEDNESDAY - timedelta(hours=1)
    learning.clock_ticks()
    amina = learning.number_of("amina")
    assert [key for key, _text in learning.queued("reminder:") if ":hour:" in key and key.endswith(f":{amina}")]


def test_a_tie_is_put_to_whoever_organises_it(learning):
    number = begun(learning)
    learning.does("amina", time_vote_answers.yes, f"{number} 1 2")
    closes(learning)
    assert vote_of(learning, number).state is VoteState.UNDECIDED
    [(_key, text)] = learning.queued(f"session:{number}:vote over:")
    assert "1 et 2" in text
    learning.does("fatou", time_votes.take, f"{number} 2")
    assert row_of(learning, number).starts_at == WEDNESDAY
    learning.clock_ticks()
    assert len(learning.queued(f"session:{number}:vote over:")) == 1


def test_too_few_is_put_to_whoever_organises_it_and_more_time_opens_the_vote_again(learning):
    number = begun(learning, quorum=3)
    learning.does("amina", time_vote_answers.yes, f"{number} 1")
    closes(learning)
    [(_key, text)] = learning.queued(f"session:{number}:vote over:")
    assert "3" in text
    later = CLOSES + timedelta(days=1)
    assert learning.does("fatou", time_votes.prolong, number, later) is None
    learning.does("nino", time_vote_answers.yes, f"{number} 1")
    learning.now = later
    learning.does(None, time_vote_closing.look_after)
    assert row_of(learning, number).starts_at == TUESDAY


def test_a_time_at_which_somebody_needed_cannot_come_is_not_taken(learning):
    number = begun(learning, needed=(learning.number_of("nino"),))
    learning.does("amina", time_vote_answers.yes, f"{number} 1 2")
    learning.does("nino", time_vote_answers.no, f"{number} 1")
    learning.does("nino", time_vote_answers.if_need_be, f"{number} 2")
    closes(learning)
    assert row_of(learning, number).starts_at == WEDNESDAY


def test_of_two_confirmations_the_first_counts(learning):
    number = begun(learning)
    first = learning.does("fatou", time_votes.take, f"{number} 1")
    assert isinstance(first, Told)
    assert "has its time already" in refused(learning.does("fatou", time_votes.take, f"{number} 2"))
    closes(learning)
    assert row_of(learning, number).starts_at == TUESDAY
    assert len(learning.queued(f"session:{number}:time:")) == 4


def test_of_two_confirmations_in_the_same_moment_one_counts(learning):
    number = begun(learning)
    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(lambda slot: learning.does("fatou", time_votes.take, f"{number} {slot}"), (1, 2)))
    assert sorted(type(result).__name__ for result in results) == ["Refusal", "Told"]
    learning.clock_ticks()
    assert len(learning.queued(f"session:{number}:time:")) == 4


def test_times_that_have_passed_are_neither_counted_nor_taken(learning):
    """The bot was away over the end of the vote and the first of its times."""
    number = begun(learning)
    learning.does("amina", time_vote_answers.yes, f"{number} 1")
    learning.does("nino", time_vote_answers.if_need_be, f"{number} 3")
    learning.now = TUESDAY + timedelta(minutes=1)
    learning.does(None, time_vote_closing.look_after)
    assert row_of(learning, number).starts_at == THURSDAY
    number = begun(learning, THURSDAY, closes_at=WEDNESDAY)
    learning.now = THURSDAY
    learning.does(None, time_vote_closing.look_after)
    assert "That has passed already" in refused(learning.does("fatou", time_votes.take, f"{number} 1"))
    [(_key, text)] = learning.queued(f"session:{number}:vote over:")
    assert "tous les créneaux sont passés" in text
    assert row_of(learning, number).state is SessionState.SEEKING


def test_where_whoever_organised_it_has_left_who_leads_it_decides(learning):
    number = begun(learning)
    nino = learning.number_of("nino")
    learning.database.write_now(lambda s: s.add(SessionHost(session_id=number, person_id=nino, part=HostPart.HOST)))
    learning.does("fatou", forgetting.ask)
    closes(learning)
    [(key, _text)] = learning.queued(f"session:{number}:vote over:")
    assert key.endswith(f":{nino}")


def test_where_nobody_leads_it_any_more_it_is_called_off_and_everybody_is_told(learning):
    number = begun(learning)
    learning.does("amina", time_vote_answers.yes, f"{number} 1")
    learning.does("fatou", forgetting.ask)
    closes(learning)
    assert row_of(learning, number).state is SessionState.CANCELLED
    assert vote_of(learning, number).state is VoteState.DROPPED
    assert len(learning.queued(f"session:{number}:cancellation:")) == 3


@pytest.mark.parametrize(("days", "hears"), [(4, True), (8, False)])
def test_who_coordinates_beside_hears_in_time_of_a_vote_whose_only_leader_goes(learning, days, hears):
    learning.joins(replace(ORGANISER, name="paul"))
    closes_at = BEGINNING + timedelta(days=days)
    number = begun(learning, *(STARTS + timedelta(days=10 + day) for day in range(2)), closes_at=closes_at)
    learning.does("fatou", forgetting.ask)
    told = learning.queued(f"sessions:{number}:led:")
    assert [key.split(":")[-1] for key, _text in told] == ([str(learning.number_of("paul"))] if hears else [])
    learning.now += timedelta(days=days - 1)
    if hears:
        learning.does("fatou", forgetting.undo)
        assert len(learning.queued(f"sessions:{number}:led:")) == 2


def test_a_session_that_is_called_off_takes_its_vote_with_it(learning):
    number = begun(learning)
    learning.does("fatou", sessions.cancel, number, None)
    told = learning.does("amina", time_vote_answers.yes, f"{number} 1")
    assert "This session is cancelled." in said(told.words)
    closes(learning)
    assert vote_of(learning, number).state is VoteState.DROPPED
    assert learning.queued(":vote over:") == []


def test_only_the_silent_are_asked_once_more_a_day_before_the_end_and_not_in_their_night(learning):
    number = begun(learning)
    learning.does("amina", time_vote_answers.none_of_them, str(number))
    learning.now = CLOSES - timedelta(hours=24)  # 14:00 in Tunis
    for _look in range(3):
        learning.does(None, time_vote_closing.look_after)
        learning.clock_ticks()
    asked = [key.split(":")[-1] for key, _text in learning.queued(f"session:{number}:silent:")]
    assert sorted(asked) == sorted(str(learning.number_of(name)) for name in ("nino", "omar"))


def test_who_is_forgotten_takes_their_answers_with_them(learning):
    number = begun(learning, needed=(learning.number_of("amina"),))
    learning.does("amina", time_vote_answers.yes, f"{number} 1")
    learning.does("amina", forgetting.ask)
    learning.now += timedelta(days=7)
    learning.does(None, forgetting.erase_due)
    amina = learning.number_of("fatou")  # the name of whoever is erased is gone
    rows = learning.database.read_now(lambda s: s.exec(select(SlotVote.person_id).distinct()).all())
    assert rows == [amina]


def test_no_message_goes_out_twice(learning):
    number = begun(learning)
    closes(learning)
    closes(learning)
    keys = learning.database.read_now(lambda s: s.exec(select(OutboxRow.dedupe_key)).all())
    assert len(keys) == len(set(keys))
    assert number
    assert learning.database.read_now(lambda s: s.exec(select(Person.state)).first()) is PersonState.ACTIVE
