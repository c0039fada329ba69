"""Wanting to try what another centre does: asking, its yes or no, and what comes due."""

from dataclasses import dataclass
from functools import partial

from sqlmodel import col, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.partners import Fit
from bot.domain.practices import PracticeState
from bot.domain.transfers import (
    ANSWER_WITHIN,
    FOLLOW_UP_AFTER,
    OPEN,
    TRIED,
    TransferState,
    asked_again,
)
from bot.i18n.phrase import Variants, Words, _
from bot.storage.centres import Centre, CentreState
from bot.storage.partners import Partner, PartnerAnswer, Partnership, PartnershipState, between
from bot.storage.practices import Practice, find_practice
from bot.storage.transfers import KIND, WISH, Transfer
from bot.storage.variants import texts
from bot.usecases import audit, transfer_words, variants
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_words import FIT
from bot.usecases.people import person_of
from bot.usecases.transfer_places import answering, hearing, place, trying
from bot.usecases.visit_places import own_centres
from bot.usecases.work import Work

SLICE = 20  # transfers in one transaction
NOT_PUBLISHED = _("There is no such practice in the library, or it is not published any more.")
NOT_YOURS = _("Only whoever speaks for the author’s centre can answer this.")
ASKED_ALREADY = _("Your centre has asked for this practice already. Write *transfers* to see how it stands.")
SETTLED = _("This was answered already. Write *transfers* to see how it stands.")


@dataclass(frozen=True)
class Offer:
    """A practice that can be tried; `centres` of one's own that could, by id. `contact`: one's own name."""

    practice: int
    title: Words
    centre: Words
    country: Words
    centres: tuple[tuple[int, Words], ...]
    contact: str | None


def offer(work: Work, number: str) -> Offer | Refusal:
    """By the number of the practice as it was typed."""
    practice = find_practice(work.session, number)
    if practice is None or practice.state is not PracticeState.PUBLISHED:
        return Refusal(NOT_PUBLISHED)
    mine = own_centres(work)
    if refusal := _shared_with(work, practice, mine):
        return refusal
    free = _free(work, practice.id, mine - {practice.centre_id})
    if not free:
        return Refusal(ASKED_ALREADY)
    named = texts(work.session, "centre", free, "name")
    return Offer(
        practice=practice.id,
        title=transfer_words.title(work, practice.id),
        centre=centre_name(work, practice.centre_id),
        country=transfer_words.country_of(work, practice.centre_id),
        centres=tuple((one, Variants(named.get(one, {}))) for one in free),
        contact=person_of(work).name,
    )


def _shared_with(work: Work, practice: Practice, mine: set[int]) -> Refusal | None:
    """Why the people of these centres cannot ask for it."""
    if not practice.contact_ok:
        return Refusal(_("This centre shares the practice, but cannot answer questions about it at present."))
    if not mine:
        return Refusal(_("Only the people of a centre can ask for this. The *menu* shows how to join yours."))
    if not mine - {practice.centre_id}:
        return Refusal(_("This is a practice of your own centre."))
    if not answering(work, practice):
        return Refusal(
            _(
                "Nobody speaks for that centre at present, so nobody could say yes. Please ask your coordinator for help."
            )
        )
    return None


def ask(work: Work, number: int, centre: int, wish: str | None) -> int | Refusal:
    """For one of one's own centres; the author's is told. The transfer's number."""
    found = offer(work, str(number))
    if isinstance(found, Refusal):
        return found
    if centre not in {one for one, _name in found.centres}:
        return Refusal(ASKED_ALREADY)
    transfer = Transfer(
        practice_id=number,
        centre_id=centre,
        person_id=work.person_id,
        asked_at=work.now,
        until=work.now + ANSWER_WITHIN,
    )
    work.session.add(transfer)
    work.session.flush()
    if wish:
        language = work.translator.spoken(person_of(work).language)
        variants.write(work, KIND, transfer.id, WISH, {language: wish}, language)
        work.session.flush()
    audit.note(work, "ask", KIND, transfer.id, practice=number, centre=centre)
    practice = work.session.get_one(Practice, number)
    words = transfer_words.asked(work, transfer)
    tell(
        work,
        answering(work, practice),
        Notice(f"{KIND}:{transfer.id}:asked", words, acts=transfer_words.answers(transfer.id)),
    )
    return transfer.id


