"""`make bench`: durable replies beside python-telegram-bot's echo, alternating in one run; and what else was promised."""

import argparse
import os
import platform
from statistics import median

from bench.announcements import announcements
from bench.baseline import PEOPLE, echo_burst
from bench.broadcast import broadcast
from bench.compendium import compendiums
from bench.holding import holding
from bench.languages import languages
from bench.pictures import pictures
from bench.practices import practices
from bench.questionnaires import questionnaires
from bench.replies import KILL_BURST, durable_burst, killed, paced, second_start
from bench.report import MB_IN_MIB, line
from bench.rounds import rounds
from bench.sessions import told
from bench.slots import slots
from bench.tandems import tandems
from bench.visits import visits
from bench.workers import workers

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
    print(line("python-telegram-bot, sequential echo", theirs, "updates/s"))
    print(line("durable replies, SQLite FULL", own, "updates/s"))
    print(line("beside each other", own / theirs, "x", least=1.0))
    echoes = [burst.echoes for burst, _memory in ours]
    print(line("lost", sum(one.lost for one in echoes), "", most=0))
    print(line("doubled", sum(one.doubled for one in echoes), "", most=0))
    print(line("out of order", sum(one.out_of_order for one in echoes), "", most=0))
    print(line("memory of the worker", median(memory for _burst, memory in ours), "MiB", most=160 * MB_IN_MIB))


def one_by_one() -> None:
    steady = paced()
    print("\nAt 100 updates a second")
    print(line("answered within, p50", steady.percentile(0.5) * 1000, "ms", most=10))
    print(line("answered within, p99", steady.percentile(0.99) * 1000, "ms", most=40))
    print(line("lost", steady.lost, "", most=0))
    print(line("doubled", steady.doubled, "", most=0))
    print(line("out of order", steady.out_of_order, "", most=0), flush=True)
    ended = killed()
    print(f"\nKilled with -9 in a burst of {KILL_BURST}, after {ended.answered_before} answers")
    print(line("lost", ended.echoes.lost, "", most=0))
    print(line(f"doubled, of {ended.claimed} claimed and not noted", ended.echoes.doubled, "", most=ended.claimed))
    print(line("out of order", ended.echoes.out_of_order, "", most=0), flush=True)
    started = second_start()
    print("\nThe whole program")
    print(line("second start to first reply", started.to_first_reply, "s", most=5))
    print(line("from SIGTERM to the end", started.to_stop, "s", most=5), flush=True)
    for written in (
        *broadcast().lines,
        *holding().lines,
        *announcements(),
        *questionnaires(),
        *pictures(),
        *compendiums(),
        *tandems(),
        *visits(),
        *slots(),
        *told(),
        *rounds(),
        *practices(),
        *workers(),
        *languages(),
    ):
        print(written)


if __name__ == "__main__":
    main()
