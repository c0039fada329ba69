"""Questionnaires that everybody of the small world is asked to answer."""

from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session

from bot.domain.audiences import Audience
from bot.questionnaires import files
from bot.questionnaires.compile import compiled
from bot.questionnaires.plan import plan
from bot.usecases import publishing
from bot.usecases.work import Work

FORMS = Path(__file__).parent.parent / "conversations" / "questionnaire"


def published(session: Session, file: Path, work: Callable[[Session], Work]) -> None:
    result = compiled(file.read_bytes(), file.suffix, file.stem)
    assert result.form is not None, result.refusals
    wanted = files.wanted(plan(result.form))
    tables = files.read({name: (file.parent / name).read_bytes() for name in wanted}).tables
    version = publishing.keep(work(session), result.form, tables, file.name)
    assert isinstance(version, int), version
    assert isinstance(publishing.publish(work(session), version, Audience(), None), int)
