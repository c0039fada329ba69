"""Under which words a published practice is found: written anew whenever what can be read of it changes."""

from collections.abc import Iterator, Mapping

from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.practice_reading import Texts
from bot.domain.practice_search import Told, weights
from bot.domain.practice_spelling import spelled
from bot.domain.practices import PracticeField, PracticeState
from bot.i18n.phrase import Country
from bot.i18n.translator import Reader
from bot.storage.centres import Centre
from bot.storage.practice_search import drop_terms, keep_terms
from bot.storage.practice_spelling import drop_words_of, keep_words
from bot.storage.practices import Practice
from bot.storage.variants import texts
from bot.usecases.practice_texts import texts_of
from bot.usecases.work import Work

ALL = "practice:all"
_TITLE, _MAIN, _REST, _BESIDE = 4.0, 1.0, 0.6, 1.5
_WEIGHTS: Mapping[PracticeField, float] = {
    PracticeField.TITLE: _TITLE,
    PracticeField.PROBLEM: _MAIN,
    PracticeField.WHAT: _MAIN,
    PracticeField.HOW: _MAIN,
    PracticeField.WHY: _MAIN,
    PracticeField.RESULTS: _MAIN,
}


def area_term(area: str) -> str:
    return f"area:{area}"


def country_term(country: str) -> str:
    return f"country:{country}"


def language_term(language: str) -> str:
    """Of those in which it can be read."""
    return f"language:{language}"


def write(work: Work, practice: Practice) -> None:
    """As it can be read now; of one that is not published, nothing stays."""
    drop_words_of(work.session, practice.id)
    if practice.state is not PracticeState.PUBLISHED:
        drop_terms(work.session, practice.id)
        return
    centre = work.session.get_one(Centre, practice.centre_id)
    told = texts_of(work, [practice.id])[practice.id]
    words = (*_told(told), *_beside(work, practice, centre, told))
    languages = {practice.language, *told.get(PracticeField.TITLE, {})}
    facets = (ALL, country_term(centre.country), *map(area_term, practice.areas), *map(language_term, languages))
    keep_terms(work.session, practice.id, {**weights(words), **dict.fromkeys(facets, 0)})
    keep_words(work.session, spelled(words))


def _told(told: Texts) -> Iterator[Told]:
    for field, languages in told.items():
        for language, text in languages.items():
            yield Told(text.text, language, _WEIGHTS.get(field, _REST))


def _beside(work: Work, practice: Practice, centre: Centre, told: Texts) -> Iterator[Told]:
    """Its areas and its country in all languages that we speak, its centre by all its names: so that it is found from afar."""
    names = texts(work.session, "centre", [centre.id], "name").get(centre.id, {})
    for name in {*names.values(), centre.city or ""}:
        yield Told(name, practice.language, _BESIDE)
    for language in dict.fromkeys((*work.translator.languages, *told.get(PracticeField.TITLE, {}))):
        render = work.translator.bound(Reader(language))
        for area in practice.areas:
            yield Told(render(AREA_NAMES[PriorityArea(area)]), language, _BESIDE)
        yield Told(render(Country(centre.country)), language, _BESIDE)
