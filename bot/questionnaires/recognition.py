"""What an instrument asks of a centre before it is recognised, as its settings say it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.questionnaires.form import Form

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


def badge(form: Form) -> Badge | None:
    """None: the instrument recognises nothing; so does one whose rule cannot be read, which its lint tells."""
    written = form.root.marks.get(INDICATORS, "").strip()
    if not written.isascii() or not written.isdecimal() or int(written) < 1:
        return None
    needs = dict.fromkeys(form.root.marks.get(NEEDS, "").split())
    return Badge(int(written), tuple(one for one in needs if one in NEEDED))


def kinds_answered(form: Form, answers: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Of what was handed in, each by path (/data/round[2]/name): the kinds that have an answer."""
    found = set()
    for handed_in in answers:
        for path, value in handed_in.items():
            part = form.parts.get(_ROUND.sub("", path))
            if part is not None and value.strip():
                found.add(part.marks.get(KIND, ""))
    return frozenset(found - {""})
