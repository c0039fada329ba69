"""What centres are weakest at, by the latest round that is closed: to be put to a vote beside what visits recommend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.core.refusal import Refusal
from bot.domain.round_results import About, Subject
from bot.i18n.phrase import Rounded, Words, _
from bot.i18n.translator import Reader
from bot.storage.beside import beside
from bot.usecases import round_lists, round_results
from bot.usecases.round_lists import Phase
from bot.usecases.work import Work

MOST = 8
_TOLD = (About.AREA, About.STEP, About.CRITERION)  # as in the report of a round: the first of these that it has


@dataclass(frozen=True)
class Weak:
    """`value` names the round and what it is about; `name` is what is put to the vote, `words` with its figure."""

    value: str
    name: Words
    words: Words


def weakest(work: Work) -> tuple[Weak, ...]:
    """The lowest median first; nothing where no round that the person coordinates has been closed, or it tells of few."""
    number = _latest(work)
    found = None if number is None else round_results.of_everybody(work, number)
    if found is None or isinstance(found, Refusal):
        return ()
    spreads = found.everybody.spreads
    about = next((one for one in _TOLD if any(subject.about is one for subject in spreads)), None)
    subjects: list[Subject] = [subject for subject in found.subjects if subject.about is about and subject in spreads]
    subjects.sort(key=lambda subject: spreads[subject].median)
    return tuple(
        Weak(
            value=f"{number}:{subject.about}:{subject.key}",
            name=found.subjects[subject],
            words=_(
                "{subject} (median {median} in {round})",
                subject=found.subjects[subject],
                median=Rounded(spreads[subject].median),
                round=found.name,
            ),
        )
        for subject in subjects[:MOST]
    )


def needs(work: Work) -> list[dict[str, Any]]:
    """Single indicators at which most centres are weak, as plain values: "value", "texts" by language, "centres" of so many ("of").

    What most share comes first, and nothing that tells of few, as in the report of the round. It reads what all centres have
    answered: once for a talk, and beside the writer.
    """
    number = _latest(work)
    if number is None:
        return []
    key = f"needs in round {number} for {work.person_id}"
    return beside(work.session, key, lambda session: _needs(replace(work, session=session), number))


def chosen(work: Work, values: Sequence[str]) -> list[Mapping[str, str]]:
    """Of areas and indicators, by value, those that the round still shows to the actor: in every language that we speak."""
    if not values:
        return []
    known = {one.value: _in_languages(work, one.name) for one in weakest(work)}
    if not known.keys() >= set(values):
        known |= {one["value"]: one["texts"] for one in needs(work)}
    return [known[one] for one in values if one in known]


def _latest(work: Work) -> int | None:
    return next((one.number for one in round_lists.in_sight(work) if one.phase is Phase.CLOSED), None)


def _needs(work: Work, number: int) -> list[dict[str, Any]]:
    found = round_results.needs(work, number)
    if isinstance(found, Refusal):
        return []
    return [
        {
            "value": f"{number}:{About.INDICATOR}:{one.indicator}",
            "texts": _in_languages(work, found.names[one.indicator]),
            "centres": one.centres,
            "of": one.of,
        }
        for one in found.needs[:MOST]
    ]


def _in_languages(work: Work, name: Words) -> dict[str, str]:
    return {tag: work.translator.bound(Reader(tag))(name) for tag in work.translator.languages}
