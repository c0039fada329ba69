"""Practices among the things that volunteers translate: asked for by whoever would like to read one in their language."""

from collections.abc import Collection

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.practices import FIELD_NAMES, KIND, PracticeField, PracticeState
from bot.i18n.phrase import LanguageName, Lines, Words, _, _p
from bot.storage.practices import Practice
from bot.usecases import practice_index, practice_reactions, translation_deeds
from bot.usecases.notify import Notice, tell
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.people import person_of
from bot.usecases.practice_words import look, title_of
from bot.usecases.translations import Fulfilled, Kind, gaps
from bot.usecases.work import Work

TRANSLATION = _p("word", "translation")
LONGEST_TITLE, LONGEST = 120, 3000  # signs


def offer(number: int) -> Act:
    """Below a practice that is not there in the reader's language."""
    return Act("practice.translate", str(number), _("Ask for a translation"), TRANSLATION)


def has_gaps(work: Work, number: int) -> bool:
    """In the language that we speak with the person."""
    return bool(gaps(work, KIND, number, [_spoken(work)]))


def ask(work: Work, argument: str) -> Told | Refusal:
    """Into the language that we speak with the person."""
    practice = practice_reactions.published(work, argument)
    if practice is None:
        return Refusal(practice_reactions.UNKNOWN)
    language = _spoken(work)
    asked = translation_deeds.wish(work, PRACTICES, practice.id, language)
    if isinstance(asked, Refusal):
        return asked
    lines: list[Words] = [
        _(
            "Good. Volunteers see that practice {number} is asked for in {language}.",
            number=str(practice.id),
            language=LanguageName(language),
        ),
        _("I will tell you when it is there."),
    ]
    return Told(Lines(tuple(lines)), acts=(translation_deeds.HELP,), stays=True)


def _spoken(work: Work) -> str:
    return work.translator.spoken(person_of(work).language)


def _called(_work: Work, number: int) -> Words:
    return _("practice {number}", number=str(number))


def _field(field: str) -> Words:
    return FIELD_NAMES[PracticeField(field)]


def _longest(field: str) -> int:
    return LONGEST_TITLE if field == PracticeField.TITLE else LONGEST


def _still(work: Work, numbers: Collection[int]) -> list[int]:
    wanted = select(Practice.id).where(col(Practice.id).in_(numbers), Practice.state == PracticeState.PUBLISHED)
    return list(work.session.exec(wanted))


def _read_anew(work: Work, number: int) -> None:
    """It is found by the words of its translation, too."""
    practice_index.write(work, work.session.get_one(Practice, number))


def _complete(work: Work, done: Fulfilled) -> None:
    practice = work.session.get_one(Practice, done.number)
    if practice.author_id is not None and practice.author_id != done.by_id:
        _tell_author(work, practice, practice.author_id, done.language)
    if done.by_id is None:
        return
    words = _(
        "Practice {number} can be read in {language} now: translated, and looked over by a second person.",
        number=str(done.number),
        language=LanguageName(done.language),
    )
    tell(work, [done.by_id], Notice(done.key, words, acts=(look(done.number),)))


def _tell_author(work: Work, practice: Practice, author_id: int, language: str) -> None:
    """Once for each language, by day: it waits for nothing."""
    words = _(
        "Your practice *{title}* can be read in {language} now, too. Volunteers have translated it.",
        title=title_of(work, practice),
        language=LanguageName(language),
    )
    notice = Notice(f"practice:{practice.id}:translated:{language}", words, acts=(look(practice.id),))
    tell_by_day(work, [author_id], notice)


PRACTICES = Kind(KIND, _called, _field, _longest, _still, _read_anew, _complete)
