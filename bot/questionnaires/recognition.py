"""What an instrument asks of a centre before it is recognised, as its settings say it.

Read from the form as it is kept (`Form.to_json`): only marks are needed, and a signature should not wait for all the rest.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Compiled = Mapping[str, Any]

# Columns of the sheet settings, `attribute::passerelle:…`: they end up with the root of the form.
INDICATORS, NEEDS = "badge_indicators", "badge_needs"
KIND = "kind"
NEEDED = ("action", "evidence", "story", "wish", "offer", "relevance")  # kinds that may be asked for
_ROUND = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Badge:
    """At least so many indicators rated, and an answer of each of these kinds."""

    indicators: int
    needs: tuple[str, ...] = ()


def badge(form: Compiled) -> Badge | None:
    """None: the instrument recognises nothing; so does one whose rule cannot be read, which its lint tells."""
    marks = form["root"].get("marks", {})
    written = marks.get(INDICATORS, "").strip()
    if not written.isascii() or not written.isdecimal() or int(written) < 1:
        return None
    needs = dict.fromkeys(marks.get(NEEDS, "").split())
    return Badge(int(written), tuple(one for one in needs if one in NEEDED))


def kinds_answered(form: Compiled, answers: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Of what was handed in, each by path (/data/round[2]/name): the kinds that have an answer."""
    kinds = dict(_kinds(form["root"]))
    given = (path for handed_in in answers for path, value in handed_in.items() if value.strip())
    return frozenset(kinds[path] for path in map(_without_numbers, given) if path in kinds)


def _kinds(part: Compiled) -> Iterator[tuple[str, str]]:
    """(path, kind) of this part and all below, as far as they have one."""
    if KIND in part.get("marks", {}):
        yield part["path"], part["marks"][KIND]
    for child in part.get("children", ()):
        yield from _kinds(child)


def _without_numbers(path: str) -> str:
    return _ROUND.sub("", path)
