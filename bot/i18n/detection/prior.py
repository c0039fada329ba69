"""What country and client tell about a person's language before a word is read."""

from collections.abc import Mapping

from bot.i18n.countries import languages_of
from bot.i18n.detection.sources import FOREIGN
from bot.i18n.languages import BY_TAG, primary

# In a network of vocational centres, before anything is known.
_USUAL = {"en": 3.0, "fr": 1.5, "ru": 1.5, "ar": 1.5, "es": 1.5}
_FOREIGN = 0.3
_COUNTRY = 0.85  # how often people write a language of their country
_BY_RANK = (0.6, 0.25, 0.1, 0.05)
_CLIENT = 10.0
_ENGLISH_CLIENT = 2.0  # many leave their phone in English


def prior(country: str | None, hint: str | None) -> Mapping[str, float]:
    """How likely each language is; the foreign ones too, so that they can win over ours."""
    usual = {tag: _USUAL.get(tag, 1.0) for tag in BY_TAG} | dict.fromkeys(sorted(FOREIGN), _FOREIGN)
    weights = _shares(usual)
    spoken = [tag for tag in languages_of(country) if tag in weights][: len(_BY_RANK)]
    if spoken:
        ranks = _shares(dict(zip(spoken, _BY_RANK, strict=False)))
        weights = {tag: weight * (1 - _COUNTRY) + ranks.get(tag, 0.0) * _COUNTRY for tag, weight in weights.items()}
    client = primary(hint) or (hint or "").replace("_", "-").split("-")[0].lower()
    if client in weights:
        weights[client] *= _ENGLISH_CLIENT if client == "en" else _CLIENT
    return _shares(weights)


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    whole = sum(weights.values())
    return {key: weight / whole for key, weight in weights.items()}
