"""Whom a coordinator of many centres sees as late: with one milestone at a time, by country, a few countries in a message."""

import pytest
from sqlalchemy import insert

from bot.storage.centres import Centre, CentreState
from tests.transcripts.play import Play
from tests.transcripts.world import BEGINNING

COUNTRIES = (
    "AL",
    "AM",
    "DZ",
    "EG",
    "IL",
    "JO",
    "KE",
    "SN",
)  # two centres each, beside the small world's five in four others
LATE_BY = """
@programme 2022-12-01
@member rosa role=programme_coordinator
rosa: programme
rosa: 1
rosa: who is behind?
rosa: 1
rosa: show more
"""


def _registered(session):
    common = {"programme_id": 1, "languages": [], "areas": [], "zone": "UTC", "search": "", "fictitious": True}
    common |= {"state": CentreState.ACTIVE, "created_at": BEGINNING}
    rows = [
        {"id": 100 + number, "public_id": f"c{number}", "code": f"X-{number}", "country": COUNTRIES[number // 2]}
        | common
        for number in range(2 * len(COUNTRIES))
    ]
    session.connection().execute(insert(Centre.__table__), rows)


@pytest.mark.parametrize("restarting", [False, True], ids=["straight", "restarted"])
def test_all_of_many_late_centres_can_be_seen(database, restarting):
    play = Play(database, restarting=restarting)
    database.write_now(_registered)
    went = play.play(LATE_BY)
    said = went[went.index("rosa: who is behind?") :]
    assert "With which milestone? [Shape the community: 21 centres" in said
    assert "• Albania, 2 centres:" in said
    assert "There are 6 more countries. [Show more | Enough]" in said
    countries = [line for line in said.splitlines() if "centre" in line and "• " in line]
    assert len(countries) == len(COUNTRIES) + 4
