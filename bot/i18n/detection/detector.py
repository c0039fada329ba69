"""Which language a short message is written in: script, then letters, times what country and client tell."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp, log

from bot.i18n.detection.letters import scripts_of, words_of
from bot.i18n.detection.ngrams import word_list
from bot.i18n.detection.prior import prior
from bot.i18n.detection.scripts import Script, script
from bot.i18n.detection.sources import NEIGHBOURS_LETTERS, ONLY_LANGUAGE, SOURCES, Source
from bot.i18n.languages import BY_TAG


@dataclass(frozen=True)
class Guess:
    """`language` is None only where there is no letter; `confidence` is the chance, 0 to 1, that the guess is right."""

    language: str | None
    confidence: float


_NO_GUESS = Guess(None, 0.0)

# Letters are not independent of each other: without this, thirty of them would seem to prove anything.
_DEPENDENCE = 0.6
_ENOUGH_LETTERS = 160
_ANYTHING = 0.03
_ROMANISED = 0.05  # how often somebody has no keyboard for the own script

_CERTAIN = 0.999
_BY_SCRIPT = 0.99
_NEIGHBOUR = 0.6
_NOTHING_SAID = 0.05  # a link, a command, a script that none of ours is written in
_ROMANISED_AT_MOST = 0.7
_INTERNATIONAL_AT_MOST = 0.5
_SHORT_AT_MOST = {1: 0.4, 2: 0.8}
_PURE = 0.8  # a brand or a greeting in another script is usual
# Names and brands are Latin everywhere; an Ethiopic sign is a syllable.
_WEIGHT = {"Latn": 0.5, "Ethi": 2.0}


def detect(text: str, country: str | None = None, hint: str | None = None) -> Guess:
    """`country` is the ISO 3166 code of the person's centre, `hint` the client's language tag.

    From 0.9 on the guess may be spoken at once, with one line to change it; below, people are asked.
    """
    chances = prior(country, hint)
    words = words_of(text)
    letters = scripts_of(words)
    if not letters:
        return Guess(_likeliest_of_ours(chances), _NOTHING_SAID) if any(map(str.isalpha, text)) else _NO_GUESS
    main, purity = _main_script(letters)
    if main in ONLY_LANGUAGE:
        guess = _by_script(ONLY_LANGUAGE[main], words)
    elif main in SOURCES:
        guess = _by_letters(main, [word for word in words if word not in _international()], chances)
    else:
        guess = Guess(_likeliest_of_ours(chances), _NOTHING_SAID)
    at_most = _SHORT_AT_MOST.get(letters[main], 1.0)
    return Guess(guess.language, min(guess.confidence * min(1.0, purity / _PURE), at_most))


def _main_script(letters: Counter[str]) -> tuple[str, float]:
    """The script that tells, and its part."""
    weights = {code: count * _WEIGHT.get(code, 1.0) for code, count in letters.items()}
    main = max(sorted(weights), key=lambda code: weights[code])
    return main, weights[main] / sum(weights.values())


def _by_script(language: str, words: list[str]) -> Guess:
    neighbour = not NEIGHBOURS_LETTERS.get(language, frozenset()).isdisjoint("".join(words))
    return Guess(language, _NEIGHBOUR if neighbour else _BY_SCRIPT)


def _by_letters(code: str, words: list[str], chances: Mapping[str, float]) -> Guess:
    known = script(code)
    posterior = _posterior(known, _evidence(known, words), chances)
    languages: defaultdict[str, float] = defaultdict(float)
    for source, chance in zip(known.sources, posterior, strict=True):
        if source.language:
            languages[source.language] += chance
    language = max(sorted(languages), key=lambda tag: languages[tag])
    confidence = min(_CERTAIN, languages[language])
    if not words:
        return Guess(language, min(confidence, _INTERNATIONAL_AT_MOST))
    romanised = sum(
        chance
        for source, chance in zip(known.sources, posterior, strict=True)
        if source.romanised and source.language == language
    )
    return Guess(language, min(confidence, _ROMANISED_AT_MOST) if romanised > confidence / 2 else confidence)


def _evidence(known: Script, words: list[str]) -> list[float]:
    sums = [0.0] * len(known.sources)
    for word, before in zip(words, accumulate(map(len, words), initial=0), strict=False):
        if before >= _ENOUGH_LETTERS:
            break
        sums = [total + more for total, more in zip(sums, known.weigh(word[:_ENOUGH_LETTERS]), strict=True)]
    return sums


def _posterior(known: Script, evidence: list[float], chances: Mapping[str, float]) -> list[float]:
    weights = [
        total * _DEPENDENCE + log(_chance(source, chances))
        for source, total in zip(known.sources, evidence, strict=True)
    ]
    highest = max(weights)
    shares = [exp(weight - highest) for weight in weights]
    whole = sum(shares)
    return [share / whole for share in shares]


def _chance(source: Source, chances: Mapping[str, float]) -> float:
    if source.romanised:
        return chances[str(source.language)] * _ROMANISED
    return chances.get(source.language or source.label, _ANYTHING)


def _likeliest_of_ours(chances: Mapping[str, float]) -> str:
    return max(BY_TAG, key=lambda tag: chances[tag])


@cache
def _international() -> frozenset[str]:
    """Words that are typed in every language."""
    return frozenset(word_list("international"))
