import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import channel as telegram
from bot.delivery.channel import Rate
from bot.delivery.pace import Bucket, Pace, Send

TELEGRAM = telegram.RATE


class Watch:
    def __init__(self):
        self.seconds = 100.0

    def __call__(self):
        return self.seconds


def sent(pace, watch, seconds, chats, **how):
    """The moments at which messages leave, when there is always one for each chat."""
    moments = []
    ends = watch.seconds + seconds
    while watch.seconds < ends:
        for chat in chats:
            if pace.wait(chat, **how) == 0:
                pace.take(chat, **how)
                moments.append(watch.seconds)
        watch.seconds += 1 / 16
    return moments


def most_within(seconds, moments):
    return max(sum(1 for moment in moments if start <= moment < start + seconds) for start in moments)


def test_no_minute_has_more_for_a_group_though_another_worker_takes_over_in_it():
    watch, moments = Watch(), []
    for _ in range(10):
        pace = Pace(TELEGRAM, watch)
        pace.recall(Send("group", in_group=True, seconds_ago=watch.seconds - moment) for moment in moments[-20:])
        moments += sent(pace, watch, 17, ["group"], in_group=True)
    assert most_within(60, moments) <= 20
    assert len(moments) > 10


def test_what_was_sent_long_ago_is_not_held_against_anybody():
    watch = Watch()
    pace = Pace(TELEGRAM, watch)
    pace.recall([Send("anna", in_group=False, seconds_ago=50.0)] * 5)
    assert (pace.wait("anna"), pace.account.saved(watch())) == (0, 4)


@pytest.mark.parametrize(
    ("seconds", "how", "chats", "expected"),
    [
        (10, {}, 1, 5 + 9),  # one a second, after the first five
        (10, {}, 1000, 4 + 257),  # 26 a second, after the first four
        (10, {"broadcast": True}, 1000, 3 + 205),  # four fifths of that
        (60, {"in_group": True}, 1, 5 + 14),
        (60, {"in_group": True}, 2, 2 * (5 + 14)),
    ],
)
def test_messages_leave_as_fast_as_allowed_and_no_faster(seconds, how, chats, expected):
    watch = Watch()
    moments = sent(Pace(TELEGRAM, watch), watch, seconds, [f"chat {n}" for n in range(chats)], **how)
    assert len(moments) == pytest.approx(expected, abs=1)


@pytest.mark.parametrize("rested", [0, 60])
def test_telegram_never_gets_more_than_thirty_messages_in_a_second(rested):
    watch = Watch()
    pace = Pace(TELEGRAM, watch)
    watch.seconds += rested
    moments = sent(pace, watch, 10, [f"chat {n}" for n in range(1000)])
    assert most_within(1, moments) <= 30


def test_no_minute_has_more_for_a_group_than_its_number():
    watch = Watch()
    moments = sent(Pace(TELEGRAM, watch), watch, 600, ["group"], in_group=True)
    assert most_within(60, moments) <= 20


def test_a_broadcast_leaves_a_fifth_of_the_pace_to_replies():
    watch = Watch()
    pace = Pace(TELEGRAM, watch)
    copies = replies = 0
    for _ in range(1600):
        for chat in range(2):
            if pace.wait(f"{watch.seconds} {chat}", broadcast=True) == 0:
                pace.take(f"{watch.seconds} {chat}", broadcast=True)
                copies += 1
        if pace.wait(f"{watch.seconds} reply") == 0:
            pace.take(f"{watch.seconds} reply")
            replies += 1
        watch.seconds += 1 / 16
    assert copies == pytest.approx(100 * 20.8, rel=0.01)
    assert replies == pytest.approx(100 * 5.2, rel=0.02)


def test_the_wait_is_as_long_as_it_takes():
    watch = Watch()
    pace = Pace(replace(TELEGRAM, burst=5), watch)
    for _ in range(5):
        assert pace.wait("anna") == 0
        pace.take("anna")
    assert pace.wait("anna") == 1
    assert pace.wait("ben") == pytest.approx(1 / 26)
    watch.seconds += 0.75
    assert (pace.wait("anna"), pace.wait("ben")) == (0.25, 0)


def test_another_rate_holds_at_once_and_nothing_is_saved_up_under_it():
    watch = Watch()
    pace = Pace(TELEGRAM, watch)
    pace.hold(3, "anna")
    assert not pace.follow(TELEGRAM)
    assert pace.wait("ben") == 0
    assert pace.follow(replace(TELEGRAM, per_second=0.5))
    assert (pace.wait("anna"), pace.wait("ben"), pace.wait("ben", broadcast=True)) == (3, 2, 2.5)
    watch.seconds += 2
    assert len(sent(pace, watch, 10, ["ben", "cleo"])) == 1 + 4


