"""The compendium of a large library: how long whoever asks for it waits, from the database to the PDF."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from bench.report import line
from bot.app import translator
from bot.core.refusal import Refusal
from bot.domain.practices import KIND, PracticeField, PracticeState
from bot.i18n.translator import Reader
from bot.papers import Book, bound
from bot.reports import compendium_pages
from bot.storage.centres import Centre
from bot.storage.compendiums import CompendiumEdition
from bot.storage.database import Database
from bot.storage.practices import Practice
from bot.storage.programmes import Programme
from bot.storage.schema import migrate
from bot.storage.variants import TextVariant, VariantState
from bot.usecases import compendium
from bot.usecases.work import SYSTEM, Work

PRACTICES = 500
AT = datetime(2026, 11, 30, tzinfo=UTC)
AREAS = ("wbl", "entrepreneurship", "pedagogy", "specialisation", "digital", "autonomy", "green", "inclusion")
LANGUAGES = ("en", "fr", "ar")
SAID = "Learners spend a day a week in a company, with a mentor of whom they may ask everything. " * 4


def compendiums() -> Sequence[str]:
    with TemporaryDirectory(prefix="bench-") as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'bench.sqlite'}", durable=False)
        migrate(database)
        database.write_now(_fill)
        begun = time.monotonic()
        book = database.read_now(_book)
        read = time.monotonic() - begun
        written = asyncio.run(bound(book))
        taken = time.monotonic() - begun
        database.close()
    return (
        f"\nThe compendium of {PRACTICES} practices in {len(LANGUAGES)} languages",
        line("read from the database", read, "s"),
        line("the whole, helper included", taken, "s", most=10),
        line("the PDF", len(written) / 1e6, "MB"),
    )


def _book(session: Session) -> Book:
    words = translator()
    found = compendium.contents(Work(session, AT, SYSTEM, words, lambda _channel, _account: None), "fr")
    assert not isinstance(found, Refusal), "there is an edition"
    return compendium_pages.as_data(found, words.bound(Reader("fr")))


def _fill(session: Session) -> None:
    session.add(Programme(id=1, slug="bench"))
    session.flush()
    session.add_all(
        Centre(
            id=number,
            code=f"C-{number}",
            programme_id=1,
            country=country,
            city="",
            zone="UTC",
            search="",
            created_at=AT,
        )
        for number, country in enumerate(("TN", "IT", "GE", "MW"), 1)
    )
    session.flush()
    session.add_all(
        Practice(
            id=number, programme_id=1, centre_id=number % 4 + 1, state=PracticeState.PUBLISHED,
            areas=[AREAS[number % 8]], language=LANGUAGES[number % 3], created_at=AT, changed_at=AT, published_at=AT,
        )
        for number in range(1, PRACTICES + 1)
    )  # fmt: skip
    session.flush()
    session.add_all(
        TextVariant(
            subject_kind=KIND, subject_id=number, field=field, language=language,
            text=f"{number}. {SAID if field is not PracticeField.TITLE else 'A day in a company'}",
            state=VariantState.ORIGINAL if language == LANGUAGES[number % 3] else VariantState.APPROVED, at=AT,
        )
        for number in range(1, PRACTICES + 1)
        for field in PracticeField
        for language in LANGUAGES
    )  # fmt: skip
    session.add(CompendiumEdition(programme_id=1, practices=[[one, 1] for one in range(1, PRACTICES + 1)], at=AT))
