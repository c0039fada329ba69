"""What the bench compares with runs, and its journal is read rightly."""

import pytest

from bench import baseline, broadcast
from bench.journal import compare

SAID = [(1.0, 7, "a"), (1.1, 8, "x"), (1.2, 7, "b"), (1.3, 7, "c")]


@pytest.mark.parametrize(
    ("echoed", "counts"),
    [
        ([(2.0, 7, "a"), (2.1, 7, "b"), (2.2, 8, "x"), (2.3, 7, "c")], (0, 0, 0)),
        ([(2.0, 7, "a"), (2.1, 7, "c"), (2.2, 8, "x")], (1, 0, 1)),
        ([(2.0, 7, "b"), (2.1, 7, "a"), (2.2, 7, "c"), (2.3, 8, "x")], (0, 0, 1)),
        ([(2.0, 7, "a"), (2.1, 7, "a"), (2.2, 7, "b"), (2.3, 7, "c"), (2.4, 8, "x")], (0, 1, 0)),
        ([], (4, 0, 0)),
        ([(2.0, 9, "a news of its own")], (4, 0, 0)),
    ],
)
def test_a_journal_tells_what_was_lost_doubled_and_overtaken(echoed, counts):
    found = compare(SAID, echoed)
    assert (found.lost, found.doubled, found.out_of_order) == counts


def test_latencies_run_from_the_text_to_its_first_echo():
    found = compare([(1.0, 7, "a"), (2.0, 7, "b")], [(1.5, 7, "a"), (1.75, 7, "a"), (2.25, 7, "b")])
    assert (found.latencies, found.percentile(0.5), found.percentile(0.99)) == ((0.5, 0.25), 0.5, 0.5)


@pytest.mark.slow
def test_the_baseline_echoes_a_burst_in_order():
    burst = baseline.echo_burst(count=30, people=3)
    found = burst.echoes
    assert (found.said, found.echoed, found.lost, found.doubled, found.out_of_order) == (30, 30, 0, 0, 0)
    assert burst.per_second > 0


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["httpx", "aiohttp"])
def test_sends_are_measured_over_both_transports(transport):
    sent = baseline.sends(count=30, in_flight=4, transport=transport, people=3)
    assert (sent.count, sent.in_flight) == (30, 4)
    assert sent.per_second > 0


def test_the_busiest_window_is_looked_for_wherever_it_begins():
    sent = [(at, 7, "x") for at in (0.0, 8.0, 9.0, 11.0, 17.9, 30.0)]
    assert broadcast.busiest(sent) == 4 / broadcast.WINDOW


@pytest.mark.slow
def test_our_bot_sends_an_announcement_to_everybody_once():
    hold, first_after, seconds, doubled = broadcast.at_full_speed(400)
    assert doubled == 0
    assert 0 < hold < 60
    assert -1 < first_after <= seconds  # the bench and the bot look at the clock each for itself
