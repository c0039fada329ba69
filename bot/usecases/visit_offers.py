"""What a centre answers to a call for peer visits: to host, to visit, both, or neither this time; about what, in which languages."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.i18n.countries import BY_CODE
from bot.i18n.phrase import Words, _
from bot.storage.centres import Centre
from bot.storage.visits import CALLS, VisitCall, VisitCallState, VisitOffer
from bot.usecases import audiences, audit, centre_languages, visit_lists, visit_words
from bot.usecases.partner_rights import spoken_for
from bot.usecases.work import Work

CLOSED = _(
    "This call for peer visits takes no answers any more. Whoever coordinates it may still find a place for your centre."
)
NOT_YOURS = _(
    "Only the coordinator or the head of a centre can answer this for it. Please ask them; nothing is lost meanwhile."
)


@dataclass(frozen=True)
class Asked:
    """A call, as somebody who may answer it for some of its centres sees it."""

    number: int
    words: Words
    centres: tuple[tuple[int, Words], ...]


@dataclass(frozen=True)
class Offer:
    hosts: bool
    visits: bool
    areas: tuple[PriorityArea, ...] = ()
    languages: tuple[str, ...] = ()


def any_open(work: Work) -> bool:
    """For the menu."""
    return bool(_open_to(work))


def open_calls(work: Work) -> tuple[Asked, ...]:
    """Those that the person may answer, the one that closes first first."""
    found = _open_to(work)
    named = visit_lists.names(work, {one for _row, centres in found for one in centres})
    return tuple(
        Asked(row.id, visit_words.call(row), tuple((one, named[one]) for one in centres)) for row, centres in found
    )


def _open_to(work: Work) -> list[tuple[VisitCall, list[int]]]:
    """With the centres for which the person may answer."""
    rows = work.session.exec(
        select(VisitCall)
        .where(VisitCall.state == VisitCallState.OPEN, col(VisitCall.closes_at) > work.now)
        .order_by(col(VisitCall.closes_at), col(VisitCall.id))
    ).all()
    mine = spoken_for(work) if rows else []
    return [(row, centres) for row in rows if (centres := _asked_in(work, row, mine))]


def asked(work: Work, argument: str) -> Asked | Refusal:
    row = visit_lists.row_of(work, argument)
    if row is None:
        return Refusal(visit_lists.UNKNOWN)
    if not _takes_answers(work, row):
        return Refusal(CLOSED)
    centres = _asked_in(work, row, spoken_for(work))
    if not centres:
        return Refusal(NOT_YOURS)
    named = visit_lists.names(work, centres)
    return Asked(row.id, visit_words.call(row), tuple((one, named[one]) for one in centres))


def languages_of(work: Work, centre_id: int) -> tuple[str, ...]:
    """In which people there may be able to talk: those of the centre, those in which its people read, those of its country."""
    centre = work.session.get_one(Centre, centre_id)
    if centre_id not in spoken_for(work):
        return tuple(centre.languages)  # what its people read is for nobody else to know
    theirs = centre_languages.of_people(work, [centre_id]).get(centre_id, ())
    country = BY_CODE.get(centre.country)
    return tuple(dict.fromkeys((*centre.languages, *theirs, *(() if country is None else country.languages))))


def offer(work: Work, number: int, centre_id: int, given: Offer) -> bool | Refusal:
    """The latest answer counts, until the call closes. True: there was one before."""
    row = visit_lists.row_of(work, str(number), to_change=True)
    if row is None:
        return Refusal(visit_lists.UNKNOWN)
    if not _takes_answers(work, row):
        return Refusal(CLOSED)
    if centre_id not in _asked_in(work, row, spoken_for(work)):
        return Refusal(NOT_YOURS)
    standing = work.session.get(VisitOffer, (row.id, centre_id))
    answer = standing or VisitOffer(call_id=row.id, centre_id=centre_id, hosts=False, visits=False, at=work.now)
    answer.hosts, answer.visits = given.hosts, given.visits
    answer.areas, answer.languages = list(given.areas), list(given.languages)
    answer.by_id, answer.at = work.person_id, work.now
    work.session.add(answer)
    work.session.flush()
    audit.note(work, "answer", CALLS, row.id, scope=f"centre:{centre_id}", hosts=given.hosts, visits=given.visits)
    return standing is not None


def _takes_answers(work: Work, row: VisitCall) -> bool:
    return row.state is VisitCallState.OPEN and row.closes_at > work.now


def _asked_in(work: Work, row: VisitCall, mine: Collection[int]) -> list[int]:
    if not mine:
        return []
    inside = {one.id for one in audiences.centres_in(work, Audience.from_json(row.audience))}
    return [one for one in mine if one in inside]