def test_a_chat_that_asks_for_patience_gets_it_and_others_go_on():
    watch = Watch()
    pace = Pace(TELEGRAM, watch)
    pace.hold(30, "anna")
    pace.hold(10, "anna")  # a later, shorter wish does not cut the first one short
    assert (pace.wait("anna"), pace.wait("ben")) == (30, 0)
    watch.seconds += 29
    assert pace.closed_chats() == {"anna": 1}
    watch.seconds += 1
    assert (pace.wait("anna"), pace.closed_chats()) == (0, {})


def test_a_platform_that_asks_for_patience_gets_it_for_everything():
    watch = Watch()
    pace = Pace(TELEGRAM, watch)
    pace.hold(30)
    pace.hold(10)
    assert (pace.wait("anna"), pace.wait("ben"), pace.account_wait()) == (30, 30, 30)
    watch.seconds += 30
    assert pace.wait("anna") == 0


def test_a_group_that_has_had_its_share_is_closed_until_there_is_more():
    watch = Watch()
    pace = Pace(TELEGRAM, watch)
    for _ in range(5):
        pace.take("group", in_group=True)
    watch.seconds += 1
    assert pace.wait("group", in_group=True) == pytest.approx(3)
    assert pace.closed_chats() == {"group": pytest.approx(3)}


def test_without_limits_nothing_waits():
    watch = Watch()
    pace = Pace(Rate(per_second=math.inf, per_chat=math.inf, per_group_minute=math.inf), watch)
    for _ in range(1000):
        assert pace.wait("anna", in_group=True, broadcast=True) == 0
        pace.take("anna", in_group=True, broadcast=True)
    assert len(pace.chats) == 0


def test_chats_that_have_rested_are_forgotten():
    watch = Watch()
    pace = Pace(TELEGRAM, watch, chats=10)
    for number in range(1000):
        watch.seconds += 0.25
        pace.take(str(number))
    assert len(pace.chats) == 10


steps = st.lists(st.tuples(st.floats(0, 2), st.sampled_from("abc"), st.booleans(), st.booleans()), max_size=300)
rates = st.builds(
    Rate,
    per_second=st.sampled_from([0.2, 1, 5, 30]),
    burst=st.sampled_from([1, 3, 10]),
    per_chat=st.sampled_from([0.2, 1, 3]),
    chat_burst=st.integers(1, 5),
    per_group_minute=st.sampled_from([1, 20, 60]),
)


@given(rates, steps, st.integers(1, 3))
def test_never_more_leaves_than_rate_times_time_and_burst(rate, steps, chats):
    watch = Watch()
    pace = Pace(rate, watch, chats=chats)
    moments = {"all": [], "broadcast": []}
    for seconds, chat, in_group, broadcast in steps:
        watch.seconds += seconds
        name = f"{chat}{in_group}"
        if pace.wait(name, in_group=in_group, broadcast=broadcast) == 0:
            pace.take(name, in_group=in_group, broadcast=broadcast)
            for subject in ["all", name, *(["broadcast"] if broadcast else [])]:
                moments.setdefault(subject, []).append(watch.seconds)
    limits = {"all": (rate.per_second, rate.burst), "broadcast": (rate.per_second * 0.8, max(1, rate.burst * 0.8))}
    for subject, when in moments.items():
        group = (max(rate.per_group_minute - 1, 1) / 60, max(1, min(rate.chat_burst, rate.per_group_minute / 2)))
        per_second, burst = limits.get(subject, group if subject.endswith("True") else (rate.per_chat, rate.chat_burst))
        for first, start in enumerate(when):
            for last in range(first, len(when)):
                assert last - first + 1 <= per_second * (when[last] - start) + burst + 1e-6


@given(st.lists(st.floats(-5, 5), max_size=50))
def test_a_clock_that_goes_back_gives_nothing_away(moves):
    bucket, now, taken = Bucket(1, 1, 0), 0.0, 0
    for move in moves:
        now += move
        if bucket.wait(now) == 0:
            bucket.take(now)
            taken += 1
    highest = max([0.0, *(sum(moves[: n + 1]) for n in range(len(moves)))])
    assert taken <= highest + 1 + 1e-6