def yes(work: Work, argument: str) -> Told | Refusal:
    """Both sides are put in touch: a partnership of the two, as if they had been introduced."""
    at = place(work, argument, to_change=True)
    if isinstance(at, Refusal):
        return at
    transfer, practice = at.transfer, at.practice
    if not at.may_answer:
        return Refusal(NOT_YOURS)
    if transfer.state in TRIED:
        return Told(transfer_words.agreed_there(work, transfer), transfer_words.acts_there(transfer))
    if transfer.state is not TransferState.ASKED:
        return Refusal(SETTLED)
    if practice.state is not PracticeState.PUBLISHED:
        return Refusal(NOT_PUBLISHED)
    transfer.state, transfer.answered_at, transfer.answered_by_id = TransferState.AGREED, work.now, work.person_id
    transfer.until = work.now + FOLLOW_UP_AFTER
    transfer.partnership_id = _partnership(work, transfer, practice)
    work.session.add(transfer)
    work.session.flush()
    audit.note(work, "agree", KIND, transfer.id)
    here = Notice(
        f"{KIND}:{transfer.id}:agreed",
        transfer_words.agreed_here(work, transfer, practice),
        acts=transfer_words.acts_here(transfer),
    )
    tell(work, trying(work, transfer), here)
    there = transfer_words.agreed_there(work, transfer)
    others = [one for one in hearing(work, practice) if one != work.person_id]
    tell(work, others, Notice(f"{KIND}:{transfer.id}:shared", there, acts=transfer_words.acts_there(transfer)))
    return Told(there, transfer_words.acts_there(transfer))


def no(work: Work, argument: str) -> Told | Refusal:
    at = place(work, argument, to_change=True)
    if isinstance(at, Refusal):
        return at
    transfer = at.transfer
    if not at.may_answer:
        return Refusal(NOT_YOURS)
    if transfer.state is TransferState.ASKED:
        words = _(
            "The centre of *{title}* cannot help with it at present (transfer {number}). No name was given. "
            "What it has written in the library is yours to use all the same.",
            title=transfer_words.title(work, transfer.practice_id),
            number=str(transfer.id),
        )
        _end(work, transfer, TransferState.DECLINED, words)
    elif transfer.state is not TransferState.DECLINED:
        return Refusal(SETTLED)
    return Told(_("Good. They are told kindly, and get no name."))


def withdraw(work: Work, number: int) -> Refusal | None:
    """By the centre that asked, before it is answered."""
    at = place(work, number, to_change=True)
    if isinstance(at, Refusal):
        return at
    if not at.is_here or at.transfer.state is not TransferState.ASKED:
        return Refusal(SETTLED)
    transfer = at.transfer
    transfer.state, transfer.answered_at, transfer.until = TransferState.WITHDRAWN, work.now, None
    work.session.add(transfer)
    work.session.flush()
    audit.note(work, "withdraw", KIND, transfer.id)
    words = _("*{centre}* has taken its wish back (transfer {number}). There is nothing to do.",
              centre=centre_name(work, transfer.centre_id), number=str(transfer.id))  # fmt: skip
    tell(work, answering(work, at.practice), Notice(f"{KIND}:{transfer.id}:withdrawn", words))
    return None


