"""From counted letters to the likelihood of the next letter."""

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeAlias

from bot.i18n.detection.letters import is_written_in, split
from bot.i18n.detection.sources import Respelling, Source

Counts = Mapping[str, float]
Sums: TypeAlias = defaultdict[str, float]

_LISTED = 0.5  # how often a word in a chat is one of those listed
_RANK_SHIFT = 60
_WITHOUT_ACCENTS = 0.15  # how often people leave the marks of a listed word away
_LEAST_UNSEEN = 0.05  # of what follows a letter or pair, at least this much is not in the tables
_TRIPLE = 3


@dataclass(frozen=True)
class Model:
    """How likely a letter is alone, after one, after two; what to multiply the shorter's with where unknown; whole words."""

    letters: dict[str, float]
    pairs: dict[str, float]
    triples: dict[str, float]
    after_one: dict[str, float]
    after_two: dict[str, float]
    listed: dict[str, float]


def model(source: Source, script: str) -> Model:
    counts: Sums = defaultdict(float)
    unseen: Sums = defaultdict(float)
    if source.table:
        table = _table(source, script)
        _mix(counts, unseen, table, _pruned(table), source.share)
    if source.profile:
        profile = _profile(source.profile)
        _mix(counts, unseen, profile, _variety(profile), source.profile_share)
    words = word_list(source.words, source.respelling if source.respells_words else ()) if source.words else []
    if source.words_share > 0:
        counted = ngrams(words)
        _mix(counts, unseen, counted, _variety(counted), source.words_share)
    return _probabilities(counts, unseen, _listed(words))


def anything(models: list[Model]) -> Model:
    """What a language of the script could be: takes keyboards hit by chance and languages that nobody here knows."""
    letters: Sums = defaultdict(float)
    pairs: Sums = defaultdict(float)
    for known in models:
        for mean, part in ((letters, known.letters), (pairs, known.pairs)):
            for key, probability in part.items():
                mean[key] += probability / len(models)
    return Model(dict(letters), dict(pairs), {}, {}, {}, {})


def word_list(name: str, respelling: Respelling = ()) -> list[str]:
    text = files(__package__).joinpath("words", f"{name}.txt").read_text("utf-8")
    return split(_respelt(text, respelling))


def _table(source: Source, script: str) -> Counter[str]:
    """langdetect's n-grams in small letters, without the other scripts that its texts quoted."""
    text = files("langdetect").joinpath("profiles", str(source.table)).read_text("utf-8")
    counts: Counter[str] = Counter()
    for raw, count in json.loads(text)["freq"].items():
        ngram = _respelt(raw.lower(), source.respelling)
        if is_written_in(script, ngram.strip()):
            counts[ngram] += count
    return counts


def _profile(name: str) -> dict[str, float]:
    """What `tools/language_profiles` has counted."""
    text = files(__package__).joinpath("profiles", f"{name}.json").read_text("utf-8")
    counts: dict[str, float] = json.loads(text)["freq"]
    return counts


def _respelt(text: str, respelling: Respelling) -> str:
    for old, new in respelling:
        text = text.replace(old, new)
    return text


def ngrams(words: Iterable[str]) -> Counter[str]:
    """Letters alone; pairs and triples with one space before and one after each word."""
    counts: Counter[str] = Counter()
    for word in words:
        padded = f" {word} "
        counts.update(word)
        counts.update(padded[at : at + 2] for at in range(len(padded) - 1))
        counts.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return counts


def _mix(counts: Sums, unseen: Sums, more: Counts, more_unseen: Counts, share: float) -> None:
    words = sum(count for ngram, count in more.items() if len(ngram) == 2 and ngram[0] == " ")  # noqa: PLR2004 a word begins with a pair
    for total, part in ((counts, more), (unseen, more_unseen)):
        for ngram, count in part.items():
            total[ngram] += count / words * share


def _pruned(table: Counts) -> dict[str, float]:
    """How often something follows that langdetect dropped as too rare."""
    kept = _following(table)
    return {
        key: max(count - kept[key], _LEAST_UNSEEN * count)
        for key, count in table.items()
        if len(key) < _TRIPLE and key[-1] != " "
    }


def _variety(counted: Counts) -> Counter[str]:
    """How often something new follows in a few texts: as often as something new came so far (Witten and Bell)."""
    return Counter(key[:-1] for key in counted if len(key) > 1)


def _following(counts: Counts) -> Sums:
    following: Sums = defaultdict(float)
    for ngram, count in counts.items():
        following[ngram[:-1]] += count
    return following


def _probabilities(counts: Counts, unseen: Counts, listed: dict[str, float]) -> Model:
    whole = {key: count + unseen.get(key, 0.0) for key, count in _following(counts).items()}
    everything = whole[""] + whole[" "]
    letters = {key: count / everything for key, count in counts.items() if len(key) == 1}
    letters[" "] = whole[" "] / everything
    pairs, after_one = _longer(2, counts, whole, unseen, letters)
    triples, after_two = _longer(_TRIPLE, counts, whole, unseen, pairs)
    return Model(letters, pairs, triples, after_one, after_two, listed)


def _longer(
    size: int, counts: Counts, whole: Counts, unseen: Counts, shorter: Counts
) -> tuple[dict[str, float], dict[str, float]]:
    """Likelihoods of the known n-grams, and after which letters to multiply the shorter one's by what.

    What is new after some letters is as likely as it is anywhere, and is shared out over all letters: so whoever has seen
    a thing once never thinks it less likely than whoever has not seen it at all.
    """
    new = {key: max(unseen.get(key, 0.0) / count, _LEAST_UNSEEN**2) for key, count in whole.items() if count}
    known = {
        key: count / whole[key[:-1]] + new[key[:-1]] * shorter.get(key[1:], 0.0)
        for key, count in counts.items()
        if len(key) == size
    }
    return known, {key[:-1]: new[key[:-1]] for key in known}


def _listed(words: Iterable[str]) -> dict[str, float]:
    """How often each listed word is used; the lists are ordered roughly by that (Zipf and Mandelbrot)."""
    ranked = list(dict.fromkeys(words))
    weights = {word: 1 / (rank + _RANK_SHIFT) for rank, word in enumerate(ranked)}
    scale = _LISTED / sum(weights.values()) if ranked else 0.0
    bare = {_bare(word): weight * scale * _WITHOUT_ACCENTS for word, weight in weights.items()}
    return bare | {word: weight * scale for word, weight in weights.items()}


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.replace("ı", "i").replace("ł", "l").replace("đ", "dj"))
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
