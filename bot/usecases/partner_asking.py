"""Asking centres about a partner, one at a time; and what ends without an introduction."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlmodel import col, select

from bot.domain.areas import PriorityArea
from bot.i18n.phrase import Lines, Words, _
from bot.storage.centres import Centre
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
from bot.storage.people import Person
from bot.usecases import audit, partner_words
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.partner_rights import willing
from bot.usecases.partner_words import FIT, Unnamed
from bot.usecases.unnamed_places import Places
from bot.usecases.work import Work

ANSWER_WITHIN = timedelta(days=14)
SUGGESTED_FOR = timedelta(days=90)
SLICE = 20  # partnerships in one transaction
NOT_POSSIBLE = _(
    "This introduction is no longer possible: the other side does not take part any more, or could not say yes. No name was given. *partners* shows who else is on offer."
)


def ask_next(work: Work, centres: Collection[int]) -> None:
    """Whoever speaks for these centres is asked about the oldest partner that they have not heard of, unless one waits already."""
    if not centres:
        return
    waiting = set(
        work.session.exec(
            select(Partner.centre_id)
            .join(Partnership, col(Partnership.id) == col(Partner.partnership_id))
            .where(
                col(Partner.centre_id).in_(list(centres)),
                col(Partnership.state).in_(AWAITED),
                col(Partner.asked_at).is_not(None),
                col(Partner.answer).is_(None),
            )
        )
    )
    rows = work.session.exec(
        select(Partnership, Partner)
        .join(Partner, col(Partner.partnership_id) == col(Partnership.id))
        .where(
            col(Partner.centre_id).in_(set(centres) - waiting),
            col(Partnership.state).in_(AWAITED),
            col(Partner.asked_at).is_(None),
            col(Partner.answer).is_(None),
        )
        .order_by(col(Partnership.id))
    ).all()
    nearest: dict[int, tuple[Partnership, Partner]] = {}
    for partnership, partner in rows:
        nearest.setdefault(partner.centre_id, (partnership, partner))
    _ask(work, list(nearest.values()))


def _ask(work: Work, rows: Sequence[tuple[Partnership, Partner]]) -> None:
    if not rows:
        return
    who = willing(work, [partner.centre_id for _partnership, partner in rows])
    names = _names(work, {person for people in who.values() for person in people})
    others = _others(work, [partnership.id for partnership, _partner in rows])
    places = Places(work)
    for partnership, partner in rows:
        partner.asked_at = work.now
        work.session.add(partner)
        fit = FIT.validate_python(partner.fit)
        unnamed = [
            Unnamed(places.told(centre.country, partner.centre_id, fit.languages), offers)
            for centre, offers in others[partnership.id]
            if centre.id != partner.centre_id
        ]

        def notice(
            to: Recipient, number: int = partnership.id, view: Sequence[Unnamed] = unnamed, between: object = fit
        ) -> Notice:
            words = partner_words.presented(number, between, view, names.get(to.person_id))  # type: ignore[arg-type] # a default loses its type
            return Notice(f"{KIND}:{number}:asked", words, acts=partner_words.acts(number))

        tell(work, who[partner.centre_id], notice)
    work.session.flush()


def _names(work: Work, people: Collection[int]) -> dict[int, str | None]:
    return dict(work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(list(people)))).all())


def _others(work: Work, numbers: Collection[int]) -> dict[int, list[tuple[Centre, tuple[PriorityArea, ...]]]]:
    found: dict[int, list[tuple[Centre, tuple[PriorityArea, ...]]]] = {number: [] for number in numbers}
    for partner, centre in work.session.exec(
        select(Partner, Centre)
        .join(Centre, col(Centre.id) == col(Partner.centre_id))
        .where(col(Partner.partnership_id).in_(list(numbers)))
        .order_by(col(Partner.centre_id))
    ):
        found[partner.partnership_id].append((centre, tuple(map(PriorityArea, partner.offers))))
    return found


# -- without an introduction -------------------------------------------------------------------------------------------
def decline(work: Work, partnership: Partnership, partners: Sequence[Partner], *, than: Collection[int]) -> None:
    words = _(
        "The other side cannot say yes at present, so there is no introduction (partner {number}). No name was given.",
        number=str(partnership.id),
    )
    _end(work, partnership, partners, PartnershipState.DECLINED, words, than)


def withdraw(work: Work, partnership: Partnership, partners: Sequence[Partner], *, than: Collection[int]) -> None:
    _end(work, partnership, partners, PartnershipState.WITHDRAWN, NOT_POSSIBLE, than)


def expire(work: Work, partnership: Partnership, partners: Sequence[Partner], *, than: Collection[int] = ()) -> None:
    words = _(
        "The other side has not answered for two weeks, so this offer ends (partner {number}). No name was given.",
        number=str(partnership.id),
    )
    _end(work, partnership, partners, PartnershipState.EXPIRED, words, than)


def look_after(work: Work) -> bool:
    """On the clock: what has run out, and whoever is free to be asked by now; True when there may be more."""
    due = work.session.exec(
        select(Partnership.id)
        .where(col(Partnership.state).in_(OPEN), col(Partnership.expires_at) <= work.now)
        .order_by(col(Partnership.expires_at), col(Partnership.id))
        .limit(SLICE)
    ).all()
    for number in due:
        partnership = locked(work.session, str(number))
        if partnership is not None and partnership.state in OPEN and partnership.expires_at <= work.now:
            expire(work, partnership, partners_in(work.session, number))
    return len(due) == SLICE


def _end(
    work: Work,
    partnership: Partnership,
    partners: Sequence[Partner],
    state: PartnershipState,
    words: Words,
    than: Collection[int],
) -> None:
    """Whoever said yes, or was asked and is waiting, is told; then they may be asked about the next."""
    was_suggested = partnership.state is PartnershipState.SUGGESTED
    partnership.state, partnership.settled_at = state, work.now
    work.session.add(partnership)
    work.session.flush()
    audit.note(work, state.value, KIND, partnership.id)
    others = [one for one in partners if one.centre_id not in than]
    if not was_suggested:
        said_yes = [one.person_id for one in others if one.answer is PartnerAnswer.YES and one.person_id is not None]
        tell(work, said_yes, Notice(f"{KIND}:{partnership.id}:{state}", Lines((words, MORE))))
        ask_next(work, [one.centre_id for one in partners])


MORE = _("Write *partners* to see who else is on offer.")
