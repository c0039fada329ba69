"""Talks that were set aside, and lead nowhere any more."""

from collections.abc import Collection

from sqlmodel import col, update

from bot.storage.conversations import ConversationRow, ConversationState
from bot.usecases.time_vote_words import TALK
from bot.usecases.work import Work


def let_go(work: Work, number: int, people: Collection[int]) -> None:
    """Of these people, those about a time to be found: the session has one, or is called off. Nobody is asked to go on with them."""
    work.session.exec(
        update(ConversationRow)
        .where(
            col(ConversationRow.person_id).in_(sorted(people)),
            col(ConversationRow.state) == ConversationState.PARKED,
            col(ConversationRow.handler) == TALK,
            col(ConversationRow.argument) == str(number),
        )
        .values(state=ConversationState.ENDED, pending=None, draft=None, ended_at=work.now)
    )
