"""The programme that everything belongs to."""

from sqlmodel import col, select

from bot.storage.programmes import Programme
from bot.usecases import audit
from bot.usecases.work import Work

FIRST = "ene"


def the_programme(work: Work) -> Programme:
    """Made when it is first needed."""
    programme = work.session.exec(select(Programme).order_by(col(Programme.id))).first()
    if programme is None:
        programme = Programme(slug=FIRST)
        work.session.add(programme)
        work.session.flush()
        audit.note(work, "open programme", "programme", programme.id)
    return programme
