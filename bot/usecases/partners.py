"""Partners on offer, and the answers to them: names are exchanged only when everybody has said yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.i18n.phrase import Words, _
from bot.storage.centres import Centre, CentreState
from bot.storage.partners import (
    AWAITED,
    KIND,
    OPEN,
    Partner,
    PartnerAnswer,
    Partnership,
    PartnershipState,
    locked,
    partners_in,
)
from bot.usecases import audit, partner_asking, partner_introductions, partner_words
from bot.usecases.assessments import standing
from bot.usecases.partner_rights import spoken_for
from bot.usecases.partner_words import FIT, Unnamed
from bot.usecases.people import person_of
from bot.usecases.unnamed_places import Places
from bot.usecases.work import Work

UNKNOWN = _("I know of no such partner for your centre. Write *partners* to see who is on offer.")
NOT_YOURS = _(
    "Only the coordinator or the head of a centre can answer this for it, because their name is given to the partner. "
    "Please ask them; nothing is lost meanwhile."
)
MOST_SHOWN = 24


@dataclass(frozen=True)
class Offered:
    """A partner that waits for an answer, as this person may see it."""

    number: int
    words: Words
    is_asked: bool  # the other side knows of it


@dataclass(frozen=True)
class Introduced:
    """Partners that all have said yes."""

    number: int
    words: Words


def offered(work: Work) -> tuple[Offered, ...]:
    """Those that others wait for first, then the best suggestion first; a handful of queries for all of them."""
    mine = spoken_for(work)
    rows = work.session.exec(
        select(Partnership, Partner)
        .join(Partner, col(Partner.partnership_id) == col(Partnership.id))
        .where(
            col(Partnership.state).in_(OPEN),
            col(Partner.centre_id).in_(mine),
            col(Partner.answer).is_(None),
            # What only the other side has been told stays theirs.
            col(Partner.asked_at).is_not(None),
            col(Partnership.expires_at) > work.now,
        )
        .order_by(col(Partnership.id))
        .limit(MOST_SHOWN)
    ).all()
    others = _others(work, rows)
    name = person_of(work).name
    found = [
        (
            partnership.state in AWAITED,
            FIT.validate_python(partner.fit),
            partnership.id,
            others[partnership.id, partner.centre_id],
        )
        for partnership, partner in rows
        if others[partnership.id, partner.centre_id]
    ]
    found.sort(key=lambda one: (not one[0], -one[1].weight, one[2]))
    return tuple(
        Offered(number, partner_words.presented(number, fit, unnamed, name), is_asked)
        for is_asked, fit, number, unnamed in found
    )


def introduced(work: Work) -> tuple[Introduced, ...]:
    """The latest first."""
    numbers = work.session.exec(
        select(Partnership.id)
        .join(Partner, col(Partner.partnership_id) == col(Partnership.id))
        .where(Partnership.state == PartnershipState.ACCEPTED, col(Partner.centre_id).in_(spoken_for(work)))
        .distinct()
        .order_by(col(Partnership.id).desc())
        .limit(MOST_SHOWN)
    ).all()
    return tuple(Introduced(number, partner_introductions.names(work, number, spoken_for(work))) for number in numbers)


def yes(work: Work, argument: str) -> Told | Refusal:
    return _answer(work, argument, PartnerAnswer.YES)


def no(work: Work, argument: str) -> Told | Refusal:
    return _answer(work, argument, PartnerAnswer.NO)


def _answer(work: Work, argument: str, answer: PartnerAnswer) -> Told | Refusal:
    """Saying the same twice changes nothing; of two colleagues, the first one's answer counts."""
    partnership = locked(work.session, argument)
    if partnership is None:
        return Refusal(UNKNOWN)
    partners = partners_in(work.session, partnership.id)
    mine = set(spoken_for(work))
    own = [one for one in partners if one.centre_id in mine and one.asked_at is not None]
    if not own:
        return Refusal(NOT_YOURS if _belongs(work, partners) else UNKNOWN)
    if (words := _too_late(work, partnership, partners, own[0], mine)) is not None:
        return Told(words)
    before = own[0]
    if before.answer is not None and (before.answer is answer or before.person_id != work.person_id):
        return Told(_answered(work, before))
    for one in own:
        one.answer, one.person_id, one.answered_at = answer, work.person_id, work.now
        work.session.add(one)
    work.session.flush()
    audit.note(work, answer.value, KIND, partnership.id, scope=f"centre:{before.centre_id}")
    words = _settle(work, partnership, partners, answer, mine)
    return Told(words, acts=_acts(partnership))


def _acts(partnership: Partnership) -> tuple[Act, ...]:
    match partnership.state:
        case PartnershipState.ACCEPTED:
            return (partner_introductions.propose(partnership.id),)
        case PartnershipState.ACCEPTED_BY_ONE:
            return partner_words.acts(partnership.id)[1:]  # a change of mind
        case _:
            return ()


