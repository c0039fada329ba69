"""Recognition: whether what a centre has done meets what an instrument asks for, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.i18n.phrase import Phrase, Words, _, _n


@dataclass(frozen=True)
class Rule:
    """At least so many indicators rated, and something said of each kind, such as what will be improved first."""

    indicators: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done:
    """What does not apply to a centre is not rated, and does not count."""

    rated: int
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Missing:
    """Nothing at all: the rule is met."""

    indicators: int = 0
    kinds: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.indicators or self.kinds)


PLANNED = "action"  # what the centre will do next: said in an answer, or resolved in its action plan
KIND_NAMES: Mapping[str, Phrase] = {
    PLANNED: _("what will be worked on first"),
    "evidence": _("something that shows what is done"),
    "story": _("an example of what already works"),
    "wish": _("a wish"),
    "offer": _("what may be shown to others"),
    "relevance": _("how relevant the indicators are"),
}


def missing(rule: Rule, done: Done) -> Missing:
    return Missing(
        indicators=max(0, rule.indicators - done.rated),
        kinds=tuple(kind for kind in rule.kinds if kind not in done.kinds),
    )


def told(rule: Rule, gap: Missing, done: Done) -> tuple[Words, ...]:
    """What is missing, a line each; none where the rule is met."""
    lines: list[Words] = []
    if gap.indicators:
        lines.append(
            _n(
                "• {count} indicator more with a level: you have rated {rated} of the {wanted} it takes. What does not apply to you is not counted.",
                "• {count} indicators more with a level: you have rated {rated} of the {wanted} it takes. What does not apply to you is not counted.",
                gap.indicators,
                rated=done.rated,
                wanted=rule.indicators,
            )
        )
    for kind in gap.kinds:
        if kind == PLANNED:
            lines.append(_("• {what} (an action in the action plan counts, too)", what=KIND_NAMES[kind]))
        else:
            lines.append(_("• {what}", what=KIND_NAMES[kind]))
    return tuple(lines)
