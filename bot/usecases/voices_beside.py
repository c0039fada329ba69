"""What groups said of centres without names, beside the centres' own view: area by area, once a round is over and sealed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot.domain.round_results import About, Subject
from bot.storage.questionnaires import Voice
from bot.usecases.round_standings import RoundStandings, standings_of
from bot.usecases.round_voices import Voices, beside, shares_heard
from bot.usecases.voices_results import heard_in_round

PARTS = (About.AREA, About.STEP)  # of an instrument without areas, the steps of the circle


@dataclass(frozen=True)
class Seen:
    """`people` rated what most of the group rated. Pairs are levels, the centre's own and the group's, over what both rated."""

    people: int
    pairs: Mapping[Subject, tuple[float, float]]


def seen_by_others(session: Session, number: int, centre_id: int) -> Mapping[Voice, Seen]:
    """Of one centre in a round. Nothing while it is open or not wholly sealed, nor where fewer than five have answered."""
    found = standings_of(session, number, centre_id)
    if found is None or found.is_open or centre_id not in found.signed:
        return {}
    return _seen(found, heard_in_round(session, number), [centre_id]).get(centre_id, {})


def centres_seen(session: Session, number: int, centres: Collection[int]) -> Collection[int]:
    """Those of them of which there is something to show."""
    found = standings_of(session, number)
    if found is None or found.is_open:
        return ()
    return _seen(found, heard_in_round(session, number), [one for one in centres if one in found.signed]).keys()


def _seen(found: RoundStandings, voices: Voices, centres: Collection[int]) -> dict[int, dict[Voice, Seen]]:
    heard, people = shares_heard(voices), _people(voices)
    seen: dict[int, dict[Voice, Seen]] = {}
    for centre in centres:
        for voice, pairs in beside(found, heard, centre).items():
            if parts := _parts(pairs):
                seen.setdefault(centre, {})[voice] = Seen(people[centre, voice], parts)
    return seen


def _people(voices: Voices) -> Mapping[tuple[int, Voice], int]:
    most: dict[tuple[int, Voice], int] = {}
    for (centre, _indicator, voice), one in voices.heard.items():
        most[centre, voice] = max(most.get((centre, voice), 0), one.count)
    return most


def _parts(pairs: Mapping[Subject, tuple[float, float]]) -> Mapping[Subject, tuple[float, float]]:
    for about in PARTS:
        if of_it := {subject: pair for subject, pair in pairs.items() if subject.about is about}:
            return of_it
    return {}
