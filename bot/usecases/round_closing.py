"""What those who coordinate are told when a round closes: how many took part, of the centres that are theirs."""

from collections.abc import Sequence

from bot.domain.nudges import next_allowed
from bot.domain.participation import CentreStanding, tally
from bot.i18n.phrase import Lines, Variants, Words, _
from bot.storage.rounds import KIND, Round
from bot.storage.variants import texts
from bot.usecases import coordinators, round_words
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.publication_progress import see_round
from bot.usecases.work import Work


def tell_of(work: Work, round_: Round, centres: Sequence[CentreStanding]) -> None:
    """But for whoever closes it."""
    name = Variants(texts(work.session, KIND, [round_.id], "name").get(round_.id, {}))
    theirs: dict[int, Sequence[CentreStanding]] = {
        person: coordinators.within(held, centres)
        for person, held in coordinators.holding(work, coordinators.ABOVE_CENTRES).items()
    }
    if round_.author_id is not None:
        theirs[round_.author_id] = centres
    told = [person for person, own in theirs.items() if own and person != work.actor.person_id]

    def notice(to: Recipient) -> Notice:
        lines: tuple[Words, ...] = (
            _("*{round}* (round {number}) has closed.", round=name, number=round_.id),
            *round_words.tally_lines(tally(theirs[to.person_id])),
        )
        # A last day ends at midnight: they may be asleep.
        at = next_allowed(work.now, to.zone)
        return Notice(f"{KIND}:{round_.id}:closed", Lines(lines), (see_round(round_.id),), due_at=at)

    tell(work, told, notice)
