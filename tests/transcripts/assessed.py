"""Centres of the small world that have handed in a self-assessment already."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session, select

from bot import app
from bot.domain.areas import PriorityArea
from bot.questionnaires.builtin import eight_areas
from bot.storage.people import Person
from bot.usecases import assessments
from bot.usecases.assessments import Begun, Filled
from bot.usecases.forms import Forms
from bot.usecases.work import Actor, ActorKind, Work
from tests.transcripts.world import Named, settle


def assessed(
    session: Session, centre: str, level: int, now: datetime, levels: Mapping[PriorityArea, int] = MappingProxyType({})
) -> None:
    """By somebody whom nobody talks with; the same level everywhere, but for some areas."""
    forms = Forms(eight_areas())
    somebody = Named(f"somebody of {centre}", centre=centre, channel="elsewhere")
    settle(session, somebody)
    session.flush()
    person = session.exec(select(Person.id).where(Person.name == somebody.name.title())).one()
    work = Work(session, now, Actor(ActorKind.PERSON, person), app.translator(), lambda *_: None)
    begun = assessments.begin(work, forms)
    assert isinstance(begun, dict), begun
    chosen = {one.name: levels.get(one.rating.area, level) for one in forms.current.questions if one.rating is not None}
    begins = Begun.from_json(begun)
    number = assessments.finish(work, forms, Filled(begins, begins.places[0].membership, chosen, {}))
    assert isinstance(number, int), number
