"""When a round is over and wholly sealed, teams hear once that what others say of their centre is there."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.core.outcome import Act
from bot.domain.nudges import next_allowed
from bot.i18n.phrase import Variants, _, _p
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, belongs
from bot.storage.questionnaires import Publication
from bot.storage.rounds import KIND as ROUND
from bot.storage.rounds import Round, RoundState
from bot.storage.variants import texts
from bot.storage.voices import VoiceLink
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.voices_beside import centres_seen
from bot.usecases.work import Work

CENTRES = 50  # at a time


def tell_next(work: Work) -> bool:
    """On the clock: some centres of one round. True when there may be more."""
    number = work.session.exec(_NEXT_ROUND).first()
    if number is None:
        return False
    links = work.session.exec(
        select(VoiceLink)
        .join(Publication, col(Publication.id) == VoiceLink.publication_id)
        .where(Publication.round_id == number, col(VoiceLink.told_at).is_(None))
        .order_by(col(VoiceLink.centre_id), col(VoiceLink.id))
        .with_for_update(of=VoiceLink)
    ).all()
    centres = list(dict.fromkeys(link.centre_id for link in links))[:CENTRES]
    if centres:
        _tell(work, number, centres_seen(work.session, number, centres))
        _note(work, [link.id for link in links if link.centre_id in centres])
    return True


def _has_unsealed() -> Any:
    """A group of the same round of which answers could still be joined to people: until then nothing is shown."""
    publication, link = aliased(Publication), aliased(VoiceLink)
    return (
        select(link.id)
        .join(publication, col(publication.id) == link.publication_id)
        .where(publication.round_id == Round.id, col(link.sealed_at).is_(None))
        .exists()
    )


# Put together once: it is asked every few seconds, and nearly always finds nothing.
_NEXT_ROUND = (
    select(Round.id)
    .join(Publication, col(Publication.round_id) == Round.id)
    .join(VoiceLink, col(VoiceLink.publication_id) == Publication.id)
    .where(Round.state == RoundState.CLOSED, col(VoiceLink.told_at).is_(None), ~_has_unsealed())
    .order_by(col(Round.id))
    .limit(1)
)


def _note(work: Work, links: Collection[int]) -> None:
    work.session.connection().execute(update(VoiceLink).where(col(VoiceLink.id).in_(links)).values(told_at=work.now))


def _tell(work: Work, number: int, centres: Collection[int]) -> None:
    """Whoever belongs to two of them hears it once: *results* asks of which."""
    name = Variants(texts(work.session, ROUND, [number], "name").get(number, {}))
    words = _(
        "*{round}* is over. What others say of your centre, without names, stands beside your own view now: write *results*.",
        round=name,
    )
    act = Act("begin", "results:", _p("button", "See the results"))
    known: dict[str, Notice] = {}

    def notice(to: Recipient) -> Notice:
        """The same one for the same zone."""
        if to.zone not in known:
            at = next_allowed(work.now, to.zone)
            known[to.zone] = Notice(f"{ROUND}:{number}:voices", words, (act,), due_at=at)
        return known[to.zone]

    if centres:
        tell(work, _teams(work, centres), notice)


def _teams(work: Work, centres: Collection[int]) -> Collection[int]:
    """Everybody who belongs to them, whatever they answered themselves."""
    return work.session.exec(
        select(Membership.person_id)
        .join(Centre, col(Centre.id) == Membership.centre_id)
        .where(
            col(Membership.centre_id).in_(centres),
            belongs(work.now.date()),
            Centre.state == CentreState.ACTIVE,
        )
        .distinct()
    ).all()
