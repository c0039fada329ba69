"""In which language somebody reads what colleagues have written, where that is one that we do not speak ourselves."""

from collections.abc import Collection

from sqlmodel import col, select

from bot.i18n.languages import BY_TAG, picker, primary
from bot.i18n.phrase import LanguageName
from bot.i18n.translator import Reader, Translator
from bot.storage.people import Person, PersonState
from bot.storage.translations import TranslatorLanguage
from bot.usecases import audit
from bot.usecases.people import person_of
from bot.usecases.work import Work


def in_order(translator: Translator, language: str | None, reads: str | None) -> tuple[str, ...]:
    """Tags, the dearest first; the last one is what we speak with them."""
    wanted = (reads, language, translator.spoken(language))
    return tuple(dict.fromkeys(one for one in wanted if one is not None))


def known_of(work: Work, people: Collection[int]) -> dict[int, frozenset[str]]:
    """All that we know each of those who are here to read: what we speak with them, what they would rather read, what they translate."""
    found = {
        person: {language, reads} - {None}
        for person, language, reads in work.session.exec(
            select(Person.id, Person.language, Person.reads).where(
                col(Person.id).in_(people), Person.state == PersonState.ACTIVE
            )
        )
    }
    for person, language in work.session.exec(
        select(TranslatorLanguage.person_id, TranslatorLanguage.language).where(
            col(TranslatorLanguage.person_id).in_(list(found))
        )
    ):
        found[person].add(language)
    return {person: frozenset(filter(None, languages)) for person, languages in found.items()}


def others(work: Work) -> tuple[str, ...]:
    """Languages of the network that we do not speak, those of the person's country first."""
    ours = work.translator.languages
    return picker(None, person_of(work).country, [tag for tag in BY_TAG if tag not in ours])


def called(work: Work, name: str) -> str | None:
    """The language of the network that goes by this name: its tag, or as its speakers or this person call it."""
    own = Reader(work.translator.spoken(person_of(work).language))
    wanted = name.strip().casefold()
    for tag, language in BY_TAG.items():
        if wanted in {language.name.casefold(), work.translator.render(LanguageName(tag), own).casefold()}:
            return tag
    return primary(wanted)


def choose(work: Work, language: str | None) -> None:
    """None: only what we speak."""
    person = person_of(work)
    person.reads = language
    work.session.add(person)
    audit.note(work, "choose language to read", "person", person.id, language=language)
