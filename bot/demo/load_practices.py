"""Rows of published practices, and the words under which they are found."""

from datetime import timedelta
from typing import Final

from bot.demo.loading import Loading, noon
from bot.demo.world import DemoPractice
from bot.domain.practices import KIND, PracticeState
from bot.i18n.catalogues import shipped
from bot.storage.practices import Practice
from bot.usecases import practice_index, variants
from bot.usecases.work import SYSTEM, Work

_REVIEWED: Final = timedelta(days=9)  # from the author's word to the library


def load_practices(loading: Loading) -> None:
    told = loading.world.practices
    numbers = loading.numbered([_row(loading, one) for one in told])
    translator = shipped()
    for number, one in zip(numbers, told, strict=True):
        work = Work(loading.session, noon(one.published_on), SYSTEM, translator, lambda *_: None)
        for field, texts in one.texts.items():
            variants.write(work, KIND, number, field, texts, one.original)
        loading.session.flush()
        practice_index.write(work, loading.session.get_one(Practice, number))


def _row(loading: Loading, one: DemoPractice) -> Practice:
    published = noon(one.published_on)
    return Practice(
        public_id=loading.public_id(published),
        programme_id=loading.programme,
        centre_id=loading.centres[one.centre],
        author_id=loading.people[one.by],
        state=PracticeState.PUBLISHED,
        areas=[area.value for area in one.areas],
        language=one.original,
        created_at=published - _REVIEWED,
        submitted_at=published - _REVIEWED,
        changed_at=published,
        published_at=published,
    )
