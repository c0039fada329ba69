"""Questionnaires that everybody of the small world is asked to answer."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, func, select

import bot.questionnaires
from bot.domain.audiences import Audience
from bot.questionnaires import files
from bot.questionnaires.compile import compiled
from bot.questionnaires.plan import plan
from bot.storage.questionnaires import Publication
from bot.usecases import publication_updates, publishing
from bot.usecases.work import Work

FORMS = Path(__file__).parent.parent / "conversations" / "questionnaire"
_BUILT_IN = Path(bot.questionnaires.__file__).parent / "instruments"


def form_file(name: str) -> Path:
    """One that was written for the transcripts, or one that comes with the bot."""
    own = FORMS / name
    return own if own.exists() else _BUILT_IN / name


def published(session: Session, file: Path, work: Callable[[Session], Work], closes_at: datetime | None = None) -> None:
    version = kept(file, work(session))
    assert isinstance(publishing.publish(work(session), version, Audience(), closes_at, tells=False), int)


def updated(session: Session, file: Path, work: Callable[[Session], Work], *, move_drafts: bool) -> None:
    """The latest publication."""
    version = kept(file, work(session))
    number = session.exec(select(func.max(Publication.id))).one()
    assert number is not None, "something was published"
    assert publication_updates.update(work(session), number, version, move_drafts=move_drafts) == number


def kept(file: Path, work: Work) -> int:
    result = compiled(file.read_bytes(), file.suffix, file.stem)
    assert result.form is not None, result.refusals
    wanted = files.wanted(plan(result.form))
    media = {name: (file.parent / name).read_bytes() for name in files.shown(result.form)}
    tables = files.read({name: (file.parent / name).read_bytes() for name in wanted}).tables
    version = publishing.keep(work, result.form, tables, file.name, media=media)
    assert isinstance(version, publishing.Kept), version
    return version.id
