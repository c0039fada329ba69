"""Plans of rounds, and teams that answer in them, in transactions of their own."""

from functools import partial

from bot.usecases.rounds import Plan
from tests.transcripts import rounds
from tests.transcripts.rounds import ALL_PARTS
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import TUNISIA

__all__ = ["ALL_PARTS", "hands_in", "plan", "signs"]


def plan(audience=TUNISIA, **given):
    return Plan(
        **{"instrument": "eight_areas", "name": {"en": "Spring"}, "original": "en", "audience": audience} | given
    )


def hands_in(database, person_id, centre, parts=None, now=BEGINNING):
    database.write_now(partial(rounds.hands_in, now=now, person=person_id, code=centre, parts=parts))


def signs(database, centre, now=BEGINNING):
    database.write_now(partial(rounds.signs, now=now, about=(centre,)))
