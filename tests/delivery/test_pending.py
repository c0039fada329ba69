from datetime import UTC, datetime

from bot.core.talk import Pending, Progress
from bot.delivery.pending import pending_from_json, pending_to_json

ASKED = Pending(
    key="area",
    kind="one of",
    nonce="abc",
    position=2,
    asked_at=datetime(2023, 3, 14, 9, tzinfo=UTC),
    address_id=1,
    controls=("skip",),
    progress=Progress(2, 25),
)


def test_a_pending_question_survives_its_row():
    assert pending_from_json(pending_to_json(ASKED)) == ASKED


def test_a_question_that_another_version_asked_still_waits():
    assert pending_from_json(pending_to_json(ASKED) | {"known by another version": 5}) == ASKED
