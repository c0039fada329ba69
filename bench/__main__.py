"""`make bench`: durable replies beside python-telegram-bot's echo, alternating in one run; and what else was promised."""

import argparse
import os
import platform
from statistics import median

from bench.baseline import PEOPLE, echo_burst
from bench.broadcast import broadcast
from bench.replies import KILL_BURST, durable_burst, killed, paced, second_start

COUNT = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    machine = f"{os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}"
    print(f"{machine}, load {os.getloadavg()[0]:.1f} at the beginning")
    alternating(rounds)
    one_by_one()


def alternating(rounds: int) -> None:
    print(f"\nReplies: median of {rounds} alternating runs, {COUNT} updates from {PEOPLE} people at once")
    baseline, ours = [], []
    for number in range(1, rounds + 1):
        baseline.append(echo_burst(COUNT))
        ours.append(durable_burst(COUNT))
        theirs, own = baseline[-1].per_second, ours[-1][0].per_second
        print(f"  run {number}: baseline {theirs:.0f}/s, ours {own:.0f}/s", flush=True)
    theirs = median(burst.per_second for burst in baseline)
    own = median(burst.per_second for burst, _memory in ours)
    print(f"  python-telegram-bot, sequential echo   {theirs:6.0f} updates/s")
    print(f"  durable replies, SQLite FULL           {own:6.0f} updates/s   {own / theirs:.2f} x")
    lost, doubled, late = (
        sum(getattr(b.echoes, name) for b, _m in ours) for name in ("lost", "doubled", "out_of_order")
    )
    print(f"  lost {lost}, doubled {doubled}, out of order {late}")
    print(f"  memory of the worker                   {median(memory for _b, memory in ours):6.0f} MiB")


def one_by_one() -> None:
    steady = paced()
    print("\nAt 100 updates a second")
    print(
        f"  answered within {steady.percentile(0.5) * 1000:.1f} ms (p50), {steady.percentile(0.99) * 1000:.1f} ms (p99)"
    )
    print(f"  lost {steady.lost}, doubled {steady.doubled}, out of order {steady.out_of_order}", flush=True)
    ended = killed()
    print(f"\nKilled with -9 in a burst of {KILL_BURST}, after {ended.answered_before} answers")
    print(
        f"  lost {ended.echoes.lost}, doubled {ended.echoes.doubled}, out of order {ended.echoes.out_of_order}",
        flush=True,
    )
    started = second_start()
    print(f"\nSecond start to first reply: {started.to_first_reply:.1f} s")
    print(f"From SIGTERM to the end of the whole program: {started.to_stop:.1f} s", flush=True)
    print("\nAn announcement to very many")
    print(broadcast().line)


if __name__ == "__main__":
    main()
