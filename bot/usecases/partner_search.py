"""Looking for partners of a centre: wanted by its assessment or by a person, found beside the replies, then told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from bot.core.outcome import Act
from bot.domain.areas import PriorityArea
from bot.domain.partners import CentreProfile, Fit, suggest
from bot.domain.subscriptions import PARTNERS
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.storage.assessments import Assessment
from bot.storage.partners import KIND, OPEN, Partner, PartnerSearch, Partnership, PartnershipState, met
from bot.usecases import audit, partner_asking, subscriptions
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_profiles import profiles
from bot.usecases.partner_rights import spoken_for, willing
from bot.usecases.partner_words import FIT
from bot.usecases.work import Work

AT_ONCE = 5  # centres in one look
MOST_ON_OFFER = 3  # suggestions to one centre at the same time


@dataclass(frozen=True)
class Found:
    """For one centre; `wanted_at` tells the search that it answers."""

    centre_id: int
    wanted_at: datetime
    offers: tuple[PriorityArea, ...] = ()  # of the centre itself
    partners: tuple[tuple[CentreProfile, Fit], ...] = ()  # the best first
    is_assessed: bool = True


def want(work: Work, centre_id: int, person_id: int | None = None) -> None:
    """After an assessment was signed, or because a person asks."""
    row = work.session.get(PartnerSearch, centre_id) or PartnerSearch(centre_id=centre_id, wanted_at=work.now)
    row.wanted_at, row.done_at, row.person_id = work.now, None, person_id
    work.session.add(row)
    work.session.flush()


def after_signing(work: Work, assessment_id: int) -> None:
    """What an assessment says has changed: partners are looked for anew."""
    want(work, work.session.get_one(Assessment, assessment_id).centre_id)


def look_for_mine(work: Work) -> bool:
    """
    For all centres that the person speaks for; they are told what was found, also if they had turned partners off before.
    True, for talks that keep it.
    """
    subscriptions.turn_on(work, [PARTNERS])
    for centre in spoken_for(work):
        want(work, centre, work.person_id)
    audit.note(work, "look for partners", "person", work.person_id)
    return True


def find(work: Work) -> Sequence[Found]:
    """What the next searches bring; changes nothing, and takes as long as reading all centres: for reading connections."""
    waiting = work.session.exec(
        select(PartnerSearch)
        .where(col(PartnerSearch.done_at).is_(None))
        .order_by(col(PartnerSearch.wanted_at), col(PartnerSearch.centre_id))
        .limit(AT_ONCE)
    ).all()
    if not waiting:
        return ()
    everybody = {one.id: one for one in profiles(work)}
    asked = willing(work, list(everybody))
    possible = {one.id: one for one in everybody.values() if asked[one.id] and one.levels}
    apart = met(work.session)
    return tuple(_found(work, row, everybody.get(row.centre_id), possible, apart) for row in waiting)


def _found(
    work: Work,
    row: PartnerSearch,
    centre: CentreProfile | None,
    possible: Mapping[int, CentreProfile],
    apart: Collection[tuple[int, int]],
) -> Found:
    if centre is None or not centre.levels:
        return Found(row.centre_id, row.wanted_at, is_assessed=False)
    not_again = {other for pair in apart if centre.id in pair for other in pair}
    chosen = suggest(centre, possible.values(), not_again, work.now.date(), MOST_ON_OFFER)
    partners = tuple((possible[one.centre_id], one.fit) for one in chosen)
    return Found(row.centre_id, row.wanted_at, centre.offers, partners)


def keep(work: Work, found: Sequence[Found]) -> None:
    """In one transaction with the end of the search; what has been answered or asked anew meanwhile is passed over."""
    for one in found:
        search = work.session.exec(
            select(PartnerSearch)
            .where(PartnerSearch.centre_id == one.centre_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one()
        if search.done_at is not None or search.wanted_at != one.wanted_at:
            continue
        search.done_at = work.now
        work.session.add(search)
        numbers = _suggested(work, one)
        _tell(work, one, search.person_id, numbers)
    work.session.flush()


def _suggested(work: Work, found: Found) -> list[int]:
    """Numbers of what is new, as many as there is room for."""
    apart = met(work.session)
    numbers: list[int] = []
    for other, fit in found.partners[: MOST_ON_OFFER - _on_offer(work, found.centre_id)]:
        if (min(found.centre_id, other.id), max(found.centre_id, other.id)) in apart:
            continue  # the other has looked at the same time
        row = Partnership(
            state=PartnershipState.SUGGESTED,
            created_at=work.now,
            expires_at=work.now + partner_asking.SUGGESTED_FOR,
        )
        work.session.add(row)
        work.session.flush()
        work.session.add_all(
            (
                Partner(
                    partnership_id=row.id,
                    centre_id=found.centre_id,
                    fit=FIT.dump_python(fit, mode="json"),
                    offers=list(found.offers),
                    asked_at=work.now,
                ),
                Partner(
                    partnership_id=row.id,
                    centre_id=other.id,
                    fit=FIT.dump_python(fit.turned(), mode="json"),
                    offers=list(other.offers),
                ),
            )
        )
        numbers.append(row.id)
    work.session.flush()
    return numbers


def _on_offer(work: Work, centre_id: int) -> int:
    return work.session.exec(
        select(func.count())
        .select_from(Partner)
        .join(Partnership, col(Partnership.id) == col(Partner.partnership_id))
        .where(
            Partner.centre_id == centre_id,
            col(Partner.asked_at).is_not(None),
            col(Partner.answer).is_(None),
            col(Partnership.state).in_(OPEN),
        )
    ).one()


def _tell(work: Work, found: Found, person_id: int | None, numbers: Sequence[int]) -> None:
    key = f"{KIND}:search:{found.centre_id}:{found.wanted_at:%Y%m%d%H%M%S}"
    if numbers:
        count = len(numbers)
        words: Words = _n(
            "I have found a centre that could be a partner for yours.",
            "I have found {count} centres that could be partners for yours.",
            count,
        )
        look = Act("begin", "partners:", _p("button", "Have a look"))
        who = willing(work, [found.centre_id])[found.centre_id]
        tell(
            work,
            who,
            Notice(key, Lines((words, _("Names are exchanged only when both sides have said yes."))), (look,)),
        )
    elif person_id is not None:
        tell(work, [person_id], Notice(key, NOBODY if found.is_assessed else NOT_ASSESSED))


NOBODY = _(
    "I have looked, and there is nobody new at present who has something for your centre, speaks one of its languages and works "
    "at the same hours. When more centres have signed their self-assessment, *partners* may bring somebody."
)
NOT_ASSESSED = _(
    "Partners are found by what a centre is good at and wants to learn. Your centre has no signed self-assessment yet; once it "
    "has, I look by myself and tell you."
)
