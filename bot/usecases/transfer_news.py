"""What became of a transfer, after three months or whenever somebody wants to tell it; the story is told by both centres."""

from bot.core.refusal import Refusal
from bot.domain.transfers import FOLLOW_UPS, GOES_ON, OUTCOMES, TRIED, TransferOutcome, TransferState, asked_again
from bot.i18n.phrase import Lines, Words, _
from bot.storage.transfers import HERE, KIND, THERE
from bot.usecases import audit, transfer_sheets, transfer_words
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.transfer_places import Place, hearing, place, trying
from bot.usecases.work import Work

NOT_TRIED = _("There is nothing to tell yet: the author’s centre has not said yes.")


def to_tell(work: Work, number: str, *, to_change: bool = False) -> Place | Refusal:
    """For both centres of a transfer that is tried."""
    at = place(work, number, to_change=to_change)
    if isinstance(at, Refusal):
        return at
    return at if at.transfer.state in TRIED else Refusal(NOT_TRIED)


def tell_here(work: Work, number: int, outcome: TransferOutcome, story: str) -> Refusal | None:
    """By the centre that tries it: what became of it, in a word and in a few."""
    at = to_tell(work, str(number), to_change=True)
    if isinstance(at, Refusal):
        return at
    if not at.is_here:
        return Refusal(NOT_TRIED)
    transfer = at.transfer
    transfer.outcome, transfer.outcome_at = outcome, work.now
    transfer.state = TransferState.AGREED if outcome in GOES_ON else TransferState.DONE
    transfer.until = asked_again(outcome, min(transfer.follow_ups, FOLLOW_UPS - 1), work.now)
    work.session.add(transfer)
    work.session.flush()
    transfer_sheets.replace(work, transfer.id, {HERE: story})
    audit.note(work, "tell outcome", KIND, transfer.id, outcome=outcome)
    lines: list[Words] = [
        _(
            "*{centre}* tells of your practice *{title}*: {outcome}.",
            centre=centre_name(work, transfer.centre_id),
            title=transfer_words.title(work, transfer.practice_id),
            outcome=OUTCOMES[outcome],
        ),
        _("“{story}”", story=story),
    ]
    if outcome not in GOES_ON:
        lines.append(_("Would you like to add how it was for your centre? Then both tell the story."))
    key = f"{KIND}:{transfer.id}:outcome:{int(work.now.timestamp())}"
    notice = Notice(key, Lines(tuple(lines)), acts=(transfer_words.tell_news(transfer.id),))
    tell(work, hearing(work, at.practice), notice)
    return None


def tell_there(work: Work, number: int, story: str) -> Refusal | None:
    """By the author's centre: its side of it."""
    at = to_tell(work, str(number), to_change=True)
    if isinstance(at, Refusal):
        return at
    if not at.is_there:
        return Refusal(NOT_TRIED)
    transfer_sheets.replace(work, at.transfer.id, {THERE: story})
    audit.note(work, "tell story", KIND, at.transfer.id)
    words = Lines(
        (
            _(
                "*{centre}* has added its side of *{title}* (transfer {number}):",
                centre=centre_name(work, at.practice.centre_id),
                title=transfer_words.title(work, at.practice.id),
                number=str(at.transfer.id),
            ),
            _("“{story}”", story=story),
        )
    )
    key = f"{KIND}:{at.transfer.id}:told:{int(work.now.timestamp())}"
    tell(work, trying(work, at.transfer), Notice(key, words))
    return None
