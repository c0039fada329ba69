"""Lines of the report: what was measured, and beside it what was promised."""

from collections.abc import Iterable

WIDTH = 52
MB_IN_MIB = 1e6 / 2**20


def line(what: str, value: float, unit: str, *, least: float | None = None, most: float | None = None) -> str:
    """One figure; `least` and `most` are what it must reach, or must not pass."""
    shown = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}" if value < 10 else f"{value:.1f}"
    written = f"  {what:<{WIDTH}}{shown:>9} {unit:<10}"
    if least is not None:
        written += f" wanted at least {least:g}: {'met' if value >= least else 'MISSED'}"
    if most is not None:
        written += f" wanted at most {most:g}: {'met' if value <= most else 'MISSED'}"
    return written.rstrip()


def show(lines: Iterable[str]) -> bool:
    """Prints them as they come; whether all that was wanted is met."""
    missed = 0
    for one in lines:
        print(one, flush=True)
        missed += one.endswith("MISSED")
    return not missed