# -- on the clock ------------------------------------------------------------------------------------------------------
def look_after(work: Work) -> bool:
    """Wishes that nobody answered end; whoever tries something is asked what became of it. True: there may be more."""
    due = work.session.exec(
        select(Transfer)
        .where(col(Transfer.until) <= work.now)
        .order_by(col(Transfer.until), col(Transfer.id))
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for transfer in due:
        if transfer.state is TransferState.ASKED:
            words = _(
                "The centre of *{title}* has not answered for two weeks, so this wish ends (transfer {number}). "
                "You can ask again at any time.",
                title=transfer_words.title(work, transfer.practice_id),
                number=str(transfer.id),
            )
            _end(work, transfer, TransferState.EXPIRED, words)
        else:
            _ask_what_became_of_it(work, transfer)
    return len(due) == SLICE


def _ask_what_became_of_it(work: Work, transfer: Transfer) -> None:
    transfer.follow_ups += 1
    transfer.until = asked_again(None, transfer.follow_ups, work.now)
    work.session.add(transfer)
    if transfer.state not in OPEN:
        transfer.until = None
        return
    words = _(
        "Some time ago you began to try *{title}* (transfer {number}). What has become of it? "
        "A few words are enough, also where it did not work.",
        title=transfer_words.title(work, transfer.practice_id),
        number=str(transfer.id),
    )
    key = f"{KIND}:{transfer.id}:follow-up:{transfer.follow_ups}"
    tell(work, trying(work, transfer), Notice(key, words, acts=(transfer_words.tell_news(transfer.id),)))


def _end(work: Work, transfer: Transfer, state: TransferState, words: Words) -> None:
    transfer.state, transfer.answered_at, transfer.until = state, work.now, None
    work.session.add(transfer)
    work.session.flush()
    audit.note(work, state.value, KIND, transfer.id)
    asked = () if transfer.person_id is None else (transfer.person_id,)
    tell(work, asked, Notice(f"{KIND}:{transfer.id}:{state}", words))


def _free(work: Work, practice: int, centres: set[int]) -> list[int]:
    """Those that have not asked for it, or were refused or forgotten about."""
    taken = work.session.exec(
        select(Transfer.centre_id).where(
            Transfer.practice_id == practice, col(Transfer.state).in_([*OPEN, TransferState.DONE])
        )
    )
    wanted = centres - set(taken)
    active = select(Centre.id).where(col(Centre.id).in_(wanted), Centre.state == CentreState.ACTIVE)
    return list(work.session.exec(active.order_by(col(Centre.id))))


def _partnership(work: Work, transfer: Transfer, practice: Practice) -> int:
    """The one in which the two have said yes to each other, or a new one: a session is proposed from it."""
    known = between(work.session, transfer.centre_id, practice.centre_id)
    if known is not None:
        return known
    row = Partnership(state=PartnershipState.ACCEPTED, created_at=work.now, expires_at=work.now, settled_at=work.now)
    work.session.add(row)
    work.session.flush()
    here = _fit(work, transfer, practice)
    side = partial(Partner, partnership_id=row.id, asked_at=work.now, answer=PartnerAnswer.YES, answered_at=work.now)
    dumped = partial(FIT.dump_python, mode="json")
    work.session.add(side(centre_id=transfer.centre_id, person_id=transfer.person_id, fit=dumped(here)))
    there = side(centre_id=practice.centre_id, person_id=work.person_id, fit=dumped(here.turned()))
    there.offers = list(practice.areas)
    work.session.add(there)
    work.session.flush()
    return row.id


def _fit(work: Work, transfer: Transfer, practice: Practice) -> Fit:
    """One learns of the other, in the areas of the practice. Nobody is shown the rest: they know each other by then."""
    here = work.session.get_one(Centre, transfer.centre_id)
    there = work.session.get_one(Centre, practice.centre_id)
    return Fit(
        learns=tuple(map(PriorityArea, practice.areas)),
        teaches=(),
        together=(),
        languages=tuple(one for one in here.languages if one in there.languages),
        hours=0,
        abroad=here.country != there.country,
        weight=0,
    )
