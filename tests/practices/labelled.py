"""Invented practices, and what people type to find them: the questions by which the order of a search is judged."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path

from bot.domain.areas import PriorityArea
from bot.domain.practices import KIND, PracticeField
from bot.storage.centres import Centre, find_centre
from bot.storage.practices import Practice
from bot.usecases import practice_publishing, variants
from bot.usecases.work import Work

FOLDER = Path(__file__).parent / "corpus"
LANGUAGES = ("en", "fr", "ar")
FIELDS = (PracticeField.TITLE, PracticeField.WHAT, PracticeField.WHY)
AT = 5


@dataclass(frozen=True)
class Told:
    country: str
    areas: tuple[str, ...]
    texts: Mapping[str, Sequence[str]]  # by language, in the order of FIELDS


@cache
def corpus() -> Mapping[str, Told]:
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for key, told in tomllib.loads(path.read_text()).items():
            found[key] = Told(told["country"], tuple(told["areas"]), {one: told[one] for one in LANGUAGES})
    return found


@cache
def questions(language: str) -> Sequence[tuple[str, Mapping[str, int]]]:
    """What is typed, and how well each practice answers it (1 to 3)."""
    found = []
    for line in (FOLDER / f"{language}.queries").read_text().splitlines():
        if not line.startswith("#"):
            typed, _, grades = line.partition(" = ")
            found.append((typed, {key: int(grade) for key, _, grade in (one.partition(":") for one in grades.split())}))
    return found


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Of the first five: 1 where nothing could stand better."""
    best = _gain(sorted(grades.values(), reverse=True))
    return _gain([grades.get(key, 0) for key in found]) / best


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:AT]))


def publish(work: Work, centre: Centre, language: str, told: Told, texts: Mapping[PracticeField, Mapping[str, str]]):
    row = Practice(
        programme_id=centre.programme_id,
        centre_id=centre.id,
        areas=[PriorityArea(one).value for one in told.areas],
        language=language,
        created_at=work.now,
        changed_at=work.now,
        submitted_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    for field, languages in texts.items():
        variants.write(work, KIND, row.id, field, languages, language)
    practice_publishing.publish(work, row)
    return row


def publish_all(work: Work) -> dict[int, str]:
    """All of them, each told in all three languages; `{number: key}`."""
    centre = find_centre(work.session, "TN-1")
    found = {}
    for place, (key, told) in enumerate(corpus().items()):
        texts = {field: {one: told.texts[one][at] for one in LANGUAGES} for at, field in enumerate(FIELDS)}
        found[publish(work, centre, LANGUAGES[place % 3], told, texts).id] = key
    return found