def _too_late(
    work: Work, partnership: Partnership, partners: Sequence[Partner], own: Partner, mine: set[int]
) -> Words | None:
    """Why nothing can be answered any more, and what follows from that; None where it can."""
    if partnership.state not in OPEN:
        return _over(work, partnership, own)
    if not _take_part(work, partners):
        partner_asking.withdraw(work, partnership, partners, than=mine)
        return partner_asking.NOT_POSSIBLE
    if partnership.expires_at <= work.now:
        partner_asking.expire(work, partnership, partners, than=mine)
        return _EXPIRED
    return None


def _settle(
    work: Work, partnership: Partnership, partners: Sequence[Partner], answer: PartnerAnswer, mine: set[int]
) -> Words:
    if answer is PartnerAnswer.NO:
        was_yes = partnership.state is PartnershipState.ACCEPTED_BY_ONE
        partner_asking.decline(work, partnership, partners, than=mine)
        if was_yes and all(one.answer is None for one in partners if one.centre_id not in mine):
            return _("Good, I take your yes back. The other side gets no name. *partners* shows who else is on offer.")
        return _("Good, not this one. The other side gets no name, and you will not be asked about it again.")
    if all(one.answer is PartnerAnswer.YES for one in partners):
        return partner_introductions.introduce(work, partnership, mine)
    partnership.state = PartnershipState.ACCEPTED_BY_ONE
    partnership.expires_at = work.now + partner_asking.ANSWER_WITHIN
    work.session.add(partnership)
    work.session.flush()
    partner_asking.ask_next(work, [one.centre_id for one in partners])
    return _(
        "Thank you. I ask the other side, and tell you as soon as they have answered; names are exchanged only when all have "
        "said yes. If you change your mind before that, choose *Not this one*."
    )


# -- what can no longer be answered ------------------------------------------------------------------------------------
_EXPIRED = _("This offer has run out, because nobody answered in time. *partners* shows who else is on offer.")


def _over(work: Work, partnership: Partnership, own: Partner) -> Words:
    match partnership.state:
        case PartnershipState.ACCEPTED:
            return partner_introductions.names(work, partnership.id, [own.centre_id])
        case PartnershipState.DECLINED if own.answer is PartnerAnswer.NO and own.person_id != work.person_id:
            return _answered(work, own)
        case PartnershipState.DECLINED if own.answer is PartnerAnswer.NO:
            return _("You have said no to this one, and it stays so. *partners* shows who else is on offer.")
        case PartnershipState.EXPIRED:
            return _EXPIRED
        case _:
            return partner_asking.NOT_POSSIBLE


def _take_part(work: Work, partners: Sequence[Partner]) -> bool:
    """All of them, still."""
    centres = [one.centre_id for one in partners]
    active = select(func.count()).where(col(Centre.id).in_(centres), Centre.state == CentreState.ACTIVE)
    return work.session.exec(active).one() == len(partners)


def _answered(work: Work, own: Partner) -> Words:
    if own.person_id != work.person_id:
        if own.answer is PartnerAnswer.YES:
            return _(
                "Somebody else has said yes for your centre already. I tell you both as soon as all have answered."
            )
        return _("Somebody else has said no for your centre already, and it stays so.")
    return _("You have said yes already. I tell you as soon as the other side has answered.")


def _belongs(work: Work, partners: Sequence[Partner]) -> bool:
    """Whether their centre was asked, and others answer for it."""
    asked = {one.centre_id for one in partners if one.asked_at is not None}
    return any(one.centre_id in asked for one in work.session.exec(standing(work)))


def _others(work: Work, rows: Sequence[tuple[Partnership, Partner]]) -> Mapping[tuple[int, int], tuple[Unnamed, ...]]:
    """What may be told of the others, for each partnership and centre; empty where one of them no longer takes part."""
    numbers = [partnership.id for partnership, _partner in rows]
    all_partners = work.session.exec(
        select(Partner, Centre)
        .join(Centre, col(Centre.id) == col(Partner.centre_id))
        .where(col(Partner.partnership_id).in_(numbers))
        .order_by(col(Partner.centre_id))
    ).all()
    places = Places(work)
    found: dict[tuple[int, int], tuple[Unnamed, ...]] = {}
    for partnership, own in rows:
        others = [
            (one, centre)
            for one, centre in all_partners
            if one.partnership_id == partnership.id and one.centre_id != own.centre_id
        ]
        is_possible = all(centre.state is CentreState.ACTIVE for _one, centre in others)
        found[partnership.id, own.centre_id] = (
            tuple(
                Unnamed(
                    places.told(centre.country, own.centre_id, FIT.validate_python(own.fit).languages),
                    tuple(map(PriorityArea, one.offers)),
                )
                for one, centre in others
            )
            if is_possible
            else ()
        )
    return found
