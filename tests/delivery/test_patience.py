"""How long a channel waits for its platform, and what the log tells of it."""

import logging

from bot.delivery.patience import Patience


async def test_patience_doubles_up_to_a_minute_obeys_the_platform_and_begins_anew(caplog):
    caplog.set_level(logging.INFO)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    patience = Patience("reading failed", sleep)
    for _attempt in range(8):
        await patience.wait("no connection")
    await patience.wait("asked for patience", at_least=333)
    patience.end()
    patience.end()
    await patience.wait("no connection")
    assert waited == [1, 2, 4, 8, 16, 32, 60, 60, 333, 1]
    assert [(record.message, getattr(record, "why", None)) for record in caplog.records] == [
        ("reading failed; trying again until it works", "no connection"),
        ("reading failed: that is over", None),
        ("reading failed; trying again until it works", "no connection"),
    ]
