"""Calendars by subscription: making an address, ending it, and finding whose it is."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.rights import WHOLE_PROGRAMME, Right, Where
from bot.i18n.phrase import _
from bot.storage.calendar_feeds import CalendarFeed, FeedKind, find_feed
from bot.storage.people import Person, PersonState
from bot.usecases import audit, rights
from bot.usecases.people import person_of
from bot.usecases.programmes import the_programme
from bot.usecases.ways_in import site
from bot.usecases.work import Work

PATH = "/calendar/"  # in which the secret follows: logs hide what stands behind it
SECRET_BYTES = 32
NO_SITE = _(
    "That is not possible here yet: I have no address on the web, so calendars could not find me. The files that come "
    "with each yes work all the same."
)


@dataclass(frozen=True)
class Whose:
    """Which calendar: one's own, that of a network (its number), or that of the programme."""

    kind: FeedKind
    network: int | None = None


MINE = Whose(FeedKind.PERSON)
PROGRAMME = Whose(FeedKind.PROGRAMME)


def of_network(number: int) -> Whose:
    return Whose(FeedKind.NETWORK, number)


@dataclass(frozen=True)
class Addresses:
    """One secret in two forms: for a phone to open, and to paste into a calendar."""

    webcal: str
    https: str


def is_offered(work: Work) -> bool:
    return site(work) is not None


def since(work: Work, whose: Whose) -> datetime | None:
    """When the address that works now was made; None: there is none."""
    row = _row(work, whose)
    return None if row is None else row.created_at


def make(work: Work, whose: Whose) -> Addresses | Refusal:
    """A new address, which is told once; the one before stops working."""
    if refusal := _refused(work, whose):
        return refusal
    address = site(work)
    if address is None:
        return Refusal(NO_SITE)
    _end(work, whose)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = CalendarFeed(
        digest=digest_of(secret),
        kind=whose.kind,
        person_id=work.actor.person_id,
        network_id=whose.network,
        programme_id=the_programme(work).id,
        language=work.translator.spoken(person_of(work).language),
        created_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    audit.note(work, "make an address", "calendar_feed", row.id, what=row.kind)
    return _addresses(f"{address}{PATH}{secret}.ics")


def end(work: Work, whose: Whose) -> Refusal | None:
    """What has subscribed to it finds nothing any more."""
    if refusal := _refused(work, whose):
        return refusal
    _end(work, whose)
    return None


def fetched(work: Work, secret: str) -> CalendarFeed | None:
    """The feed with this secret, if it works and is somebody's who is still here."""
    feed = find_feed(work.session, digest_of(secret))
    if feed is None or feed.kind is not FeedKind.PERSON:
        return feed
    person = work.session.get_one(Person, feed.person_id)
    return feed if person.state in {PersonState.ACTIVE, PersonState.PENDING, PersonState.STOPPED} else None


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _end(work: Work, whose: Whose) -> None:
    row = _row(work, whose)
    if row is not None:
        row.ended_at = work.now
        work.session.add(row)
        work.session.flush()
        audit.note(work, "end an address", "calendar_feed", row.id, what=row.kind)


def _row(work: Work, whose: Whose) -> CalendarFeed | None:
    wanted = select(CalendarFeed).where(CalendarFeed.kind == whose.kind, col(CalendarFeed.ended_at).is_(None))
    match whose.kind:
        case FeedKind.PERSON:
            wanted = wanted.where(CalendarFeed.person_id == work.person_id)
        case FeedKind.NETWORK:
            wanted = wanted.where(CalendarFeed.network_id == whose.network)
        case FeedKind.PROGRAMME:
            wanted = wanted.where(CalendarFeed.programme_id == the_programme(work).id)
    return work.session.exec(wanted).one_or_none()


def _refused(work: Work, whose: Whose) -> Refusal | None:
    """One's own needs no right; what is shared is for whoever may invite to all of it."""
    match whose.kind:
        case FeedKind.PERSON:
            return None
        case FeedKind.NETWORK:
            assert whose.network is not None
            return rights.refused(work, Right.PROPOSE_SESSIONS, Where(networks=frozenset({whose.network})))
        case FeedKind.PROGRAMME:
            return rights.refused(work, Right.PROPOSE_SESSIONS, WHOLE_PROGRAMME)


def _addresses(address: str) -> Addresses:
    return Addresses(urlsplit(address)._replace(scheme="webcal").geturl(), address)
