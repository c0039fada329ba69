"""People to whom something is announced, and whoever announces it."""

from datetime import timedelta

from sqlmodel import select

from bot import app
from bot.domain.audiences import Audience
from bot.storage.people import Person
from bot.usecases import announcement_progress, announcement_states
from bot.usecases.announcement_content import Draft
from bot.usecases.work import SYSTEM, Actor, ActorKind, Work
from tests.transcripts.world import BEGINNING, Named, furnish, settle

LATER = BEGINNING + timedelta(minutes=1)
TRANSLATOR = app.translator()
EVERYBODY = Audience()
TUNISIA = Audience(countries=("TN",))
GEORGIA = Audience(countries=("GE",))

PAUL = Named("paul", role="programme_coordinator", scope="programme:1", channel="scripted")
MARIAM = Named("mariam", role="country_coordinator", scope="country:TN", channel="scripted")
AMINA = Named("amina", language="fr", centre="TN-1", channel="scripted")
OMAR = Named("omar", language="ar", centre="TN-2", channel="scripted")
LEILA = Named("leila", language="en", centre="TN-2", channel="scripted")
NINO = Named("nino", language="ka", centre="GE-1", channel="elsewhere")
ALL = (PAUL, MARIAM, AMINA, OMAR, LEILA, NINO)


def nobody(_channel, _account):
    pass


def settled(database, *named):
    """Numbers of people by name."""

    def job(session):
        furnish(session)
        for one in named or ALL:
            settle(session, one)
        session.flush()
        return {name.lower(): number for number, name in session.exec(select(Person.id, Person.name))}

    return database.write_now(job)


def acting(session, person_id, now=BEGINNING):
    return Work(session, now, Actor(ActorKind.PERSON, person_id), TRANSLATOR, nobody)


def does(database, person_id, verb, *arguments, now=BEGINNING, **others):
    return database.write_now(lambda session: verb(acting(session, person_id, now), *arguments, **others))


def tick(database, now=LATER):
    """Everything that is due for announcements."""
    for job in (announcement_states.look_after, announcement_progress.look_after):
        while database.write_now(lambda session, job=job: job(Work(session, now, SYSTEM, TRANSLATOR, nobody))):
            pass


def draft(audience=EVERYBODY, fallback="en", **texts):
    return Draft(texts or {"en": "Hello"}, next(iter(texts), "en"), audience, None, fallback)
